"""What makes a course a training action, what a group's learners are in law, and what trainers are."""

import sqlalchemy as sa
from alembic import op

from lms.core.db import BigInt, Json, UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "training_sheet",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("course_id", BigInt, nullable=False),
        sa.Column("body", Json, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_by_id", BigInt, nullable=True),
        _key("training_sheet", "course_id", "course"),
        _key("training_sheet", "updated_by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_sheet")),
        sa.UniqueConstraint("course_id", name=op.f("uq_training_sheet_course_id")),
    )
    op.create_table(
        "trainer_title",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("centre_id", BigInt, nullable=False),
        sa.Column("user_id", BigInt, nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        _key("trainer_title", "centre_id", "centre"),
        _key("trainer_title", "user_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainer_title")),
        sa.UniqueConstraint("centre_id", "user_id", name=op.f("uq_trainer_title_centre_id_user_id")),
    )
    op.create_index(op.f("ix_trainer_title_user_id"), "trainer_title", ["user_id"])
    for name in ("category", "funding"):
        op.add_column("enrolment", sa.Column(name, sa.String(20), nullable=False, server_default=""))
    op.add_column("enrolment", sa.Column("born_on", sa.Date(), nullable=True))
    op.add_column("centre", sa.Column("wording", Json, nullable=False, server_default=sa.text("'{}'")))


def downgrade() -> None:
    op.drop_column("centre", "wording")
    for name in ("born_on", "funding", "category"):
        op.drop_column("enrolment", name)
    op.drop_table("trainer_title")
    op.drop_table("training_sheet")
