"""Pure decisions of a sitting."""

from decimal import Decimal

import pytest

from lms.core.reasons import reason
from lms.quiz.engine.outcomes import Mark, Outcome, Pending, Unmarked
from lms.quiz.rules import outcome_word


@pytest.mark.parametrize(
    ("outcome", "answer", "word"),
    [
        (Pending(reason("pending.near_spelling")), {"text": "x"}, "pending"),
        (Unmarked(), {"value": 3}, "unmarked"),
        (Mark(Decimal(1)), {"option": "a"}, "right"),
        (Mark(Decimal("0.5")), {"options": ["a"]}, "partial"),
        (Mark(Decimal(0)), {"option": "b"}, "wrong"),
        (Mark(Decimal(0)), None, "blank"),
    ],
)
def test_one_word_for_each_outcome(outcome: Outcome, answer: dict[str, object] | None, word: str) -> None:
    assert outcome_word(outcome, answer) == word
