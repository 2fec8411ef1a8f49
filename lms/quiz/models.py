"""An attempt remembers: its frozen paper, the current answer of each slot, and every event, append-only."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class Attempt(Model):
    """One sitting of a quiz. `state` is `open` or `submitted`; the database allows one open attempt per learner and quiz.

    `due_at` is explained by `due_reason`, None when there is no limit; saves in flight are accepted until `cutoff_at`.
    Both move only by an event: time granted, a pause. A paused attempt (`paused_at`) has its whole `pause_left` (seconds)
    added to both already; resuming takes the unused part off again. `position` is the slot that begins the page where a
    sequential attempt stands. `pending` counts answers that wait for a marker; `mark` (rounded once) and `passed` are final
    from `marked_at` on, and a learner sees them from `released_at` on where the policy waits for that. A returned attempt
    (`returned_at`, `return_note`) no longer counts: the one that is `based_on` its number does.
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
            "cutoff_at",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index(
            "ix_attempt_pending",
            "enrolment_id",
            sqlite_where=text("pending > 0"),
            postgresql_where=text("pending > 0"),
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
    cutoff_at: Mapped[datetime | None]
    position: Mapped[int] = mapped_column(default=1)
    paused_at: Mapped[datetime | None]
    pause_left: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[str | None] = mapped_column(String(12))
    mark: Mapped[Decimal | None]
    max_mark: Mapped[Decimal]
    passed: Mapped[bool | None]
    is_late: Mapped[bool] = mapped_column(default=False)
    pending: Mapped[int] = mapped_column(default=0)
    marked_at: Mapped[datetime | None]
    released_at: Mapped[datetime | None]
    returned_at: Mapped[datetime | None]
    return_note: Mapped[str] = mapped_column(default="")
    based_on: Mapped[int | None]
    receipt_code: Mapped[str | None] = mapped_column(String(12), unique=True)
    answers_digest: Mapped[str | None] = mapped_column(String(64))


class Answer(Model):
    """The current answer of a slot; `sequence` counts its saves, so that an older page never overwrites a newer answer.

    `tries` counts the checks used, `checked_sequence` is the answer that the last one judged (its `outcome` and `fraction`
    then show at once), and `is_closed` ends them: right, or no try left. `hints` counts those bought; `certainty` is 1 to 3.
    """

    __tablename__ = "answer"
    __table_args__ = (UniqueConstraint("attempt_id", "slot"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="RESTRICT"))
    slot: Mapped[int]
    sequence: Mapped[int] = mapped_column(default=0)
    response: Mapped[dict[str, Any] | None]
    saved_at: Mapped[datetime]
    is_flagged: Mapped[bool] = mapped_column(default=False)
    certainty: Mapped[int | None]
    tries: Mapped[int] = mapped_column(default=0)
    checked_sequence: Mapped[int | None]
    is_closed: Mapped[bool] = mapped_column(default=False)
    hints: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[str | None] = mapped_column(String(10))
    fraction: Mapped[Decimal | None]
    feedback: Mapped[list[Any] | None]


class AttemptEvent(Model):
    """What happened in an attempt: saved, late, checked, hint, paused, resumed, deadline, submitted, timed_out, marked… Append-only.

    `client_key` makes a save idempotent: the same key for the same slot is the same save.
    """

    __tablename__ = "attempt_event"
    __table_args__ = (
        UniqueConstraint("attempt_id", "slot", "client_key"),
        Index(
            "ix_attempt_event_late",
            "attempt_id",
            sqlite_where=text("kind = 'late'"),
            postgresql_where=text("kind = 'late'"),
        ),
    )

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="RESTRICT"))
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(20))
    slot: Mapped[int | None]
    client_key: Mapped[str | None] = mapped_column(String(40))
    payload: Mapped[dict[str, Any]]


class AttemptFile(Model):
    """A file that a learner put into an answer. `token` names it outside; a removed one is kept until its bytes are purged."""

    __tablename__ = "attempt_file"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id", ondelete="RESTRICT"), index=True)
    slot: Mapped[int]
    token: Mapped[str] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    pages: Mapped[int | None]
    sha256: Mapped[str] = mapped_column(String(64))
    storage_key: Mapped[str] = mapped_column(String(120))
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class QuizOverride(Model):
    """More for one learner in one quiz: asked for (`asked_at`, `message`) and decided, or granted unasked. At most one waits.

    `kind` is `attempt`, `time` or `window`. Granted ones add up: `extra_attempts`, `extra_minutes` of the time limit (of the
    attempt `attempt_id` when it is set), and the latest `closes_at`.
    """

    __tablename__ = "quiz_override"
    __table_args__ = (
        Index("ix_quiz_override_item", "enrolment_id", "item_key"),
        Index(
            "uq_quiz_override_pending",
            "enrolment_id",
            "item_key",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
    )

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="RESTRICT"))
    item_key: Mapped[str] = mapped_column(String(60))
    attempt_id: Mapped[int | None] = mapped_column(ForeignKey("attempt.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(12))
    message: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    is_granted: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(default="")
    extra_attempts: Mapped[int] = mapped_column(default=0)
    extra_minutes: Mapped[int] = mapped_column(default=0)
    closes_at: Mapped[datetime | None]


class ExamAnnouncement(Model):
    """A word to everyone who sits a quiz in a cohort now; each page shows and announces it."""

    __tablename__ = "exam_announcement"
    __table_args__ = (Index("ix_exam_announcement_item", "cohort_id", "item_key"),)

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="RESTRICT"))
    item_key: Mapped[str] = mapped_column(String(60))
    text: Mapped[str]
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
