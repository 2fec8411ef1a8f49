"""Reads of attendance: who was to be at a session, what is known of each, which sheets lack something."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from lms.accounts.models import User
from lms.attendance import rules
from lms.attendance.models import AttendanceAct
from lms.attendance.rules import Fact, Kind, Mark, Slot, Standing
from lms.centres.settings_rules import Settings
from lms.cohorts.live_models import LiveSession, Transfer
from lms.cohorts.models import Enrolment
from lms.core.db import session


def fact_of(act: AttendanceAct) -> Fact:
    """An act as the rules take it."""
    return Fact(
        session_id=act.session_id,
        number=act.number,
        enrolment_id=act.enrolment_id,
        kind=Kind(act.kind),
        at=act.at,
        by_id=act.by_id,
        moment=act.moment,
        reason=act.reason,
        slot=Slot(act.starts_at, act.ends_at),
        address=act.address,
        previous=act.previous,
    )


def slot_of(one: LiveSession) -> Slot:
    """From when to when a session is."""
    return Slot(one.starts_at, one.ends_at)


def was_expected() -> ColumnElement[bool]:
    """Whether somebody was in the group of a session when it took place, for statements that name `LiveSession` and `Enrolment`.

    Whoever moved later was where their first move from then on began; whoever moved before is where they are.
    """
    moved = (
        select(Transfer.from_cohort_id)
        .where(Transfer.enrolment_id == Enrolment.id, Transfer.moved_at > LiveSession.starts_at)
        .order_by(Transfer.id)
        .limit(1)
        .correlate(Enrolment, LiveSession)
        .scalar_subquery()
    )
    return and_(
        func.coalesce(moved, Enrolment.cohort_id) == LiveSession.cohort_id,
        Enrolment.enrolled_at < LiveSession.ends_at,
        or_(Enrolment.ended_at.is_(None), Enrolment.ended_at > LiveSession.starts_at),
    )


def _in_reach(one: LiveSession) -> ColumnElement[bool]:
    """The few enrolments among which those of a session are: who is in its group, who left it, who is on the sheet."""
    left = select(Transfer.enrolment_id).where(Transfer.from_cohort_id == one.cohort_id)
    about = select(AttendanceAct.enrolment_id).where(
        AttendanceAct.session_id == one.id, AttendanceAct.enrolment_id.is_not(None)
    )
    return or_(Enrolment.cohort_id == one.cohort_id, Enrolment.id.in_(left), Enrolment.id.in_(about))


def acted() -> ColumnElement[bool]:
    """Whether an act of a session is about a learner, for statements that name `LiveSession` and `Enrolment`."""
    return exists().where(
        AttendanceAct.session_id == LiveSession.id, AttendanceAct.enrolment_id == Enrolment.id
    )


def _on_sheet(one: LiveSession) -> Any:
    """Who is on the sheet of a session: whoever was expected, and whoever an act is about."""
    return and_(LiveSession.id == one.id, _in_reach(one), or_(was_expected(), acted()))


@dataclass(frozen=True)
class Person:
    """A learner on a sheet."""

    enrolment_id: int
    user_id: int
    name: str


def people_of(one: LiveSession, *, offset: int = 0, limit: int | None = None) -> list[Person]:
    """Who is on a sheet, by name. One statement."""
    found = (
        select(Enrolment.id, Enrolment.user_id, Enrolment.printed_name)
        .where(_on_sheet(one))
        .order_by(Enrolment.name_key, Enrolment.id)
        .offset(offset)
        .limit(limit)
    )
    return [Person(*row) for row in session().execute(found)]


def is_on_sheet(one: LiveSession, enrolment_id: int) -> bool:
    """Whether a learner is on a sheet. One statement."""
    found = select(Enrolment.id).where(_on_sheet(one), Enrolment.id == enrolment_id)
    return session().scalar(found) is not None


def tally_of(one: LiveSession) -> tuple[int, Standing]:
    """How many are on a sheet, and where it stands. Two statements."""
    counted = select(func.count(), func.count(case((~acted(), 1)))).select_from(LiveSession, Enrolment)
    total, unsettled = session().execute(counted.where(_on_sheet(one))).one()
    countersigned = case((AttendanceAct.kind == Kind.COUNTERSIGNED, AttendanceAct.number))
    numbers = select(func.max(AttendanceAct.number), func.max(countersigned))
    last, seal = session().execute(numbers.where(AttendanceAct.session_id == one.id)).one()
    return total, Standing(last or 0, seal or 0, unsettled)


def unsettled_of(one: LiveSession) -> list[Person]:
    """Of whom nothing is known yet. One statement."""
    found = (
        select(Enrolment.id, Enrolment.user_id, Enrolment.printed_name)
        .where(_on_sheet(one), ~acted())
        .order_by(Enrolment.name_key, Enrolment.id)
    )
    return [Person(*row) for row in session().execute(found)]


@dataclass(frozen=True)
class Line:
    """An act as it is shown: who did it is named."""

    fact: Fact
    by: str
    digest: str


def record_of(session_id: int, enrolment_ids: Collection[int] | None = None) -> list[Line]:
    """The acts of a session in order: all, or those about some learners and the countersignatures. One statement."""
    found = select(AttendanceAct, User.name).join(User, User.id == AttendanceAct.by_id)
    found = found.where(AttendanceAct.session_id == session_id)
    if enrolment_ids is not None:
        about = AttendanceAct.enrolment_id.in_(list(enrolment_ids))
        found = found.where(or_(about, AttendanceAct.enrolment_id.is_(None)))
    rows = session().execute(found.order_by(AttendanceAct.number))
    return [Line(fact_of(act), name, act.digest) for act, name in rows]


def verify(session_id: int) -> int | None:
    """The number of the first act of a session that is not what was written; None when the record is whole."""
    return rules.first_broken((line.fact, line.digest) for line in record_of(session_id))


def marks_in(enrolment_ids: Collection[int]) -> dict[tuple[int, int], Mark]:
    """All marks of some learners by session and enrolment, those of sessions cancelled since left out. One statement."""
    found = (
        select(AttendanceAct)
        .join(LiveSession, LiveSession.id == AttendanceAct.session_id)
        .where(AttendanceAct.enrolment_id.in_(list(enrolment_ids)), LiveSession.cancelled_at.is_(None))
        .order_by(AttendanceAct.session_id, AttendanceAct.number)
    )
    return rules.marks_of(fact_of(act) for act in session().scalars(found))


def signatures_elsewhen(one: LiveSession) -> int:
    """How many signatures of a session were given for other times than it has now. One statement."""
    other = or_(AttendanceAct.starts_at != one.starts_at, AttendanceAct.ends_at != one.ends_at)
    found = select(func.count()).where(
        AttendanceAct.session_id == one.id, AttendanceAct.kind == Kind.SIGNED, other
    )
    return session().scalar(found) or 0


def sessions_begun(cohort_id: int, now: datetime) -> list[tuple[LiveSession, bool]]:
    """The sessions of a group that have begun, in order, cancelled ones left out, and whether each is countersigned. One statement."""
    found = select(LiveSession, sealed()).where(
        LiveSession.cohort_id == cohort_id, LiveSession.cancelled_at.is_(None), LiveSession.starts_at <= now
    )
    rows = session().execute(found.order_by(LiveSession.starts_at, LiveSession.id))
    return [(row[0], row[1]) for row in rows]


def sealed() -> ColumnElement[bool]:
    """Whether the last act of a session is its countersignature."""
    seal, later = aliased(AttendanceAct), aliased(AttendanceAct)
    after = exists().where(later.session_id == LiveSession.id, later.number > seal.number)
    return exists().where(seal.session_id == LiveSession.id, seal.kind == Kind.COUNTERSIGNED, ~after)


def expected_pairs(session_ids: Collection[int], enrolment_ids: Collection[int]) -> set[tuple[int, int]]:
    """Which of these learners were expected at which of these sessions. One statement."""
    found = select(LiveSession.id, Enrolment.id).where(
        LiveSession.id.in_(list(session_ids)), Enrolment.id.in_(list(enrolment_ids)), was_expected()
    )
    return {(row[0], row[1]) for row in session().execute(found)}


def learners_of(cohort_id: int, *, offset: int = 0, limit: int | None = None) -> list[Person]:
    """Who is in a group now, or has an act in one of its sessions, by name. One statement."""
    found = (
        select(Enrolment.id, Enrolment.user_id, Enrolment.printed_name)
        .where(_of_group(cohort_id))
        .order_by(Enrolment.name_key, Enrolment.id)
        .offset(offset)
        .limit(limit)
    )
    return [Person(*row) for row in session().execute(found)]


def count_learners(cohort_id: int) -> int:
    """How many these are."""
    return session().scalar(select(func.count(Enrolment.id)).where(_of_group(cohort_id))) or 0


def _of_group(cohort_id: int) -> ColumnElement[bool]:
    about = (
        select(AttendanceAct.enrolment_id)
        .join(LiveSession, LiveSession.id == AttendanceAct.session_id)
        .where(LiveSession.cohort_id == cohort_id, AttendanceAct.enrolment_id.is_not(None))
    )
    here = and_(Enrolment.cohort_id == cohort_id, Enrolment.ended_at.is_(None))
    return or_(here, Enrolment.id.in_(about))


def sessions_for(enrolment: Enrolment) -> list[LiveSession]:
    """The sessions that a learner was or is expected at, and those that they signed, in whatever groups they were. One statement."""
    left = select(Transfer.from_cohort_id).where(Transfer.enrolment_id == enrolment.id)
    there = or_(LiveSession.cohort_id == enrolment.cohort_id, LiveSession.cohort_id.in_(left))
    found = (
        select(LiveSession)
        .join(Enrolment, Enrolment.id == enrolment.id)
        .where(or_(and_(there, was_expected()), acted()))
    )
    return list(session().scalars(found.order_by(LiveSession.starts_at, LiveSession.id)))


def window_by(chosen: Settings, slot: Slot) -> Slot:
    """From when to when the learners of a centre with these settings sign."""
    return rules.window_of(slot, chosen.sign_before_minutes, chosen.sign_after_hours)
