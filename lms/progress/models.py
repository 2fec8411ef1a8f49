"""Projections of the learning events: what each learner has done of each item and shown of each objective."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class ItemFact(Model):
    """What one learner did of one item. `score` is the kept fraction in [0, 1] of a quiz; `awaits_mark`: a marker has it."""

    __tablename__ = "item_fact"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "item_key"),
        Index(
            "ix_item_fact_awaits_mark",
            "enrolment_id",
            sqlite_where=text("awaits_mark"),
            postgresql_where=text("awaits_mark"),
        ),
    )

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="RESTRICT"))
    item_key: Mapped[str] = mapped_column(String(60))
    opened_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    passed_at: Mapped[datetime | None]
    score: Mapped[Decimal | None]
    attempts: Mapped[int] = mapped_column(default=0)
    awaits_mark: Mapped[bool] = mapped_column(default=False)


class ObjectiveFact(Model):
    """Evidence for one objective: graded questions answered the first time, the sum of their fractions, and rows of
    rubrics that were met."""

    __tablename__ = "objective_fact"
    __table_args__ = (UniqueConstraint("enrolment_id", "objective_key"),)

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="RESTRICT"))
    objective_key: Mapped[str] = mapped_column(String(60))
    graded: Mapped[int] = mapped_column(default=0)
    earned: Mapped[Decimal] = mapped_column(default=Decimal(0))
    met: Mapped[int] = mapped_column(default=0)
