"""Training centres, and what a centre grants a person whatever the quiz."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.core.db import Model


class Centre(Model):
    """A training centre: it owns courses and hosts cohorts, and signs certificates.

    `identity` and `settings` hold what `identity_rules.Identity` and `settings_rules.Settings` say beyond these columns; `accent` and
    `accent_dark` are its colour (`#rrggbb`) on light and on dark pages, `logo` the digest of the picture in its header.
    `retention` says for how many months a kind of rows is kept (`core.retention`), `cleaned_at` when it was last looked for what is past.
    `wording` is what it says of the entries of `nomenclatures`, by list and key.
    """

    __tablename__ = "centre"

    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    legal_line: Mapped[str] = mapped_column(String(400), default="")
    contact_email: Mapped[str] = mapped_column(String(320), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    address: Mapped[str] = mapped_column(String(400), default="")
    accessibility_contact: Mapped[str] = mapped_column(String(300), default="")
    signatory_name: Mapped[str] = mapped_column(String(200), default="")
    signatory_title: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(8), default="fr")
    timezone: Mapped[str] = mapped_column(String(64), default="Europe/Paris")
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]
    identity: Mapped[dict[str, Any]] = mapped_column(default=dict)
    settings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    accent: Mapped[str] = mapped_column(String(7), default="")
    accent_dark: Mapped[str] = mapped_column(String(7), default="")
    retention: Mapped[dict[str, Any]] = mapped_column(default=dict)
    cleaned_at: Mapped[datetime | None]
    wording: Mapped[dict[str, Any]] = mapped_column(default=dict)
    logo: Mapped[str] = mapped_column(String(64), default="")
    logo_type: Mapped[str] = mapped_column(String(40), default="")


class AccessibilityOfficer(Model):
    """Who alone reads what people of a centre need: chosen by a manager, until `ended_at`; what ended is kept as history."""

    __tablename__ = "accessibility_officer"
    __table_args__ = (
        Index(
            "uq_accessibility_officer_active",
            "centre_id",
            "user_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"), index=True)
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))


class Accommodation(Model):
    """What a centre grants a person, in every quiz there. It says what is done, never why: no health data.

    Time limits are multiplied by `time_factor` and get `extra_minutes`, or are lifted (`is_unlimited`); quizzes close
    `window_minutes` later; `pause_minutes` is the longest that the clock may stand still in one attempt.
    """

    __tablename__ = "accommodation"
    __table_args__ = (
        Index(
            "uq_accommodation_active",
            "centre_id",
            "user_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"), index=True)
    time_factor: Mapped[Decimal]
    extra_minutes: Mapped[int] = mapped_column(default=0)
    is_unlimited: Mapped[bool] = mapped_column(default=False)
    window_minutes: Mapped[int] = mapped_column(default=0)
    extra_attempts: Mapped[int] = mapped_column(default=0)
    pause_minutes: Mapped[int] = mapped_column(default=0)
    hides_timer: Mapped[bool] = mapped_column(default=False)
    spelling_not_assessed: Mapped[bool] = mapped_column(default=False)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"))
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
