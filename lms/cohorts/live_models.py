"""What happens around a cohort: its live sessions, who subscribes to them, who moved, who waits for a place."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model, append_only

WAITS = text("left_at IS NULL AND enrolled_at IS NULL")


class LiveSession(Model):
    """A meeting of a cohort, in a room or online: local times of the cohort's zone and the derived UTC. Cancelled, never deleted."""

    __tablename__ = "live_session"
    __table_args__ = (Index("ix_live_session_cohort", "cohort_id", "starts_at"),)

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"), index=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="RESTRICT"))
    uid: Mapped[str] = mapped_column(String(60), unique=True)
    sequence: Mapped[int] = mapped_column(default=0)
    title: Mapped[str] = mapped_column(String(200))
    starts_local: Mapped[str] = mapped_column(String(16))
    ends_local: Mapped[str] = mapped_column(String(16))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str] = mapped_column(String(300), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    people: Mapped[str] = mapped_column(String(300), default="")
    note: Mapped[str] = mapped_column(String(2000), default="")
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]


class CalendarFeed(Model):
    """A secret address at which a person's calendar program reads: of one enrolment, or of all that they teach (None).

    The token is kept as it is, for its page shows the address again; it opens dates and titles, and nothing else.
    """

    __tablename__ = "calendar_feed"
    __table_args__ = (Index("ix_calendar_feed_owner", "user_id", "enrolment_id"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolment.id", ondelete="RESTRICT"))
    token: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


@append_only
class Transfer(Model):
    """A learner who moved from one cohort to another. Append-only."""

    __tablename__ = "transfer"

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="RESTRICT"), index=True)
    from_cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="RESTRICT"), index=True)
    to_cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="RESTRICT"))
    moved_by_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    moved_at: Mapped[datetime]


class WaitingPlace(Model):
    """Somebody who waits for a place in a full cohort, with what their enrolment will need.

    A place that is offered to them is theirs to accept until `offer_until`, unless staff withdraw it.
    """

    __tablename__ = "waiting_place"
    __table_args__ = (
        Index("ix_waiting_place_order", "cohort_id", "position"),
        Index("ix_waiting_place_offer_until", "offer_until", sqlite_where=WAITS, postgresql_where=WAITS),
        Index(
            "uq_waiting_place_once",
            "cohort_id",
            "user_id",
            unique=True,
            sqlite_where=WAITS,
            postgresql_where=WAITS,
        ),
    )

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"), index=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="RESTRICT"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"), index=True)
    position: Mapped[int]
    printed_name: Mapped[str] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(8))
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    enrolled_at: Mapped[datetime | None]
    offered_at: Mapped[datetime | None]
    offer_until: Mapped[datetime | None]
    offer_withdrawn_at: Mapped[datetime | None]
