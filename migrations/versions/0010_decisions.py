"""Items that staff excuse, marks that they set by hand, and the history of both."""

import sqlalchemy as sa
from alembic import op

from lms.core.db import BigInt, ExactDecimal, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ADDED = ("excused_at", "is_set", "own_score", "own_passed_at", "own_done_at")


def _key(column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_item_decision_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    for name in ("excused_at", "own_passed_at", "own_done_at"):
        op.add_column("item_fact", sa.Column(name, UtcDateTime(), nullable=True))
    op.add_column("item_fact", sa.Column("own_score", ExactDecimal(), nullable=True))
    op.add_column("item_fact", sa.Column("is_set", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "item_decision",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("centre_id", BigInt, nullable=False),
        sa.Column("enrolment_id", BigInt, nullable=False),
        sa.Column("item_key", sa.String(60), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("score_before", ExactDecimal(), nullable=True),
        sa.Column("score_after", ExactDecimal(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by_id", BigInt, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        _key("centre_id", "centre"),
        _key("enrolment_id", "enrolment"),
        _key("by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_decision")),
        sa.UniqueConstraint(
            "enrolment_id",
            "item_key",
            "number",
            name=op.f("uq_item_decision_enrolment_id_item_key_number"),
        ),
    )
    op.create_index(op.f("ix_item_decision_centre_id"), "item_decision", ["centre_id"])


def downgrade() -> None:
    op.drop_table("item_decision")
    with op.batch_alter_table("item_fact") as table:
        for name in ADDED:
            table.drop_column(name)
