"""Reads of cohorts, enrolments, dates and learning events."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import joinedload

from lms.centres.queries import settings_of
from lms.cohorts.live_models import WaitingPlace
from lms.cohorts.models import Cohort, Enrolment, ItemDate, LearningEvent
from lms.cohorts.rules import Ended, ItemDates, ended, has_ended, normalise_code
from lms.core.db import session
from lms.core.permissions import GRANTS, Grant, Permission
from lms.courses.models import Course

NEWEST = (Cohort.archived_at.is_not(None), Cohort.created_at.desc(), Cohort.id.desc())


def _cohorts() -> Select[Cohort]:
    return select(Cohort).options(joinedload(Cohort.course, innerjoin=True))


def _enrolments() -> Select[Enrolment]:
    whole = joinedload(Enrolment.cohort, innerjoin=True).joinedload(Cohort.course, innerjoin=True)
    return select(Enrolment).options(whole)


def cohort(cohort_id: int) -> Cohort | None:
    """A cohort with its course."""
    return session().scalar(_cohorts().where(Cohort.id == cohort_id))


def cohort_by_code(code: str) -> Cohort | None:
    """The cohort that a typed join code opens, with its course; case, spaces and hyphens do not matter."""
    return session().scalar(_cohorts().where(Cohort.join_code == normalise_code(code)))


def open_cohort_of(course_id: int) -> Cohort | None:
    """The cohort of a course that anyone may join, once it was needed."""
    return session().scalar(_cohorts().where(Cohort.course_id == course_id, Cohort.is_open))


def cohorts_within_reach(grants: Iterable[Grant], permission: Permission) -> list[Cohort]:
    """Every cohort on which these grants give `permission`, with its course; running ones first, newest first."""
    return list(session().scalars(_cohorts().where(within_reach(grants, permission)).order_by(*NEWEST)))


@dataclass(frozen=True)
class Line:
    """A cohort as lists show it; `revision_id` is the latest of its course, None before it is published."""

    id: int
    name: str
    is_open: bool
    starts_on: date | None
    ends_on: date | None
    archived_at: datetime | None
    revision_id: int | None


def lines_within_reach(grants: Iterable[Grant], permission: Permission) -> list[Line]:
    """The same cohorts, in the same order, with as much of each as a list shows: a thousand of them cost a few milliseconds."""
    shown = (Cohort.id, Cohort.name, Cohort.is_open, Cohort.starts_on, Cohort.ends_on, Cohort.archived_at)
    found = select(*shown, Course.latest_revision_id).join(Course, Course.id == Cohort.course_id)
    rows = session().execute(found.where(within_reach(grants, permission)).order_by(*NEWEST))
    return [Line(*row) for row in rows]


def studied_within_reach(grants: Iterable[Grant], permission: Permission, since: date) -> list[Cohort]:
    """Those of the same cohorts, not archived and not over before `since`, in which somebody still studies."""
    studies = exists().where(
        Enrolment.cohort_id == Cohort.id, Enrolment.ended_at.is_(None), Enrolment.completed_at.is_(None)
    )
    goes_on = or_(Cohort.ends_on.is_(None), Cohort.ends_on >= since)
    here = (within_reach(grants, permission), Cohort.archived_at.is_(None), goes_on, studies)
    return list(session().scalars(_cohorts().where(*here)))


def within_reach(grants: Iterable[Grant], permission: Permission) -> ColumnElement[bool]:
    """The same as a filter, for statements that name `Cohort`."""
    return or_(false(), *(_place(grant) for grant in grants if permission in GRANTS[grant.role]))


def _place(grant: Grant) -> ColumnElement[bool]:
    """`Grant.reaches` as a filter."""
    here = Cohort.centre_id == grant.centre_id
    if grant.cohort_id is not None:
        return here & (Cohort.id == grant.cohort_id)
    return here if grant.course_id is None else here & (Cohort.course_id == grant.course_id)


def ending_of(cohort: Cohort, now: datetime) -> Ended | None:
    """What the end of a cohort means for its learners; None while it runs. The one place that says how long they read.

    One statement in a request, and only for groups that are over.
    """
    if not has_ended(cohort.ends_on, cohort.timezone, now):
        return None
    months = settings_of(cohort.centre_id).readable_months
    return ended(cohort.ends_on, cohort.timezone, now, months)


def cohort_for_update(cohort_id: int) -> Cohort | None:
    """A cohort and its course as they are now, the cohort locked until the transaction ends."""
    locked = _cohorts().where(Cohort.id == cohort_id).with_for_update(of=Cohort)
    return session().scalar(locked.execution_options(populate_existing=True))


def enrolment(enrolment_id: int) -> Enrolment | None:
    """An enrolment with its cohort and course."""
    return session().scalar(_enrolments().where(Enrolment.id == enrolment_id))


def enrolment_for_update(enrolment_id: int) -> Enrolment | None:
    """An enrolment and its cohort as they are now, the enrolment locked until the transaction ends."""
    locked = _enrolments().where(Enrolment.id == enrolment_id).with_for_update(of=Enrolment)
    return session().scalar(locked.execution_options(populate_existing=True))


def revisions_in_use(course_id: int) -> dict[int, int]:
    """How many learners are in the middle of each revision of a course, by the revision's id."""
    found = (
        select(Enrolment.revision_id, func.count())
        .where(
            Enrolment.course_id == course_id, Enrolment.ended_at.is_(None), Enrolment.completed_at.is_(None)
        )
        .group_by(Enrolment.revision_id)
    )
    return {row[0]: row[1] for row in session().execute(found)}


