"""What the learner's pages read: the catalogue, a person's courses, what is due, answered self-checks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import joinedload

from lms.centres.models import Centre
from lms.cohorts.models import Cohort, Enrolment, ItemDate, LearningEvent
from lms.core.db import session
from lms.courses.document import CourseDocument
from lms.courses.models import Course
from lms.courses.queries import revision_document
from lms.progress.models import ItemFact

DUE_SOON = timedelta(days=14)


@dataclass(frozen=True)
class ListedCourse:
    """A published course with the document that visitors see."""

    id: int
    slug: str
    revision_id: int
    document: CourseDocument


@dataclass(frozen=True)
class MyCourse:
    """One of a person's courses, on the revision that they follow."""

    enrolment: Enrolment
    cohort: Cohort
    course: Course
    document: CourseDocument


@dataclass(frozen=True)
class DueItem:
    """An item with a due date, not done yet."""

    enrolment_id: int
    item_key: str
    due_at: datetime
    closes_at: datetime | None


def has_centre() -> bool:
    """Whether this installation was set up."""
    return session().scalar(select(Centre.id).limit(1)) is not None


def centre(centre_id: int) -> Centre:
    """The centre that offers a course."""
    return session().scalars(select(Centre).where(Centre.id == centre_id)).one()


def listed_courses() -> list[ListedCourse]:
    """Every published, listed course, the newest first. One statement when the documents are cached."""
    rows = session().execute(
        select(Course.id, Course.slug, Course.latest_revision_id)
        .where(Course.is_listed, Course.archived_at.is_(None), Course.latest_revision_id.is_not(None))
        .order_by(Course.created_at.desc(), Course.id.desc())
    )
    return [ListedCourse(row.id, row.slug, row[2], revision_document(row[2])) for row in rows]


def course_of(slug: str) -> Course | None:
    """A published course by its address."""
    found = select(Course).where(
        Course.slug == slug, Course.archived_at.is_(None), Course.latest_revision_id.is_not(None)
    )
    return session().scalars(found).one_or_none()


def cohorts_to_join(course_id: int, today: date) -> list[Cohort]:
    """The course's open cohort and those that have not ended, the open one first, then by start."""
    found = (
        select(Cohort)
        .where(Cohort.course_id == course_id, Cohort.archived_at.is_(None))
        .where(or_(Cohort.ends_on.is_(None), Cohort.ends_on >= today))
        .order_by(Cohort.is_open.desc(), Cohort.starts_on, Cohort.id)
    )
    return list(session().scalars(found))


def my_courses(user_id: int) -> list[MyCourse]:
    """A person's courses, the one worked on last first. One statement."""
    found = (
        select(Enrolment)
        .where(Enrolment.user_id == user_id, Enrolment.ended_at.is_(None))
        .options(joinedload(Enrolment.cohort).joinedload(Cohort.course))
        .order_by(func.coalesce(Enrolment.last_activity_at, Enrolment.enrolled_at).desc(), Enrolment.id.desc())
    )
    return [
        MyCourse(enrolment, enrolment.cohort, enrolment.cohort.course, revision_document(enrolment.revision_id))
        for enrolment in session().scalars(found)
    ]


def enrolment_in(course_id: int, user_id: int) -> int | None:
    """The id of a person's newest enrolment in a course."""
    found = select(Enrolment.id).where(
        Enrolment.course_id == course_id, Enrolment.user_id == user_id, Enrolment.ended_at.is_(None)
    )
    return session().scalar(found.order_by(Enrolment.id.desc()).limit(1))


def due_soon(user_id: int, now: datetime) -> list[DueItem]:
    """What falls due in the next 14 days, or was due and is still accepted, and is not done. One statement."""
    done = and_(ItemFact.enrolment_id == Enrolment.id, ItemFact.item_key == ItemDate.item_key)
    still_open = or_(ItemDate.closes_at.is_(None), ItemDate.closes_at > now)
    rows = session().execute(
        select(Enrolment.id, ItemDate.item_key, ItemDate.due_at, ItemDate.closes_at)
        .join(ItemDate, ItemDate.cohort_id == Enrolment.cohort_id)
        .outerjoin(ItemFact, done)
        .where(Enrolment.user_id == user_id, Enrolment.ended_at.is_(None), Enrolment.completed_at.is_(None))
        .where(ItemDate.due_at <= now + DUE_SOON, ItemFact.done_at.is_(None), still_open)
        .order_by(ItemDate.due_at, ItemDate.id)
    )
    return [DueItem(row[0], row.item_key, row.due_at, row.closes_at) for row in rows]


def answered_checks(enrolment_id: int, item_key: str) -> dict[str, dict[str, Any]]:
    """The last answer to each self-check of a lesson, by check id: the payload of its learning event."""
    rows = session().scalars(
        select(LearningEvent.payload)
        .where(LearningEvent.enrolment_id == enrolment_id, LearningEvent.item_key == item_key)
        .where(LearningEvent.kind == "self_check_answered")
        .order_by(LearningEvent.id)
    )
    return {payload["check"]: payload for payload in rows}
