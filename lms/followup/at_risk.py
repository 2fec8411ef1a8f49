"""Who of some cohorts is at risk, and why: found by the database, in as many statements for ten learners as for ten thousand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, false, func, not_, or_, select

from lms.accounts.models import LoginSession
from lms.cohorts.models import Cohort, Enrolment, ItemDate
from lms.core.db import session
from lms.courses.document import CourseDocument, Quiz
from lms.courses.queries import revision_document
from lms.followup.models import RiskRule, RiskSnooze
from lms.followup.risk_rules import (
    NEVER_DAYS,
    Cause,
    Thresholds,
    causes_of,
)
from lms.followup.rules import ENOUGH_FOR_A_CHART
from lms.progress.models import ItemFact
from lms.quiz.models import Attempt


def defaults_of(cohort: Cohort) -> Thresholds:
    """What counts in a cohort whose staff changed nothing."""
    return Thresholds()


def thresholds_of(cohorts: Iterable[Cohort]) -> dict[int, Thresholds]:
    """What counts in each of these cohorts, by its id. One statement."""
    by_id = {cohort.id: cohort for cohort in cohorts}
    held = session().scalars(select(RiskRule).where(RiskRule.cohort_id.in_(by_id)))
    own = {
        rule.cohort_id: Thresholds(
            rule.inactive_days, rule.failed_tries, rule.behind_points, causes_of(rule.off)
        )
        for rule in held
    }
    return {id_: own.get(id_) or defaults_of(cohort) for id_, cohort in by_id.items()}


@dataclass(frozen=True)
class Group:
    """Cohorts of one course in which the same counts."""

    thresholds: Thresholds
    cohort_ids: tuple[int, ...]
    document: CourseDocument

    @property
    def required(self) -> tuple[str, ...]:
        """The items that count."""
        return tuple(item.id for _module, item in self.document.items() if not item.optional)

    @property
    def quizzes(self) -> tuple[str, ...]:
        """The quizzes that one can fail."""
        items = (item for _module, item in self.document.items())
        return tuple(item.id for item in items if isinstance(item, Quiz) and item.preset != "practice")


def groups_of(cohorts: Sequence[Cohort]) -> list[Group]:
    """Cohorts put together where one condition serves them all. One statement, and one for each course read for the first time."""
    found: dict[tuple[Thresholds, int], list[int]] = {}
    counted = thresholds_of(cohorts)
    latest = {one.course_id: one.course.latest_revision_id for one in cohorts}
    for cohort in cohorts:
        found.setdefault((counted[cohort.id], cohort.course_id), []).append(cohort.id)
    return [
        Group(thresholds, tuple(ids), revision_document(revision))
        for (thresholds, course_id), ids in found.items()
        if (revision := latest[course_id]) is not None
    ]


percent: ColumnElement[int] = case(
    (Enrolment.required_count > 0, Enrolment.done_count * 100 // Enrolment.required_count), else_=0
)
_signed_in = exists().where(LoginSession.user_id == Enrolment.user_id).correlate(Enrolment)
has_been_here = or_(Enrolment.last_activity_at.is_not(None), _signed_in)
last_seen = func.coalesce(Enrolment.last_activity_at, Enrolment.enrolled_at)
going_on = and_(Enrolment.ended_at.is_(None), Enrolment.completed_at.is_(None))


def never_here(now: datetime) -> ColumnElement[bool]:
    """Who was enrolled some days ago and never came."""
    return and_(not_(has_been_here), Enrolment.enrolled_at <= now - timedelta(days=NEVER_DAYS))


def _inactive(days: int, now: datetime) -> ColumnElement[bool]:
    return and_(has_been_here, last_seen <= now - timedelta(days=days))


def failed_tries(quizzes: Sequence[str]) -> Any:
    """Failed tries by enrolment and quiz, where none was passed and the learner is not excused."""
    passed = exists().where(
        ItemFact.enrolment_id == Attempt.enrolment_id,
        ItemFact.item_key == Attempt.item_key,
        or_(ItemFact.passed_at.is_not(None), ItemFact.excused_at.is_not(None)),
    )
    return (
        select(Attempt.enrolment_id, Attempt.item_key, func.count())
        .where(Attempt.item_key.in_(quizzes), Attempt.passed.is_(False), Attempt.returned_at.is_(None))
        .where(not_(passed))
        .group_by(Attempt.enrolment_id, Attempt.item_key)
    )


def _failed(group: Group) -> ColumnElement[bool]:
    here = select(Enrolment.id).where(Enrolment.cohort_id.in_(group.cohort_ids))
    found = failed_tries(group.quizzes).where(Attempt.enrolment_id.in_(here))
    few = found.having(func.count() >= group.thresholds.failed_tries).subquery()
    return Enrolment.id.in_(select(few.c.enrolment_id))


def is_undone(required: Sequence[str], now: datetime) -> ColumnElement[bool]:
    """Dates that are past, of items that a learner has neither done nor handed in nor is excused from; for statements on `ItemDate` and `Enrolment`."""
    done = or_(
        ItemFact.done_at.is_not(None),
        ItemFact.passed_at.is_not(None),
        ItemFact.awaits_mark,
        ItemFact.excused_at.is_not(None),
    )
    fact = exists().where(ItemFact.enrolment_id == Enrolment.id, ItemFact.item_key == ItemDate.item_key, done)
    return and_(
        ItemDate.cohort_id == Enrolment.cohort_id,
        ItemDate.due_at < now,
        ItemDate.item_key.in_(required),
        not_(fact.correlate(Enrolment, ItemDate)),
    )


def medians(cohort_ids: Sequence[int]) -> Any:
    """The median of progress by cohort, as a subquery: `cohort_id`, `size`, `median`."""
    ranked = (
        select(
            Enrolment.cohort_id,
            percent.label("percent"),
            func.row_number().over(partition_by=Enrolment.cohort_id, order_by=percent).label("place"),
            func.count().over(partition_by=Enrolment.cohort_id).label("size"),
        )
        .where(Enrolment.ended_at.is_(None), Enrolment.cohort_id.in_(cohort_ids))
        .subquery()
    )
    middle = ranked.c.place * 2
    return (
        select(
            ranked.c.cohort_id,
            func.min(ranked.c.size).label("size"),
            func.avg(ranked.c.percent).label("median"),
        )
        .where(middle >= ranked.c.size, middle <= ranked.c.size + 2)
        .group_by(ranked.c.cohort_id)
        .subquery()
    )


def median_of(cohort_id: int) -> int | None:
    """The median of progress in a cohort, in whole percent; None without learners. One statement."""
    median = session().scalar(select(medians([cohort_id]).c.median))
    return None if median is None else round(median)


def risk_in(group: Group, middle: Any, now: datetime) -> ColumnElement[bool]:
    """Whether anything is a reason, for a learner of one of the group's cohorts."""
    wanted = group.thresholds
    behind = and_(middle.c.size >= ENOUGH_FOR_A_CHART, percent <= middle.c.median - wanted.behind_points)
    overdue = exists().where(is_undone(group.required, now)).correlate(Enrolment)
    causes = {
        Cause.NEVER: never_here(now),
        Cause.INACTIVE: _inactive(wanted.inactive_days, now),
        Cause.OVERDUE: overdue,
        Cause.FAILED: _failed(group),
        Cause.BEHIND: behind,
    }
    counted = [condition for cause, condition in causes.items() if wanted.counts(cause)]
    return and_(Enrolment.cohort_id.in_(group.cohort_ids), or_(false(), *counted))


