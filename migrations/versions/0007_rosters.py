"""Rosters: the tables that managers send to enrol many people at once, kept with what they did."""

import sqlalchemy as sa
from alembic import op

from lms.core.db import BigInt, Json, UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "roster",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("centre_id", BigInt, nullable=False),
        sa.Column("cohort_id", BigInt, nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("sent_by_id", BigInt, nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("has_header", sa.Boolean(), nullable=False),
        *(sa.Column(name, Json, nullable=False) for name in ("cells", "columns", "rows", "faults", "effect")),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("applied_by_id", BigInt, nullable=True),
        sa.Column("applied_at", UtcDateTime(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_roster_{column}"), ondelete="RESTRICT")
            for column, target in (
                ("centre_id", "centre.id"),
                ("cohort_id", "cohort.id"),
                ("sent_by_id", "user.id"),
                ("applied_by_id", "user.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster")),
    )
    op.create_index(op.f("ix_roster_centre_id"), "roster", ["centre_id"])
    op.create_index(op.f("ix_roster_cohort_id"), "roster", ["cohort_id"])


def downgrade() -> None:
    op.drop_table("roster")
