"""What a person needs to follow their training at a centre, and what its accessibility officer notes: sealed (`core.sealing`)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class AdaptationNeed(Model):
    """One record of a person and a centre. `statement` and `notes` are sealed texts, empty when there is none; each has the version that
    rises with every change of it. `waits` until the officer has noted something about the statement as it is.
    """

    __tablename__ = "adaptation_need"
    __table_args__ = (
        UniqueConstraint("centre_id", "user_id"),
        Index("ix_adaptation_need_list", "centre_id", "waits", "stated_at"),
    )

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"), index=True)
    statement: Mapped[str] = mapped_column(Text)
    statement_version: Mapped[int] = mapped_column(default=0)
    stated_at: Mapped[datetime]
    waits: Mapped[bool]
    notes: Mapped[str] = mapped_column(Text, default="")
    notes_version: Mapped[int] = mapped_column(default=0)
    noted_at: Mapped[datetime | None]
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