def is_snoozed(now: datetime) -> ColumnElement[bool]:
    return (
        exists()
        .where(
            RiskSnooze.enrolment_id == Enrolment.id,
            RiskSnooze.ended_at.is_(None),
            RiskSnooze.until > now,
        )
        .correlate(Enrolment)
    )


def studying(
    columns: Sequence[Any], groups: Sequence[Group], now: datetime
) -> tuple[Any, ColumnElement[bool]]:
    """These columns of the learners who still study in the groups' cohorts, and whether each is at risk."""
    ids = [id_ for group in groups for id_ in group.cohort_ids]
    middle = medians(ids)
    statement = (
        select(*columns)
        .select_from(Enrolment)
        .join(middle, middle.c.cohort_id == Enrolment.cohort_id)
        .where(going_on, Enrolment.cohort_id.in_(ids))
    )
    return statement, or_(false(), *(risk_in(group, middle, now) for group in groups))


@dataclass(frozen=True)
class Tally:
    """How many learners of a cohort are at risk, and how many of those are put aside."""

    at_risk: int = 0
    snoozed: int = 0


def tallies(groups: Sequence[Group], now: datetime) -> dict[int, Tally]:
    """By cohort; those without anyone at risk are left out. One statement."""
    aside = func.sum(case((is_snoozed(now), 1), else_=0))
    statement, risk = studying([Enrolment.cohort_id, func.count(), aside], groups, now)
    rows = session().execute(statement.where(risk).group_by(Enrolment.cohort_id))
    return {row[0]: Tally(int(row[1] - row[2]), int(row[2])) for row in rows}


def has_come(enrolment: Enrolment) -> bool:
    """Whether a learner has ever signed in or done something. One statement."""
    return bool(session().scalar(select(Enrolment.id).where(Enrolment.id == enrolment.id, has_been_here)))
