"""An attempt remembers: its frozen paper, the current answer of each slot, and every event, append-only."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class Attempt(Model):
    """One sitting of a quiz. `state` is `open` or `submitted`; the database allows one open attempt per learner and quiz.

    `due_at` is fixed at the start and explained by `due_reason`; None when there is no limit. `fraction` is unrounded
    marks over points, `mark` is rounded once.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "item_key", "number"),
        Index(
            "uq_attempt_open",
            "enrolment_id",
            "item_key",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_attempt_open_due",
            "due_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="RESTRICT"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"), index=True)
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("course_revision.id", ondelete="RESTRICT"), index=True
    )
    item_key: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(12), default="open")
    paper: Mapped[dict[str, Any]]
    language: Mapped[str] = mapped_column(String(8))
    started_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    due_reason: Mapped[dict[str, Any]]
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[str | None] = mapped_column(String(12))
    mark: Mapped[Decimal | None]
    max_mark: Mapped[Decimal]
    passed: Mapped[bool | None]
    receipt_code: Mapped[str | None] = mapped_column(String(12), unique=True)
    answers_digest: Mapped[str | None] = mapped_column(String(64))


class Answer(Model):
    """The current answer of a slot; `sequence` counts its saves, so that an older page never overwrites a newer answer."""

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("attempt_id", "slot"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="RESTRICT"))
    slot: Mapped[int]
    sequence: Mapped[int] = mapped_column(default=0)
    response: Mapped[dict[str, Any] | None]
    saved_at: Mapped[datetime]
    is_flagged: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str | None] = mapped_column(String(10))
    fraction: Mapped[Decimal | None]
    feedback: Mapped[list[Any] | None]


class AttemptEvent(Model):
    """What happened in an attempt: started, saved, late, submitted, timed_out, marked. Append-only.

    `client_key` makes a save idempotent: the same key for the same slot is the same save.
    """

    __tablename__ = "attempt_event"
    __table_args__ = (UniqueConstraint("attempt_id", "slot", "client_key"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="RESTRICT"))
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(20))
    slot: Mapped[int | None]
    client_key: Mapped[str | None] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]]
