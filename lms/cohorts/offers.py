"""Places offered to those who wait: the first one gets a mail and two days to answer, then the next.

A place under offer counts as taken. Every act locks the cohort's row, so that the last place is never given twice.
"""

from datetime import datetime

import structlog
from sqlalchemy import Select, exists, select, update

from lms.accounts.models import User
from lms.cohorts import queries, rules, waiting
from lms.cohorts.live_models import WaitingPlace
from lms.cohorts.models import Cohort, Enrolment
from lms.cohorts.services import enrol, revision_to_join
from lms.core import jobs
from lms.core.db import session, transaction
from lms.core.errors import Conflict, NotFound
from lms.core.reasons import reason
from lms.core.texts import localize, written
from lms.courses.queries import revision_document


def place_for(user_id: int, place_id: int) -> WaitingPlace:
    """A person's own place in a list, past ones included; NotFound for another's."""
    mine = select(WaitingPlace).where(WaitingPlace.id == place_id, WaitingPlace.user_id == user_id)
    found = session().scalar(mine.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def offer_of(cohort_id: int, user_id: int) -> WaitingPlace | None:
    """The offer that somebody has in a cohort."""
    return session().scalar(_offered(cohort_id).where(WaitingPlace.user_id == user_id))


def has_offer(place: WaitingPlace, now: datetime) -> bool:
    """Whether a place may be accepted now."""
    waits = place.left_at is None and place.enrolled_at is None and place.offer_withdrawn_at is None
    return waits and place.offer_until is not None and now < place.offer_until


def join(*, user_id: int, cohort_id: int, printed_name: str, language: str, now: datetime) -> Enrolment:
    """`enrol` by the cohort's code: refused once it expired, and never before those who wait. Who has an offer accepts it."""
    cohort = waiting.locked(cohort_id)
    waiting.check_joining(cohort, now)
    fill(cohort_id, now)
    own = offer_of(cohort_id, user_id)
    if own is not None:
        return _enrol(own, now)
    return enrol(user_id=user_id, cohort_id=cohort_id, printed_name=printed_name, language=language, now=now)


def accept(*, user_id: int, place_id: int, now: datetime) -> Enrolment:
    """Take the place that one was offered; a second time gives the same enrolment.

    NotFound for another's offer; Conflict when it is over, or the cohort takes nobody any more.
    """
    cohort = waiting.locked(place_for(user_id, place_id).cohort_id)
    place = place_for(user_id, place_id)
    existing = queries.enrolment_in_cohort(user_id, place.cohort_id)
    if existing is not None:
        close_enrolled(place.cohort_id, now)
        return existing
    if not has_offer(place, now):
        raise Conflict(reason("waiting.offer_over"))
    _check_takes_people(cohort)
    return _enrol(place, now)


def leave(*, user_id: int, cohort_id: int, now: datetime) -> None:
    """Take oneself off the list, or decline an offer: the place goes to the next. Nothing happens for who does not wait."""
    waiting.locked(cohort_id)
    _drop(cohort_id, user_id, now)
    fill(cohort_id, now)


def offer(*, cohort_id: int, place_id: int, now: datetime) -> bool:
    """Offer a place to somebody who waits, whatever their number; who has an offer keeps it as it is.

    Whether it is a new offer. Conflict when no place is free, or the cohort takes nobody any more.
    """
    cohort = waiting.locked(cohort_id)
    place = waiting.place_of(cohort_id, place_id)
    if has_offer(place, now):
        return False
    _check_takes_people(cohort)
    revision_to_join(cohort, now)
    _offer(cohort, place, now)
    return True


def withdraw(*, cohort_id: int, place_id: int, now: datetime) -> bool:
    """Take an offer back: they keep their number, get another offer by hand only, and the next gets this place.

    Whether there was an offer.
    """
    waiting.locked(cohort_id)
    place = waiting.place_of(cohort_id, place_id)
    if not has_offer(place, now):
        return False
    place.offer_withdrawn_at = now
    session().flush()
    fill(cohort_id, now)
    return True


def fill(cohort_id: int, now: datetime) -> int:
    """Offer the free places to those who wait, in order; how many got an offer. Offers that were not answered end first.

    A cohort that takes nobody offers nothing.
    """
    cohort = waiting.locked(cohort_id)
    close_enrolled(cohort_id, now)
    _end_unanswered(cohort_id, now)
    is_over = cohort.archived_at is not None or cohort.course.archived_at is not None
    if is_over or not cohort.takes_people or rules.has_ended(cohort.ends_on, cohort.timezone, now):
        return 0
    lives = exists().where(User.id == WaitingPlace.user_id, User.archived_at.is_(None))
    asking = waiting.waiting(cohort_id).where(WaitingPlace.offered_at.is_(None), lives)
    places = session().scalars(asking).all()
    free = len(places) if cohort.seats is None else max(cohort.seats - queries.seats_taken(cohort_id), 0)
    for place in places[:free]:
        _offer(cohort, place, now)
    return min(free, len(places))


def close_enrolled(cohort_id: int, now: datetime) -> None:
    """Take those off the list who are enrolled meanwhile, by a roster for one. One statement."""
    is_there = exists().where(Enrolment.cohort_id == cohort_id, Enrolment.user_id == WaitingPlace.user_id)
    waits = (WaitingPlace.left_at.is_(None), WaitingPlace.enrolled_at.is_(None))
    closed = update(WaitingPlace).where(WaitingPlace.cohort_id == cohort_id, *waits, is_there)
    session().execute(closed.values(enrolled_at=now))


def pass_on_offers(now: datetime) -> int:
    """Give the places whose offers were not answered to the next; in how many cohorts. Twice does no harm.

    Each cohort in its own transaction: one that fails stops no other.
    """
    over = select(WaitingPlace.cohort_id).where(queries.is_offered(), WaitingPlace.offer_until <= now)
    cohort_ids = session().scalars(over.distinct()).all()
    for cohort_id in cohort_ids:
        try:
            with transaction():
                fill(cohort_id, now)
        except Exception:
            structlog.get_logger().exception("offers not passed on", cohort_id=cohort_id)
            session().rollback()
    return len(cohort_ids)


def _check_takes_people(cohort: Cohort) -> None:
    if not cohort.takes_people:
        raise Conflict(reason("cohorts.stopped"))


def _offered(cohort_id: int) -> Select[WaitingPlace]:
    return waiting.waiting(cohort_id).where(queries.is_offered())


def _drop(cohort_id: int, user_id: int, now: datetime) -> None:
    for place in session().scalars(waiting.waiting(cohort_id).where(WaitingPlace.user_id == user_id)):
        place.left_at = now
    session().flush()


def _end_unanswered(cohort_id: int, now: datetime) -> None:
    """Who did not answer leaves the list: otherwise the only one who waits would get a mail every two days."""
    over = _offered(cohort_id).where(WaitingPlace.offer_until <= now)
    for place in session().scalars(over):
        place.left_at = now
    session().flush()


def _offer(cohort: Cohort, place: WaitingPlace, now: datetime) -> None:
    place.offered_at, place.offer_until = now, now + rules.OFFER_LASTS
    place.offer_withdrawn_at = None
    session().flush()
    _tell(cohort, place, now)


def _enrol(place: WaitingPlace, now: datetime) -> Enrolment:
    """The place stops being under offer first, so that it counts as free for its own enrolment."""
    place.enrolled_at = now
    session().flush()
    return enrol(
        user_id=place.user_id,
        cohort_id=place.cohort_id,
        printed_name=place.printed_name,
        language=place.language,
        now=now,
    )


def _tell(cohort: Cohort, place: WaitingPlace, now: datetime) -> None:
    user = session().get_one(User, place.user_id)
    assert cohort.course.latest_revision_id is not None
    assert place.offer_until is not None
    sheet = revision_document(cohort.course.latest_revision_id).sheet
    params = {
        "name": user.name,
        "course": localize(sheet.title, user.language)[0],
        "group": cohort.name,
        "until": written(place.offer_until, user.language, user.timezone),
        "place_id": place.id,
    }
    payload = {"template": "waiting_offer", "to": user.email, "language": user.language, "params": params}
    jobs.enqueue("mail", f"waiting_offer:{place.id}:{now.isoformat()}", payload, now=now)
