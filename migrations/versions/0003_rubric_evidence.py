"""Evidence on objectives from works that a person marked: rows of rubrics that were met."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("objective_fact", sa.Column("met", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    op.drop_column("objective_fact", "met")
