"""Pure decisions of a sitting: what a quiz of a revision is, receipts, digests, what was shown of each objective."""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from hashlib import sha256
from typing import Any, Protocol

import lms.quiz.types  # noqa: F401 - registers the question types
from lms.cohorts.rules import ItemDates
from lms.core.reasons import Reason
from lms.courses.cache import LruCache
from lms.courses.document import CourseDocument, Lesson, Module, Quiz
from lms.progress.facts import NO_EVIDENCE, Evidence
from lms.quiz.engine import release
from lms.quiz.engine.grading import Result
from lms.quiz.engine.outcomes import Mark, Outcome, Pending, Unmarked, rounded
from lms.quiz.engine.paper import Paper
from lms.quiz.engine.policy import OPEN, Policy, in_open_cohort, policy_of
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import question_type
from lms.quiz.engine.questions import load_question
from lms.quiz.engine.rubric import ManualQuestion, is_met
from lms.quiz.engine.timing import Past, Window
from lms.quiz.engine.views import verdict_of

SUBMITTED = "submitted"
PRACTICE, SURVEY = "practice", "survey"
RECEIPT_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""32 signs, without those that people mix up (I and L with 1, O with 0) or that make words (U)."""


class QuizContent:
    """A quiz of a published revision, with its questions validated and its settings resolved. Never changes.

    `is_open`: as it is in a cohort that is open to all.
    """

    def __init__(
        self, document: CourseDocument, module: Module, item: Quiz, *, is_open: bool = False
    ) -> None:
        self.document = document
        self.module = module
        self.item = item
        policy = policy_of(item.preset, item.policy)
        self.policy: Policy = in_open_cohort(policy) if is_open else policy
        loaded = [load_question(data, document.language) for data in item.questions]
        self.questions: dict[str, Question] = {question.id: question for question in loaded}

    @property
    def is_practice(self) -> bool:
        """Whether it starts inside the lesson and ends on its result."""
        return self.item.preset == PRACTICE

    def has_points(self, question_id: str) -> bool:
        """Whether an answer can bring points: none on a scale, nor where learners assess their own work."""
        kind = question_type(self.questions[question_id].type)
        return kind.is_marked and not (kind.is_manual and self.policy.assessed_by == "learner")

    @property
    def is_marked(self) -> bool:
        """Whether an attempt can get a mark."""
        return any(map(self.has_points, self.questions))

    @property
    def is_marked_by_hand(self) -> bool:
        """Whether a person marks some of it."""
        kinds = {key: question_type(question.type) for key, question in self.questions.items()}
        return any(kind.is_manual and self.has_points(key) for key, kind in kinds.items())

    @property
    def is_ungraded(self) -> bool:
        """Whether what it shows counts for nothing: practice, and the tests before and after the course."""
        return self.is_practice or self.policy.diagnostic is not None

    @property
    def question_count(self) -> int:
        """How many questions a paper has."""
        if not self.policy.sections:
            return len(self.questions)
        fixed = sum(len(section.questions) for section in self.policy.sections)
        return fixed + sum(section.draw.count for section in self.policy.sections if section.draw)


CACHED_QUIZZES = 256
# An entry keeps its document alive, so the document's id can't come to name another one.
_contents: LruCache[QuizContent] = LruCache(CACHED_QUIZZES)


def quiz_content(document: CourseDocument, key: str, *, is_open: bool = False) -> QuizContent | None:
    """The quiz `key` of a document, None when it has no such quiz. Kept in this process beside the cached document.

    `is_open`: as it is in a cohort that is open to all.
    """
    _, item = document.by_id.get(key, (None, None))
    if not isinstance(item, Quiz):
        return None
    module = document.by_id[key][0]
    make = partial(QuizContent, document, module, item, is_open=is_open)
    return _contents.get((id(document), key, is_open), make)


def is_over(state: str, cutoff_at: datetime | None, now: datetime) -> bool:
    """Whether an attempt takes no more answers: it was submitted, or its deadline and the grace for saves are past."""
    return state != OPEN or (cutoff_at is not None and now > cutoff_at)


def seconds_left(due_at: datetime | None, now: datetime) -> int | None:
    """Whole seconds until the deadline, never below 0; None without one."""
    return None if due_at is None else max(0, int((due_at - now).total_seconds()))


def new_receipt_code() -> str:
    """Forty random bits as people read them out: 7F3K-2M9Q."""
    signs = "".join(secrets.choice(RECEIPT_SIGNS) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def answers_digest(paper: Paper, answers: Mapping[int, Mapping[str, Any] | None]) -> str:
    """SHA-256 of what was answered, slot by slot, in one canonical form."""
    rows = [[slot.number, slot.question_id, answers.get(slot.number)] for slot in paper.slots]
    canonical = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sha256(canonical.encode()).hexdigest()


def outcome_word(outcome: Outcome, answer: Mapping[str, Any] | None) -> str:
    """What `answer.outcome` says: right, partial, wrong, blank, pending or unmarked."""
    if isinstance(outcome, Pending):
        return "pending"
    if isinstance(outcome, Unmarked):
        return "unmarked"
    return verdict_of(None if answer is None else outcome.fraction)


Levels = Mapping[int, Mapping[str, str]]
"""By slot, the level that a marker chose for each row of the rubric, by their ids."""
NO_LEVELS: Levels = {}


def evidence_of(
    paper: Paper, questions: Mapping[str, Question], result: Result, levels: Levels
) -> dict[str, Evidence]:
    """What this attempt shows by objective: its marked questions and their fractions; of a work with a rubric, the rows met."""
    shown: dict[str, Evidence] = {}
    for slot in paper.slots:
        question, outcome = questions[slot.question_id], result.outcomes[slot.number]
        if not isinstance(outcome, Mark):
            continue
        for objective, evidence in _evidence(question, outcome, levels.get(slot.number, {})):
            shown[objective] = shown.get(objective, NO_EVIDENCE).plus(evidence)
    return shown


def _evidence(question: Question, outcome: Mark, levels: Mapping[str, str]) -> Iterator[tuple[str, Evidence]]:
    """A row without an objective of its own is evidence on its question's."""
    if isinstance(question, ManualQuestion) and question.rubric:
        for row in question.rubric:
            objective = row.objective or question.objective
            if objective is not None and row.id in levels and is_met(row, levels[row.id]):
                yield objective, Evidence(met=1)
    elif question.objective is not None:
        fraction = rounded(max(Decimal(0), min(Decimal(1), outcome.fraction)))
        yield question.objective, Evidence(1, fraction)


