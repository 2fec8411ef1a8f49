"""The exams of some cohorts, as who invigilates looks for them: those that are sat now, those that come, those without a date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import func, select

from lms.cohorts.models import Cohort, Enrolment, ItemDate
from lms.cohorts.rules import ItemDates
from lms.core.db import session
from lms.courses.document import Quiz
from lms.courses.queries import revision_document
from lms.quiz.engine.policy import OPEN, policy_of
from lms.quiz.models import Attempt

NOTHING = ItemDates()
NEVER = datetime.max.replace(tzinfo=UTC)


class When(StrEnum):
    """Where an exam is in time, in the order in which one looks at them."""

    NOW = "now"
    COMING = "coming"
    ANY_TIME = "any_time"


@dataclass(frozen=True)
class Exam:
    """A quiz of a cohort against a clock, or open for some time only. `minutes` is None without a time limit."""

    cohort: Cohort
    course_title: Mapping[str, str]
    item: Quiz
    minutes: int | None
    dates: ItemDates
    running: int

    def when(self, now: datetime) -> When | None:
        """Where it is in time; None when it is over and nobody sits it."""
        opens_at, closes_at = self.dates.opens_at, self.dates.closes_at
        if self.running:
            return When.NOW
        if closes_at is not None and closes_at <= now:
            return None
        if opens_at is not None and opens_at > now:
            return When.COMING
        return When.NOW if opens_at is not None and closes_at is not None else When.ANY_TIME


def exams_by_time(cohorts: Iterable[Cohort], now: datetime) -> dict[When, list[Exam]]:
    """The exams of these cohorts, by where they are in time; the next to open or to close first. Two statements."""
    found: dict[When, list[Exam]] = {when: [] for when in When}
    for exam in _exams([one for one in cohorts if one.archived_at is None]):
        when = exam.when(now)
        if when is not None:
            found[when].append(exam)
    return {when: sorted(exams, key=_order) for when, exams in found.items()}


def _order(exam: Exam) -> tuple[datetime, str, str]:
    return exam.dates.opens_at or exam.dates.closes_at or NEVER, exam.cohort.name, exam.item.id


def _exams(cohorts: list[Cohort]) -> Iterable[Exam]:
    ids = [cohort.id for cohort in cohorts]
    running, dates = _running(ids), _dates(ids)
    for cohort in cohorts:
        if cohort.course.latest_revision_id is None:
            continue
        document = revision_document(cohort.course.latest_revision_id)
        for item in [item for _, item in document.items() if isinstance(item, Quiz)]:
            place = (cohort.id, item.id)
            minutes = policy_of(item.preset, item.policy).time_limit_minutes
            when = dates.get(place, NOTHING)
            if minutes is not None or (when.opens_at and when.closes_at and item.preset != "practice"):
                yield Exam(cohort, document.sheet.title, item, minutes, when, running.get(place, 0))


def _running(cohort_ids: list[int]) -> dict[tuple[int, str], int]:
    sat = (
        select(Enrolment.cohort_id, Attempt.item_key, func.count())
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Enrolment.cohort_id.in_(cohort_ids), Attempt.state == OPEN)
        .group_by(Enrolment.cohort_id, Attempt.item_key)
    )
    return {(row[0], row[1]): int(row[2]) for row in session().execute(sat)}


def _dates(cohort_ids: list[int]) -> dict[tuple[int, str], ItemDates]:
    stored = (
        select(
            ItemDate.cohort_id,
            ItemDate.item_key,
            ItemDate.opens_at,
            ItemDate.due_at,
            ItemDate.closes_at,
            Cohort.timezone,
        )
        .join(Cohort, Cohort.id == ItemDate.cohort_id)
        .where(ItemDate.cohort_id.in_(cohort_ids))
    )
    return {(row[0], row[1]): ItemDates(*row[2:]) for row in session().execute(stored)}
