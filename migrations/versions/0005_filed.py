"""What course files last knew of each node of a draft, so that an import can tell who changed what."""

import sqlalchemy as sa
from alembic import op

from lms.core.db import Json

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("draft_item", sa.Column("filed", Json, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("draft_item") as batch_op:
        batch_op.drop_column("filed")
