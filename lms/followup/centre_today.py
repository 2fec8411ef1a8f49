"""What needs a person today across their cohorts: few statements, whatever the number of cohorts and learners."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select

from lms.accounts.models import Membership
from lms.adaptations.queries import waiting_for
from lms.attendance.access import TEACH
from lms.attendance.waiting import Unsigned, unsigned
from lms.centres.queries import settings_by_centre
from lms.centres.settings_rules import Settings
from lms.cohorts.models import Cohort, Enrolment, ItemDate
from lms.cohorts.queries import studied_within_reach, within_reach
from lms.core.db import session
from lms.core.permissions import Grant, Permission, Role
from lms.followup import at_risk
from lms.quiz.asking import count_waiting
from lms.quiz.engine.policy import OPEN
from lms.quiz.late import undecided
from lms.quiz.models import Attempt, QuizOverride

SOON = timedelta(days=7)
MOST_NAMED = 5
"""Groups or people that a line names; it counts them all."""


class Lack(StrEnum):
    """What a group that begins or ends soon lacks."""

    INSTRUCTOR = "instructor"
    LEARNER = "learner"
    SEAT = "seat"
    DATES = "dates"
    UNFINISHED = "unfinished"


@dataclass(frozen=True)
class Turn:
    """A group that begins, or ends, within a week, and what it lacks."""

    cohort_id: int
    name: str
    on: date
    is_beginning: bool
    lacks: tuple[Lack, ...]
    unfinished: int


@dataclass(frozen=True)
class Newcomer:
    """A learner who never came."""

    enrolment_id: int
    cohort_id: int
    name: str
    enrolled_at: datetime


@dataclass(frozen=True)
class GroupAtRisk:
    """How many learners of a group are at risk."""

    cohort_id: int
    name: str
    count: int


@dataclass(frozen=True)
class Needs:
    """What needs a person; nothing when it is false. `late_requests` are those that wait longer than their centre promises."""

    at_risk: Sequence[GroupAtRisk] = ()
    unmarked: int = 0
    late: int = 0
    requests: int = 0
    late_requests: int = 0
    never: int = 0
    newcomers: Sequence[Newcomer] = ()
    turns: Sequence[Turn] = field(default=())
    unsigned: Sequence[Unsigned] = ()
    adaptations: int = 0

    @property
    def at_risk_count(self) -> int:
        """Learners at risk in all groups."""
        return sum(group.count for group in self.at_risk)

    @property
    def unsigned_count(self) -> int:
        """Sessions whose attendance is not fully signed, those that are not named included."""
        return self.unsigned[0].count if self.unsigned else 0

    def __bool__(self) -> bool:
        works = (self.at_risk, self.unmarked, self.late, self.requests)
        return any((*works, self.never, self.turns, self.unsigned, self.adaptations))


def needs_of(grants: Iterable[Grant], now: datetime, user_id: int | None = None) -> Needs:
    """What needs somebody with these grants, each thing where they may see to it; who asked for an adaptation, for the officer `user_id`."""
    grants = tuple(grants)
    managed = and_(within_reach(grants, Permission.COHORT_MANAGE), Cohort.archived_at.is_(None))
    never, newcomers = _never(managed, now)
    chosen = settings_by_centre(grant.centre_id for grant in grants)
    deciding = within_reach(grants, Permission.EXAM_MANAGE)
    marking = within_reach(grants, Permission.ATTEMPT_MARK)
    unmarked, adaptations = _counts(marking, chosen, now, (user_id or 0, grants))
    return Needs(
        at_risk=_at_risk(grants, now),
        unmarked=unmarked,
        late=len(undecided(and_(marking, Cohort.archived_at.is_(None)))),
        requests=count_waiting(deciding),
        late_requests=_late(deciding, chosen, now),
        never=never,
        newcomers=newcomers,
        turns=_turns(managed, now),
        unsigned=unsigned(within_reach(grants, TEACH), now, MOST_NAMED),
        adaptations=adaptations,
    )


def _at_risk(grants: Sequence[Grant], now: datetime) -> list[GroupAtRisk]:
    """The fullest first. Groups whose last day is over are left out: nothing helps there any more."""
    # A day more than any zone needs; each group's own zone decides.
    since = (now - timedelta(days=1)).date()
    studied = studied_within_reach(grants, Permission.COHORT_READ, since)
    going = [one for one in studied if not _is_over(one, now)]
    groups = at_risk.groups_of(going)
    found = at_risk.tallies(groups, now) if groups else {}
    counted = [
        GroupAtRisk(one.id, one.name, found[one.id].at_risk)
        for one in going
        if one.id in found and found[one.id].at_risk
    ]
    return sorted(counted, key=lambda group: (-group.count, group.name))


def _today(cohort: Cohort, now: datetime) -> date:
    return now.astimezone(ZoneInfo(cohort.timezone)).date()


def _is_over(cohort: Cohort, now: datetime) -> bool:
    return cohort.ends_on is not None and cohort.ends_on < _today(cohort, now)


def _waits_since(moment: Any, days: Mapping[int, int], now: datetime) -> ColumnElement[bool]:
    """Whether something has waited for at least the days that count in its centre; `days` by centre."""
    same: dict[int, list[int]] = {}
    for centre_id, count in days.items():
        same.setdefault(count, []).append(centre_id)
    by_days = (
        and_(Cohort.centre_id.in_(ids), moment <= now - timedelta(days=count)) for count, ids in same.items()
    )
    return or_(false(), *by_days)


def _late(where: ColumnElement[bool], chosen: Mapping[int, Settings], now: datetime) -> int:
    """Requests that wait longer than their centre promises. No statement where none promises anything."""
    days = {id_: settings.answer_days for id_, settings in chosen.items() if settings.answer_days}
    return count_waiting(and_(where, _waits_since(QuizOverride.asked_at, days, now))) if days else 0


def _counts(
    where: ColumnElement[bool],
    chosen: Mapping[int, Settings],
    now: datetime,
    officer: tuple[int, Sequence[Grant]],
) -> tuple[int, int]:
    """Works that have waited for their mark for as many days as their centre reports; people who wait for an accessibility officer,
    counted within the same statement, so that nobody else pays one for them."""
    days = {id_: settings.unmarked_days for id_, settings in chosen.items()}
    # By their ids, so that SQLite finds the few that wait first, and does not ask each learner in reach for theirs.
    pending = select(Attempt.id).where(Attempt.pending > 0).correlate(None)
    waiting = (
        select(func.count(), waiting_for(*officer))
        .select_from(Attempt)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(Attempt.id.in_(pending), Attempt.state != OPEN, Attempt.returned_at.is_(None), where)
        .where(_waits_since(Attempt.submitted_at, days, now))
    )
    row = session().execute(waiting).one()
    return row[0], row[1]


def _never(where: ColumnElement[bool], now: datetime) -> tuple[int, list[Newcomer]]:
    """How many never came, and the first of them, the longest enrolled first. One statement."""
    found = (
        select(
            Enrolment.id,
            Enrolment.cohort_id,
            Enrolment.printed_name,
            Enrolment.enrolled_at,
            func.count().over(),
        )
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        .where(where, at_risk.going_on, at_risk.never_here(now))
        .order_by(Enrolment.enrolled_at, Enrolment.id)
        .limit(MOST_NAMED)
    )
    rows = session().execute(found).all()
    return (rows[0][4] if rows else 0), [Newcomer(*row[:4]) for row in rows]


def _count(*where: ColumnElement[bool]) -> Any:
    here = select(func.count()).where(Enrolment.cohort_id == Cohort.id, Enrolment.ended_at.is_(None), *where)
    return here.correlate(Cohort).scalar_subquery()


def _turns(where: ColumnElement[bool], now: datetime) -> list[Turn]:
    """Groups that begin or end within a week and lack something, the next first. One statement."""
    # A day more on each side than any zone needs; each group's own zone decides below.
    days = (now - timedelta(days=1)).date(), (now + SOON + timedelta(days=1)).date()
    teaches = exists().where(
        Membership.role == Role.INSTRUCTOR,
        Membership.ended_at.is_(None),
        Membership.centre_id == Cohort.centre_id,
        or_(Membership.course_id.is_(None), Membership.course_id == Cohort.course_id),
        or_(Membership.cohort_id.is_(None), Membership.cohort_id == Cohort.id),
    )
    dated = exists().where(ItemDate.cohort_id == Cohort.id)
    found = select(Cohort, teaches, dated, _count(), _count(Enrolment.completed_at.is_(None))).where(
        where, or_(Cohort.starts_on.between(*days), Cohort.ends_on.between(*days))
    )
    turns = [turn for row in session().execute(found) if (turn := _turn(row, now))]
    return sorted(turns, key=lambda turn: (turn.on, turn.name))


def _turn(row: Any, now: datetime) -> Turn | None:
    cohort, teaches, dated, learners, unfinished = row
    today = _today(cohort, now)
    if cohort.starts_on is not None and today <= cohort.starts_on <= today + SOON:
        lacks = _lacks(cohort, teaches, dated, learners)
        return Turn(cohort.id, cohort.name, cohort.starts_on, True, lacks, 0) if lacks else None
    if cohort.ends_on is not None and today <= cohort.ends_on <= today + SOON and unfinished:
        return Turn(cohort.id, cohort.name, cohort.ends_on, False, (Lack.UNFINISHED,), unfinished)
    return None


def _lacks(cohort: Cohort, teaches: bool, dated: bool, learners: int) -> tuple[Lack, ...]:
    is_full = cohort.seats is not None and learners >= cohort.seats
    lacking = {
        Lack.INSTRUCTOR: not teaches,
        Lack.LEARNER: not learners,
        Lack.SEAT: is_full,
        Lack.DATES: not dated,
    }
    return tuple(lack for lack, is_lacking in lacking.items() if is_lacking)
