"""Who reads what people need to follow their training, and what they need, sealed."""

import sqlalchemy as sa
from alembic import op

from lms.core.db import BigInt, UtcDateTime

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

OFFICER, NEED = "accessibility_officer", "adaptation_need"


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        OFFICER,
        sa.Column("id", BigInt, nullable=False),
        sa.Column("centre_id", BigInt, nullable=False),
        sa.Column("user_id", BigInt, nullable=False),
        sa.Column("since", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("set_by_id", BigInt, nullable=True),
        _key(OFFICER, "centre_id", "centre"),
        _key(OFFICER, "user_id", "user"),
        _key(OFFICER, "set_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{OFFICER}")),
    )
    op.create_index(op.f(f"ix_{OFFICER}_user_id"), OFFICER, ["user_id"])
    op.create_index(
        f"uq_{OFFICER}_active",
        OFFICER,
        ["centre_id", "user_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        NEED,
        sa.Column("id", BigInt, nullable=False),
        sa.Column("centre_id", BigInt, nullable=False),
        sa.Column("user_id", BigInt, nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("statement_version", sa.Integer(), nullable=False),
        sa.Column("stated_at", UtcDateTime(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("notes_version", sa.Integer(), nullable=False),
        sa.Column("noted_at", UtcDateTime(), nullable=True),
        sa.Column("noted_by_id", BigInt, nullable=True),
        _key(NEED, "centre_id", "centre"),
        _key(NEED, "user_id", "user"),
        _key(NEED, "noted_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{NEED}")),
        sa.UniqueConstraint("centre_id", "user_id", name=op.f(f"uq_{NEED}_centre_id_user_id")),
    )
    op.create_index(op.f(f"ix_{NEED}_user_id"), NEED, ["user_id"])
    op.create_index(f"ix_{NEED}_list", NEED, ["centre_id", "waits", "stated_at"])


def downgrade() -> None:
    op.drop_table(NEED)
    op.drop_table(OFFICER)
