"""Self-checks: questions inside a lesson, asked and answered without an attempt and never marked.

They are stateless: the paper of a check follows from who asks and where, so a reply can be read without having stored anything.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random
from typing import Any

import lms.quiz.types  # noqa: F401 - registers the types
from lms.core.reasons import Reason, reason
from lms.quiz.engine.outcomes import Mark
from lms.quiz.engine.question_type import Answer, InvalidAnswer, question_type
from lms.quiz.engine.questions import load_question
from lms.quiz.images import with_address


@dataclass(frozen=True)
class Paper:
    """One self-check for one reader: its question, and the order and tokens that `seed` gives.

    `written_in` is the language of the author's plain texts, when it isn't the reader's.
    """

    data: Mapping[str, Any]
    seed: str
    language: str
    written_in: str | None = None

    def parts(self) -> tuple[Any, Any, dict[str, Any]]:
        """The type, the question and what was prepared of it; the same for the same seed."""
        question = load_question(self.data, self.written_in or self.language)
        kind = question_type(question.type)
        rng = Random(self.seed)  # noqa: S311 - an order, not a secret
        return kind, question, kind.prepare(question, rng, shuffle=True)


@dataclass(frozen=True)
class Reply:
    """A submitted self-check: the answer and its fraction (None when it can't be marked), or why it is none."""

    answer: Answer | None = None
    fraction: Decimal | None = None
    error: Reason | None = None


@dataclass(frozen=True)
class CheckView:
    """What the page shows of one self-check: `ask`, the question; once answered, `review`, what to think of the answer."""

    id: str
    type: str
    ask: dict[str, Any]
    review: dict[str, Any] | None
    error: Reason | None = None


def show(paper: Paper, reply: Reply = Reply()) -> CheckView:
    """A self-check as the page shows it, after the last reply if there was one."""
    kind, question, prepared = paper.parts()
    ask = kind.public(question, prepared, paper.language, None)
    review = None
    if reply.answer is not None:
        try:
            review = kind.review(question, prepared, reply.answer, paper.language)
        except (LookupError, TypeError, ValueError, ArithmeticError):
            # The course was corrected since, and the answer fits the question no more: it is asked again.
            review = None
    return CheckView(question.id, question.type, ask, review, reply.error)


def placed(check: CheckView, revision_id: int) -> CheckView:
    """A self-check with the address of its image, which lies in a revision of the course."""
    review = None if check.review is None else with_address(check.review, revision_id)
    return replace(check, ask=with_address(check.ask, revision_id), review=review)


def read(paper: Paper, fields: Mapping[str, Sequence[str]]) -> Reply:
    """What was submitted, as a reply; blank and impossible answers are errors with their reason."""
    kind, question, prepared = paper.parts()
    try:
        answer = kind.read(question, prepared, fields)
    except InvalidAnswer as error:
        return Reply(error=error.reason)
    if answer is None:
        return Reply(error=reason("learning.blank_check"))
    outcome = kind.grade(question, prepared, answer)
    # Outside a quiz nothing marks negatively.
    return Reply(answer, max(Decimal(0), outcome.fraction) if isinstance(outcome, Mark) else None)
