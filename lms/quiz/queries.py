"""Reads of attempts and answers."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import session
from lms.quiz.engine.policy import GRACE, OPEN
from lms.quiz.models import Answer, Attempt, AttemptEvent
from lms.quiz.rules import SUBMITTED

MARKED = "marked"
"""The kind of the event that keeps an attempt's unrounded fraction."""


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
    submitted_at: datetime | None
    submitted_by: str | None
    mark: Decimal | None
    max_mark: Decimal
    passed: bool | None


_SUMMARY = [getattr(Attempt, field.name) for field in fields(AttemptSummary)]


def attempts_of(enrolment_id: int, item_key: str) -> list[AttemptSummary]:
    """A learner's attempts at a quiz, oldest first. One statement."""
    mine = select(*_SUMMARY).where(Attempt.enrolment_id == enrolment_id, Attempt.item_key == item_key)
    return [AttemptSummary(*row) for row in session().execute(mine.order_by(Attempt.number))]


def open_attempt_id(enrolment_id: int, item_key: str) -> int | None:
    """The running attempt of a learner at a quiz; the database allows one."""
    mine = (Attempt.enrolment_id == enrolment_id, Attempt.item_key == item_key, Attempt.state == OPEN)
    return session().scalar(select(Attempt.id).where(*mine))


def fractions_of(enrolment_id: int, item_key: str) -> list[Decimal]:
    """The unrounded fractions of a learner's marked attempts at a quiz, oldest first."""
    marks = (
        select(AttemptEvent.payload)
        .join(Attempt, Attempt.id == AttemptEvent.attempt_id)
        .where(Attempt.enrolment_id == enrolment_id, Attempt.item_key == item_key)
        .where(Attempt.state == SUBMITTED, AttemptEvent.kind == MARKED)
        .order_by(Attempt.number, AttemptEvent.id)
    )
    return [Decimal(payload["fraction"]) for payload in session().scalars(marks)]


def due_attempt_ids(now: datetime) -> Sequence[int]:
    """Running attempts whose deadline and grace are past, the longest overdue first; none of an ended enrolment."""
    overdue = (
        select(Attempt.id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Attempt.state == OPEN, Attempt.due_at < now - GRACE, Enrolment.ended_at.is_(None))
    )
    return session().scalars(overdue.order_by(Attempt.due_at, Attempt.id)).all()


def timed_attempt(user_id: int, now: datetime) -> tuple[int, datetime] | None:
    """The id and deadline of a person's running attempt that ends soonest; None when nothing presses."""
    running = (Attempt.user_id == user_id, Attempt.state == OPEN, Attempt.due_at > now)
    found = select(Attempt.id, Attempt.due_at).where(*running).order_by(Attempt.due_at).limit(1)
    row = session().execute(found).one_or_none()
    return (row[0], row[1]) if row and row[1] else None


def receipt_is_taken(code: str) -> bool:
    """Whether an attempt has this receipt."""
    return session().scalar(select(Attempt.id).where(Attempt.receipt_code == code)) is not None
