"""Who of some cohorts is at risk, and why: found by the database, in as many statements for ten learners as for ten thousand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import ColumnElement, and_, case, exists, false, func, not_, or_, select, union_all

from lms.accounts.models import LoginSession
from lms.centres.queries import settings_by_centre
from lms.centres.settings_rules import Settings
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


def defaults_of(settings: Settings) -> Thresholds:
    """What counts in the groups of a centre whose staff changed nothing."""
    return Thresholds(settings.inactive_days, settings.failed_tries, settings.behind_points)


def thresholds_of(cohorts: Iterable[Cohort]) -> dict[int, Thresholds]:
    """What counts in each of these cohorts, by its id. One statement, and one for settings of centres that were not asked for before."""
    by_id = {cohort.id: cohort for cohort in cohorts}
    held = session().scalars(select(RiskRule).where(RiskRule.cohort_id.in_(by_id)))
    own = {
        rule.cohort_id: Thresholds(
            rule.inactive_days, rule.failed_tries, rule.behind_points, causes_of(rule.off)
        )
        for rule in held
    }
    chosen = settings_by_centre(cohort.centre_id for cohort in by_id.values())
    return {id_: own.get(id_) or defaults_of(chosen[cohort.centre_id]) for id_, cohort in by_id.items()}


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
    return and_(
        Enrolment.last_activity_at.is_(
            None
        ),  # within the index; the sessions of the others are not looked at
        not_(_signed_in),
        Enrolment.enrolled_at <= now - timedelta(days=NEVER_DAYS),
    )


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
    mine = failed_tries(group.quizzes).where(Attempt.enrolment_id == Enrolment.id)
    found = mine.having(func.count() >= group.thresholds.failed_tries).correlate(Enrolment).exists()
    return cast(ColumnElement[bool], found)


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
        # Added to nothing, the key is no column of an index: SQLite reads a cohort's few dates once, not once for each item.
        (ItemDate.item_key + "").in_(required),
        not_(fact.correlate(Enrolment, ItemDate)),
    )


def medians(cohort_ids: Sequence[int]) -> Any:
    """The median of progress by cohort, read once in a statement: `cohort_id`, `size`, `median`.

    Learners who have done as much are counted together, within an index: there are few such shares, whatever the cohort's size.
    """
    pair = (Enrolment.cohort_id, Enrolment.required_count, Enrolment.done_count)
    shares = (
        select(Enrolment.cohort_id, percent.label("percent"), func.count().label("learners"))
        .where(Enrolment.ended_at.is_(None), Enrolment.cohort_id.in_(cohort_ids))
        .group_by(*pair)
        .subquery()
    )
    in_cohort = func.sum(shares.c.learners).over(partition_by=shares.c.cohort_id)
    upto = func.sum(shares.c.learners).over(partition_by=shares.c.cohort_id, order_by=shares.c.percent)
    ranked = select(
        shares.c.cohort_id, shares.c.percent, in_cohort.label("size"), (upto * 2).label("twice")
    ).subquery()
    low = func.min(case((ranked.c.twice >= ranked.c.size, ranked.c.percent)))
    high = func.min(case((ranked.c.twice > ranked.c.size, ranked.c.percent)))
    return (
        select(
            ranked.c.cohort_id, func.min(ranked.c.size).label("size"), ((low + high) / 2.0).label("median")
        )
        .group_by(ranked.c.cohort_id)
        .cte()
    )


EVERY = frozenset(Cause)
OF_THE_PRESENT = frozenset({Cause.BEHIND, Cause.FAILED, Cause.OVERDUE})
"""What may be a reason for somebody who did something lately."""


def risk_in(
    group: Group, middle: Any, now: datetime, looked_for: frozenset[Cause] = EVERY
) -> ColumnElement[bool]:
    """Whether any of these is a reason, for a learner of one of the group's cohorts."""
    wanted = group.thresholds
    behind = and_(middle.c.size >= ENOUGH_FOR_A_CHART, percent <= middle.c.median - wanted.behind_points)
    overdue = exists().where(is_undone(group.required, now)).correlate(Enrolment)
    causes = {
        # Databases look in this order, and stop at the first that is: what an enrolment itself says comes first.
        Cause.INACTIVE: _inactive(wanted.inactive_days, now),
        Cause.BEHIND: behind,
        Cause.NEVER: never_here(now),
        Cause.FAILED: _failed(group),
        Cause.OVERDUE: overdue,
    }
    counted = [
        condition for cause, condition in causes.items() if cause in looked_for and wanted.counts(cause)
    ]
    return and_(Enrolment.cohort_id.in_(group.cohort_ids), or_(false(), *counted))


