"""Live sessions of a cohort: made, changed and cancelled, and the secret addresses at which calendars read them."""

import hashlib
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, select

from lms.accounts.models import User
from lms.cohorts import live_rules, queries, rules
from lms.cohorts.live_models import CalendarFeed, LiveSession
from lms.cohorts.models import Cohort
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.reasons import reason
from lms.core.texts import clean, one_line

TOKEN_BYTES = 24


@dataclass(frozen=True)
class Meeting:
    """A session as its staff type it: local times of the cohort's zone, such as `2027-05-04T09:00`."""

    title: str
    starts_local: str
    ends_local: str
    place: str = ""
    link: str = ""
    people: str = ""
    note: str = ""


def sessions_of(cohort_ids: Collection[int]) -> list[LiveSession]:
    """The sessions of cohorts in order, cancelled ones included. One statement."""
    found = select(LiveSession).where(LiveSession.cohort_id.in_(list(cohort_ids)))
    return list(session().scalars(found.order_by(LiveSession.starts_at, LiveSession.id)))


def session_of(cohort_id: int, session_id: int) -> LiveSession:
    """One session of a cohort; NotFound for another cohort's."""
    return _found(select(LiveSession), cohort_id, session_id)


def _locked(cohort_id: int, session_id: int) -> LiveSession:
    locked = select(LiveSession).with_for_update().execution_options(populate_existing=True)
    return _found(locked, cohort_id, session_id)


def _found(among: Select[LiveSession], cohort_id: int, session_id: int) -> LiveSession:
    found = session().scalar(among.where(LiveSession.id == session_id, LiveSession.cohort_id == cohort_id))
    if found is None:
        raise NotFound
    return found


def repeated(meeting: Meeting, times: int) -> list[Meeting]:
    """A meeting each week, so many times. InvalidInput names the field for too many, or for times that can't be."""
    if not 1 <= times <= live_rules.MOST_WEEKS:
        raise InvalidInput(reason("live.bad_repeat", most=live_rules.MOST_WEEKS), "times")
    for field in ("starts_local", "ends_local"):
        _parsed(getattr(meeting, field), "UTC", field)
    try:
        dates = [live_rules.weekly(local, times) for local in (meeting.starts_local, meeting.ends_local)]
    except OverflowError:  # in the year 10000
        raise InvalidInput(reason("cohorts.bad_local_time"), "starts_local") from None
    both = zip(*dates, strict=True)
    return [replace(meeting, starts_local=starts, ends_local=ends) for starts, ends in both]


def create_sessions(
    *, cohort: Cohort, meetings: Sequence[Meeting], now: datetime, form_token: str = ""
) -> list[LiveSession]:
    """Sessions of a cohort, all or none; InvalidInput names the field that can't be.

    `form_token` is drawn when a form is shown: sent again with the same sessions, it makes none, and the list is empty.
    """
    uids = _uids(cohort.id, form_token or secrets.token_hex(16), meetings)
    queries.cohort_for_update(
        cohort.id
    )  # of the same form sent twice at once, the second one sees what the first one made
    if session().scalar(select(LiveSession.id).where(LiveSession.uid.in_(uids)).limit(1)) is not None:
        return []
    made = []
    for uid, meeting in zip(uids, meetings, strict=True):
        one = LiveSession(
            centre_id=cohort.centre_id,
            cohort_id=cohort.id,
            uid=uid,
            sequence=0,
            created_at=now,
            changed_at=now,
        )
        _fill(one, meeting, cohort.timezone)
        made.append(one)
    session().add_all(made)
    session().flush()
    return made


def _uids(cohort_id: int, token: str, meetings: Sequence[Meeting]) -> list[str]:
    named = (f"{cohort_id}\0{token}\0{number}\0{one}" for number, one in enumerate(meetings))
    return [hashlib.sha256(name.encode()).hexdigest()[:32] for name in named]


def change_session(
    *, cohort: Cohort, session_id: int, meeting: Meeting, sequence: int, now: datetime
) -> LiveSession:
    """Change a session that was read as its change number `sequence`, which rises unless nothing is another.

    Conflict when it is cancelled, or somebody changed it meanwhile.
    """
    found = _locked(cohort.id, session_id)
    if found.cancelled_at is not None:
        raise Conflict(reason("live.cancelled"))
    if found.sequence != sequence:
        raise Conflict(reason("live.changed_meanwhile"))
    _fill(found, meeting, cohort.timezone)
    if session().is_modified(found):
        found.sequence += 1
        found.changed_at = now
        session().flush()
    return found


