"""A statement that is true or false."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any

from pydantic import Field

from lms.core.reasons import reason
from lms.core.texts import Text
from lms.quiz.engine.fields import value_of
from lms.quiz.engine.mistakes import Mistake
from lms.quiz.engine.outcomes import Mark
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import (
    Answer,
    Fields,
    InvalidAnswer,
    Prepared,
    QuestionType,
    Sample,
    register,
)
from lms.quiz.engine.views import asked, reviewed, text_view

_VALUES = {"true": True, "false": False}


class TrueFalseQuestion(Question):
    """Which of the two is right, and what to say to whoever chose each."""

    correct: bool
    feedback_true: Text = Field(default_factory=dict)
    feedback_false: Text = Field(default_factory=dict)


@register
class TrueFalse(QuestionType[TrueFalseQuestion]):
    """The answer is `{"value": true}` or `{"value": false}`. The two are never shuffled, so nothing is prepared."""

    key = "true_false"
    model = TrueFalseQuestion
    secret = frozenset({"correct", "feedback_true", "feedback_false", "explanation"})

    def check(self, question: TrueFalseQuestion) -> None:
        """Every well-formed statement can be asked."""

    def prepare(self, question: TrueFalseQuestion, rng: Random, *, shuffle: bool) -> Prepared:
        return {}

    def public(
        self, question: TrueFalseQuestion, prepared: Prepared, language: str, answer: Answer | None
    ) -> dict[str, Any]:
        options = [
            {"token": token, "checked": answer is not None and answer["value"] is value}
            for token, value in _VALUES.items()
        ]
        return {**asked(question, language), "options": options}

    def read(self, question: TrueFalseQuestion, prepared: Prepared, fields: Fields) -> Answer | None:
        token = value_of(fields, "choice")
        if token is None:
            return None
        if token not in _VALUES:
            raise InvalidAnswer(reason("answer.foreign_option"))
        return {"value": _VALUES[token]}

    def grade(self, question: TrueFalseQuestion, prepared: Prepared, answer: Answer) -> Mark:
        return Mark(Decimal(answer["value"] is question.correct), ("true" if answer["value"] else "false",))

    def review(
        self, question: TrueFalseQuestion, prepared: Prepared, answer: Answer | None, language: str
    ) -> dict[str, Any]:
        fraction = self.grade(question, prepared, answer).fraction if answer else None
        options = [_reviewed(question, answer, token, language) for token in _VALUES]
        return {**reviewed(question, language, fraction), "options": options}

    def marking_fields(self, question: TrueFalseQuestion) -> dict[str, Any]:
        return {"correct": question.correct}

    def mistakes(self, question: TrueFalseQuestion, answer: Answer) -> tuple[Mistake, ...]:
        """The value, by its name: pages have the words for it."""
        value: bool = answer["value"]
        return () if value is question.correct else (Mistake("true" if value else "false", {}),)

    def samples(self) -> Sequence[Sample]:
        question = {
            "id": "sample-true-false",
            "type": "true_false",
            "stem": {"fr": "La portée compte des personnes.", "en": "Reach counts people."},
            "correct": True,
            "feedback_false": {"fr": "Les impressions comptent des vues.", "en": "Impressions count views."},
        }
        opposite = {**question, "correct": False}
        return [
            Sample(question, {"value": True}, Decimal(1)),
            Sample(question, {"value": False}, Decimal(0)),
            Sample(opposite, {"value": False}, Decimal(1)),
        ]


def _reviewed(
    question: TrueFalseQuestion, answer: Answer | None, token: str, language: str
) -> dict[str, Any]:
    value = _VALUES[token]
    is_chosen = answer is not None and answer["value"] is value
    is_correct = question.correct is value
    verdict = {(True, True): "right", (True, False): "wrong", (False, True): "missed"}
    feedback = question.feedback_true if value else question.feedback_false
    return {
        "token": token,
        "checked": is_chosen,
        "verdict": verdict.get((is_chosen, is_correct), "none"),
        "feedback": text_view(feedback, language) if is_chosen else None,
    }