def is_snoozed(now: datetime) -> ColumnElement[bool]:
    aside = select(RiskSnooze.enrolment_id).where(RiskSnooze.ended_at.is_(None), RiskSnooze.until > now)
    return Enrolment.id.in_(aside)


def _studying(columns: Sequence[Any], groups: Sequence[Group], middle: Any) -> Any:
    return (
        select(*columns)
        .select_from(Enrolment)
        .join(middle, middle.c.cohort_id == Enrolment.cohort_id)
        .where(going_on, Enrolment.cohort_id.in_(_cohorts_of(groups)))
    )


def _cohorts_of(groups: Sequence[Group]) -> list[int]:
    return [id_ for group in groups for id_ in group.cohort_ids]


def studying(
    columns: Sequence[Any], groups: Sequence[Group], now: datetime
) -> tuple[Any, ColumnElement[bool]]:
    """These columns of the learners who still study in the groups' cohorts, and whether each is at risk."""
    middle = medians(_cohorts_of(groups))
    return _studying(columns, groups, middle), _any_risk(groups, middle, now, EVERY)


def _any_risk(
    groups: Sequence[Group], middle: Any, now: datetime, looked_for: frozenset[Cause]
) -> ColumnElement[bool]:
    return or_(false(), *(risk_in(group, middle, now, looked_for) for group in groups))


@dataclass(frozen=True)
class Tally:
    """How many learners of a cohort are at risk, and how many of those are put aside."""

    at_risk: int = 0
    snoozed: int = 0


def _parts(groups: Sequence[Group], now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Learners cut in three by their last activity, each part a range of an index: so long ago that this alone is a reason, later, none."""
    away, later = [], []
    for group in groups:
        here, last = Enrolment.cohort_id.in_(group.cohort_ids), Enrolment.last_activity_at
        limit = now - timedelta(days=group.thresholds.inactive_days)
        if group.thresholds.counts(Cause.INACTIVE):
            away.append(and_(here, last <= limit))
            later.append(and_(here, last > limit))
        else:
            later.append(and_(here, last.is_not(None)))
    return or_(false(), *away), or_(false(), *later), Enrolment.last_activity_at.is_(None)


def tallies(groups: Sequence[Group], now: datetime) -> dict[int, Tally]:
    """By cohort; those without anyone at risk are left out. One statement."""
    figures = [Enrolment.cohort_id, func.count(), func.sum(case((is_snoozed(now), 1), else_=0))]
    middle = medians(_cohorts_of(groups))
    away, *parts = _parts(groups, now)
    counted = [select(*figures).where(going_on, away)]
    for part, looked_for in zip(parts, (OF_THE_PRESENT, EVERY), strict=True):
        risk = _any_risk(groups, middle, now, looked_for)
        counted.append(_studying(figures, groups, middle).where(part, risk))
    found: dict[int, Tally] = {}
    for cohort_id, count, aside in session().execute(
        union_all(*(part.group_by(Enrolment.cohort_id) for part in counted))
    ):
        known = found.get(cohort_id, Tally())
        found[cohort_id] = Tally(known.at_risk + int(count - aside), known.snoozed + int(aside))
    return found


def has_come(enrolment: Enrolment) -> bool:
    """Whether a learner has ever signed in or done something. One statement."""
    return bool(session().scalar(select(Enrolment.id).where(Enrolment.id == enrolment.id, has_been_here)))
