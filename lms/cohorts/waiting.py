"""Who waits for a place in a full cohort, in their order. The cohort's row is locked by every act, so that its seats hold.

A place that becomes free is offered to the first who waits (`offers`); nobody who comes later passes before them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from lms.accounts.models import User
from lms.cohorts import queries, rules
from lms.cohorts.live_models import WaitingPlace
from lms.cohorts.models import Cohort
from lms.cohorts.services import check_printed_name, revision_to_join
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.reasons import reason


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits, and their place in the list from 1 on."""

    id: int
    user_id: int
    name: str
    email: str
    number: int
    joined_at: datetime
    offer_until: datetime | None
    is_withdrawn: bool
    """An offer was taken back: they get another one by hand only."""


def waiting(cohort_id: int) -> Select[WaitingPlace]:
    """The places of those who wait, in order."""
    return (
        select(WaitingPlace)
        .where(WaitingPlace.cohort_id == cohort_id)
        .where(WaitingPlace.left_at.is_(None), WaitingPlace.enrolled_at.is_(None))
        .order_by(WaitingPlace.position, WaitingPlace.id)
    )


def waiting_of(cohort_id: int) -> list[Waiting]:
    """Who waits, in order. One statement."""
    rows = session().execute(
        waiting(cohort_id).join(User, User.id == WaitingPlace.user_id).add_columns(User.email)
    )
    return [
        Waiting(
            id=one.id,
            user_id=one.user_id,
            name=one.printed_name,
            email=email,
            number=number,
            joined_at=one.joined_at,
            offer_until=None if one.offer_withdrawn_at else one.offer_until,
            is_withdrawn=one.offer_withdrawn_at is not None,
        )
        for number, (one, email) in enumerate(rows, start=1)
    ]


def is_full(cohort: Cohort) -> bool:
    """Whether every seat is taken."""
    return cohort.seats is not None and queries.seats_taken(cohort.id) >= cohort.seats


def wait(*, user_id: int, cohort_id: int, printed_name: str, language: str, now: datetime) -> WaitingPlace:
    """Put a person at the end of the list; one who waits keeps their place.

    Conflict when they are enrolled, when there is a seat, or when the cohort takes nobody; InvalidInput for a bad name.
    """
    cohort = locked(cohort_id)
    if queries.enrolment_in_cohort(user_id, cohort_id) is not None:
        raise Conflict(reason("waiting.enrolled"))
    existing = session().scalar(waiting(cohort_id).where(WaitingPlace.user_id == user_id))
    if existing is not None:
        return existing
    check_joining(cohort, now)
    revision_to_join(cohort, now, counts_seats=False)
    if not is_full(cohort):
        raise Conflict(reason("waiting.not_full"))
    last = select(func.max(WaitingPlace.position)).where(WaitingPlace.cohort_id == cohort_id)
    place = WaitingPlace(
        centre_id=cohort.centre_id,
        cohort_id=cohort_id,
        user_id=user_id,
        position=(session().scalar(last) or 0) + 1,
        printed_name=check_printed_name(printed_name),
        language=language,
        joined_at=now,
    )
    session().add(place)
    session().flush()
    return place


def check_joining(cohort: Cohort, now: datetime) -> None:
    """Conflict when the cohort's code lets nobody in: expired, or stopped."""
    refusal = rules.refusal_to_join(
        takes_people=cohort.takes_people, join_until=cohort.join_until, timezone=cohort.timezone, now=now
    )
    if refusal is not None:
        raise Conflict(refusal)


def move_up(*, cohort_id: int, place_id: int, why: str) -> None:
    """Put somebody who waits before the one ahead of them; staff say why. The first one stays the first."""
    if not why.strip():
        raise InvalidInput(reason("waiting.why"), "why")
    locked(cohort_id)
    places: Sequence[WaitingPlace] = session().scalars(waiting(cohort_id)).all()
    at = places.index(place_of(cohort_id, place_id))
    if at:
        ahead, own = places[at - 1], places[at]
        ahead.position, own.position = own.position, ahead.position
        session().flush()


def locked(cohort_id: int) -> Cohort:
    """A cohort with its course, locked until the transaction ends; NotFound when there is none."""
    cohort = queries.cohort_for_update(cohort_id)
    if cohort is None:
        raise NotFound
    return cohort


def place_of(cohort_id: int, place_id: int) -> WaitingPlace:
    """The place of somebody who waits for this cohort; NotFound for anybody else's."""
    found = session().scalar(waiting(cohort_id).where(WaitingPlace.id == place_id))
    if found is None:
        raise NotFound
    return found
