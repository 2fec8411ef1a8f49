"""Cohorts, enrolments, dates of items, and the one function that writes a learning event."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import update

from lms.cohorts import queries, rules
from lms.cohorts.models import Cohort, Enrolment, ItemDate, LearningEvent
from lms.cohorts.rules import EventKind
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.reasons import reason
from lms.core.texts import clean
from lms.courses.document import CourseDocument
from lms.courses.queries import course_for_update, revision_document

NAME_LIMIT = 300
DEFAULT_TIMEZONE = "Europe/Paris"


class CohortSettings(TypedDict, total=False):
    """What a cohort may have beside its name. Days are whole days in its zone, the last one included."""

    starts_on: date | None
    ends_on: date | None
    timezone: str
    seats: int | None
    is_open: bool
    join_until: date | None
    takes_people: bool


class LocalDates(TypedDict, total=False):
    """Local times in the cohort's zone, such as `2027-05-04T09:00`; a missing one removes that date."""

    opens_local: str | None
    due_local: str | None
    closes_local: str | None


def create_cohort(
    *, centre_id: int, course_id: int, name: str, now: datetime, **settings: Unpack[CohortSettings]
) -> Cohort:
    """A new cohort of a course of this centre, with a join code unless it is open to all.

    NotFound for another centre's course; InvalidInput names the field that can't be. A course has one open cohort.
    """
    course = course_for_update(course_id)
    if course.centre_id != centre_id:
        raise NotFound
    check_settings(name, settings)
    is_open = settings.get("is_open", False)
    cohort = Cohort(
        centre_id=centre_id,
        course_id=course_id,
        course=course,
        name=clean(name).strip(),
        is_open=is_open,
        starts_on=settings.get("starts_on"),
        ends_on=settings.get("ends_on"),
        timezone=settings.get("timezone", DEFAULT_TIMEZONE),
        seats=settings.get("seats"),
        join_code=None if is_open else rules.new_join_code(),
        join_until=settings.get("join_until"),
        takes_people=settings.get("takes_people", True),
        created_at=now,
    )
    session().add(cohort)
    session().flush()
    if cohort.starts_on is not None and course.latest_revision_id is not None:
        take_calendar(cohort=cohort, now=now)
    return cohort


def take_calendar(*, cohort: Cohort, now: datetime) -> int:
    """Date the items that have no date in this cohort yet by the course's calendar; how many were.

    Nothing happens for a cohort without a first day, or one that has ended.
    """
    if cohort.starts_on is None or rules.has_ended(cohort.ends_on, cohort.timezone, now):
        return 0
    known = queries.local_dates_of(cohort.id)
    wanted = [item for _, item in latest_document(cohort).items() if item.calendar and item.id not in known]
    for item in wanted:
        assert item.calendar is not None
        dates = rules.local_dates_of(item.calendar, cohort.starts_on)
        set_item_date(cohort_id=cohort.id, item_key=item.id, now=now, **dates)
    return len(wanted)


def check_settings(name: str, settings: CohortSettings) -> None:
    """InvalidInput, with the field, for a name or a setting that can't be."""
    if not name.strip():
        raise InvalidInput(reason("cohorts.group_name_needed"), "name")
    timezone = settings.get("timezone", DEFAULT_TIMEZONE)
    if not rules.is_timezone(timezone):
        raise InvalidInput(reason("cohorts.unknown_timezone", timezone=timezone), "timezone")
    seats = settings.get("seats")
    if seats is not None and seats < 1:
        raise InvalidInput(reason("cohorts.no_seat"), "seats")
    starts_on, ends_on = settings.get("starts_on"), settings.get("ends_on")
    if starts_on and ends_on and ends_on < starts_on:
        raise InvalidInput(reason("cohorts.ends_before_start"), "ends_on")


def open_cohort(*, course_id: int, now: datetime) -> Cohort:
    """The cohort of a published course that anyone may join, made the first time that it is asked for.

    It bears the course's title. Conflict when nothing is published yet.
    """
    course = course_for_update(course_id)
    existing = queries.open_cohort_of(course_id)
    if existing is not None:
        return existing
    if course.latest_revision_id is None:
        raise Conflict(reason("cohorts.not_published"))
    document = revision_document(course.latest_revision_id)
    title = document.sheet.title[document.language]
    return create_cohort(
        centre_id=course.centre_id, course_id=course_id, name=title[:200], now=now, is_open=True
    )


def enrol(*, user_id: int, cohort_id: int, printed_name: str, language: str, now: datetime) -> Enrolment:
    """Put a person in a cohort, pinned to the course's latest revision; an existing enrolment is returned as it is.

    Conflict says why nobody more can join (ended, not published, full); InvalidInput when the name can't be printed.
    """
    cohort = queries.cohort_for_update(cohort_id)
    if cohort is None:
        raise NotFound
    existing = queries.enrolment_in_cohort(user_id, cohort_id)
    if existing is not None:
        return existing
    revision_id = revision_to_join(cohort, now)
    document = revision_document(revision_id)
    enrolment = Enrolment(
        centre_id=cohort.centre_id,
        course_id=cohort.course_id,
        cohort_id=cohort.id,
        cohort=cohort,
        user_id=user_id,
        revision_id=revision_id,
        language=language if language in document.languages else document.language,
        printed_name=check_printed_name(printed_name),
        enrolled_at=now,
        done_count=0,
        required_count=sum(not item.optional for _, item in document.items()),
        objectives_reached=0,
    )
    session().add(enrolment)
    session().flush()
    record_event(enrolment=enrolment, kind=EventKind.ENROLLED, item_key=None, payload={}, now=now)
    return enrolment


