"""What a calendar program reads: the sessions of a person's cohorts, and the deadlines of their own steps."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from lms.accounts.queries import grants_of
from lms.cohorts import live_sessions, queries
from lms.cohorts.calendars import Entry, calendar_of
from lms.cohorts.live_models import CalendarFeed, LiveSession
from lms.cohorts.models import Enrolment
from lms.cohorts.notices import entry_of
from lms.cohorts.rules import has_ended
from lms.core.permissions import Permission
from lms.core.texts import localize
from lms.courses.queries import revision_document

DUE_FOR = timedelta(minutes=15)
"""A deadline is shown as the last minutes before it."""


def file_of(one: LiveSession) -> bytes:
    """One session alone."""
    return calendar_of(one.title, [entry_of(one)])


def feed_bytes(feed: CalendarFeed, due_words: str, now: datetime) -> bytes | None:
    """The calendar behind an address; None when its owner may read it no more. `due_words` holds `%(title)s`."""
    if feed.enrolment_id is None:
        return _of_staff(feed.user_id, now)
    enrolment = queries.enrolment(feed.enrolment_id)
    if enrolment is None or enrolment.user_id != feed.user_id or enrolment.ended_at is not None:
        return None
    sessions = live_sessions.sessions_of([enrolment.cohort_id])
    entries = [*map(entry_of, sessions), *_deadlines(enrolment, due_words)]
    return calendar_of(enrolment.cohort.name, entries)


def _of_staff(user_id: int, now: datetime) -> bytes | None:
    cohorts = queries.cohorts_within_reach(grants_of(user_id), Permission.COHORT_READ)
    running = [one for one in cohorts if not has_ended(one.ends_on, one.timezone, now)]
    if not cohorts:
        return None
    names: Mapping[int, str] = {one.id: one.name for one in running}
    return calendar_of("Tremplin", _named(live_sessions.sessions_of(names), names))


def _named(sessions: list[LiveSession], names: Mapping[int, str]) -> Iterator[Entry]:
    for one in sessions:
        entry = entry_of(one)
        yield Entry(**{**vars(entry), "title": f"{one.title} – {names[one.cohort_id]}"})


def _deadlines(enrolment: Enrolment, due_words: str) -> Iterator[Entry]:
    document = revision_document(enrolment.revision_id)
    dates = queries.item_dates(enrolment.cohort_id)
    for item in [item for _, item in document.items()]:
        due_at = dates[item.id].due_at if item.id in dates else None
        if due_at is not None:
            title = localize(item.title, enrolment.language)[0]
            yield Entry(
                uid=f"due-{enrolment.id}-{item.id}",
                title=due_words % {"title": title},
                starts_at=due_at - DUE_FOR,
                ends_at=due_at,
                changed_at=enrolment.enrolled_at,
            )
