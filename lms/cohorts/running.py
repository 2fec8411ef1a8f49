"""Changing a cohort that is there: its settings, its code, its next run."""

from datetime import date, datetime
from typing import Unpack

from lms.cohorts import live_sessions, notices, offers, queries, rules
from lms.cohorts.models import Cohort, ItemDate
from lms.cohorts.services import (
    CohortSettings,
    check_settings,
    create_cohort,
    latest_document,
    set_item_date,
)
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.reasons import reason
from lms.core.texts import clean


def update_cohort(
    *, cohort_id: int, name: str, now: datetime, tells: bool = False, **settings: Unpack[CohortSettings]
) -> Cohort:
    """Give a cohort another name and other settings, those that are named; dates of items stay as they are.

    More seats are offered to those who wait for one, in their order. `tells`: when the zone is another, learners hear by mail of the live
    sessions that moved with it.

    InvalidInput names the field that can't be: fewer seats than people, for one. Whether it is open to all never changes.
    """
    cohort = queries.cohort_for_update(cohort_id)
    if cohort is None:
        raise NotFound
    check_settings(name, settings)
    seats = settings.get("seats")
    if seats is not None:
        _check_seats(cohort_id, seats)
    is_moved = settings.get("timezone", cohort.timezone) != cohort.timezone
    cohort.name = clean(name).strip()
    for field, value in settings.items():
        if field != "is_open":
            setattr(cohort, field, value)
    if is_moved:
        _place_dates(cohort)
        _place_sessions(cohort, now, tells=tells)
    session().flush()
    offers.fill(cohort_id, now)
    return cohort


def _check_seats(cohort_id: int, seats: int) -> None:
    taken, offered = queries.seats_taken(cohort_id), queries.seats_offered(cohort_id)
    if seats < taken:
        code = "cohorts.seats_offered" if offered else "cohorts.seats_taken"
        raise InvalidInput(reason(code, taken=taken, offered=offered), "seats")


def _place_dates(cohort: Cohort) -> None:
    """Local times are what was agreed: in another zone they are other moments."""
    for dates in queries.local_dates_of(cohort.id).values():
        for name in ("opens", "due", "closes"):
            local = getattr(dates, f"{name}_local")
            setattr(dates, f"{name}_at", rules.utc_of(local, cohort.timezone) if local else None)


def _place_sessions(cohort: Cohort, now: datetime, *, tells: bool) -> None:
    moved = live_sessions.place_sessions(cohort, now)
    if tells:
        notices.tell_learners(moved, now)


def renew_code(*, cohort_id: int) -> str:
    """A new join code for a cohort; the former one, and its link, let nobody in any more. Conflict for one open to all."""
    cohort = queries.cohort_for_update(cohort_id)
    if cohort is None:
        raise NotFound
    if cohort.is_open:
        raise Conflict(reason("cohorts.no_code"))
    cohort.join_code = rules.new_join_code()
    session().flush()
    return cohort.join_code


def run_again(*, cohort_id: int, name: str, starts_on: date, now: datetime) -> Cohort:
    """A new cohort with the settings of this one, its end and every date of an item and live session as many days later as its start.

    Hours of the clock stay, over a change to summer time too; what fell on a working day does not fall on a week-end. Nobody is
    enrolled. InvalidInput without a first day to count from.
    """
    former = queries.cohort(cohort_id)
    if former is None:
        raise NotFound
    if former.starts_on is None:
        raise InvalidInput(reason("cohorts.no_first_day"), "starts_on")
    later = starts_on - former.starts_on
    cohort = create_cohort(
        centre_id=former.centre_id,
        course_id=former.course_id,
        name=name,
        now=now,
        starts_on=starts_on,
        ends_on=former.ends_on + later if former.ends_on else None,
        timezone=former.timezone,
        seats=former.seats,
    )
    known = latest_document(cohort).by_id
    for key, dates in queries.local_dates_of(cohort_id).items():
        if key in known:
            _copy_dates(cohort, dates, later.days, now)
    live_sessions.copy_sessions(former=former, cohort=cohort, days=later.days, now=now)
    return cohort


def _copy_dates(cohort: Cohort, dates: ItemDate, days: int, now: datetime) -> None:
    names = ("opens_local", "due_local", "closes_local")
    local = {name: getattr(dates, name) for name in names if getattr(dates, name)}
    moved = {name: rules.shifted(value, days) for name, value in local.items()}
    if [moved[name] for name in names if name in moved] != sorted(moved.values()):
        moved = {name: rules.plainly_shifted(value, days) for name, value in local.items()}
    set_item_date(cohort_id=cohort.id, item_key=dates.item_key, now=now, **moved)
