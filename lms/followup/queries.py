"""What staff read of their cohorts. Counts and pages are computed by the database, within indexes, whatever the size."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, select, true, union_all

from lms.accounts.models import User
from lms.certificates.models import Certificate
from lms.cohorts.models import Enrolment, LearningEvent
from lms.core.db import holds, session
from lms.core.texts import fold
from lms.followup import rules
from lms.followup.rules import BANDS, INACTIVE_AFTER, PAGE_SIZE, Column, Order, Show, State, state_of
from lms.quiz.engine.policy import OPEN
from lms.quiz.models import Attempt

TIMELINE_SIZE = 30


@dataclass(frozen=True)
class Counts:
    """A cohort in figures; enrolments that ended are left out. `spread` follows the bands of progress; mean and median are in percent."""

    learners: int = 0
    never_started: int = 0
    active: int = 0
    inactive: int = 0
    completed: int = 0
    to_mark: int = 0
    progress: int = 0
    median: int = 0
    spread: tuple[int, ...] = (0,) * len(BANDS)

    def of(self, show: Show) -> int:
        """How many learners a filter lists."""
        by_filter = {listed: getattr(self, name) for name, listed in FIGURES.items()}
        return int(by_filter.get(show, self.learners))


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
FIGURES = {
    "never_started": Show.NEVER_STARTED,
    "active": Show.ACTIVE,
    "inactive": Show.INACTIVE,
    "completed": Show.COMPLETED,
    "to_mark": Show.TO_MARK,
}
"""The figures of a cohort that a filter lists."""
_started = Enrolment.last_activity_at.is_not(None)
_waiting = select(Attempt.enrolment_id).where(Attempt.pending > 0, Attempt.returned_at.is_(None))
_to_mark = Enrolment.id.in_(_waiting)  # read once: far fewer works wait than there are learners
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


def counts_of(
    cohort_ids: Iterable[int], now: datetime, figures: Iterable[str] = FIGURES
) -> dict[int, Counts]:
    """The figures of some cohorts, in one statement; an empty cohort has none. Of those that a filter lists, only `figures` are counted.

    Who completed the course is counted whatever is asked for: the shares of progress say it.
    """
    ids = list(cohort_ids)
    parts = [_shares(ids), *(_number(name, ids, now) for name in figures if name != "completed")]
    shares: dict[int, rules.Shares] = {}
    numbers: dict[int, dict[str, int]] = {}
    for name, cohort_id, done, required, learners, completed in session().execute(union_all(*parts)):
        mine = numbers.setdefault(cohort_id, {})
        if name == "shares":
            shares.setdefault(cohort_id, rules.Shares())[rules.percent_of(done, required)] += learners
            mine["completed"] = mine.get("completed", 0) + completed
        else:
            mine[name] = learners
    return {cohort_id: _counts(found, numbers[cohort_id]) for cohort_id, found in shares.items()}


def _counts(shares: rules.Shares, numbers: dict[str, int]) -> Counts:
    return Counts(
        learners=shares.total(),
        **numbers,
        progress=rules.mean_of(shares),
        median=rules.median_of(shares),
        spread=rules.spread_of(shares),
    )


def _shares(cohort_ids: list[int]) -> Any:
    """By cohort, how many learners have done each share of their course, and how many of them completed it."""
    share = (Enrolment.cohort_id, Enrolment.done_count, Enrolment.required_count)
    here = (Enrolment.cohort_id.in_(cohort_ids), Enrolment.ended_at.is_(None))
    in_order = (Enrolment.cohort_id, Enrolment.required_count, Enrolment.done_count)
    counted = (func.count(), func.count(Enrolment.completed_at))
    return select(literal("shares"), *share, *counted).where(*here).group_by(*in_order)


def _number(name: str, cohort_ids: list[int], now: datetime) -> Any:
    """By cohort, how many learners a filter lists: every number is that of its list."""
    show, cohort_id = FIGURES[name], Enrolment.cohort_id
    # No column of an index: the few whose work waits are found first, instead of asking each learner for theirs.
    here = (cohort_id + 0 if show is Show.TO_MARK else cohort_id).in_(cohort_ids)
    found = select(literal(name), cohort_id, literal(0), literal(0), func.count(), literal(0))
    return found.where(here, Enrolment.ended_at.is_(None), _condition(show, now)).group_by(cohort_id)


def _place(cohort_id: int) -> tuple[ColumnElement[bool], ...]:
    return Enrolment.cohort_id == cohort_id, Enrolment.ended_at.is_(None)


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


def rows_of(cohort_id: int, show: Show, order: Order, offset: int, now: datetime) -> list[Row]:
    """One page of a cohort's learners; those without activity come last."""
    listed = _ROW.where(*_place(cohort_id), _condition(show, now)).order_by(*_direction(order))
    return [_row(row, now) for row in session().execute(listed.offset(offset).limit(PAGE_SIZE))]


def search(
    cohort_id: int, words: str, show: Show, order: Order, offset: int, now: datetime
) -> tuple[int, list[Row]]:
    """How many of a cohort's learners have a name that holds `words` (accents and case aside), and one page of them. One statement."""
    # Found once, within the index of names, before any other column is read.
    named = (
        select(Enrolment.id)
        .where(*_place(cohort_id), holds(Enrolment.name_key, fold(words)), _condition(show, now))
        .cte("named")
    )
    total = select(func.count()).select_from(named).subquery()
    place = func.row_number().over(order_by=_direction(order)).label("place")
    ordered = _ROW.add_columns(place).where(Enrolment.id.in_(select(named.c.id))).order_by(place)
    listed = ordered.offset(offset).limit(PAGE_SIZE).subquery()
    found = session().execute(
        select(total, listed).outerjoin_from(total, listed, true()).order_by(listed.c.place)
    )
    rows = found.all()
    return rows[0][0], [_row(row[1:-1], now) for row in rows if row.place is not None]


def _direction(order: Order) -> tuple[Any, Any]:
    key = ORDERS[order.column]
    # Said so, and not by a key of its own, the index gives the order: a page costs the same whatever the cohort's size.
    first, second = (key.desc(), Enrolment.id.desc()) if order.is_descending else (key, Enrolment.id)
    return (first.nulls_last() if order.column is Column.ACTIVITY else first), second


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
