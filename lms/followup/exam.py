"""What the exam console shows (P35): where each learner of a cohort stands with one quiz at this moment."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from typing import Any

from sqlalchemy import and_, func, select

from lms.cohorts.models import Cohort, Enrolment
from lms.cohorts.queries import item_dates
from lms.cohorts.rules import ItemDates
from lms.core.db import session
from lms.core.texts import fold
from lms.courses.document import Quiz
from lms.courses.queries import revision_document
from lms.quiz import pauses, rules
from lms.quiz.engine.policy import OPEN
from lms.quiz.models import Answer, Attempt

SILENT_AFTER = timedelta(seconds=60)
SOON = timedelta(days=7)


class Presence(StrEnum):
    """Where a learner is with an exam, in the order in which one looks at them."""

    SILENT = "silent"
    WORKING = "working"
    PAUSED = "paused"
    NOT_STARTED = "not_started"
    SUBMITTED = "submitted"


@dataclass(frozen=True)
class Candidate:
    """A learner in the console, with the latest attempt if there is one. It is its own clock (see `quiz.pauses`)."""

    enrolment_id: int
    name: str
    attempt_id: int | None = None
    number: int | None = None
    state: str = ""
    started_at: datetime | None = None
    due_at: datetime | None = None
    cutoff_at: datetime | None = None
    paused_at: datetime | None = None
    pause_left: int = 0
    submitted_at: datetime | None = None
    submitted_by: str | None = None
    saved_at: datetime | None = None

    def presence(self, now: datetime) -> Presence:
        """Where they are. Silent: no answer for a minute, nor a start; who thinks long is silent too."""
        if self.attempt_id is None:
            return Presence.NOT_STARTED
        if rules.is_over(self.state, self.cutoff_at, now):
            return Presence.SUBMITTED
        if pauses.is_paused(self, now):
            return Presence.PAUSED
        return Presence.SILENT if now - self.seen_at > SILENT_AFTER else Presence.WORKING

    @property
    def seen_at(self) -> datetime:
        """The last save, or the start."""
        assert self.started_at is not None
        return self.saved_at or self.started_at

    def minutes_since(self, now: datetime) -> int:
        """Whole minutes since the last save."""
        return max(0, int((now - self.seen_at).total_seconds())) // 60

    def minutes_left(self, now: datetime) -> int | None:
        """Minutes of work left, begun ones count; None without a limit."""
        seconds = pauses.seconds_left(self, now)
        return None if seconds is None else ceil(seconds / 60)


def candidates(cohort_id: int, item_key: str) -> list[Candidate]:
    """Every learner of a cohort with their latest attempt at a quiz, by name. One statement, whatever their number."""
    saves = (
        select(Answer.attempt_id, func.max(Answer.saved_at).label("saved_at"))
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Enrolment.cohort_id == cohort_id, Attempt.item_key == item_key, Attempt.state == OPEN)
        .group_by(Answer.attempt_id)
        .subquery()
    )
    of_quiz = and_(Attempt.enrolment_id == Enrolment.id, Attempt.item_key == item_key)
    found = (
        select(*_columns(), saves.c.saved_at)
        .outerjoin(Attempt, of_quiz)
        .outerjoin(saves, saves.c.attempt_id == Attempt.id)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.ended_at.is_(None))
        .order_by(Enrolment.id, Attempt.number)
    )
    latest = {row[0]: Candidate(*row) for row in session().execute(found)}
    return sorted(latest.values(), key=lambda one: (fold(one.name), one.enrolment_id))


def _columns() -> list[Any]:
    return [
        Enrolment.id,
        Enrolment.printed_name,
        Attempt.id,
        Attempt.number,
        Attempt.state,
        Attempt.started_at,
        Attempt.due_at,
        Attempt.cutoff_at,
        Attempt.paused_at,
        func.coalesce(Attempt.pause_left, 0),
        Attempt.submitted_at,
        Attempt.submitted_by,
    ]


@dataclass(frozen=True)
class Console:
    """The learners in the order in which one looks at them, and how many stand where."""

    rows: list[tuple[Presence, Candidate]]
    counts: Mapping[Presence, int]


def console_of(found: Iterable[Candidate], now: datetime) -> Console:
    """The console at this moment."""
    order = list(Presence)
    rows = sorted(((one.presence(now), one) for one in found), key=lambda row: order.index(row[0]))
    return Console(rows, {kind: sum(kind is one for one, _ in rows) for kind in order})


@dataclass(frozen=True)
class ExamLink:
    """A quiz of a cohort that is worth watching: somebody sits it, or it opens, is due or closes within a week."""

    item: Quiz
    running: int


def exams_of(cohort: Cohort, now: datetime) -> list[ExamLink]:
    """The quizzes to watch, in the order of the course. Two statements."""
    if cohort.course.latest_revision_id is None:
        return []
    sat = session().execute(
        select(Attempt.item_key, func.count())
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Enrolment.cohort_id + 0 == cohort.id, Attempt.state == OPEN)  # by what is open, not by learner
        .group_by(Attempt.item_key)
    )
    running = {row[0]: int(row[1]) for row in sat}
    dates = item_dates(cohort.id)
    document = revision_document(cohort.course.latest_revision_id)
    quizzes = [item for _, item in document.items() if isinstance(item, Quiz) and item.preset != "practice"]
    return [
        ExamLink(item, running.get(item.id, 0))
        for item in quizzes
        if item.id in running or _is_soon(dates.get(item.id), now)
    ]


def _is_soon(dates: ItemDates | None, now: datetime) -> bool:
    moments = (dates.opens_at, dates.due_at, dates.closes_at) if dates else ()
    return any(moment is not None and now <= moment <= now + SOON for moment in moments)
