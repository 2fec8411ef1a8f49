"""What staff note about a learner."""

import sqlalchemy as sa
from alembic import op

from lms.core.db import BigInt, UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def _key(column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_staff_note_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "staff_note",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("enrolment_id", BigInt, nullable=False),
        sa.Column("by_id", BigInt, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("removed_at", UtcDateTime(), nullable=True),
        _key("enrolment_id", "enrolment"),
        _key("by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_note")),
    )
    op.create_index(op.f("ix_staff_note_enrolment_id"), "staff_note", ["enrolment_id"])


def downgrade() -> None:
    op.drop_table("staff_note")
