"""Moving a learner to another cohort of their course: the enrolment goes there with all that was done in it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.cohorts import offers, queries
from lms.cohorts.live_models import Transfer
from lms.cohorts.models import Cohort, Enrolment
from lms.cohorts.rules import ItemDates
from lms.cohorts.services import record_event, revision_to_join
from lms.core.db import session
from lms.core.errors import Conflict, NotFound
from lms.core.reasons import Reason, reason
from lms.core.texts import Text
from lms.courses.queries import revision_document

MOVED = "cohort_changed"
"""The kind of the learning event; it changes no progress."""
NONE = ItemDates()


@dataclass(frozen=True)
class DateChange:
    """An item whose dates are others in the new cohort."""

    title: Text
    before: ItemDates
    after: ItemDates


@dataclass(frozen=True)
class Preview:
    """What a move would change. `missing` are steps of the course's last edition that the learner's own has not."""

    changes: tuple[DateChange, ...]
    missing: tuple[Text, ...]
    refusal: Reason | None


def targets_of(enrolment: Enrolment) -> list[Cohort]:
    """The other cohorts of the course in which a learner could go on, the newest first."""
    found = (
        select(Cohort)
        .options(joinedload(Cohort.course, innerjoin=True))
        .where(Cohort.course_id == enrolment.course_id, Cohort.id != enrolment.cohort_id)
        .where(Cohort.archived_at.is_(None))
        .order_by(Cohort.created_at.desc(), Cohort.id.desc())
    )
    return list(session().scalars(found))


def history_of(enrolment_id: int) -> list[Transfer]:
    """The moves of an enrolment, the first one first."""
    mine = select(Transfer).where(Transfer.enrolment_id == enrolment_id)
    return list(session().scalars(mine.order_by(Transfer.id)))


def preview(enrolment: Enrolment, target: Cohort, now: datetime) -> Preview:
    """What moving a learner there would change, and why it can't be done now."""
    document = revision_document(enrolment.revision_id)
    before, after = queries.item_dates(enrolment.cohort_id), queries.item_dates(target.id)
    changes = tuple(
        DateChange(item.title, before.get(item.id, NONE), after.get(item.id, NONE))
        for _, item in document.items()
        if before.get(item.id, NONE) != after.get(item.id, NONE)
    )
    latest = target.course.latest_revision_id
    theirs = revision_document(latest).items() if latest is not None else ()
    missing = tuple(item.title for _, item in theirs if item.id not in document.by_id)
    return Preview(changes, missing, _refusal(enrolment, target, now))


def _refusal(enrolment: Enrolment, target: Cohort, now: datetime) -> Reason | None:
    if (target.course_id, target.centre_id) != (enrolment.course_id, enrolment.centre_id):
        return reason("transfers.other_course")
    if enrolment.ended_at is not None:
        return reason("transfers.enrolment_ended")
    if queries.enrolment_in_cohort(enrolment.user_id, target.id) is not None:
        return reason("transfers.already_there")
    try:
        is_offered = offers.offer_of(target.id, enrolment.user_id) is not None
        revision_to_join(target, now, counts_seats=not is_offered)
    except Conflict as refused:
        return refused.reason
    return None


def move(*, enrolment_id: int, cohort_id: int, actor_id: int, now: datetime) -> Enrolment:
    """Put a learner in another cohort of the same course; moving back undoes it.

    What they did keeps its dates, a running attempt its paper and its end. NotFound for a cohort of elsewhere; Conflict with
    the reason when it takes nobody, or they are there already. Who waits for the seat that this frees is offered it.
    """
    enrolment = queries.enrolment(enrolment_id)
    if enrolment is None:
        raise NotFound
    for id_ in sorted(
        {enrolment.cohort_id, cohort_id}
    ):  # always in this order, or two moves wait for each other
        queries.cohort_for_update(id_)
    target, locked = queries.cohort(cohort_id), queries.enrolment_for_update(enrolment_id)
    if target is None or locked is None or target.centre_id != locked.centre_id:
        raise NotFound
    refusal = _refusal(locked, target, now)
    if refusal is not None:
        raise Conflict(refusal)
    former, locked.cohort_id, locked.cohort = locked.cohort_id, target.id, target
    _note(locked, former, actor_id, now)
    offers.leave(user_id=locked.user_id, cohort_id=target.id, now=now)
    offers.fill(former, now)
    return locked


def _note(enrolment: Enrolment, former: int, actor_id: int, now: datetime) -> None:
    session().add(
        Transfer(
            centre_id=enrolment.centre_id,
            enrolment_id=enrolment.id,
            from_cohort_id=former,
            to_cohort_id=enrolment.cohort_id,
            moved_by_id=actor_id,
            moved_at=now,
        )
    )
    payload = {"from": former, "to": enrolment.cohort_id}
    record_event(enrolment=enrolment, kind=MOVED, item_key=None, payload=payload, now=now)
