"""Who waits for a place in a full cohort. The cohort's row is locked by every act, so that its seats hold.

A place that becomes free goes at once to the first who waits, who is told by mail; nobody who comes later passes before them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from lms.accounts.models import User
from lms.cohorts import queries, rules
from lms.cohorts.live_models import WaitingPlace
from lms.cohorts.models import Cohort, Enrolment
from lms.cohorts.services import check_printed_name, enrol, revision_to_join
from lms.core import jobs
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.reasons import reason
from lms.core.texts import localize
from lms.courses.queries import revision_document


@dataclass(frozen=True)
class Waiting:
    """Somebody who waits, and their place in the list from 1 on."""

    id: int
    user_id: int
    name: str
    email: str
    number: int
    joined_at: datetime


def _waiting(cohort_id: int) -> Select[WaitingPlace]:
    return (
        select(WaitingPlace)
        .where(WaitingPlace.cohort_id == cohort_id)
        .where(WaitingPlace.left_at.is_(None), WaitingPlace.enrolled_at.is_(None))
        .order_by(WaitingPlace.position, WaitingPlace.id)
    )


def waiting_of(cohort_id: int) -> list[Waiting]:
    """Who waits, in order. One statement."""
    rows = session().execute(
        _waiting(cohort_id).join(User, User.id == WaitingPlace.user_id).add_columns(User.email)
    )
    return [
        Waiting(one.id, one.user_id, one.printed_name, email, number, one.joined_at)
        for number, (one, email) in enumerate(rows, start=1)
    ]


def number_of(cohort_id: int, user_id: int) -> int | None:
    """A person's place in the list from 1 on; None for who does not wait."""
    ids = session().scalars(_waiting(cohort_id).with_only_columns(WaitingPlace.user_id)).all()
    return ids.index(user_id) + 1 if user_id in ids else None


def is_full(cohort: Cohort) -> bool:
    """Whether every seat is taken."""
    return cohort.seats is not None and queries.seats_taken(cohort.id) >= cohort.seats


def wait(*, user_id: int, cohort_id: int, printed_name: str, language: str, now: datetime) -> WaitingPlace:
    """Put a person at the end of the list; one who waits keeps their place.

    Conflict when they are enrolled, when there is a seat, or when the cohort takes nobody; InvalidInput for a bad name.
    """
    cohort = _locked(cohort_id)
    if queries.enrolment_in_cohort(user_id, cohort_id) is not None:
        raise Conflict(reason("waiting.enrolled"))
    existing = session().scalar(_waiting(cohort_id).where(WaitingPlace.user_id == user_id))
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


def join(*, user_id: int, cohort_id: int, printed_name: str, language: str, now: datetime) -> Enrolment:
    """`enrol` by the cohort's code: refused once it expired, and never before those who wait."""
    cohort = _locked(cohort_id)
    check_joining(cohort, now)
    fill(cohort_id, now)
    return enrol(user_id=user_id, cohort_id=cohort_id, printed_name=printed_name, language=language, now=now)


def leave(*, user_id: int, cohort_id: int, now: datetime) -> None:
    """Take oneself off the list; nothing happens for who does not wait."""
    _locked(cohort_id)
    for place in session().scalars(_waiting(cohort_id).where(WaitingPlace.user_id == user_id)):
        place.left_at = now
    session().flush()


def give_seat(*, cohort_id: int, place_id: int, now: datetime) -> Enrolment:
    """Enrol somebody who waits, whatever their place; Conflict when no seat is free."""
    cohort = _locked(cohort_id)
    return _enrol(cohort, _place(cohort_id, place_id), now)


def fill(cohort_id: int, now: datetime) -> int:
    """Give the free seats to those who wait, in order; how many got one. Nothing happens in a cohort that takes nobody."""
    cohort = _locked(cohort_id)
    is_over = cohort.archived_at is not None or cohort.course.archived_at is not None
    if is_over or not cohort.takes_people or rules.has_ended(cohort.ends_on, cohort.timezone, now):
        return 0
    places = session().scalars(_waiting(cohort_id)).all()
    free = len(places) if cohort.seats is None else max(cohort.seats - queries.seats_taken(cohort_id), 0)
    for place in places[:free]:
        _enrol(cohort, place, now)
    return min(free, len(places))


def move_up(*, cohort_id: int, place_id: int, why: str) -> None:
    """Put somebody who waits before the one ahead of them; staff say why. The first one stays the first."""
    if not why.strip():
        raise InvalidInput(reason("waiting.why"), "why")
    _locked(cohort_id)
    places: Sequence[WaitingPlace] = session().scalars(_waiting(cohort_id)).all()
    at = places.index(_place(cohort_id, place_id))
    if at:
        ahead, own = places[at - 1], places[at]
        ahead.position, own.position = own.position, ahead.position
        session().flush()


def _locked(cohort_id: int) -> Cohort:
    cohort = queries.cohort_for_update(cohort_id)
    if cohort is None:
        raise NotFound
    return cohort


def _place(cohort_id: int, place_id: int) -> WaitingPlace:
    found = session().scalar(_waiting(cohort_id).where(WaitingPlace.id == place_id))
    if found is None:
        raise NotFound
    return found


def _enrol(cohort: Cohort, place: WaitingPlace, now: datetime) -> Enrolment:
    enrolment = enrol(
        user_id=place.user_id,
        cohort_id=cohort.id,
        printed_name=place.printed_name,
        language=place.language,
        now=now,
    )
    place.enrolled_at = now
    session().flush()
    _tell(cohort, place, now)
    return enrolment


def _tell(cohort: Cohort, place: WaitingPlace, now: datetime) -> None:
    user = session().get_one(User, place.user_id)
    assert cohort.course.latest_revision_id is not None
    sheet = revision_document(cohort.course.latest_revision_id).sheet
    params = {
        "name": user.name,
        "course": localize(sheet.title, user.language)[0],
        "group": cohort.name,
    }
    payload = {"template": "waiting_seat", "to": user.email, "language": user.language, "params": params}
    jobs.enqueue("mail", f"waiting_seat:{place.id}", payload, now=now)
