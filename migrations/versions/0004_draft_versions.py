"""Drafts that are edited in the browser: every save is a version, and what is deleted waits in a bin."""

import sqlalchemy as sa
from alembic import op

from lms.core.db import BigInt, Json, UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("draft_item", sa.Column("deleted_at", UtcDateTime(), nullable=True))
    op.create_table(
        "draft_version",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("draft_item_id", BigInt, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.Column("is_autosave", sa.Boolean(), nullable=False),
        sa.Column("saved_at", UtcDateTime(), nullable=False),
        sa.Column("saved_by_id", BigInt, nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_item_id"],
            ["draft_item.id"],
            name=op.f("fk_draft_version_draft_item_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["user.id"], name=op.f("fk_draft_version_saved_by_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_version")),
        sa.UniqueConstraint("draft_item_id", "number", name=op.f("uq_draft_version_draft_item_id_number")),
    )


def downgrade() -> None:
    op.drop_table("draft_version")
    with op.batch_alter_table("draft_item") as batch_op:
        batch_op.drop_column("deleted_at")
