"""How many of a group completed the course is told by the index of its progress alone."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

NAME = "ix_enrolment_progress"
BEFORE = ["cohort_id", "ended_at", "required_count", "done_count"]


def upgrade() -> None:
    op.drop_index(NAME, "enrolment")
    op.create_index(NAME, "enrolment", [*BEFORE, "completed_at"])


def downgrade() -> None:
    op.drop_index(NAME, "enrolment")
    op.create_index(NAME, "enrolment", BEFORE)
