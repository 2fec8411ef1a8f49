"""The quiz engine: accommodations, overrides, tries and hints, uploads, manual marking, leases."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

from lms.core.db import BigInt, ExactDecimal, Json, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lease",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("holder", sa.String(length=60), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease")),
        sa.UniqueConstraint("name", name=op.f("uq_lease_name")),
    )
    op.create_table(
        "marking_comment",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("centre_id", BigInt, nullable=False),
        sa.Column("course_id", BigInt, nullable=False),
        sa.Column("question_id", sa.String(length=130), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("created_by_id", BigInt, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("archived_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["centre.id"], name=op.f("fk_marking_comment_centre_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_marking_comment_course_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_marking_comment_created_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marking_comment")),
    )
    op.create_index("ix_marking_comment_centre_id", "marking_comment", ["centre_id"], unique=False)
    op.create_index(
        "ix_marking_comment_question", "marking_comment", ["course_id", "question_id"], unique=False
    )

    op.create_table(
        "exam_announcement",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("cohort_id", BigInt, nullable=False),
        sa.Column("item_key", sa.String(length=60), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", BigInt, nullable=False),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user.id"], name=op.f("fk_exam_announcement_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_exam_announcement_cohort_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exam_announcement")),
    )
    op.create_index("ix_exam_announcement_item", "exam_announcement", ["cohort_id", "item_key"], unique=False)

    op.create_table(
        "attempt_file",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("attempt_id", BigInt, nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("storage_key", sa.String(length=120), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_file_attempt_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_file")),
        sa.UniqueConstraint("token", name=op.f("uq_attempt_file_token")),
    )
    op.create_index("ix_attempt_file_attempt_id", "attempt_file", ["attempt_id"], unique=False)

    op.create_table(
        "marking",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("attempt_id", BigInt, nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("marker_id", BigInt, nullable=False),
        sa.Column("levels", Json, nullable=False),
        sa.Column("fraction", ExactDecimal(), nullable=True),
        sa.Column("comment", sa.String(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_marking_attempt_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["marker_id"], ["user.id"], name=op.f("fk_marking_marker_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marking")),
        sa.UniqueConstraint("attempt_id", "slot", "role", name=op.f("uq_marking_attempt_id_slot_role")),
    )
    op.create_index("ix_marking_marker_id", "marking", ["marker_id"], unique=False)

    op.create_table(
        "quiz_override",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("centre_id", BigInt, nullable=False),
        sa.Column("enrolment_id", BigInt, nullable=False),
        sa.Column("item_key", sa.String(length=60), nullable=False),
        sa.Column("attempt_id", BigInt, nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("decided_by_id", BigInt, nullable=True),
        sa.Column("is_granted", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("extra_attempts", sa.Integer(), nullable=False),
        sa.Column("extra_minutes", sa.Integer(), nullable=False),
        sa.Column("closes_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_quiz_override_attempt_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["centre.id"], name=op.f("fk_quiz_override_centre_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_quiz_override_decided_by_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"],
            ["enrolment.id"],
            name=op.f("fk_quiz_override_enrolment_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_override")),
    )
    op.create_index("ix_quiz_override_centre_id", "quiz_override", ["centre_id"], unique=False)
    op.create_index("ix_quiz_override_item", "quiz_override", ["enrolment_id", "item_key"], unique=False)
    op.create_index(
        "uq_quiz_override_pending",
        "quiz_override",
        ["enrolment_id", "item_key"],
        unique=True,
        sqlite_where=sa.text("decided_at IS NULL"),
        postgresql_where=sa.text("decided_at IS NULL"),
    )

    op.add_column(
        "accommodation", sa.Column("extra_minutes", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column(
        "accommodation", sa.Column("is_unlimited", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "accommodation", sa.Column("window_minutes", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column(
        "accommodation", sa.Column("extra_attempts", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column(
        "accommodation", sa.Column("pause_minutes", sa.Integer(), nullable=False, server_default="0")
    )
    op.add_column(
        "accommodation", sa.Column("hides_timer", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.add_column(
        "accommodation",
        sa.Column("spelling_not_assessed", sa.Boolean(), nullable=False, server_default=sa.false()),
    )

    op.add_column("answer", sa.Column("certainty", sa.Integer(), nullable=True))
    op.add_column("answer", sa.Column("tries", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("answer", sa.Column("checked_sequence", sa.Integer(), nullable=True))
    op.add_column("answer", sa.Column("is_closed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("answer", sa.Column("hints", sa.Integer(), nullable=False, server_default="0"))

    op.add_column("attempt", sa.Column("cutoff_at", UtcDateTime(), nullable=True))
    op.add_column("attempt", sa.Column("position", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("attempt", sa.Column("paused_at", UtcDateTime(), nullable=True))
    op.add_column("attempt", sa.Column("pause_left", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("attempt", sa.Column("is_late", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("attempt", sa.Column("pending", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("attempt", sa.Column("marked_at", UtcDateTime(), nullable=True))
    op.add_column("attempt", sa.Column("released_at", UtcDateTime(), nullable=True))
    op.add_column("attempt", sa.Column("returned_at", UtcDateTime(), nullable=True))
    op.add_column("attempt", sa.Column("return_note", sa.String(), nullable=False, server_default=""))
    op.add_column("attempt", sa.Column("based_on", sa.Integer(), nullable=True))
    op.drop_index("ix_attempt_open_due", "attempt")
    op.create_index(
        "ix_attempt_open_due",
        "attempt",
        ["cutoff_at"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_attempt_pending",
        "attempt",
        ["enrolment_id"],
        unique=False,
        sqlite_where=sa.text("pending > 0"),
        postgresql_where=sa.text("pending > 0"),
    )

    op.add_column(
        "item_fact", sa.Column("awaits_mark", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.create_index(
        "ix_item_fact_awaits_mark",
        "item_fact",
        ["enrolment_id"],
        sqlite_where=sa.text("awaits_mark"),
        postgresql_where=sa.text("awaits_mark"),
    )
    _carry_over()


def _carry_over() -> None:
    """Running attempts keep the grace that they began with; every submitted one had its mark at once."""
    attempt = sa.table(
        "attempt",
        sa.column("id", BigInt),
        sa.column("state", sa.String()),
        sa.column("due_at", UtcDateTime()),
        sa.column("cutoff_at", UtcDateTime()),
        sa.column("submitted_at", UtcDateTime()),
        sa.column("marked_at", UtcDateTime()),
    )
    connection = op.get_bind()
    running = sa.select(attempt.c.id, attempt.c.due_at).where(
        attempt.c.state == "open", attempt.c.due_at.is_not(None)
    )
    for id_, due_at in connection.execute(running).all():
        cutoff_at = due_at + timedelta(seconds=15)
        connection.execute(sa.update(attempt).where(attempt.c.id == id_).values(cutoff_at=cutoff_at))
    ended = sa.update(attempt).where(attempt.c.state == "submitted")
    connection.execute(ended.values(marked_at=attempt.c.submitted_at))


def downgrade() -> None:
    op.drop_index("ix_item_fact_awaits_mark", "item_fact")
    op.drop_column("item_fact", "awaits_mark")

    op.drop_index("ix_attempt_pending", "attempt")
    op.drop_index("ix_attempt_open_due", "attempt")
    op.create_index(
        "ix_attempt_open_due", "attempt", ["due_at"], unique=False, sqlite_where=sa.text("state = 'open'")
    )
    op.drop_column("attempt", "based_on")
    op.drop_column("attempt", "return_note")
    op.drop_column("attempt", "returned_at")
    op.drop_column("attempt", "released_at")
    op.drop_column("attempt", "marked_at")
    op.drop_column("attempt", "pending")
    op.drop_column("attempt", "is_late")
    op.drop_column("attempt", "pause_left")
    op.drop_column("attempt", "paused_at")
    op.drop_column("attempt", "position")
    op.drop_column("attempt", "cutoff_at")

    op.drop_column("answer", "hints")
    op.drop_column("answer", "is_closed")
    op.drop_column("answer", "checked_sequence")
    op.drop_column("answer", "tries")
    op.drop_column("answer", "certainty")

    op.drop_column("accommodation", "spelling_not_assessed")
    op.drop_column("accommodation", "hides_timer")
    op.drop_column("accommodation", "pause_minutes")
    op.drop_column("accommodation", "extra_attempts")
    op.drop_column("accommodation", "window_minutes")
    op.drop_column("accommodation", "is_unlimited")
    op.drop_column("accommodation", "extra_minutes")

    op.drop_index("ix_quiz_override_item", "quiz_override")
    op.drop_index("ix_quiz_override_centre_id", "quiz_override")

    op.drop_table("quiz_override")
    op.drop_index("ix_marking_marker_id", "marking")

    op.drop_table("marking")
    op.drop_index("ix_attempt_file_attempt_id", "attempt_file")

    op.drop_table("attempt_file")
    op.drop_index("ix_exam_announcement_item", "exam_announcement")

    op.drop_table("exam_announcement")
    op.drop_index("ix_marking_comment_question", "marking_comment")
    op.drop_index("ix_marking_comment_centre_id", "marking_comment")

    op.drop_table("marking_comment")
    op.drop_table("lease")
