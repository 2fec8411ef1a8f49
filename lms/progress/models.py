"""Projections of the learning events: what each learner has done of each item and shown of each objective; and what staff
decided about items, with the reasons."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, event, text
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, mapped_column

from lms.core.db import Model


class ItemFact(Model):
    """What one learner did of one item. `score` is the kept fraction in [0, 1] of a quiz; `awaits_mark`: a marker has it.

    `is_set`: a person set the mark; the `own_…` columns then hold what the learner's work gives.
    """

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
    excused_at: Mapped[datetime | None]
    is_set: Mapped[bool] = mapped_column(default=False)
    own_score: Mapped[Decimal | None]
    own_passed_at: Mapped[datetime | None]
    own_done_at: Mapped[datetime | None]


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


class ItemDecision(Model):
    """What a person decided about an item of one learner, why, and what the score was before and after. Append-only.

    `number` counts the decisions about that item of that learner from 1; the learning event of the act has the rest.
    """

    __tablename__ = "item_decision"
    __table_args__ = (UniqueConstraint("enrolment_id", "item_key", "number"),)

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="RESTRICT"))
    item_key: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    score_before: Mapped[Decimal | None]
    score_after: Mapped[Decimal | None]
    why: Mapped[str]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    at: Mapped[datetime]


@event.listens_for(ItemDecision, "before_update")
@event.listens_for(ItemDecision, "before_delete")
def _refuse_change(mapper: Any, connection: Any, target: Any) -> None:
    raise RuntimeError("item_decision is append-only")


@event.listens_for(Session, "do_orm_execute")
def _refuse_bulk_change(state: ORMExecuteState) -> None:
    """The same for UPDATE and DELETE statements, which the two events above do not see."""
    if (state.is_update or state.is_delete) and any(
        mapper.class_ is ItemDecision for mapper in state.all_mappers
    ):
        raise RuntimeError("item_decision is append-only")
