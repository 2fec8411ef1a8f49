"""The learners of a cohort who are at risk, one page of them, each with the reasons."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, exists, func, not_, or_, select

from lms.accounts.models import User
from lms.cohorts.models import Enrolment, ItemDate, LearningEvent
from lms.core.db import session
from lms.followup.activity import MESSAGE
from lms.followup.at_risk import (
    Group,
    failed_tries,
    going_on,
    has_been_here,
    is_snoozed,
    is_undone,
    last_seen,
    medians,
    never_here,
    percent,
    risk_in,
    studying,
)
from lms.followup.models import RiskSnooze
from lms.followup.risk_rules import RESOLVED_WITHIN, Cause, Sign, days_since
from lms.followup.rules import ENOUGH_FOR_A_CHART, PAGE_SIZE
from lms.quiz.models import Attempt


@dataclass(frozen=True)
class Risky:
    """A learner in the list of a cohort, with the reasons."""

    enrolment_id: int
    user_id: int
    name: str
    language: str
    email: str
    last_activity_at: datetime | None
    enrolled_at: datetime
    percent: int
    median: float
    is_measured: bool
    was_here: bool
    is_never: bool
    signs: tuple[Sign, ...] = ()


def _columns(middle: Any, now: datetime) -> list[Any]:
    return [
        Enrolment.id,
        Enrolment.user_id,
        Enrolment.printed_name,
        User.language,
        User.email,
        Enrolment.last_activity_at,
        Enrolment.enrolled_at,
        percent,
        middle.c.median,
        middle.c.size >= ENOUGH_FOR_A_CHART,
        case((has_been_here, True), else_=False),
        case((never_here(now), True), else_=False),
    ]


@dataclass(frozen=True)
class Part:
    """Which learners are listed: a page of those at risk, of those put aside, of those at risk no more; or some by id."""

    is_snoozed: bool = False
    offset: int = 0
    only: tuple[int, ...] | None = None


def risky_of(group: Group, part: Part, now: datetime) -> list[Risky]:
    """The learners of a cohort who are at risk, the longest away first, in three statements. `only` reads them whether put aside or not."""
    (cohort_id,) = group.cohort_ids
    middle = medians([cohort_id])
    found = (
        select(*_columns(middle, now))
        .join(User, User.id == Enrolment.user_id)
        .join(middle, middle.c.cohort_id == Enrolment.cohort_id)
        .where(going_on, risk_in(group, middle, now))
    )
    if part.only is None:
        aside = is_snoozed(now)
        found = found.where(aside if part.is_snoozed else not_(aside))
        found = found.offset(part.offset).limit(PAGE_SIZE)
    else:
        found = found.where(Enrolment.id.in_(part.only))
    rows = session().execute(found.order_by(last_seen, Enrolment.id)).all()
    return _with_signs([Risky(*row) for row in rows], group, now)


def _with_signs(rows: Sequence[Risky], group: Group, now: datetime) -> list[Risky]:
    """The rows with why each is there: two statements, whatever their number."""
    ids = [row.enrolment_id for row in rows]
    failures, overdue = _failures_of(ids, group), _overdue_of(ids, group, now)
    return [Risky(**{**vars(row), "signs": _signs(row, group, now, failures, overdue)}) for row in rows]


Found = dict[int, list[Sign]]


def _title(group: Group, key: str) -> dict[str, str]:
    return dict(group.document.by_id[key][1].title)


def _failures_of(ids: Sequence[int], group: Group) -> Found:
    """Quizzes that these learners failed often enough."""
    found = failed_tries(group.quizzes).where(Attempt.enrolment_id.in_(ids))
    few = found.having(func.count() >= group.thresholds.failed_tries).order_by(Attempt.item_key)
    signs: Found = {}
    for enrolment_id, key, count in session().execute(few):
        signs.setdefault(enrolment_id, []).append(Sign(Cause.FAILED, count, _title(group, key)))
    return signs


def _overdue_of(ids: Sequence[int], group: Group, now: datetime) -> Found:
    """What these learners should have done by now, the longest due first."""
    late = (
        select(Enrolment.id, ItemDate.item_key, ItemDate.due_at)
        .join(ItemDate, is_undone(group.required, now))
        .where(Enrolment.id.in_(ids))
        .order_by(ItemDate.due_at, ItemDate.id)
    )
    signs: Found = {}
    for enrolment_id, key, due_at in session().execute(late):
        signs.setdefault(enrolment_id, []).append(Sign(Cause.OVERDUE, 0, _title(group, key), due_at))
    return signs


MOST_OVERDUE = 2
"""Items named for each learner; the others are on their page."""


def _signs(row: Risky, group: Group, now: datetime, failures: Found, overdue: Found) -> tuple[Sign, ...]:
    """Why a learner is in the list."""
    wanted, signs = group.thresholds, []
    away = days_since(row.last_activity_at or row.enrolled_at, now)
    if row.is_never and wanted.counts(Cause.NEVER):
        return (Sign(Cause.NEVER, away),)  # all else follows from it
    if away >= wanted.inactive_days and row.was_here:
        signs.append(Sign(Cause.INACTIVE, away))
    signs += overdue.get(row.enrolment_id, [])[:MOST_OVERDUE] + failures.get(row.enrolment_id, [])
    behind = int(row.median - row.percent)
    if row.is_measured and behind >= wanted.behind_points:
        signs.append(Sign(Cause.BEHIND, behind))
    return tuple(sign for sign in signs if wanted.counts(sign.cause))


def resolved(group: Group, now: datetime) -> list[tuple[int, str]]:
    """Learners on whom staff acted in the last two weeks and who are at risk no more: enrolment and name. One statement."""
    since = now - RESOLVED_WITHIN
    wrote = exists().where(
        LearningEvent.enrolment_id == Enrolment.id, LearningEvent.kind == MESSAGE, LearningEvent.at > since
    )
    put_aside = exists().where(RiskSnooze.enrolment_id == Enrolment.id, RiskSnooze.at > since)
    statement, risk = studying([Enrolment.id, Enrolment.printed_name], [group], now)
    found = statement.where(or_(wrote, put_aside), not_(risk)).order_by(Enrolment.name_key)
    return [(row[0], row[1]) for row in session().execute(found.limit(PAGE_SIZE))]


def snoozed_until(ids: Sequence[int], now: datetime) -> dict[int, datetime]:
    """Until when these learners are put aside. One statement."""
    found = select(RiskSnooze.enrolment_id, RiskSnooze.until).where(
        RiskSnooze.enrolment_id.in_(ids), RiskSnooze.ended_at.is_(None), RiskSnooze.until > now
    )
    return {row[0]: row[1] for row in session().execute(found)}


def last_messages(ids: Sequence[int]) -> dict[int, datetime]:
    """When staff last wrote to these learners. One statement."""
    found = (
        select(LearningEvent.enrolment_id, func.max(LearningEvent.at))
        .where(LearningEvent.enrolment_id.in_(ids), LearningEvent.kind == MESSAGE)
        .group_by(LearningEvent.enrolment_id)
    )
    return {row[0]: row[1] for row in session().execute(found)}
