"""Pure decisions of a sitting: what a quiz of a revision is, receipts, digests, what was shown of each objective."""

import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import lms.quiz.types  # noqa: F401 - registers the question types
from lms.cohorts.rules import ItemDates
from lms.core.reasons import Reason
from lms.courses.cache import LruCache
from lms.courses.document import CourseDocument, Lesson, Module, Quiz
from lms.quiz.engine.grading import Result
from lms.quiz.engine.outcomes import Mark, Outcome, Pending, Unmarked
from lms.quiz.engine.paper import Paper
from lms.quiz.engine.policy import GRACE, OPEN, Policy, policy_of, refusal_to_start
from lms.quiz.engine.question import Question
from lms.quiz.engine.questions import load_question
from lms.quiz.engine.views import verdict_of

SUBMITTED = "submitted"
PRACTICE = "practice"
RECEIPT_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""32 signs, without those that people mix up (I and L with 1, O with 0) or that make words (U)."""


class QuizContent:
    """A quiz of a published revision, with its questions validated and its settings resolved. Never changes."""

    def __init__(self, document: CourseDocument, module: Module, item: Quiz) -> None:
        self.document = document
        self.module = module
        self.item = item
        self.policy: Policy = policy_of(item.preset, item.policy)
        loaded = [load_question(data, document.language) for data in item.questions]
        self.questions: dict[str, Question] = {question.id: question for question in loaded}

    @property
    def is_practice(self) -> bool:
        """Whether it starts inside the lesson and ends on its result."""
        return self.item.preset == PRACTICE

    @property
    def points(self) -> Decimal:
        """What the whole paper is worth."""
        return sum((question.points for question in self.questions.values()), Decimal(0))


CACHED_QUIZZES = 256
# An entry keeps its document alive, so the document's id can't come to name another one.
_contents: LruCache[QuizContent] = LruCache(CACHED_QUIZZES)


def quiz_content(document: CourseDocument, key: str) -> QuizContent | None:
    """The quiz `key` of a document, None when it has no such quiz. Kept in this process beside the cached document."""
    _, item = document.by_id.get(key, (None, None))
    if not isinstance(item, Quiz):
        return None
    module = document.by_id[key][0]
    return _contents.get((id(document), key), lambda: QuizContent(document, module, item))


def is_over(state: str, due_at: datetime | None, now: datetime) -> bool:
    """Whether an attempt takes no more answers: it was submitted, or its deadline and the grace for saves are past."""
    return state != OPEN or (due_at is not None and now > due_at + GRACE)


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


def evidence_of(
    paper: Paper, questions: Mapping[str, Question], result: Result
) -> dict[str, tuple[int, Decimal]]:
    """By objective, how many of its questions were marked in this attempt and the sum of their fractions."""
    shown: dict[str, tuple[int, Decimal]] = {}
    for slot in paper.slots:
        objective, outcome = questions[slot.question_id].objective, result.outcomes[slot.number]
        if objective is not None and isinstance(outcome, Mark):
            graded, earned = shown.get(objective, (0, Decimal(0)))
            shown[objective] = (graded + 1, earned + outcome.fraction)
    return shown


def lesson_to_read(content: QuizContent, question: Question) -> Lesson | None:
    """The first lesson of the course that serves the question's objective, else the first one of the quiz's module."""
    lessons = [item for _, item in content.document.items() if isinstance(item, Lesson)]
    serving = (item for item in lessons if question.objective and question.objective in item.objectives)
    nearest = (item for item in content.module.items if isinstance(item, Lesson))
    return next(serving, None) or next(nearest, None)


@dataclass(frozen=True)
class Standing:
    """How a learner stands with a quiz: attempts begun, and when the last one ended."""

    taken: int
    last_submitted_at: datetime | None

    @classmethod
    def of(cls, ended: Iterable[datetime | None]) -> "Standing":
        """From the moments at which the attempts ended, None for a running one."""
        moments = list(ended)
        return cls(len(moments), max((moment for moment in moments if moment), default=None))

    def refusal(self, policy: Policy, dates: ItemDates, now: datetime) -> Reason | None:
        """Why another attempt may not start now, or None."""
        return refusal_to_start(
            policy, self.taken, self.last_submitted_at, now, dates.opens_at, dates.closes_at
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
