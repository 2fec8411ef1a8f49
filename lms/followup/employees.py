"""What an employer's reader sees (never a mark, an answer, an accommodation): how far the employer's people are in their courses."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, func, or_, select

from lms.accounts.models import Membership
from lms.centres.models import Centre
from lms.certificates.models import Certificate
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import holds, session
from lms.core.permissions import GRANTS, Grant, Permission
from lms.core.texts import fold
from lms.courses.models import Course
from lms.followup.queries import ORDERS, percent_done
from lms.followup.rules import PAGE_SIZE, Column, Order, State, state_of

READ = Permission.EMPLOYEE_READ
SORTS = (Column.NAME, Column.PROGRESS, Column.ACTIVITY, Column.STATE)
AT_ONCE = 500


@dataclass(frozen=True)
class Reading:
    """Whose people somebody reads about, in which centre."""

    centre_id: int
    centre: str
    employer: str


@dataclass(frozen=True)
class Employee:
    """One person in one course. `code` is that of a certificate that stands, which anybody may verify."""

    name: str
    employer: str
    revision_id: int | None
    group: str
    percent: int
    last_activity_at: datetime | None
    completed_at: datetime | None
    code: str | None
    state: State


def readings_of(user_id: int) -> list[Reading]:
    """The employers that somebody reads for, by name. One statement."""
    held = (
        select(Centre.id, Centre.name, Membership.employer)
        .join(Membership, Membership.centre_id == Centre.id)
        .where(Membership.user_id == user_id, Membership.ended_at.is_(None), Membership.employer_key != "")
        .order_by(Membership.employer_key, Centre.name)
    )
    return list(dict.fromkeys(Reading(*row) for row in session().execute(held)))


def within_reach(grants: Iterable[Grant]) -> ColumnElement[bool]:
    """The enrolments whose people these grants let one read about. A grant without an employer reaches nobody."""
    held = [grant for grant in grants if READ in GRANTS[grant.role] and grant.employer]
    return and_(Enrolment.ended_at.is_(None), or_(false(), *map(_of_grant, held)))


def _of_grant(grant: Grant) -> ColumnElement[bool]:
    found = (Enrolment.centre_id == grant.centre_id) & (Enrolment.employer_key == grant.employer)
    if grant.cohort_id is not None:
        return found & (Enrolment.cohort_id == grant.cohort_id)
    return found if grant.course_id is None else found & (Enrolment.course_id == grant.course_id)


def _named(words: str) -> list[ColumnElement[bool]]:
    return [holds(Enrolment.name_key, fold(words))] if words else []


def count(grants: Iterable[Grant], words: str) -> int:
    """How many rows `rows` has in all."""
    found = select(func.count()).select_from(Enrolment).where(within_reach(grants), *_named(words))
    return session().scalar(found) or 0


_ROW = (
    select(
        Enrolment.printed_name,
        Enrolment.employer,
        Course.latest_revision_id,
        Cohort.name,
        percent_done,
        Enrolment.last_activity_at,
        Enrolment.completed_at,
        Certificate.code,
        Certificate.revoked_at,
    )
    .join(Cohort, Cohort.id == Enrolment.cohort_id)
    .join(Course, Course.id == Enrolment.course_id)
    .outerjoin(Certificate, Certificate.enrolment_id == Enrolment.id)
)


def _asked(grants: Iterable[Grant], words: str, order: Order) -> Any:
    key = ORDERS[order.column]
    direction = (key.desc(), Enrolment.id.desc()) if order.is_descending else (key, Enrolment.id)
    return _ROW.where(within_reach(grants), *_named(words)).order_by(key.is_(None), *direction)


def rows(grants: Iterable[Grant], words: str, order: Order, offset: int, now: datetime) -> list[Employee]:
    """One page of the people whom these grants let one read about; one statement."""
    page = _asked(grants, words, order).offset(offset).limit(PAGE_SIZE)
    return [_row(row, now) for row in session().execute(page)]


def every_row(grants: Iterable[Grant], words: str, order: Order, now: datetime) -> Iterator[Employee]:
    """All of them, read as they are sent."""
    for row in session().execute(_asked(grants, words, order).execution_options(yield_per=AT_ONCE)):
        yield _row(row, now)


def _row(row: Any, now: datetime) -> Employee:
    name, employer, revision_id, group, done, last_activity_at, completed_at, code, revoked_at = row
    return Employee(
        name=name,
        employer=employer,
        revision_id=revision_id,
        group=group,
        percent=done,
        last_activity_at=last_activity_at,
        completed_at=completed_at,
        code=code if revoked_at is None else None,
        state=state_of(last_activity_at, completed_at, now),
    )
