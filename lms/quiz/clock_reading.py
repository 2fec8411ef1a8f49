"""What a page asks of the server's clock every half minute: one small statement beside the sign-in's, and no write."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, select

from lms.cohorts.models import Enrolment
from lms.core.db import session
from lms.core.errors import Forbidden, NotFound
from lms.core.reasons import Reason, reason
from lms.quiz.models import Attempt, ExamAnnouncement
from lms.quiz.rules import reason_from_json

_attempt: Any = Attempt.__table__
_enrolment: Any = Enrolment.__table__
_said: Any = ExamAnnouncement.__table__
_LAST_SAID = (
    select(func.max(_said.c.id))
    .where(
        _said.c.cohort_id == _enrolment.c.cohort_id,
        _said.c.item_key == _attempt.c.item_key,
        _said.c.at >= _attempt.c.started_at,
    )
    .correlate(_attempt, _enrolment)
    .scalar_subquery()
)
READING = (
    select(
        _attempt.c.user_id,
        _attempt.c.state,
        _attempt.c.due_at,
        _attempt.c.due_reason,
        _attempt.c.paused_at,
        _attempt.c.pause_left,
        _enrolment.c.ended_at,
        _said.c.id.label("said_id"),
        _said.c.text.label("said"),
        _said.c.at.label("said_at"),
    )
    .select_from(_attempt)
    .join(_enrolment, _enrolment.c.id == _attempt.c.enrolment_id)
    .outerjoin(_said, and_(_said.c.id == _LAST_SAID))
    .where(_attempt.c.id == bindparam("attempt"))
)


@dataclass(frozen=True)
class Said:
    """A word to everyone who sits the quiz now."""

    id: int
    text: str
    at: datetime


@dataclass(frozen=True)
class ClockReading:
    """Where an attempt's clock stands: when it ends and why, its pause (see `quiz.pauses`), and what was said last."""

    state: str
    due_at: datetime | None
    due_reason: Reason
    paused_at: datetime | None
    pause_left: int
    said: Said | None


def clock_reading(person_id: int, attempt_id: int) -> ClockReading:
    """The clock of the person's own attempt; NotFound for another's, Forbidden once the enrolment ended. One statement."""
    row = session().connection().execute(READING, {"attempt": attempt_id}).one_or_none()
    if row is None or row.user_id != person_id:
        raise NotFound
    if row.ended_at is not None:
        raise Forbidden(reason("cohorts.enrolment_ended"))
    said = Said(row.said_id, row.said, row.said_at) if row.said_id is not None else None
    return ClockReading(
        row.state, row.due_at, reason_from_json(row.due_reason), row.paused_at, row.pause_left, said
    )
