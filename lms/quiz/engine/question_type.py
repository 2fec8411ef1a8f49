"""What a question type is: six verbs over plain values, and the registry of the types that exist.

A type knows no web, database, clock or randomness of its own. `prepared` (its part of an attempt's frozen paper) and
`answer` are JSON values; they are stored, so their shape never changes without an upgrade step.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

from lms.core.reasons import Reason
from lms.quiz.engine.outcomes import Outcome
from lms.quiz.engine.question import Question

if TYPE_CHECKING:
    from lms.quiz.engine.mistakes import Mistake

Prepared = dict[str, Any]
Answer = dict[str, Any]
Fields = Mapping[str, Sequence[str]]
Q = TypeVar("Q", bound=Question)


class InvalidQuestion(ValueError):
    """The author's data can't be asked; `field` is the path of the culprit (`options.2.text`)."""

    def __init__(self, reason: Reason, field: str) -> None:
        super().__init__(f"{field}: {reason.code}")
        self.reason = reason
        self.field = field


class InvalidAnswer(ValueError):
    """What was sent is not an answer that this paper offers (a foreign option, two radios, a huge text).

    `readable` is what of it could be read, for showing the question again.
    """

    def __init__(self, reason: Reason, readable: "Answer | None" = None) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.readable = readable


@dataclass(frozen=True)
class Sample:
    """A worked answer by which a type tests itself.

    `answer` is in author's terms (as `grade` takes it); `expected` is the fraction, or None when not marked at once.
    """

    question: Mapping[str, Any]
    answer: Answer
    expected: Decimal | None


class QuestionType(ABC, Generic[Q]):
    """One kind of question. Subclass, set the class variables, and decorate with `@register`."""

    key: ClassVar[str]
    """Stored in the database: never changes."""
    model: ClassVar[type[Question]]
    secret: ClassVar[frozenset[str]]
    """Fields of the author's data, at any depth, that the page of a running attempt never receives."""
    is_manual: ClassVar[bool] = False
    """Whether a person marks its answers; its model is then a `ManualQuestion` (`engine/rubric.py`)."""

    is_marked: ClassVar[bool] = True
    """Whether its answers ever get a mark; a blank one of a type without marks counts neither way."""

    @abstractmethod
    def check(self, question: Q) -> None:
        """Raise `InvalidQuestion` when the data, though well-formed, can't be asked."""

    @abstractmethod
    def prepare(self, question: Q, rng: Random, *, shuffle: bool) -> Prepared:
        """The paper that this learner sees: option order and tokens, drawn parameters. Tokens say nothing of the key."""

    @abstractmethod
    def public(self, question: Q, prepared: Prepared, language: str, answer: Answer | None) -> dict[str, Any]:
        """Plain values for the type's template while the attempt runs; too little to grade with."""

    @abstractmethod
    def read(self, question: Q, prepared: Prepared, fields: Fields) -> Answer | None:
        """Submitted fields as an answer (author's ids, not tokens), None when blank; raise `InvalidAnswer`."""

    @abstractmethod
    def grade(self, question: Q, prepared: Prepared, answer: Answer) -> Outcome:
        """Mark an answer. The caller gives a blank one a zero without asking."""

    @abstractmethod
    def review(self, question: Q, prepared: Prepared, answer: Answer | None, language: str) -> dict[str, Any]:
        """Plain values for the review: `public` plus right answers, per-option verdicts and feedback."""

    @abstractmethod
    def marking_fields(self, question: Q) -> dict[str, Any]:
        """The fields that decide marks, without wording: their hash is the question's marking version."""

    def mistakes(self, question: Q, answer: Answer) -> "tuple[Mistake, ...]":
        """What in an answer that is not wholly right others may have got wrong alike; none where answers can't be compared."""
        return ()

    @abstractmethod
    def samples(self) -> Sequence[Sample]:
        """Worked answers, right, wrong and in between."""


_TYPES: dict[str, QuestionType[Any]] = {}


def register(cls: type[QuestionType[Any]]) -> type[QuestionType[Any]]:
    """Class decorator: add a type to the registry; two types with one key are a programming error."""
    if cls.key in _TYPES:
        raise ValueError(f"question type {cls.key} is registered twice")
    _TYPES[cls.key] = cls()
    return cls


def question_type(key: str) -> QuestionType[Any]:
    """The registered type, or KeyError."""
    return _TYPES[key]


def question_types() -> Mapping[str, QuestionType[Any]]:
    """Every registered type by key (import `lms.quiz.types` first)."""
    return _TYPES
