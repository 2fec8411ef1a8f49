"""What staff read of their cohorts. Counts and pages are computed by the database, whatever the size."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, select

from lms.accounts.models import User
from lms.certificates.models import Certificate
from lms.cohorts.models import Enrolment, LearningEvent
from lms.core.db import session
from lms.core.texts import fold
from lms.followup.rules import BANDS, INACTIVE_AFTER, PAGE_SIZE, Column, Order, Show, State, state_of
from lms.quiz.engine.policy import OPEN
from lms.quiz.models import Attempt

TIMELINE_SIZE = 30


@dataclass(frozen=True)
class Counts:
    """A cohort in figures; enrolments that ended are left out. `spread` follows the bands of progress."""

    learners: int = 0
    never_started: int = 0
    active: int = 0
    inactive: int = 0
    completed: int = 0
    to_mark: int = 0
    progress: int = 0
    spread: tuple[int, ...] = (0,) * len(BANDS)

    def of(self, show: Show) -> int:
        """How many learners a filter lists."""
        by_filter = {
            Show.ALL: self.learners,
            Show.NEVER_STARTED: self.never_started,
            Show.INACTIVE: self.inactive,
            Show.COMPLETED: self.completed,
            Show.ACTIVE: self.active,
            Show.TO_MARK: self.to_mark,
        }
        return by_filter[show]


@dataclass(frozen=True)
class Row:
    """A learner in the list of a cohort."""

    enrolment_id: int
    name: str
    done: int
    required: int
    objectives: int
    last_activity_at: datetime | None
    completed_at: datetime | None
    certificate_id: int | None
    is_revoked: bool
    state: State


@dataclass(frozen=True)
class Sitting:
    """One attempt at a quiz."""

    id: int
    item_key: str
    number: int
    state: str
    started_at: datetime
    due_at: datetime | None
    submitted_at: datetime | None
    submitted_by: str | None
    marked_at: datetime | None
    returned_at: datetime | None
    mark: Decimal | None
    max_mark: Decimal
    passed: bool | None

    @property
    def is_open(self) -> bool:
        """Whether it still takes answers."""
        return self.state == OPEN


percent_done: ColumnElement[int] = case(
    (Enrolment.required_count > 0, Enrolment.done_count * 100 // Enrolment.required_count), else_=0
)
_started = Enrolment.last_activity_at.is_not(None)
_to_mark = (
    exists()
    .where(Attempt.enrolment_id == Enrolment.id, Attempt.pending > 0, Attempt.returned_at.is_(None))
    .correlate(Enrolment)
)
_going_on = Enrolment.completed_at.is_(None)


def _condition(show: Show, now: datetime) -> ColumnElement[bool]:
    """`rules.state_of` as a filter."""
    by_filter = {
        Show.ALL: Enrolment.ended_at.is_(None),
        Show.NEVER_STARTED: and_(_going_on, Enrolment.last_activity_at.is_(None)),
        Show.INACTIVE: and_(_going_on, Enrolment.last_activity_at <= now - INACTIVE_AFTER),
        Show.COMPLETED: Enrolment.completed_at.is_not(None),
        Show.ACTIVE: and_(_started, Enrolment.last_activity_at > now - INACTIVE_AFTER),
        Show.TO_MARK: _to_mark,
    }
    return by_filter[show]


def _count_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def counts_of(cohort_ids: Iterable[int], now: datetime) -> dict[int, Counts]:
    """The figures of some cohorts, in one statement; an empty cohort has none."""
    bands = [_count_if(percent_done.between(low, high)) for low, high in BANDS]
    figures = session().execute(
        select(
            Enrolment.cohort_id,
            func.count(),
            _count_if(_condition(Show.NEVER_STARTED, now)),
            _count_if(_condition(Show.ACTIVE, now)),
            _count_if(_condition(Show.INACTIVE, now)),
            _count_if(_condition(Show.COMPLETED, now)),
            _count_if(_to_mark),
            func.sum(percent_done),
            *bands,
        )
        .where(Enrolment.cohort_id.in_(list(cohort_ids)), Enrolment.ended_at.is_(None))
        .group_by(Enrolment.cohort_id)
    )
    return {row[0]: _counts(row) for row in figures}


def _counts(row: Any) -> Counts:
    learners, never_started, active, inactive, completed, to_mark, progress, *spread = map(int, row[1:])
    return Counts(
        learners=learners,
        never_started=never_started,
        active=active,
        inactive=inactive,
        completed=completed,
        to_mark=to_mark,
        progress=round(progress / learners),
        spread=tuple(spread),
    )


def matching(cohort_id: int, show: Show, words: str, now: datetime) -> int:
    """How many learners of a cohort `rows_of` lists in all."""
    return session().scalar(_listed(select(func.count()), cohort_id, show, words, now)) or 0


def _listed(statement: Any, cohort_id: int, show: Show, words: str, now: datetime) -> Any:
    listed = statement.where(
        Enrolment.cohort_id == cohort_id, Enrolment.ended_at.is_(None), _condition(show, now)
    )
    return listed.where(Enrolment.name_key.contains(fold(words), autoescape=True)) if words else listed


ORDERS: dict[Column, Any] = {
    Column.NAME: Enrolment.name_key,
    Column.PROGRESS: percent_done,
    Column.OBJECTIVES: Enrolment.objectives_reached,
    Column.ACTIVITY: Enrolment.last_activity_at,
    Column.STATE: case((Enrolment.completed_at.is_not(None), 2), (_started, 1), else_=0),
}

_ROW = select(
    Enrolment.id,
    Enrolment.printed_name,
    Enrolment.done_count,
    Enrolment.required_count,
    Enrolment.objectives_reached,
    Enrolment.last_activity_at,
    Enrolment.completed_at,
    Certificate.id,
    Certificate.revoked_at,
).outerjoin(Certificate, Certificate.enrolment_id == Enrolment.id)


def rows_of(
    cohort_id: int, show: Show, order: Order, offset: int, now: datetime, words: str = ""
) -> list[Row]:
    """One page of a cohort's learners whose name holds `words` (accents and case aside); those without activity come last."""
    key = ORDERS[order.column]
    direction = (key.desc(), Enrolment.id.desc()) if order.is_descending else (key, Enrolment.id)
    # Without values that are missing the index gives the order, and a page costs the same whatever the cohort's size.
    missing = () if order.column is Column.NAME else (key.is_(None),)
    listed = _listed(_ROW, cohort_id, show, words, now).order_by(*missing, *direction)
    return [_row(row, now) for row in session().execute(listed.offset(offset).limit(PAGE_SIZE))]


