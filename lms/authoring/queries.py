"""Reads of the authoring room: how each course stands, who saved what."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from lms.accounts.models import User
from lms.centres.models import Centre
from lms.core.db import session
from lms.courses.models import Course, CourseRevision, DraftItem


@dataclass(frozen=True)
class Standing:
    """Title of a course's draft by language, when the draft was last changed, when which revision was published."""

    title: dict[str, str] = field(default_factory=dict)
    changed_at: datetime | None = None
    published_at: datetime | None = None
    revision: int | None = None

    @property
    def is_changed(self) -> bool:
        """Whether something was saved since the last publication."""
        return self.changed_at is not None and (
            self.published_at is None or self.changed_at > self.published_at
        )


NOTHING = Standing()


def standings_of(course_ids: Sequence[int]) -> dict[int, Standing]:
    """How each course stands, in one statement; those without a draft are left out."""
    changed = (
        select(
            DraftItem.course_id,
            func.max(func.coalesce(DraftItem.deleted_at, DraftItem.updated_at)).label("changed_at"),
        )
        .group_by(DraftItem.course_id)
        .subquery()
    )
    found = (
        select(
            DraftItem.course_id,
            DraftItem.body,
            changed.c.changed_at,
            CourseRevision.published_at,
            CourseRevision.number,
        )
        .join(Course, Course.id == DraftItem.course_id)
        .join(changed, changed.c.course_id == Course.id)
        .outerjoin(CourseRevision, CourseRevision.id == Course.latest_revision_id)
        .where(DraftItem.kind == "course", DraftItem.course_id.in_(course_ids))
    )
    return {
        row.course_id: Standing(row.body["sheet"]["title"], row.changed_at, row.published_at, row.number)
        for row in session().execute(found)
    }


def quizzes_of(course_ids: Sequence[int]) -> list[DraftItem]:
    """The quizzes of these courses' drafts, the bin left out, in one statement."""
    found = (
        select(DraftItem)
        .where(DraftItem.course_id.in_(course_ids), DraftItem.kind == "quiz", DraftItem.deleted_at.is_(None))
        .order_by(DraftItem.course_id, DraftItem.parent_key, DraftItem.position, DraftItem.id)
    )
    return list(session().scalars(found))


def centre_names(centre_ids: Iterable[int]) -> list[tuple[int, str]]:
    """Ids and names of these centres, by name."""
    found = select(Centre.id, Centre.name).where(Centre.id.in_(centre_ids)).order_by(Centre.name)
    return [(row.id, row.name) for row in session().execute(found)]


def names_of(user_ids: Iterable[int | None]) -> dict[int, str]:
    """Names of these people by id."""
    wanted = {one for one in user_ids if one is not None}
    if not wanted:
        return {}
    return {
        row.id: row.name for row in session().execute(select(User.id, User.name).where(User.id.in_(wanted)))
    }
