"""What the learner's pages read: the catalogue, ways into a course, a person's courses, what is due."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from lms.centres.models import Centre
from lms.cohorts.models import Cohort, Enrolment, ItemDate, LearningEvent
from lms.cohorts.queries import enrolments_of
from lms.cohorts.rules import EventKind, has_ended, refusal_to_enrol
from lms.core.db import session
from lms.core.reasons import Reason
from lms.courses.document import CourseDocument
from lms.courses.models import Course
from lms.courses.queries import revision_document
from lms.progress.models import ItemFact

DUE_SOON = timedelta(days=14)


@dataclass(frozen=True)
class ListedCourse:
    """A published course with the document that visitors see; `is_open` when anyone may enrol."""

    id: int
    slug: str
    revision_id: int
    is_open: bool
    document: CourseDocument


@dataclass(frozen=True)
class WayIn:
    """How people get into a course: its open cohort, why it takes nobody more, and the groups still running."""

    open_cohort: Cohort | None
    refusal: Reason | None
    groups: tuple[Cohort, ...]


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
    is_open = exists().where(Cohort.course_id == Course.id, Cohort.is_open, Cohort.archived_at.is_(None))
    rows = session().execute(
        select(Course.id, Course.slug, Course.latest_revision_id, is_open)
        .where(Course.is_listed, Course.archived_at.is_(None))
        .order_by(Course.created_at.desc(), Course.id.desc())
    )
    return [
        ListedCourse(course_id, slug, revision_id, open_to_all, revision_document(revision_id))
        for course_id, slug, revision_id, open_to_all in rows
        if revision_id is not None
    ]


def course_of(slug: str) -> Course | None:
    """A published course by its address."""
    found = select(Course).where(
        Course.slug == slug, Course.archived_at.is_(None), Course.latest_revision_id.is_not(None)
    )
    return session().scalars(found).one_or_none()


def way_in(course_id: int, now: datetime) -> WayIn:
    """How one may enrol in a course now. One statement."""
    running = and_(Enrolment.cohort_id == Cohort.id, Enrolment.ended_at.is_(None))
    taken = select(func.count(Enrolment.id)).where(running).scalar_subquery()
    rows = session().execute(
        select(Cohort, taken)
        .where(Cohort.course_id == course_id, Cohort.archived_at.is_(None))
        .order_by(Cohort.starts_on, Cohort.id)
    )
    open_cohort, refusal, groups = None, None, []
    for cohort, seats_taken in rows:
        is_running = not has_ended(cohort.ends_on, cohort.timezone, now)
        if cohort.is_open:
            open_cohort = cohort
            refusal = refusal_to_enrol(
                is_open_for_people=is_running, is_published=True, seats=cohort.seats, taken=seats_taken
            )
        elif is_running and cohort.starts_on:
            groups.append(cohort)
    return WayIn(open_cohort, refusal, tuple(groups))


def my_courses(user_id: int) -> list[MyCourse]:
    """A person's running courses, the one worked on last first. One statement."""
    return [
        MyCourse(mine, mine.cohort, mine.cohort.course, revision_document(mine.revision_id))
        for mine in enrolments_of(user_id)
        if mine.ended_at is None
    ]


def enrolment_in(course_id: int, user_id: int) -> int | None:
    """The id of a person's enrolment in a course: the one used last."""
    found = select(Enrolment.id).where(
        Enrolment.course_id == course_id, Enrolment.user_id == user_id, Enrolment.ended_at.is_(None)
    )
    last_use = func.coalesce(Enrolment.last_activity_at, Enrolment.enrolled_at)
    return session().scalar(found.order_by(last_use.desc(), Enrolment.id.desc()).limit(1))


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
        .where(ItemFact.excused_at.is_(None))
        .order_by(ItemDate.due_at, ItemDate.id)
    )
    return [DueItem(row[0], row.item_key, row.due_at, row.closes_at) for row in rows]


def enrolment_with_answers(
    enrolment_id: int, item_key: str
) -> tuple[Enrolment | None, dict[str, dict[str, Any]]]:
    """An enrolment with cohort and course, and its last answer to each self-check of an item by check id. One statement."""
    answered = and_(
        LearningEvent.enrolment_id == enrolment_id,
        LearningEvent.item_key == item_key,
        LearningEvent.kind == EventKind.SELF_CHECK_ANSWERED.value,
    )
    last = select(func.max(LearningEvent.id)).where(answered)
    last = last.group_by(LearningEvent.payload["check"].as_string())
    rows = (
        session()
        .execute(
            select(Enrolment, LearningEvent.payload)
            .outerjoin(LearningEvent, LearningEvent.id.in_(last))
            .where(Enrolment.id == enrolment_id)
            .options(joinedload(Enrolment.cohort, innerjoin=True).joinedload(Cohort.course, innerjoin=True))
        )
        .all()
    )
    answers = {payload["check"]: payload["answer"] for _, payload in rows if payload and payload["answer"]}
    return (rows[0][0] if rows else None), answers


def learnt_in(centre_id: int, user_id: int) -> bool:
    """Whether a person is or was enrolled in a centre."""
    found = select(Enrolment.id).where(Enrolment.user_id == user_id, Enrolment.centre_id == centre_id)
    return session().scalar(found.limit(1)) is not None
