"""At risk and every morning: a cohort's thresholds, learners put aside, who has the morning's mail."""

import sqlalchemy as sa
from alembic import op

from lms.core.db import BigInt, Json, UtcDateTime

revision = "0011"
down_revision = "0007"
branch_labels = None
depends_on = None


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="RESTRICT")


def upgrade() -> None:
    op.create_table(
        "risk_rule",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("cohort_id", BigInt, nullable=False),
        sa.Column("inactive_days", sa.Integer(), nullable=False),
        sa.Column("failed_tries", sa.Integer(), nullable=False),
        sa.Column("behind_points", sa.Integer(), nullable=False),
        sa.Column("off", Json, nullable=False),
        _key("risk_rule", "cohort_id", "cohort"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_rule")),
        sa.UniqueConstraint("cohort_id", name=op.f("uq_risk_rule_cohort_id")),
    )
    op.create_table(
        "risk_snooze",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("enrolment_id", BigInt, nullable=False),
        sa.Column("by_id", BigInt, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=False),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        _key("risk_snooze", "enrolment_id", "enrolment"),
        _key("risk_snooze", "by_id", "user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_snooze")),
    )
    op.create_index(op.f("ix_risk_snooze_enrolment_id"), "risk_snooze", ["enrolment_id"])
    active = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_risk_snooze_active",
        "risk_snooze",
        ["enrolment_id"],
        unique=True,
        sqlite_where=active,
        postgresql_where=active,
    )
    op.create_table(
        "morning_mail",
        sa.Column("id", BigInt, nullable=False),
        sa.Column("user_id", BigInt, nullable=False),
        sa.Column("centre_id", BigInt, nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        _key("morning_mail", "user_id", "user"),
        _key("morning_mail", "centre_id", "centre"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_morning_mail")),
        sa.UniqueConstraint("user_id", name=op.f("uq_morning_mail_user_id")),
    )


def downgrade() -> None:
    for table in ("morning_mail", "risk_snooze", "risk_rule"):
        op.drop_table(table)
