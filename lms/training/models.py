"""What a centre adds to a course so that it is a training action in law, and what it says of who teaches."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class TrainingSheet(Model):
    """The training sheet of a course: `body` is what `sheet_rules.Sheet` says. `version` rises with every change."""

    __tablename__ = "training_sheet"

    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="RESTRICT"), unique=True)
    body: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(default=1)
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))


class TrainerTitle(Model):
    """The titles or qualities of somebody who teaches at a centre, as learners and the public read them."""

    __tablename__ = "trainer_title"
    __table_args__ = (UniqueConstraint("centre_id", "user_id"),)

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"), index=True)
    text: Mapped[str] = mapped_column(String(200))
    updated_at: Mapped[datetime]
