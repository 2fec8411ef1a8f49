"""Reads of attempts and answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload

from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import session
from lms.quiz.engine.paper import Paper
from lms.quiz.engine.policy import OPEN
from lms.quiz.models import Answer, Attempt, AttemptEvent
from lms.quiz.rules import SUBMITTED

SAVED, MARKED = "saved", "marked"
"""Kinds of events: an answer was saved; and what keeps an attempt's unrounded fraction."""


def attempt_with_enrolment(attempt_id: int) -> tuple[Attempt, Enrolment] | None:
    """An attempt and its enrolment, with cohort and course, in one statement."""
    whole = joinedload(Enrolment.cohort, innerjoin=True).joinedload(Cohort.course, innerjoin=True)
    found = (
        select(Attempt, Enrolment)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Attempt.id == attempt_id)
        .options(whole)
    )
    row = session().execute(found).one_or_none()
    return (row[0], row[1]) if row else None


def attempt_for_update(attempt_id: int) -> Attempt | None:
    """An attempt as it is now, locked until the transaction ends."""
    locked = select(Attempt).where(Attempt.id == attempt_id).with_for_update()
    return session().scalar(locked.execution_options(populate_existing=True))


def last_submitted(enrolment_id: int, item_key: str) -> Attempt | None:
    """A learner's latest submitted attempt at a quiz."""
    mine = (Attempt.enrolment_id == enrolment_id, Attempt.item_key == item_key, Attempt.state == SUBMITTED)
    return session().scalar(select(Attempt).where(*mine).order_by(Attempt.number.desc()).limit(1))


def answers_of(attempt_id: int) -> dict[int, Answer]:
    """The stored answers of an attempt by slot number, as they are now."""
    stored = select(Answer).where(Answer.attempt_id == attempt_id).order_by(Answer.slot)
    found = session().scalars(stored.execution_options(populate_existing=True))
    return {answer.slot: answer for answer in found}


@dataclass(frozen=True)
class AttemptSummary:
    """An attempt without its paper, as lists and decisions need it."""

    id: int
    number: int
    state: str
    started_at: datetime
    due_at: datetime | None
    cutoff_at: datetime | None
    paused_at: datetime | None
    submitted_at: datetime | None
    submitted_by: str | None
    mark: Decimal | None
    max_mark: Decimal
    passed: bool | None
    pending: int
    marked_at: datetime | None
    released_at: datetime | None
    returned_at: datetime | None
    is_late: bool


_SUMMARY = [getattr(Attempt, field.name) for field in fields(AttemptSummary)]


def attempts_of(enrolment_id: int, item_key: str) -> list[AttemptSummary]:
    """A learner's attempts at a quiz, oldest first. One statement."""
    mine = select(*_SUMMARY).where(Attempt.enrolment_id == enrolment_id, Attempt.item_key == item_key)
    return [AttemptSummary(*row) for row in session().execute(mine.order_by(Attempt.number))]


def returned_before(attempt: Attempt) -> Attempt | None:
    """The version that this attempt improves. One statement where there is one, none elsewhere."""
    if attempt.based_on is None:
        return None
    place = {"enrolment_id": attempt.enrolment_id, "item_key": attempt.item_key}
    return session().scalar(select(Attempt).filter_by(**place, number=attempt.based_on))


def attempts_and_seen(
    enrolment_id: int, item_key: str, wants_seen: bool
) -> tuple[list[AttemptSummary], frozenset[str]]:
    """`attempts_of`, and on demand the ids of the questions on their papers. One statement either way."""
    if not wants_seen:
        return attempts_of(enrolment_id, item_key), frozenset()
    mine = select(*_SUMMARY, Attempt.paper)
    found = mine.where(Attempt.enrolment_id == enrolment_id, Attempt.item_key == item_key)
    rows = session().execute(found.order_by(Attempt.number)).all()
    seen = frozenset(slot.question_id for row in rows for slot in Paper.load(row.paper).slots)
    return [AttemptSummary(*row[:-1]) for row in rows], seen


def saved_elsewhere(attempt_id: int, session_id: int) -> datetime | None:
    """When an attempt was last saved, if that was from another sign-in than this one."""
    last = (
        select(AttemptEvent.at, AttemptEvent.payload)
        .where(AttemptEvent.attempt_id == attempt_id, AttemptEvent.kind == SAVED)
        .order_by(AttemptEvent.id.desc())
        .limit(1)
    )
    row = session().execute(last).one_or_none()
    came_from = row.payload.get("session") if row else None
    return row.at if row and came_from not in (None, session_id) else None


def running_attempts(course_id: int) -> int:
    """How many attempts run in a course now."""
    running = select(func.count()).select_from(Attempt).join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    return session().scalar(running.where(Enrolment.course_id == course_id, Attempt.state == OPEN)) or 0


def open_attempt_id(enrolment_id: int, item_key: str) -> int | None:
    """The running attempt of a learner at a quiz; the database allows one."""
    mine = (Attempt.enrolment_id == enrolment_id, Attempt.item_key == item_key, Attempt.state == OPEN)
    return session().scalar(select(Attempt.id).where(*mine))


@dataclass(frozen=True)
class Marked:
    """What counts of a submitted attempt, by its last `marked` event: the unrounded fraction, None without a mark.

    `is_held`: the learner may not know it yet.
    """

    number: int
    pending: int
    returned_at: datetime | None
    based_on: int | None
    fraction: Decimal | None
    objectives: Mapping[str, Any]
    is_held: bool = False


def marked_attempts(enrolment_id: int, item_key: str) -> list[Marked]:
    """A learner's submitted attempts at a quiz with what counts of each, oldest first. One statement."""
    events = and_(AttemptEvent.attempt_id == Attempt.id, AttemptEvent.kind == MARKED)
    mine = (Attempt.enrolment_id == enrolment_id, Attempt.item_key == item_key, Attempt.state == SUBMITTED)
    columns = (Attempt.number, Attempt.pending, Attempt.returned_at, Attempt.based_on, AttemptEvent.payload)
    found = select(*columns).outerjoin(AttemptEvent, events).where(*mine)
    last = {}
    for row in session().execute(found.order_by(Attempt.number, AttemptEvent.id)):
        payload = row.payload or {}
        fraction = payload.get("fraction")
        amount = None if fraction is None else Decimal(fraction)
        counted = (row.number, row.pending, row.returned_at, row.based_on)
        last[row.number] = Marked(
            *counted, amount, payload.get("objectives") or {}, bool(payload.get("held"))
        )
    return list(last.values())


def due_attempt_ids(now: datetime) -> Sequence[int]:
    """Running attempts whose cut-off is past, the longest overdue first; none of an ended enrolment."""
    overdue = (
        select(Attempt.id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Attempt.state == OPEN, Attempt.cutoff_at < now, Enrolment.ended_at.is_(None))
    )
    return session().scalars(overdue.order_by(Attempt.cutoff_at, Attempt.id)).all()


def timed_attempt(user_id: int, now: datetime) -> tuple[int, datetime] | None:
    """The id and deadline of a person's running attempt that ends soonest; None when nothing presses."""
    running = (Attempt.user_id == user_id, Attempt.state == OPEN, Attempt.due_at > now)
    found = select(Attempt.id, Attempt.due_at).where(*running).order_by(Attempt.due_at).limit(1)
    row = session().execute(found).one_or_none()
    return (row[0], row[1]) if row and row[1] else None


def receipt_is_taken(code: str) -> bool:
    """Whether an attempt has this receipt."""
    return session().scalar(select(Attempt.id).where(Attempt.receipt_code == code)) is not None
