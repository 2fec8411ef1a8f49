"""Reads of training sheets, of what the course says itself, of its sequences, and of who teaches."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import or_, select

from lms.accounts.models import Membership, User
from lms.cohorts.live_models import LiveSession
from lms.cohorts.models import Cohort
from lms.core.db import session
from lms.core.permissions import Role
from lms.core.texts import fold
from lms.courses.document import CourseDocument
from lms.courses.models import Course
from lms.courses.queries import revision_document
from lms.training.models import TrainerTitle, TrainingSheet
from lms.training.sheet_rules import TEXTS, Sheet, sheet_from

MOST_GROUPS = 10


@dataclass(frozen=True)
class Held:
    """A sheet as it is kept; `version` is 0 before the first time."""

    sheet: Sheet
    version: int
    updated_at: datetime | None


def sheet_of(course_id: int) -> Held:
    """The training sheet of a course. One statement."""
    found = session().scalar(select(TrainingSheet).where(TrainingSheet.course_id == course_id))
    if found is None:
        return Held(Sheet(), 0, None)
    return Held(sheet_from(found.body), found.version, found.updated_at)


def certification_of(course_id: int) -> str:
    """The code of the certification that a course leads to; empty for none. One statement."""
    body = session().scalar(select(TrainingSheet.body).where(TrainingSheet.course_id == course_id))
    return sheet_from(body or {}).code


def document_of(course: Course) -> CourseDocument | None:
    """What is published of a course."""
    return revision_document(course.latest_revision_id) if course.latest_revision_id is not None else None


def said_by(document: CourseDocument | None) -> dict[str, Any]:
    """What the course says itself, by the names of `TEXTS`, and of its price; what it leaves empty is left out."""
    if document is None:
        return {}
    found = {name: getattr(document.sheet, name) for name in (*TEXTS, "price")}
    return {name: value for name, value in found.items() if value}


@dataclass(frozen=True)
class Meetings:
    """The live sessions of a group that runs or will: how many, and how long in minutes."""

    group: str
    count: int
    minutes: int


def meetings_of(course_id: int, today: date) -> list[Meetings]:
    """The live sessions of the course's next groups, those without any left out. One statement."""
    groups = (
        select(Cohort.id)
        .where(Cohort.course_id == course_id, Cohort.archived_at.is_(None))
        .where(or_(Cohort.ends_on.is_(None), Cohort.ends_on >= today))
        .order_by(Cohort.starts_on, Cohort.id)
        .limit(MOST_GROUPS)
    )
    found = (
        select(Cohort.id, Cohort.name, LiveSession.starts_at, LiveSession.ends_at)
        .join(Cohort, Cohort.id == LiveSession.cohort_id)
        .where(LiveSession.cohort_id.in_(groups), LiveSession.cancelled_at.is_(None))
        .order_by(Cohort.starts_on, Cohort.id)
    )
    minutes: dict[tuple[int, str], list[int]] = {}
    for id_, name, starts_at, ends_at in session().execute(found):
        minutes.setdefault((id_, name), []).append(int((ends_at - starts_at).total_seconds() // 60))
    return [Meetings(name, len(each), sum(each)) for (_, name), each in minutes.items()]


def titles_of(centre_id: int, user_ids: Iterable[int]) -> dict[int, str]:
    """What a centre says that these people are, by their ids. One statement."""
    found = select(TrainerTitle.user_id, TrainerTitle.text).where(
        TrainerTitle.centre_id == centre_id, TrainerTitle.user_id.in_(list(user_ids))
    )
    return {row.user_id: row.text for row in session().execute(found)}


def trainers_of(centre_id: int, course_id: int, cohort_id: int | None = None) -> list[tuple[str, str]]:
    """Names and titles of the instructors of a course, or of one of its groups, by name: those of whom the centre says a title.

    One statement.
    """
    everywhere = Membership.course_id.is_(None) & Membership.cohort_id.is_(None)
    places = [everywhere, Membership.course_id == course_id]
    if cohort_id is not None:
        places.append(Membership.cohort_id == cohort_id)
    found = (
        select(User.id, User.name, TrainerTitle.text)
        .join(TrainerTitle, TrainerTitle.user_id == User.id)
        .join(Membership, Membership.user_id == User.id)
        .where(TrainerTitle.centre_id == centre_id, Membership.centre_id == centre_id)
        .where(Membership.role == Role.INSTRUCTOR.value, Membership.ended_at.is_(None), or_(*places))
        .where(User.archived_at.is_(None), TrainerTitle.text != "")
        .distinct()
    )
    return sorted(((row.name, row.text) for row in session().execute(found)), key=lambda one: fold(one[0]))
