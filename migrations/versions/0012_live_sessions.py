"""Live sessions, addresses of calendars, moves between groups, waiting lists, and codes that expire."""

import sqlalchemy as sa
from alembic import op

from lms.core.db import BigInt, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("cohort", sa.Column("join_until", sa.Date(), nullable=True))
    op.add_column("cohort", sa.Column("takes_people", sa.Boolean(), nullable=False, server_default=sa.true()))
    _live_session()
    _calendar_feed()
    _transfer()
    _waiting_place()


def _key(table: str, *targets: tuple[str, str]) -> list[sa.schema.SchemaItem]:
    """The columns of a table's own key and of its foreign keys, and their constraints."""
    columns = [sa.Column(name, BigInt, nullable=False) for name, _ in targets]
    return [
        sa.Column("id", BigInt, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *columns,
        *(_refers(table, name, target) for name, target in targets),
    ]


def _refers(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_{table}_{name}"), ondelete="RESTRICT")


def _live_session() -> None:
    op.create_table(
        "live_session",
        *_key("live_session", ("centre_id", "centre.id"), ("cohort_id", "cohort.id")),
        sa.Column("uid", sa.String(60), nullable=False),
        sa.UniqueConstraint("uid", name=op.f("uq_live_session_uid")),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("starts_local", sa.String(16), nullable=False),
        sa.Column("ends_local", sa.String(16), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("ends_at", UtcDateTime(), nullable=False),
        sa.Column("place", sa.String(300), nullable=False),
        sa.Column("link", sa.String(500), nullable=False),
        sa.Column("people", sa.String(300), nullable=False),
        sa.Column("note", sa.String(2000), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
    )
    op.create_index(op.f("ix_live_session_centre_id"), "live_session", ["centre_id"])
    op.create_index("ix_live_session_cohort", "live_session", ["cohort_id", "starts_at"])


def _calendar_feed() -> None:
    op.create_table(
        "calendar_feed",
        *_key("calendar_feed", ("user_id", "user.id")),
        sa.Column("enrolment_id", BigInt, nullable=True),
        sa.Column("token", sa.String(64), nullable=False),
        sa.UniqueConstraint("token", name=op.f("uq_calendar_feed_token")),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("revoked_at", UtcDateTime(), nullable=True),
        _refers("calendar_feed", "enrolment_id", "enrolment.id"),
    )
    op.create_index("ix_calendar_feed_owner", "calendar_feed", ["user_id", "enrolment_id"])


def _transfer() -> None:
    op.create_table(
        "transfer",
        *_key(
            "transfer",
            ("centre_id", "centre.id"),
            ("enrolment_id", "enrolment.id"),
            ("from_cohort_id", "cohort.id"),
            ("to_cohort_id", "cohort.id"),
            ("moved_by_id", "user.id"),
        ),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
    )
    op.create_index(op.f("ix_transfer_centre_id"), "transfer", ["centre_id"])
    op.create_index(op.f("ix_transfer_enrolment_id"), "transfer", ["enrolment_id"])


def _waiting_place() -> None:
    op.create_table(
        "waiting_place",
        *_key(
            "waiting_place", ("centre_id", "centre.id"), ("cohort_id", "cohort.id"), ("user_id", "user.id")
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("printed_name", sa.String(300), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("joined_at", UtcDateTime(), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=True),
        sa.Column("enrolled_at", UtcDateTime(), nullable=True),
    )
    waits = sa.text("left_at IS NULL AND enrolled_at IS NULL")
    op.create_index(op.f("ix_waiting_place_centre_id"), "waiting_place", ["centre_id"])
    op.create_index("ix_waiting_place_order", "waiting_place", ["cohort_id", "position"])
    op.create_index(
        "uq_waiting_place_once",
        "waiting_place",
        ["cohort_id", "user_id"],
        unique=True,
        sqlite_where=waits,
        postgresql_where=waits,
    )


def downgrade() -> None:
    for table in ("waiting_place", "transfer", "calendar_feed", "live_session"):
        op.drop_table(table)
    op.drop_column("cohort", "takes_people")
    op.drop_column("cohort", "join_until")
