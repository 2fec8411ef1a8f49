"""Invitations to hold a role in a centre. The role itself, once accepted, is a membership (`accounts`)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model
from lms.core.permissions import Role
from lms.core.texts import KEY_LIMIT
from lms.people.rules import Offer, Place, State, state_of

OPEN = text("accepted_at IS NULL AND withdrawn_at IS NULL")


class Invitation(Model):
    """A role that a centre offers to whoever reads the mail of an address. Only the digest of the mail's link is kept.

    At most one is open for the same address, role and place: inviting again renews it, and the former link stops working.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("course_id IS NULL OR cohort_id IS NULL", name="one_place"),
        Index(
            "uq_invitation_open",
            "centre_id",
            "email_key",
            "role",
            text("coalesce(course_id, 0)"),
            text("coalesce(cohort_id, 0)"),
            "employer_key",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"))
    email: Mapped[str] = mapped_column(String(320))
    email_key: Mapped[str] = mapped_column(String(320))
    role: Mapped[str] = mapped_column(String(20))
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id", ondelete="RESTRICT"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id", ondelete="RESTRICT"), index=True)
    employer: Mapped[str] = mapped_column(String(200), default="")
    employer_key: Mapped[str] = mapped_column(String(KEY_LIMIT), default="")
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"), index=True)
    withdrawn_at: Mapped[datetime | None]

    @property
    def offer(self) -> Offer:
        """The role that is offered, and where."""
        place = Place(self.course_id, self.cohort_id, self.employer)
        return Offer(self.centre_id, Role(self.role), place)

    def state(self, now: datetime) -> State:
        """What it is worth now."""
        return state_of(self.expires_at, self.accepted_at, self.withdrawn_at, now)