def _row(row: Any, now: datetime) -> Row:
    (
        enrolment_id,
        name,
        done,
        required,
        objectives,
        last_activity_at,
        completed_at,
        certificate_id,
        revoked_at,
    ) = row
    return Row(
        enrolment_id=enrolment_id,
        name=name,
        done=done,
        required=required,
        objectives=objectives,
        last_activity_at=last_activity_at,
        completed_at=completed_at,
        certificate_id=certificate_id,
        is_revoked=revoked_at is not None,
        state=state_of(last_activity_at, completed_at, now),
    )


def email_of(user_id: int) -> str:
    """The address at which staff can write to a learner."""
    return session().scalars(select(User.email).where(User.id == user_id)).one()


def attempts_of(enrolment_id: int) -> list[Sitting]:
    """Every attempt of a learner, the newest first."""
    columns = [getattr(Attempt, field.name) for field in fields(Sitting)]
    mine = select(*columns).where(Attempt.enrolment_id == enrolment_id)
    return [
        Sitting(*row)
        for row in session().execute(mine.order_by(Attempt.started_at.desc(), Attempt.id.desc()))
    ]


def timeline_of(enrolment_id: int, before: int | None) -> tuple[list[LearningEvent], int | None]:
    """What a learner did, newest first, from before an event; and the event before which more is to be read."""
    mine = select(LearningEvent).where(LearningEvent.enrolment_id == enrolment_id)
    if before is not None:
        mine = mine.where(LearningEvent.id < before)
    found = list(session().scalars(mine.order_by(LearningEvent.id.desc()).limit(TIMELINE_SIZE + 1)))
    shown = found[:TIMELINE_SIZE]
    return shown, shown[-1].id if len(found) > TIMELINE_SIZE else None
