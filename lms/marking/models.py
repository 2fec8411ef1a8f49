"""What markers write: the marking of each answer, and the comments that they use again."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class Marking(Model):
    """One person's marking of one answer.

    `role` is `first`, `second` (blind to the first), `agreed` (when two differ), or `self`. `levels` maps rubric rows to
    levels; `fraction` is what counts, in [0, 1], None until it is decided; `is_done` tells a draft from a mark. Each version
    of a work is an attempt of its own, so each keeps its comments.
    """

    __tablename__ = "marking"
    __table_args__ = (UniqueConstraint("attempt_id", "slot", "role"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="RESTRICT"))
    slot: Mapped[int]
    role: Mapped[str] = mapped_column(String(8))
    marker_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"), index=True)
    levels: Mapped[dict[str, Any]]
    fraction: Mapped[Decimal | None]
    comment: Mapped[str] = mapped_column(default="")
    is_done: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class MarkingComment(Model):
    """A comment of a course's bank, offered again at the question for which it was written."""

    __tablename__ = "marking_comment"
    __table_args__ = (Index("ix_marking_comment_question", "course_id", "question_id"),)

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="RESTRICT"))
    question_id: Mapped[str | None] = mapped_column(String(130))
    text: Mapped[str]
    uses: Mapped[int] = mapped_column(default=0)
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
