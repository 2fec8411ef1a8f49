"""The record of attendance, and who left a group by moving."""

import sqlalchemy as sa
from alembic import op

from lms.core.db import BigInt, UtcDateTime

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

TABLE = "attendance_act"


def _key(column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{TABLE}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", BigInt, nullable=False),
        sa.Column("centre_id", BigInt, nullable=False),
        sa.Column("session_id", BigInt, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", BigInt, nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("by_id", BigInt, nullable=False),
        sa.Column("moment", UtcDateTime(), nullable=True),
        sa.Column("reason", sa.String(300), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        _key("centre_id", "centre"),
        _key("session_id", "live_session"),
        _key("enrolment_id", "enrolment"),
        _key("by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        sa.UniqueConstraint("session_id", "number", name=op.f(f"uq_{TABLE}_session_id_number")),
    )
    op.create_index("ix_attendance_act_enrolment", TABLE, ["enrolment_id", "session_id"])
    op.create_index("ix_attendance_act_centre", TABLE, ["centre_id", "at"])
    op.create_index(op.f("ix_transfer_from_cohort_id"), "transfer", ["from_cohort_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_transfer_from_cohort_id"), "transfer")
    op.drop_table(TABLE)