def set_language(*, enrolment_id: int, language: str) -> Enrolment:
    """From now on the course is read, and quizzes begin, in `language`; running attempts keep theirs.

    InvalidInput for one that the course is not written in.
    """
    enrolment = queries.enrolment_for_update(enrolment_id)
    if enrolment is None:
        raise NotFound
    if language not in revision_document(enrolment.revision_id).languages:
        raise InvalidInput(reason("cohorts.unknown_language"), "language")
    enrolment.language = language
    return enrolment


def follow_correction(*, course_id: int, from_revisions: Iterable[int], to_revision: int) -> int:
    """Let everyone in progress on these revisions go on in one that only corrects them; how many. Running attempts keep theirs."""
    moved = (
        update(Enrolment)
        .where(Enrolment.course_id == course_id, Enrolment.revision_id.in_(list(from_revisions)))
        .where(Enrolment.ended_at.is_(None), Enrolment.completed_at.is_(None))
        .values(revision_id=to_revision)
    )
    return session().execute(moved).rowcount  # type: ignore[attr-defined, no-any-return]


def revision_to_join(cohort: Cohort, now: datetime, *, counts_seats: bool = True) -> int:
    """The revision that a newcomer gets; Conflict when nobody can join. When the cohort is locked, its seats hold."""
    is_over = cohort.archived_at is not None or cohort.course.archived_at is not None
    revision_id = cohort.course.latest_revision_id
    refusal = rules.refusal_to_enrol(
        is_open_for_people=not is_over and not rules.has_ended(cohort.ends_on, cohort.timezone, now),
        is_published=revision_id is not None,
        seats=cohort.seats if counts_seats else None,
        taken=queries.seats_taken(cohort.id) if counts_seats and cohort.seats is not None else 0,
    )
    if refusal is not None or revision_id is None:
        raise Conflict(refusal)
    return revision_id


def check_printed_name(name: str) -> str:
    """The name as it will be printed; InvalidInput for none, or one that is too long."""
    printed = " ".join(clean(name).split())
    if not printed:
        raise InvalidInput(reason("cohorts.name_needed"), "printed_name")
    if len(printed) > NAME_LIMIT:
        raise InvalidInput(reason("cohorts.name_too_long", limit=NAME_LIMIT), "printed_name")
    return printed


def set_item_date(*, cohort_id: int, item_key: str, now: datetime, **local: Unpack[LocalDates]) -> ItemDate:
    """Set when an item opens, is due and closes for a cohort, in its local time; replaces what was set.

    A time skipped by the change to summer time moves forward; one that happens twice is the first. Conflict once the
    cohort ended; InvalidInput for an item that the course does not have, a bad time, or dates in the wrong order.
    """
    cohort = queries.cohort_for_update(cohort_id)
    if cohort is None:
        raise NotFound
    if rules.has_ended(cohort.ends_on, cohort.timezone, now):
        raise Conflict(reason("cohorts.ended"))
    if item_key not in latest_document(cohort).by_id:
        raise InvalidInput(reason("cohorts.unknown_item"), "item_key")
    opens_at, due_at, closes_at = (_moment(cohort, local, name) for name in LocalDates.__annotations__)
    refusal = rules.refusal_of_dates(opens_at, due_at, closes_at)
    if refusal is not None:
        raise InvalidInput(refusal)
    dates = queries.item_date(cohort_id, item_key) or ItemDate(cohort_id=cohort_id, item_key=item_key)
    dates.opens_local, dates.opens_at = local.get("opens_local"), opens_at
    dates.due_local, dates.due_at = local.get("due_local"), due_at
    dates.closes_local, dates.closes_at = local.get("closes_local"), closes_at
    session().add(dates)
    session().flush()
    return dates


def latest_document(cohort: Cohort) -> CourseDocument:
    """The course as it is published now; Conflict when it is not."""
    if cohort.course.latest_revision_id is None:
        raise Conflict(reason("cohorts.not_published"))
    return revision_document(cohort.course.latest_revision_id)


def _moment(cohort: Cohort, local: Mapping[str, Any], field: str) -> datetime | None:
    typed = local.get(field)
    if typed is None:
        return None
    try:
        return rules.utc_of(typed, cohort.timezone)
    except ValueError:
        raise InvalidInput(reason("cohorts.bad_local_time"), field) from None


def record_event(
    *, enrolment: Enrolment, kind: str, item_key: str | None, payload: dict[str, Any], now: datetime
) -> LearningEvent:
    """Append what a learner did. The row never changes; `payload` holds JSON values and no name."""
    event = LearningEvent(
        centre_id=enrolment.centre_id,
        enrolment_id=enrolment.id,
        user_id=enrolment.user_id,
        kind=str(kind),
        item_key=item_key,
        at=now,
        payload=payload,
    )
    session().add(event)
    session().flush()
    return event
