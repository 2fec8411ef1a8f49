"""The weeks in which learners did something, and the indexes within which a group's pages count."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

from lms.core.db import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

PLACE = ["cohort_id", "ended_at"]
INDEXES = {
    "ix_enrolment_names": ["name_key"],
    "ix_enrolment_activity": ["last_activity_at", "completed_at"],
    "ix_enrolment_progress": ["required_count", "done_count"],
    "ix_enrolment_weeks": ["latest_week", "week_mask"],
}
WEEKS = 8
ACTS = ("item_opened", "item_done", "self_check_answered", "work_submitted")


def upgrade() -> None:
    for name in ("latest_week", "week_mask"):
        op.add_column("enrolment", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    _note_weeks()
    op.drop_index("ix_enrolment_names", "enrolment")
    for name, columns in INDEXES.items():
        op.create_index(name, "enrolment", [*PLACE, *columns])


def _note_weeks() -> None:
    """What the events of the last weeks say; older weeks are never shown."""
    found: dict[int, set[int]] = {}
    for enrolment_id, zone, at in _acts():
        found.setdefault(enrolment_id, set()).add((at.astimezone(ZoneInfo(zone)).toordinal() - 1) // 7)
    values = [{"of": id_, "latest": max(weeks), "mask": _mask(weeks)} for id_, weeks in found.items()]
    if values:
        table = sa.table("enrolment", sa.column("id"), sa.column("latest_week"), sa.column("week_mask"))
        change = sa.update(table).where(table.c.id == sa.bindparam("of"))
        op.get_bind().execute(
            change.values(latest_week=sa.bindparam("latest"), week_mask=sa.bindparam("mask")), values
        )


def _mask(weeks: set[int]) -> int:
    return sum(1 << max(weeks) - week for week in weeks if max(weeks) - week < WEEKS)


def _acts() -> Iterator[Any]:
    """Enrolment, zone of its cohort and moment of what learners did of late."""
    event = sa.table(
        "learning_event", sa.column("enrolment_id"), sa.column("kind"), sa.column("at", UtcDateTime())
    )
    enrolment = sa.table("enrolment", sa.column("id"), sa.column("cohort_id"))
    cohort = sa.table("cohort", sa.column("id"), sa.column("timezone"))
    late = datetime.now(UTC) - timedelta(weeks=WEEKS)
    acts = (
        sa.select(event.c.enrolment_id, cohort.c.timezone, event.c.at)
        .join_from(event, enrolment, enrolment.c.id == event.c.enrolment_id)
        .join(cohort, cohort.c.id == enrolment.c.cohort_id)
        .where(event.c.at >= late, event.c.kind.in_(ACTS))
    )
    yield from op.get_bind().execute(acts)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "enrolment")
    op.create_index("ix_enrolment_names", "enrolment", ["cohort_id", "name_key"])
    for name in ("latest_week", "week_mask"):
        op.drop_column("enrolment", name)