def enrolments_of(user_id: int) -> list[Enrolment]:
    """A person's enrolments with cohort, course and centre, those that still run first, then the last active first."""
    order = (
        Enrolment.ended_at.is_not(None),
        func.coalesce(Enrolment.last_activity_at, Enrolment.enrolled_at).desc(),
        Enrolment.id.desc(),
    )
    centre = joinedload(Enrolment.cohort, innerjoin=True).joinedload(Cohort.centre, innerjoin=True)
    mine = _enrolments().options(centre).where(Enrolment.user_id == user_id)
    return list(session().scalars(mine.order_by(*order)))


def enrolment_in_course(user_id: int, course_id: int) -> Enrolment | None:
    """A person's enrolment in a course, with cohort and course: the running one, else the latest."""
    mine = _enrolments().where(Enrolment.user_id == user_id, Enrolment.course_id == course_id)
    return session().scalar(mine.order_by(Enrolment.ended_at.is_not(None), Enrolment.id.desc()).limit(1))


def enrolment_in_cohort(user_id: int, cohort_id: int) -> Enrolment | None:
    """A person's enrolment in a cohort, with cohort and course."""
    return session().scalar(
        _enrolments().where(Enrolment.user_id == user_id, Enrolment.cohort_id == cohort_id)
    )


def enrolment_ids() -> Sequence[int]:
    """Every enrolment, oldest first."""
    return session().scalars(select(Enrolment.id).order_by(Enrolment.id)).all()


def seats_taken(cohort_id: int) -> int:
    """How many enrolments of a cohort have not ended, and places in it are under offer. One statement."""
    running = select(func.count(Enrolment.id)).where(
        Enrolment.cohort_id == cohort_id, Enrolment.ended_at.is_(None)
    )
    offered = select(func.count(WaitingPlace.id)).where(WaitingPlace.cohort_id == cohort_id, is_offered())
    return session().scalar(select(running.scalar_subquery() + offered.scalar_subquery())) or 0


def seats_offered(cohort_id: int) -> int:
    """How many places in a cohort are under offer."""
    offered = select(func.count(WaitingPlace.id)).where(WaitingPlace.cohort_id == cohort_id, is_offered())
    return session().scalar(offered) or 0


def is_offered() -> ColumnElement[bool]:
    """Whether somebody who waits has an offer, for statements on `WaitingPlace`; one that is over counts until it is passed on."""
    return and_(
        WaitingPlace.left_at.is_(None),
        WaitingPlace.enrolled_at.is_(None),
        WaitingPlace.offer_until.is_not(None),
        WaitingPlace.offer_withdrawn_at.is_(None),
    )


def item_dates(cohort_id: int) -> dict[str, ItemDates]:
    """The dates of a cohort's items by item key, in one statement."""
    rows = session().execute(
        select(
            ItemDate.item_key, ItemDate.opens_at, ItemDate.due_at, ItemDate.closes_at, Cohort.timezone
        ).where(ItemDate.cohort_id == cohort_id, Cohort.id == ItemDate.cohort_id)
    )
    return {row.item_key: ItemDates(*row[1:]) for row in rows}


def local_dates_of(cohort_id: int) -> dict[str, ItemDate]:
    """The stored dates of a cohort's items by item key, local times included."""
    found = session().scalars(select(ItemDate).where(ItemDate.cohort_id == cohort_id))
    return {row.item_key: row for row in found}


@dataclass(frozen=True)
class DatedWindow:
    """How long an item is open in a cohort, in whole minutes."""

    cohort: str
    minutes: int


def windows_of(course_id: int, item_key: str) -> list[DatedWindow]:
    """The windows of an item in the course's cohorts, those with an opening and a closing, by the cohorts' names."""
    dated = (
        select(Cohort.name, ItemDate.opens_at, ItemDate.closes_at)
        .join(Cohort, Cohort.id == ItemDate.cohort_id)
        .where(Cohort.course_id == course_id, Cohort.archived_at.is_(None), ItemDate.item_key == item_key)
        .where(ItemDate.opens_at.is_not(None), ItemDate.closes_at.is_not(None))
        .order_by(Cohort.name)
    )
    return [
        DatedWindow(row.name, int((row.closes_at - row.opens_at).total_seconds() // 60))
        for row in session().execute(dated)
    ]


def item_date(cohort_id: int, item_key: str) -> ItemDate | None:
    """The stored dates of one item for a cohort, local times included."""
    return session().scalar(
        select(ItemDate).where(ItemDate.cohort_id == cohort_id, ItemDate.item_key == item_key)
    )


def last_event_at(enrolment_id: int, item_key: str, kind: str) -> datetime | None:
    """When a learner last did this to an item."""
    return session().scalar(
        select(func.max(LearningEvent.at)).where(
            LearningEvent.enrolment_id == enrolment_id,
            LearningEvent.item_key == item_key,
            LearningEvent.kind == kind,
        )
    )


def events_of(enrolment_id: int) -> Sequence[LearningEvent]:
    """Everything that one learner did, in the order in which it was recorded."""
    mine = select(LearningEvent).where(LearningEvent.enrolment_id == enrolment_id)
    return session().scalars(mine.order_by(LearningEvent.id)).all()
