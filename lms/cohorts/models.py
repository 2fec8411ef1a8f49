"""Cohorts, the people enrolled in them, dates of items, and the append-only record of what learners did."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import VARCHAR
from sqlalchemy.orm import Mapped, mapped_column, relationship

from lms.centres.models import Centre
from lms.core.db import Model, append_only
from lms.core.texts import KEY_LIMIT, name_key
from lms.courses.models import Course

KEY = String(KEY_LIMIT).with_variant(VARCHAR(KEY_LIMIT, collation="C"), "postgresql")
"""A folded name (`texts.name_key`), by which both databases sort and search alike."""
PLACE = ("cohort_id", "ended_at")


def _name_key(context: Any) -> str:
    return name_key(context.get_current_parameters()["printed_name"])


class Cohort(Model):
    """A group that takes a course. Each enrolment is in one; a course open to all has one with `is_open`.

    Its code lets people in to the end of `join_until`, while `takes_people`; its staff may enrol people all the same.
    """

    __tablename__ = "cohort"
    __table_args__ = (
        Index(
            "uq_cohort_open",
            "course_id",
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
    )

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="RESTRICT"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    is_open: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    timezone: Mapped[str] = mapped_column(String(64), default="Europe/Paris")
    seats: Mapped[int | None]
    join_code: Mapped[str | None] = mapped_column(String(20), unique=True)
    join_until: Mapped[date | None]
    takes_people: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    archived_at: Mapped[datetime | None]

    course: Mapped[Course] = relationship(lazy="raise_on_sql")
    centre: Mapped[Centre] = relationship(lazy="raise_on_sql")


class ItemDate(Model):
    """When an item opens, is due (soft) or closes (hard) for a cohort: local times of its zone, and the derived UTC."""

    __tablename__ = "item_date"
    __table_args__ = (UniqueConstraint("cohort_id", "item_key"),)

    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="RESTRICT"))
    item_key: Mapped[str] = mapped_column(String(60))
    opens_local: Mapped[str | None] = mapped_column(String(16))
    due_local: Mapped[str | None] = mapped_column(String(16))
    closes_local: Mapped[str | None] = mapped_column(String(16))
    opens_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]


class Enrolment(Model):
    """A person in a cohort, pinned to a revision. `reference` is the centre's or the funder's number of their file.

    `category` and `funding` are keys of `centres.nomenclatures`; `born_on` is kept only where `training.file_rules` lets it be asked.
    The counters are projections, rebuilt by `lms progress rebuild`. `latest_week` and `week_mask` say in which weeks
    the learner did something (`progress.week_rules`).
    """

    __tablename__ = "enrolment"
    __table_args__ = (
        UniqueConstraint("cohort_id", "user_id"),
        # A group's pages count and search within these alone, whatever its size: whoever left is told by the index too.
        Index("ix_enrolment_names", *PLACE, "name_key"),
        Index("ix_enrolment_activity", *PLACE, "last_activity_at", "completed_at"),
        Index("ix_enrolment_progress", *PLACE, "required_count", "done_count", "completed_at"),
        Index("ix_enrolment_weeks", *PLACE, "latest_week", "week_mask"),
        Index("ix_enrolment_employer", "centre_id", "employer_key"),
    )

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"), index=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("course.id", ondelete="RESTRICT"), index=True)
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id", ondelete="RESTRICT"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"), index=True)
    revision_id: Mapped[int] = mapped_column(
        ForeignKey("course_revision.id", ondelete="RESTRICT"), index=True
    )
    language: Mapped[str] = mapped_column(String(8))
    printed_name: Mapped[str] = mapped_column(String(300))
    name_key: Mapped[str] = mapped_column(KEY, default=_name_key)
    employer: Mapped[str] = mapped_column(String(200), default="")
    employer_key: Mapped[str] = mapped_column(KEY, default="")
    reference: Mapped[str] = mapped_column(String(80), default="")
    category: Mapped[str] = mapped_column(String(20), default="")
    funding: Mapped[str] = mapped_column(String(20), default="")
    born_on: Mapped[date | None]
    enrolled_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]
    last_activity_at: Mapped[datetime | None]
    current_item_key: Mapped[str | None] = mapped_column(String(60))
    done_count: Mapped[int] = mapped_column(default=0)
    required_count: Mapped[int] = mapped_column(default=0)
    objectives_reached: Mapped[int] = mapped_column(default=0)
    latest_week: Mapped[int] = mapped_column(default=0)
    week_mask: Mapped[int] = mapped_column(default=0)

    cohort: Mapped[Cohort] = relationship(lazy="raise_on_sql")


@append_only
class LearningEvent(Model):
    """An act that may prove training. Append-only; carries ids and values, never a name."""

    __tablename__ = "learning_event"
    __table_args__ = (Index("ix_learning_event_enrolment", "enrolment_id", "item_key", "kind"),)

    centre_id: Mapped[int] = mapped_column(ForeignKey("centre.id", ondelete="RESTRICT"), index=True)
    enrolment_id: Mapped[int] = mapped_column(ForeignKey("enrolment.id", ondelete="RESTRICT"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="RESTRICT"), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    item_key: Mapped[str | None] = mapped_column(String(60))
    at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]
