"""Find the answers that arrived after their attempt was over without reading every event."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    late = sa.text("kind = 'late'")
    op.create_index(
        "ix_attempt_event_late",
        "attempt_event",
        ["attempt_id"],
        sqlite_where=late,
        postgresql_where=late,
    )


def downgrade() -> None:
    op.drop_index("ix_attempt_event_late", table_name="attempt_event")
