"""A place on a scale, such as 1 to 5: for surveys and self-assessment, never marked."""

from collections.abc import Sequence
from random import Random
from typing import Any

from pydantic import Field

from lms.core.reasons import reason
from lms.core.texts import Text
from lms.quiz.engine.fields import value_of
from lms.quiz.engine.options import require_text
from lms.quiz.engine.outcomes import Unmarked
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import (
    Answer,
    Fields,
    InvalidAnswer,
    InvalidQuestion,
    Prepared,
    QuestionType,
    Sample,
    register,
)
from lms.quiz.engine.views import asked, reviewed, text_view

MAX_STEPS = 11


class ScaleQuestion(Question):
    """Whole numbers from `min` to `max`; the labels say what the two ends mean."""

    min: int = 1
    max: int = 5
    min_label: Text = Field(default_factory=dict)
    max_label: Text = Field(default_factory=dict)


@register
class Scale(QuestionType[ScaleQuestion]):
    """The answer is `{"value": whole number}`. A scale has its order, so nothing is shuffled and nothing prepared."""

    key = "scale"
    model = ScaleQuestion
    secret = frozenset({"explanation"})
    is_marked = False

    def check(self, question: ScaleQuestion) -> None:
        if not (0 <= question.min <= 1 and 1 <= question.max - question.min < MAX_STEPS):
            raise InvalidQuestion(reason("question.scale_range"), "max")
        for name in ("min_label", "max_label"):
            if getattr(question, name):
                require_text(getattr(question, name), name)

    def prepare(self, question: ScaleQuestion, rng: Random, *, shuffle: bool) -> Prepared:
        return {}

    def public(
        self, question: ScaleQuestion, prepared: Prepared, language: str, answer: Answer | None
    ) -> dict[str, Any]:
        return {**asked(question, language), **_steps(question, language, answer)}

    def read(self, question: ScaleQuestion, prepared: Prepared, fields: Fields) -> Answer | None:
        token = value_of(fields, "choice")
        if token is None:
            return None
        values = {str(value): value for value in range(question.min, question.max + 1)}
        if token not in values:
            raise InvalidAnswer(reason("answer.foreign_option"))
        return {"value": values[token]}

    def grade(self, question: ScaleQuestion, prepared: Prepared, answer: Answer) -> Unmarked:
        return Unmarked()

    def review(
        self, question: ScaleQuestion, prepared: Prepared, answer: Answer | None, language: str
    ) -> dict[str, Any]:
        return {
            **reviewed(question, language, None),
            **_steps(question, language, answer),
            # Neither right nor wrong: only whether it was answered.
            "verdict": "blank" if answer is None else "none",
        }

    def marking_fields(self, question: ScaleQuestion) -> dict[str, Any]:
        return {"min": question.min, "max": question.max}

    def samples(self) -> Sequence[Sample]:
        five = {
            "id": "sample-scale",
            "type": "scale",
            "stem": {"fr": "Êtes-vous à l’aise ?", "en": "Do you feel at ease?"},
            "min_label": {"fr": "pas du tout", "en": "not at all"},
            "max_label": {"fr": "tout à fait", "en": "completely"},
            "explanation": {"fr": "Revoyez la leçon sous 3.", "en": "Read the lesson again under 3."},
        }
        ten = {**five, "min": 0, "max": 10, "min_label": {}, "max_label": {}}
        return [
            Sample(five, {"value": 4}, None),
            Sample(five, {"value": 1}, None),
            Sample(ten, {"value": 0}, None),
            Sample(ten, {"value": 10}, None),
        ]


def _steps(question: ScaleQuestion, language: str, answer: Answer | None) -> dict[str, Any]:
    chosen = answer["value"] if answer else None
    values = range(question.min, question.max + 1)
    return {
        "options": [{"token": str(value), "checked": value == chosen} for value in values],
        "min_label": text_view(question.min_label, language),
        "max_label": text_view(question.max_label, language),
    }
