"""The record of attendance: every signature, statement and countersignature, in one chain for each session."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model, append_only


@append_only
class AttendanceAct(Model):
    """One act about a live session. Append-only: a correction is one more act.

    `number` counts the acts of a session from 1; `previous` is the fingerprint of the act before, `digest` its own. The slot is
    the one that the session had then, whatever became of it. `address` is a keyed digest of the network address.
    """

    __tablename__ = "attendance_act"
    __table_args__ = (
        UniqueConstraint("session_id", "number"),
        Index("ix_attendance_act_enrolment", "enrolment_id", "session_id"),
        Index("ix_attendance_act_centre", "centre_id", "at"),
    )

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"))
    session_id: Mapped[int] = mapped_column(ForeignKey("live_session.id", ondelete="RESTRICT"))
    number: Mapped[int]
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id", ondelete="RESTRICT"))
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    moment: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(String(300), default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    address: Mapped[str] = mapped_column(String(64), default="")
    previous: Mapped[str] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
