"""A number, right within a tolerance."""

from collections.abc import Sequence
from decimal import Decimal, localcontext
from random import Random
from typing import Annotated, Any, Literal

from pydantic import Field

from lms.core.reasons import Reason, reason
from lms.core.texts import Text
from lms.quiz.engine.fields import text_of
from lms.quiz.engine.numbers import format_number, is_reachable, read_number
from lms.quiz.engine.outcomes import Mark
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

MAX_LENGTH = 60
_PRECISION = 400  # exact for every sum and product of numbers that `is_reachable` and `MAX_LENGTH` let in

Bounded = Annotated[Decimal, Field(max_digits=60)]


class NumericQuestion(Question):
    """The right number and how far off is still right; the limits are shown to learners and say what makes sense."""

    correct: Bounded
    tolerance: Annotated[Decimal, Field(ge=0, max_digits=60)] = Decimal(0)
    tolerance_kind: Literal["absolute", "relative"] = "absolute"
    unit: Text = Field(default_factory=dict)
    min: Bounded | None = None
    max: Bounded | None = None


@register
class Numeric(QuestionType[NumericQuestion]):
    """The answer is `{"text": as typed, "number": as understood, "is_ambiguous": …}`, the number as a decimal string."""

    key = "numeric"
    model = NumericQuestion
    secret = frozenset({"correct", "tolerance", "tolerance_kind", "explanation"})

    def check(self, question: NumericQuestion) -> None:
        numbers = {name: getattr(question, name) for name in ("correct", "tolerance", "min", "max")}
        for name, value in numbers.items():
            if value is not None and not is_reachable(value):
                raise InvalidQuestion(reason("question.number_out_of_reach"), name)
        if None not in (question.min, question.max) and numbers["min"] >= numbers["max"]:
            raise InvalidQuestion(reason("question.limits_crossed"), "max")
        if not _is_within(question, question.correct):
            raise InvalidQuestion(reason("question.correct_out_of_limits"), "correct")
        if question.tolerance_kind == "relative" and question.tolerance and not question.correct:
            raise InvalidQuestion(reason("question.relative_to_zero"), "tolerance_kind")

    def prepare(self, question: NumericQuestion, rng: Random, *, shuffle: bool) -> Prepared:
        return {}

    def public(
        self, question: NumericQuestion, prepared: Prepared, language: str, answer: Answer | None
    ) -> dict[str, Any]:
        return {
            **asked(question, language),
            **_typed(answer, language),
            "unit": text_view(question.unit, language),
            "limits": _limits(question, language),
            "max_length": MAX_LENGTH,
        }

    def read(self, question: NumericQuestion, prepared: Prepared, fields: Fields) -> Answer | None:
        text = text_of(fields, "number", limit=MAX_LENGTH)
        if text is None:
            return None
        reading = read_number(_without_unit(question, text))
        if not _is_within(question, reading.value):
            raise InvalidAnswer(_out_of_limits(question))
        return {"text": text, "number": str(reading.value), "is_ambiguous": reading.is_ambiguous}

    def grade(self, question: NumericQuestion, prepared: Prepared, answer: Answer) -> Mark:
        with localcontext(prec=_PRECISION):
            allowed = question.tolerance
            if question.tolerance_kind == "relative":
                allowed *= abs(question.correct) / 100
            is_right = abs(Decimal(answer["number"]) - question.correct) <= allowed
        return Mark(Decimal(is_right))

    def review(
        self, question: NumericQuestion, prepared: Prepared, answer: Answer | None, language: str
    ) -> dict[str, Any]:
        fraction = self.grade(question, prepared, answer).fraction if answer else None
        is_relative = question.tolerance_kind == "relative"
        return {
            **reviewed(question, language, fraction),
            **_typed(answer, language),
            "unit": text_view(question.unit, language),
            "correct": format_number(question.correct, language),
            "tolerance": format_number(question.tolerance, language) if question.tolerance else None,
            "is_relative": is_relative,
        }

    def marking_fields(self, question: NumericQuestion) -> dict[str, Any]:
        return {
            "correct": format_number(question.correct, "en"),
            "tolerance": format_number(question.tolerance, "en"),
            "tolerance_kind": question.tolerance_kind,
        }

    def samples(self) -> Sequence[Sample]:
        question: dict[str, Any] = {
            "id": "sample-numeric",
            "type": "numeric",
            "stem": {"fr": "Quel est le taux d’engagement ?", "en": "What is the engagement rate?"},
            "correct": 12.5,
            "tolerance": 0.1,
            "unit": {"fr": "%", "en": "%"},
            "min": 0,
            "max": 2000,
        }
        relative = {**question, "correct": 1250, "tolerance": 2, "tolerance_kind": "relative"}
        return [
            Sample(question, _answer("12,5", "12.5"), Decimal(1)),
            Sample(question, _answer("12.6 %", "12.6"), Decimal(1)),
            Sample(question, _answer("12,601", "12.601", is_ambiguous=True), Decimal(0)),
            Sample(relative, _answer("1 275", "1275"), Decimal(1)),
            Sample(relative, _answer("1.276,0", "1276.0", is_ambiguous=True), Decimal(0)),
        ]


def _answer(text: str, number: str, *, is_ambiguous: bool = False) -> Answer:
    return {"text": text, "number": number, "is_ambiguous": is_ambiguous}


def _is_within(question: NumericQuestion, value: Decimal) -> bool:
    is_high_enough = question.min is None or question.min <= value
    return is_high_enough and (question.max is None or value <= question.max)


def _without_unit(question: NumericQuestion, text: str) -> str:
    """The text without the unit, which many people type although it stands beside the field."""
    for unit in question.unit.values():
        text = text.strip().removesuffix(unit)
    return text


def _out_of_limits(question: NumericQuestion) -> Reason:
    if question.max is None:
        return reason("answer.too_small", min=question.min)
    if question.min is None:
        return reason("answer.too_great", max=question.max)
    return reason("answer.out_of_range", min=question.min, max=question.max)


def _limits(question: NumericQuestion, language: str) -> dict[str, str | None] | None:
    """The limits as texts, with an example that owes nothing to the key."""
    low, high = question.min, question.max
    if low is None and high is None:
        return None
    example = None if low is None or high is None else low + (high - low) / 8
    shown = {"min": low, "max": high, "example": example}
    return {name: None if value is None else format_number(value, language) for name, value in shown.items()}


def _typed(answer: Answer | None, language: str) -> dict[str, Any]:
    """The text as typed and, when another reading was possible, how it was read."""
    if answer is None:
        return {"value": "", "read_as": None}
    number = Decimal(answer["number"])
    reading = {"number": format_number(number, language), "is_whole": number == number.to_integral_value()}
    return {"value": answer["text"], "read_as": reading if answer["is_ambiguous"] else None}
