"""People, their sign-ins, and the staff roles that they hold."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.core.db import Model
from lms.core.texts import KEY_LIMIT


class User(Model):
    """A person, global to the installation; centres see a person only through a membership or an enrolment."""

    __tablename__ = "user"

    email: Mapped[str] = mapped_column(String(320))
    email_key: Mapped[str] = mapped_column(String(320), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(8), default="fr")
    theme: Mapped[str] = mapped_column(String(8), default="system")
    timezone: Mapped[str] = mapped_column(String(64), default="Europe/Paris")
    created_at: Mapped[datetime]
    email_confirmed_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]


class LoginSession(Model):
    """One sign-in on one device. The cookie holds a random token; only its SHA-256 is stored."""

    __tablename__ = "login_session"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    device: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise_on_sql")


class Membership(Model):
    """A staff role on a centre, or on one course or cohort of it. `employer` is set for an employer's reader alone."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("course_id IS NULL OR cohort_id IS NULL", name="one_place"),
        Index(
            "uq_membership_active",
            "user_id",
            "role",
            "centre_id",
            text("coalesce(course_id, 0)"),
            text("coalesce(cohort_id, 0)"),
            "employer_key",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"), index=True)
    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"), index=True)
    course_id: Mapped[int | None] = mapped_column(ForeignKey("course.id", ondelete="RESTRICT"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id", ondelete="RESTRICT"), index=True)
    role: Mapped[str] = mapped_column(String(20))
    employer: Mapped[str] = mapped_column(String(200), default="")
    employer_key: Mapped[str] = mapped_column(String(KEY_LIMIT), default="")
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(lazy="raise_on_sql")
