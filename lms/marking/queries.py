"""Reads of marking: what waits, the works of a quiz in a cohort, the markings of an answer, the comment bank."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from lms.accounts.models import User
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import session
from lms.marking.models import Marking, MarkingComment
from lms.marking.rules import FIRST, SECOND
from lms.quiz.models import Answer, Attempt
from lms.quiz.rules import SUBMITTED

BANK_SIZE = 50
PENDING = "pending"

_here = and_(Marking.attempt_id == Answer.attempt_id, Marking.slot == Answer.slot)
_finished = and_(_here, Marking.is_done, Marking.role.in_((FIRST, SECOND)))
_counts = and_(Attempt.state == SUBMITTED, Attempt.returned_at.is_(None))


def _mine(marker_id: int) -> ColumnElement[bool]:
    return exists().where(_finished, Marking.marker_id == marker_id).correlate(Answer)


def _others(marker_id: int) -> ColumnElement[bool]:
    return exists().where(_finished, Marking.marker_id != marker_id).correlate(Answer)


@dataclass(frozen=True)
class Waiting:
    """What of one quiz in one cohort waits for a person: answers, the works they are in, and since when."""

    cohort_id: int
    item_key: str
    answers: int
    works: int
    oldest: datetime | None


def waiting(where: ColumnElement[bool], marker_id: int) -> list[Waiting]:
    """What waits for this marker in the cohorts of which `where` speaks, the longest first. One statement.

    What they marked and a second person has yet to mark does not wait for them.
    """
    for_me = or_(~_mine(marker_id), _others(marker_id))
    found = (
        select(
            Enrolment.cohort_id,
            Attempt.item_key,
            func.count(Answer.id),
            func.count(Attempt.id.distinct()),
            func.min(Attempt.submitted_at),
        )
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        # By their ids, so that SQLite finds the few that wait first, and does not ask each learner in reach for theirs.
        .where(Attempt.id.in_(select(Attempt.id).where(Attempt.pending > 0).correlate(None)))
        .where(where, _counts, Answer.outcome == PENDING, for_me)
        .group_by(Enrolment.cohort_id, Attempt.item_key)
    )
    rows = [Waiting(*row) for row in session().execute(found)]
    return sorted(rows, key=lambda one: (str(one.oldest), one.cohort_id, one.item_key))


def unreleased(places: Collection[tuple[int, str]]) -> dict[tuple[int, str], int]:
    """How many marked results wait to be let go, by cohort and quiz; of these quizzes only. At most one statement."""
    if not places:
        return {}
    asked = [and_(Enrolment.cohort_id == cohort, Attempt.item_key == key) for cohort, key in places]
    found = (
        select(Enrolment.cohort_id, Attempt.item_key, func.count(Attempt.id))
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(_counts, Attempt.marked_at.is_not(None), Attempt.pending == 0, Attempt.released_at.is_(None))
        .where(or_(*asked))
        .group_by(Enrolment.cohort_id, Attempt.item_key)
    )
    return {(row[0], row[1]): row[2] for row in session().execute(found)}


@dataclass(frozen=True)
class Work:
    """A submitted attempt at a quiz, as markers handle it."""

    id: int
    enrolment_id: int
    user_id: int
    revision_id: int
    number: int
    paper: dict[str, Any]
    language: str
    submitted_at: datetime
    is_late: bool
    pending: int
    mark: Decimal | None
    max_mark: Decimal
    marked_at: datetime | None
    released_at: datetime | None
    returned_at: datetime | None
    return_note: str
    based_on: int | None
    name: str


_NAMES = [field.name for field in fields(Work)]
_WORK = [getattr(Attempt, name) for name in _NAMES if name != "name"]


def works_of(cohort_id: int, item_key: str) -> list[Work]:
    """Every submitted work of a quiz in a cohort, returned versions too, the oldest first."""
    found = (
        select(*_WORK, Enrolment.printed_name)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Enrolment.cohort_id == cohort_id, Attempt.item_key == item_key, Attempt.state == SUBMITTED)
    )
    rows = session().execute(found.order_by(Attempt.submitted_at, Attempt.id))
    return [Work(**dict(zip(_NAMES, row, strict=True))) for row in rows]


@dataclass(frozen=True)
class Handled:
    """An answer that a person marks or marked. `mine` and `others`: whether this marker, or another one, is done with it."""

    attempt_id: int
    slot: int
    outcome: str | None
    mine: bool
    others: bool


def handled(cohort_id: int, item_key: str, marker_id: int) -> list[Handled]:
    """The answers of a quiz in a cohort that a person marks."""
    touched = exists().where(_here).correlate(Answer)
    found = (
        select(Answer.attempt_id, Answer.slot, Answer.outcome, _mine(marker_id), _others(marker_id))
        .join(Attempt, Attempt.id == Answer.attempt_id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(Enrolment.cohort_id == cohort_id, Attempt.item_key == item_key, _counts)
        .where(or_(Answer.outcome == PENDING, touched))
    )
    return [Handled(*row) for row in session().execute(found)]


def answer_with_markings(attempt_ids: Collection[int], slot: int) -> dict[int, tuple[Answer, list[Marking]]]:
    """The answer to one slot in some versions of a work, with what markers wrote. One statement."""
    found = (
        select(Answer, Marking)
        .outerjoin(Marking, _here)
        .where(Answer.attempt_id.in_(list(attempt_ids)), Answer.slot == slot)
        .order_by(Marking.id)
    )
    read: dict[int, tuple[Answer, list[Marking]]] = {}
    for answer, marking in session().execute(found.execution_options(populate_existing=True)):
        _, markings = read.setdefault(answer.attempt_id, (answer, []))
        if marking is not None:
            markings.append(marking)
    return read


def markings_of(attempt_id: int, slot: int | None = None) -> list[Marking]:
    """The markings of an answer, or of a whole attempt, as they are now."""
    found = select(Marking).where(Marking.attempt_id == attempt_id).order_by(Marking.slot, Marking.id)
    if slot is not None:
        found = found.where(Marking.slot == slot)
    return list(session().scalars(found.execution_options(populate_existing=True)))


def bank_of(course_id: int, question_id: str) -> list[MarkingComment]:
    """The comments kept for a question, those used most first."""
    mine = _bank(course_id, question_id)
    order = (MarkingComment.uses.desc(), MarkingComment.id.desc())
    return list(session().scalars(select(MarkingComment).where(mine).order_by(*order).limit(BANK_SIZE)))


def _bank(course_id: int, question_id: str) -> ColumnElement[bool]:
    return and_(
        MarkingComment.course_id == course_id,
        MarkingComment.question_id == question_id,
        MarkingComment.archived_at.is_(None),
    )


def comment_of(course_id: int, question_id: str, comment_id: int) -> MarkingComment | None:
    """A comment of this question's bank."""
    mine = _bank(course_id, question_id)
    return session().scalar(select(MarkingComment).where(mine, MarkingComment.id == comment_id))


def addresses(user_ids: Collection[int]) -> dict[int, tuple[str, str, str]]:
    """Where people get mail: e-mail, name and language by id."""
    found = select(User.id, User.email, User.name, User.language).where(User.id.in_(list(user_ids)))
    return {row[0]: (row[1], row[2], row[3]) for row in session().execute(found)}


def answers_of(attempt_ids: Sequence[int]) -> dict[int, dict[int, Answer]]:
    """Every answer of some attempts, by attempt and slot. One statement."""
    found = session().scalars(select(Answer).where(Answer.attempt_id.in_(list(attempt_ids))))
    read: dict[int, dict[int, Answer]] = {}
    for answer in found:
        read.setdefault(answer.attempt_id, {})[answer.slot] = answer
    return read
