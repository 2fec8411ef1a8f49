"""What was sent to change the people of a cohort, and what it did: each roster stays, so that it can be read and undone."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class Roster(Model):
    """A roster of a cohort. `state`: `waiting` for its manager, `applying`, `applied` or `undone`.

    `cells` is the table as it was sent; `columns` says which field each column holds (empty for none); `rows` and `faults`
    are what was read with them. `people` counts `rows`. `effect` tells what applying it did,
    so that it can be undone.
    """

    __tablename__ = "roster"

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"), index=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="RESTRICT"), index=True)
    file_name: Mapped[str] = mapped_column(String(200))
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    sent_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20), default="waiting")
    has_header: Mapped[bool]
    cells: Mapped[list[Any]]
    columns: Mapped[list[Any]]
    rows: Mapped[list[Any]]
    faults: Mapped[list[Any]]
    people: Mapped[int]
    effect: Mapped[dict[str, Any]]
    applied_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    applied_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
