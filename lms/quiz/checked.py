"""What a page says of checks, hints and certainty while the attempt runs: only what this learner has earned or bought."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from lms.quiz.engine.outcomes import rounded
from lms.quiz.engine.paper import Slot
from lms.quiz.engine.policy import Policy
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import question_type
from lms.quiz.engine.release import at_once
from lms.quiz.engine.scoring import CERTAINTY
from lms.quiz.engine.views import text_view
from lms.quiz.images import with_address
from lms.quiz.models import Answer
from lms.quiz.reviewing import without_explanations
from lms.quiz.sittings import Sitting

SPELLING = "spelling"
"""The verdict of an answer that is one slip away from a right one: it costs no try."""


@dataclass(frozen=True)
class Checked:
    """What the last check said of the answer on the page: `right`, `partial`, `wrong` or `spelling`, and what the policy adds.

    Right answers and explanations come only once the question is closed: before, they would answer it.
    """

    verdict: str
    mark: Decimal | None = None
    review: dict[str, Any] | None = None
    explanation: dict[str, str] | None = None


@dataclass(frozen=True)
class Help:
    """What a question offers beside its answer. `tries_left` None: it can't be checked here; `certainty` empty: not asked."""

    checked: Checked | None = None
    is_closed: bool = False
    tries_left: int | None = None
    try_cost: int = 0
    hints: tuple[dict[str, str], ...] = ()
    hints_total: int = 0
    hint_cost: int = 0
    certainty: tuple[tuple[int, Decimal, Decimal], ...] = ()

    @property
    def can_check(self) -> bool:
        """Whether there is something left to check."""
        return bool(self.tries_left) and not self.is_closed

    @property
    def can_buy(self) -> bool:
        """Whether another hint is left."""
        return len(self.hints) < self.hints_total and not self.is_closed


def can_check(policy: Policy, question: Question) -> bool:
    """Whether answers to this question are judged while the attempt runs: not what a person marks, nor what nobody does."""
    kind = question_type(question.type)
    return policy.checks_at_once and not kind.is_manual and kind.is_marked


def asks_certainty(policy: Policy, question: Question) -> bool:
    """Whether the learner says how certain they are: nobody is sure of an essay, nor of an opinion."""
    kind = question_type(question.type)
    return policy.certainty and not kind.is_manual and kind.is_marked


def sells_hints(policy: Policy) -> bool:
    """Whether hints are offered: where answers are checked at once, or where hints have a price."""
    return policy.checks_at_once or policy.hint_penalty_percent > 0


def help_of(sitting: Sitting, slot: Slot, answer: Answer | None) -> Help:
    """What the page of a running attempt may show of one question, for the answer that is stored."""
    policy, question = sitting.content.policy, sitting.content.questions[slot.question_id]
    bought = answer.hints if answer else 0
    texts = [text_view(hint, sitting.attempt.language) for hint in question.hints[:bought]]
    used = answer.tries if answer else 0
    return Help(
        checked=_checked(sitting, slot, answer),
        is_closed=answer is not None and answer.is_closed,
        tries_left=max(0, policy.tries - used) if can_check(policy, question) else None,
        try_cost=policy.try_penalty_percent,
        hints=tuple(text for text in texts if text),
        hints_total=len(question.hints) if sells_hints(policy) else 0,
        hint_cost=policy.hint_penalty_percent,
        certainty=_certainty(slot) if asks_certainty(policy, question) else (),
    )


def _certainty(slot: Slot) -> tuple[tuple[int, Decimal, Decimal], ...]:
    """By level of certainty, the points that a right and a wrong answer bring, to two decimals."""
    return tuple(
        (level, round(slot.points * right, 2), round(slot.points * wrong, 2))
        for level, (right, wrong) in CERTAINTY.items()
    )


def _checked(sitting: Sitting, slot: Slot, answer: Answer | None) -> Checked | None:
    """Nothing once the answer changed after its check."""
    if answer is None or answer.checked_sequence is None or answer.checked_sequence != answer.sequence:
        return None
    if answer.outcome == "pending":
        return Checked(SPELLING)
    shown = at_once(sitting.content.policy)
    question = sitting.content.questions[slot.question_id]
    mark = rounded(slot.points * (answer.fraction or 0)) if shown.marks else None
    if not answer.is_closed:
        return Checked(str(answer.outcome), mark)
    # The type's own words: an explanation may hold the numbers that this attempt drew.
    kind = question_type(question.type)
    review = kind.review(question, slot.prepared, answer.response, sitting.attempt.language)
    review = with_address(review, sitting.attempt.revision_id)
    if not shown.explanations:
        review = without_explanations(review)
    return Checked(str(answer.outcome), mark, review if shown.answers else None, review["explanation"])