def cancel_session(*, cohort_id: int, session_id: int, now: datetime) -> LiveSession | None:
    """Cancel a session: it stays, struck. None when it was cancelled already."""
    found = _locked(cohort_id, session_id)
    if found.cancelled_at is not None:
        return None
    found.cancelled_at = found.changed_at = now
    found.sequence += 1
    session().flush()
    return found


def copy_sessions(*, former: Cohort, cohort: Cohort, days: int, now: datetime) -> int:
    """Give a next run the sessions of this one, so many days later, cancelled ones left out; how many."""
    going_on = [one for one in sessions_of([former.id]) if one.cancelled_at is None]
    meetings = []
    for one in going_on:
        starts, ends = live_rules.moved_span(one.starts_local, one.ends_local, days)
        meetings.append(Meeting(one.title, starts, ends, one.place, one.link, one.people, one.note))
    create_sessions(cohort=cohort, meetings=meetings, now=now)
    return len(meetings)


def place_sessions(cohort: Cohort, now: datetime) -> list[LiveSession]:
    """Local times are what was agreed: in another zone they are other moments. Those that moved and still take place, in their order."""
    moved = []
    for one in sessions_of([cohort.id]):
        starts_at = rules.utc_of(one.starts_local, cohort.timezone)
        ends_at = rules.utc_of(one.ends_local, cohort.timezone)
        if (starts_at, ends_at) == (one.starts_at, one.ends_at):
            continue  # as in Brussels instead of Paris: nobody has to change anything
        one.starts_at, one.ends_at = starts_at, ends_at
        if one.cancelled_at is None:  # of one that was cancelled, that is what learners have to hear
            one.sequence += 1
            one.changed_at = now
            moved.append(one)
    return moved


def _fill(one: LiveSession, meeting: Meeting, timezone: str) -> None:
    title = one_line(clean(meeting.title))
    if not title:
        raise InvalidInput(reason("live.title_needed"), "title")
    starts_at = _parsed(meeting.starts_local, timezone, "starts_local")
    ends_at = _parsed(meeting.ends_local, timezone, "ends_local")
    refusal = live_rules.refusal_of_span(starts_at, ends_at)
    if refusal is not None:
        raise InvalidInput(refusal, "ends_local")
    refusal = live_rules.refusal_of_link(meeting.link)
    if refusal is not None:
        raise InvalidInput(refusal, "link")
    one.title, one.place, one.people = title, meeting.place, meeting.people
    one.link, one.note = meeting.link, meeting.note
    one.starts_local, one.starts_at = meeting.starts_local, starts_at
    one.ends_local, one.ends_at = meeting.ends_local, ends_at


def _parsed(local: str, timezone: str, field: str) -> datetime:
    try:
        return rules.utc_of(local, timezone)
    except (ValueError, OverflowError):
        raise InvalidInput(reason("cohorts.bad_local_time"), field) from None


def feed_of(user_id: int, enrolment_id: int | None) -> CalendarFeed | None:
    """The address that a person has for an enrolment, or for all that they teach."""
    mine = select(CalendarFeed).where(CalendarFeed.user_id == user_id, CalendarFeed.revoked_at.is_(None))
    return session().scalar(mine.where(CalendarFeed.enrolment_id.is_not_distinct_from(enrolment_id)).limit(1))


def feed_behind(token: str) -> CalendarFeed | None:
    """The feed of a secret address that is still valid, and whose owner's account is."""
    known = select(CalendarFeed).join(User, User.id == CalendarFeed.user_id)
    known = known.where(
        CalendarFeed.token == token, CalendarFeed.revoked_at.is_(None), User.archived_at.is_(None)
    )
    return session().scalar(known)


def renew_feed(*, user_id: int, enrolment_id: int | None, now: datetime) -> CalendarFeed:
    """A new secret address; a former one shows nothing any more."""
    revoke_feed(user_id=user_id, enrolment_id=enrolment_id, now=now)
    feed = CalendarFeed(
        user_id=user_id,
        enrolment_id=enrolment_id,
        token=secrets.token_urlsafe(TOKEN_BYTES),
        created_at=now,
    )
    session().add(feed)
    session().flush()
    return feed


def revoke_feed(*, user_id: int, enrolment_id: int | None, now: datetime) -> None:
    """The address shows nothing any more."""
    while (feed := feed_of(user_id, enrolment_id)) is not None:
        feed.revoked_at = now
        session().flush()
