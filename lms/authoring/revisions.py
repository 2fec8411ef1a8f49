"""The published revisions of a course: who is on which, and what each changed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from lms.authoring.editing import Part, differences
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import session
from lms.courses import drafts
from lms.courses.document import CourseDocument
from lms.courses.models import CourseRevision


@dataclass(frozen=True)
class Group:
    """Learners in progress of one cohort on one revision."""

    cohort: Cohort
    revision_id: int
    learners: int


def revisions_of(course_id: int) -> Sequence[CourseRevision]:
    """Every revision, the newest first."""
    found = select(CourseRevision).where(CourseRevision.course_id == course_id)
    return session().scalars(found.order_by(CourseRevision.number.desc())).all()


def groups_of(course_id: int) -> list[Group]:
    """Where learners in progress are, by cohort and revision."""
    running = (Enrolment.ended_at.is_(None), Enrolment.completed_at.is_(None))
    found = (
        select(Cohort, Enrolment.revision_id, func.count())
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(Cohort.course_id == course_id, *running)
        .group_by(Cohort.id, Enrolment.revision_id)
        .order_by(Cohort.id)
    )
    return [Group(*row) for row in session().execute(found)]


@dataclass(frozen=True)
class Altered:
    """A part of the course that two revisions say differently; `kind_of`: `new`, `gone` or `changed`."""

    title: dict[str, str]
    kind_of: str
    parts: list[Part]


def altered(before: CourseDocument, after: CourseDocument) -> list[Altered]:
    """What a revision changed, part by part, in its order; what is gone comes last."""
    old = {(node[0], node[1]): node[4] for node in drafts.nodes_of(before)}
    new = {(node[0], node[1]): node[4] for node in drafts.nodes_of(after)}
    found = []
    for key, body in new.items():
        if key not in old:
            found.append(Altered(_title(body), "new", []))
        elif old[key] != body:
            found.append(Altered(_title(body), "changed", differences(old[key], body)))
    return found + [Altered(_title(body), "gone", []) for key, body in old.items() if key not in new]


def _title(body: dict[str, dict[str, str]]) -> dict[str, str]:
    whole: dict[str, dict[str, str]] = {**body.get("sheet", {}), **body}  # type: ignore[dict-item]
    return whole["title"]