def lesson_to_read(content: QuizContent, question: Question) -> Lesson | None:
    """The first lesson of the course that serves the question's objective, else the first one of the quiz's module."""
    lessons = [item for _, item in content.document.items() if isinstance(item, Lesson)]
    serving = (item for item in lessons if question.objective and question.objective in item.objectives)
    nearest = (item for item in content.module.items if isinstance(item, Lesson))
    return next(serving, None) or next(nearest, None)


def window_of(dates: ItemDates) -> Window:
    """When a quiz opens and closes, as the engine takes it."""
    return Window(dates.opens_at, dates.closes_at)


class _Begun(Protocol):
    """What of an attempt decides whether another one may start."""

    @property
    def submitted_at(self) -> datetime | None: ...
    @property
    def returned_at(self) -> datetime | None: ...


def past_of(attempts: Iterable[_Begun]) -> Past:
    """What a learner did of a quiz; work that was returned to improve used up no attempt."""
    return Past.of(attempt.submitted_at for attempt in attempts if attempt.returned_at is None)


class _Ended(Protocol):
    """What of an attempt decides what shows of it."""

    @property
    def state(self) -> str: ...
    @property
    def pending(self) -> int: ...
    @property
    def released_at(self) -> datetime | None: ...


def standing_of(attempt: _Ended, closes_at: datetime | None, now: datetime) -> release.Standing:
    """Where an attempt stands, for deciding what may show of it."""
    return release.Standing(
        attempt.state, now, closes_at, pending=attempt.pending, is_released=attempt.released_at is not None
    )


def in_short(why: Reason) -> Reason:
    """The reason with its numbers to one decimal: nobody reads 26.6666 minutes."""
    params = {
        name: Decimal(f"{value.quantize(Decimal('0.1')).normalize():f}")
        if isinstance(value, Decimal)
        else value
        for name, value in why.params.items()
    }
    return Reason(why.code, params)


def reason_to_json(why: Reason) -> dict[str, Any]:
    """A reason as JSON values; moments and numbers keep their kind."""
    return {"code": why.code, "params": {name: _param_to_json(value) for name, value in why.params.items()}}


def _param_to_json(value: object) -> object:
    match value:
        case datetime():
            return {"moment": value.isoformat()}
        case Decimal():
            return {"number": str(value)}
        case _:
            return value


def reason_from_json(stored: Mapping[str, Any]) -> Reason:
    """What `reason_to_json` was given."""
    return Reason(stored["code"], {name: _param_from_json(value) for name, value in stored["params"].items()})


def _param_from_json(value: object) -> object:
    match value:
        case {"moment": str(moment)}:
            return datetime.fromisoformat(moment)
        case {"number": str(number)}:
            return Decimal(number)
        case _:
            return value
