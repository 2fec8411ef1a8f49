"""Courses, their drafts and what those said before, the immutable revisions that learners see, and the files that lessons show."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column, object_session

from lms.core.db import BigInt, Model


class Course(Model):
    """A course of one centre. `key` is its id in course files; `slug` its address, unique in the installation."""

    __tablename__ = "course"
    __table_args__ = (UniqueConstraint("centre_id", "key"),)

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    is_listed: Mapped[bool] = mapped_column(default=True)
    # No foreign key: the two tables would point at each other. Publishing writes both in one transaction.
    latest_revision_id: Mapped[int | None] = mapped_column(BigInt)
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]


class DraftItem(Model):
    """One node of a course's draft: the course sheet, a module, a lesson or a quiz, in its author's terms.

    `parent_key` is empty for the course, the course's key for a module, the module's for an item. `version` rises with every
    change of the body. Deleted nodes wait in the bin: a course has one node of each kind and key, deleted or not.
    `filed` is what course files last knew of it (see `courses.filed`).
    """

    __tablename__ = "draft_item"
    __table_args__ = (UniqueConstraint("course_id", "kind", "key"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(60))
    parent_key: Mapped[str] = mapped_column(String(60), default="")
    position: Mapped[int] = mapped_column(default=0)
    body: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    deleted_at: Mapped[datetime | None]
    filed: Mapped[dict[str, Any] | None]


class DraftVersion(Model):
    """What a node of a draft said after one save. What was saved while its author typed makes room for the next of the kind."""

    __tablename__ = "draft_version"
    __table_args__ = (UniqueConstraint("draft_item_id", "number"),)

    draft_item_id: Mapped[int] = mapped_column(ForeignKey("draft_item.id", ondelete="CASCADE"))
    number: Mapped[int]
    body: Mapped[dict[str, Any]]
    is_autosave: Mapped[bool] = mapped_column(default=False)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))


class CourseRevision(Model):
    """A published course: one document that never changes (see `courses.document`)."""

    __tablename__ = "course_revision"
    __table_args__ = (UniqueConstraint("course_id", "number"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="RESTRICT"))
    number: Mapped[int]
    document: Mapped[dict[str, Any]]
    digest: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    updated_on: Mapped[date | None]


class MediaFile(Model):
    """A file that lessons of a course show, stored once under the SHA-256 of its bytes."""

    __tablename__ = "media_file"
    __table_args__ = (UniqueConstraint("course_id", "sha256"),)

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="RESTRICT"))
    sha256: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    created_at: Mapped[datetime]


class RevisionIsImmutable(RuntimeError):
    """The program tried to change or delete a published revision: a mistake of ours, never a person's."""


@event.listens_for(CourseRevision, "before_update")
def _refuse_update(mapper: object, connection: object, revision: CourseRevision) -> None:
    current = object_session(revision)
    if current is not None and current.is_modified(revision):
        raise RevisionIsImmutable


@event.listens_for(CourseRevision, "before_delete")
def _refuse_delete(mapper: object, connection: object, revision: CourseRevision) -> None:
    raise RevisionIsImmutable


@event.listens_for(Session, "do_orm_execute")
def _refuse_statement(state: ORMExecuteState) -> None:
    if (state.is_update or state.is_delete) and state.bind_mapper is CourseRevision.__mapper__:
        raise RevisionIsImmutable
