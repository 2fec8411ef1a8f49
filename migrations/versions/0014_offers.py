"""A place that becomes free is offered to who waits for it, until a moment."""

import sqlalchemy as sa
from alembic import op

from lms.core.db import UtcDateTime

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COLUMNS = ("offered_at", "offer_until", "offer_withdrawn_at")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("waiting_place", sa.Column(name, UtcDateTime(), nullable=True))
    waits = sa.text("left_at IS NULL AND enrolled_at IS NULL")
    op.create_index(
        "ix_waiting_place_offer_until",
        "waiting_place",
        ["offer_until"],
        sqlite_where=waits,
        postgresql_where=waits,
    )
    op.create_index(op.f("ix_waiting_place_user_id"), "waiting_place", ["user_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_waiting_place_user_id"), "waiting_place")
    op.drop_index("ix_waiting_place_offer_until", "waiting_place")
    for name in reversed(COLUMNS):
        op.drop_column("waiting_place", name)
