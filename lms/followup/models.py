"""What staff set and do about learners at risk, what they note about a learner, and who has the morning's mail."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class RiskRule(Model):
    """From what on a learner of a cohort is at risk, where its staff changed it; `off` names the reasons that do not count."""

    __tablename__ = "risk_rule"

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="RESTRICT"), unique=True)
    inactive_days: Mapped[int]
    failed_tries: Mapped[int]
    behind_points: Mapped[int]
    off: Mapped[list[Any]]


class RiskSnooze(Model):
    """A learner put aside until a moment; one at a time, taken back by `ended_at`."""

    __tablename__ = "risk_snooze"
    __table_args__ = (
        Index(
            "uq_risk_snooze_active",
            "enrolment_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="RESTRICT"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    at: Mapped[datetime]
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class StaffNote(Model):
    """What one of the staff noted about a learner, for those who follow the group. One that was removed says nothing any more."""

    __tablename__ = "staff_note"

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="RESTRICT"), index=True)
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    removed_at: Mapped[datetime | None]


class MorningMail(Model):
    """A person's wish to have a mail on working days, from `hour` on in their centre's zone; `last_on` is the last day looked at."""

    __tablename__ = "morning_mail"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"), unique=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"))
    hour: Mapped[int]
    is_on: Mapped[bool] = mapped_column(default=True)
    last_on: Mapped[date | None]
