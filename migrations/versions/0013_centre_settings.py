"""What a centre is in law, how it looks, and its settings."""

import sqlalchemy as sa
from alembic import op

from lms.core.db import Json, UtcDateTime

revision = "0013"
down_revision = "0010"
branch_labels = None
depends_on = None

DOCUMENTS = ("identity", "settings", "retention")
TEXTS = {"accent": 7, "accent_dark": 7, "logo": 64, "logo_type": 40}


def upgrade() -> None:
    for name in DOCUMENTS:
        op.add_column("centre", sa.Column(name, Json, nullable=False, server_default=sa.text("'{}'")))
    op.add_column("centre", sa.Column("cleaned_at", UtcDateTime(), nullable=True))
    for name, length in TEXTS.items():
        op.add_column("centre", sa.Column(name, sa.String(length), nullable=False, server_default=""))


def downgrade() -> None:
    for name in (*TEXTS, "cleaned_at", *DOCUMENTS):
        op.drop_column("centre", name)
