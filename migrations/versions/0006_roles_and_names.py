"""Employers of learners and of the readers who follow them, numbers of files, and names folded for sorting and searching."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import VARCHAR

from lms.core.texts import KEY_LIMIT, name_key

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

KEY = sa.String(KEY_LIMIT).with_variant(VARCHAR(KEY_LIMIT, collation="C"), "postgresql")
ACTIVE = sa.text("ended_at IS NULL")
PLACE = ["user_id", "role", "centre_id", sa.text("coalesce(course_id, 0)"), sa.text("coalesce(cohort_id, 0)")]


def upgrade() -> None:
    for name, kind in (
        ("name_key", KEY),
        ("employer", sa.String(200)),
        ("employer_key", KEY),
        ("reference", sa.String(80)),
    ):
        op.add_column("enrolment", sa.Column(name, kind, nullable=False, server_default=""))
    _fold_names()
    op.create_index("ix_enrolment_names", "enrolment", ["cohort_id", "name_key"])
    op.create_index("ix_enrolment_employer", "enrolment", ["centre_id", "employer_key"])
    for name, kind in (("employer", sa.String(200)), ("employer_key", sa.String(KEY_LIMIT))):
        op.add_column("membership", sa.Column(name, kind, nullable=False, server_default=""))
    _one_membership_each()


def _fold_names() -> None:
    enrolment = sa.table("enrolment", sa.column("id"), sa.column("printed_name"), sa.column("name_key"))
    connection = op.get_bind()
    named = connection.execute(sa.select(enrolment.c.id, enrolment.c.printed_name)).all()
    values = [{"of": row.id, "key": name_key(row.printed_name)} for row in named]
    if values:
        change = sa.update(enrolment).where(enrolment.c.id == sa.bindparam("of"))
        connection.execute(change.values(name_key=sa.bindparam("key")), values)


def _one_membership_each() -> None:
    """The index of the models was never made: of roles held twice, the first stays."""
    op.execute(
        "UPDATE membership SET ended_at = created_at WHERE ended_at IS NULL AND EXISTS ("
        "SELECT 1 FROM membership AS held WHERE held.ended_at IS NULL AND held.id < membership.id"
        " AND held.user_id = membership.user_id AND held.role = membership.role"
        " AND held.centre_id = membership.centre_id"
        " AND coalesce(held.course_id, 0) = coalesce(membership.course_id, 0)"
        " AND coalesce(held.cohort_id, 0) = coalesce(membership.cohort_id, 0))"
    )
    op.create_index(
        "uq_membership_active",
        "membership",
        [*PLACE, "employer_key"],
        unique=True,
        sqlite_where=ACTIVE,
        postgresql_where=ACTIVE,
    )


def downgrade() -> None:
    op.drop_index("uq_membership_active", "membership")
    for name in ("employer", "employer_key"):
        op.drop_column("membership", name)
    op.drop_index("ix_enrolment_employer", "enrolment")
    op.drop_index("ix_enrolment_names", "enrolment")
    for name in ("name_key", "employer", "employer_key", "reference"):
        op.drop_column("enrolment", name)
