"""Invitations: roles that a centre offers by mail."""

import sqlalchemy as sa
from alembic import op

from lms.core.db import BigInt, UtcDateTime

revision = "0009"
down_revision = "0012"
branch_labels = None
depends_on = None

REFERENCES = {
    "centre_id": "centre.id",
    "course_id": "course.id",
    "cohort_id": "cohort.id",
    "invited_by_id": "user.id",
    "accepted_by_id": "user.id",
}
OPEN = sa.text("accepted_at IS NULL AND withdrawn_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("centre_id", BigInt, nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("email_key", sa.String(length=320), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("course_id", BigInt, nullable=True),
        sa.Column("cohort_id", BigInt, nullable=True),
        sa.Column("employer", sa.String(length=200), nullable=False),
        sa.Column("employer_key", sa.String(length=600), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("invited_by_id", BigInt, nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("accepted_by_id", BigInt, nullable=True),
        sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("course_id IS NULL OR cohort_id IS NULL", name=op.f("ck_invitation_one_place")),
        *(
            sa.ForeignKeyConstraint(
                [column], [target], name=op.f(f"fk_invitation_{column}"), ondelete="RESTRICT"
            )
            for column, target in REFERENCES.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    for column in ("course_id", "cohort_id", "invited_by_id", "accepted_by_id"):
        op.create_index(op.f(f"ix_invitation_{column}"), "invitation", [column])
    op.create_index(
        "uq_invitation_open",
        "invitation",
        [
            "centre_id",
            "email_key",
            "role",
            sa.text("coalesce(course_id, 0)"),
            sa.text("coalesce(cohort_id, 0)"),
            "employer_key",
        ],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )


def downgrade() -> None:
    op.drop_table("invitation")
