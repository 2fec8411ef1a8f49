"""Self-checks: questions inside a lesson, asked and answered without an attempt and never marked.

They are stateless: the paper of a check follows from who asks and where, so a reply can be read without having stored anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

import lms.quiz.types  # noqa: F401 - registers the types
from lms.core.errors import InvalidInput
from lms.quiz.engine.outcomes import Mark
from lms.quiz.engine.question_type import Answer, InvalidAnswer, question_type
from lms.quiz.engine.questions import load_question


@dataclass(frozen=True)
class CheckView:
    """What the page shows of one self-check: `ask`, the question; once answered, `review`, what to think of the answer."""

    id: str
    type: str
    ask: dict[str, Any]
    review: dict[str, Any] | None


def prepared(question: Any, seed: str) -> tuple[Any, dict[str, Any]]:
    kind = question_type(question.type)
    return kind, kind.prepare(question, Random(seed), shuffle=True)  # noqa: S311 - an order, not a secret


def show(data: Mapping[str, Any], *, seed: str, language: str, answer: Answer | None) -> CheckView:
    """A self-check as the page shows it; `answer` is the last one given, if any."""
    question = load_question(data, language)
    kind, paper = prepared(question, seed)
    ask = kind.public(question, paper, language, None)
    review = kind.review(question, paper, answer, language) if answer is not None else None
    return CheckView(question.id, question.type, ask, review)


def read(
    data: Mapping[str, Any], *, seed: str, language: str, fields: Mapping[str, Sequence[str]]
) -> tuple[Answer | None, Decimal | None]:
    """A submitted self-check: the answer, None when blank, and its fraction if decided; `InvalidInput` when forged."""
    question = load_question(data, language)
    kind, paper = prepared(question, seed)
    try:
        answer = kind.read(question, paper, fields)
    except InvalidAnswer as error:
        raise InvalidInput(error.reason) from error
    if answer is None:
        return None, None
    outcome = kind.grade(question, paper, answer)
    return answer, outcome.fraction if isinstance(outcome, Mark) else None
