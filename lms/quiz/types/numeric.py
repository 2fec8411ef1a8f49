"""A number, right within a tolerance."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any

from lms.core.reasons import Reason, reason
from lms.quiz.engine.measures import (
    MeasuredQuestion,
    check_units,
    is_right,
    key_view,
    measure_fields,
    measure_view,
    read_measure,
)
from lms.quiz.engine.mistakes import Mistake
from lms.quiz.engine.numbers import format_number
from lms.quiz.engine.outcomes import Mark
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
from lms.quiz.engine.tolerance import Bounded, check_tolerance, require_reachable
from lms.quiz.engine.views import asked, reviewed


class NumericQuestion(MeasuredQuestion):
    """The right number, in the main unit; the limits are shown to learners and say what makes sense."""

    correct: Bounded
    min: Bounded | None = None
    max: Bounded | None = None


@register
class Numeric(QuestionType[NumericQuestion]):
    """The answer is what `read_measure` gives."""

    key = "numeric"
    model = NumericQuestion
    secret = frozenset({"correct", "tolerance", "tolerance_kind", "explanation"})

    def check(self, question: NumericQuestion) -> None:
        check_tolerance(question.correct, question.tolerance, question.tolerance_kind)
        check_units(question)
        require_reachable(question.min, "min")
        require_reachable(question.max, "max")
        if question.min is not None and question.max is not None and question.min >= question.max:
            raise InvalidQuestion(reason("question.limits_crossed"), "max")
        if not _is_within(question, question.correct):
            raise InvalidQuestion(reason("question.correct_out_of_limits"), "correct")

    def prepare(self, question: NumericQuestion, rng: Random, *, shuffle: bool) -> Prepared:
        return {}

    def public(
        self, question: NumericQuestion, prepared: Prepared, language: str, answer: Answer | None
    ) -> dict[str, Any]:
        return {
            **asked(question, language),
            **measure_view(question, language, answer),
            "limits": _limits(question, language),
        }

    def read(self, question: NumericQuestion, prepared: Prepared, fields: Fields) -> Answer | None:
        answer = read_measure(question, fields)
        if answer is not None and not _is_within(question, Decimal(answer["number"])):
            raise InvalidAnswer(_out_of_limits(question))
        return answer

    def grade(self, question: NumericQuestion, prepared: Prepared, answer: Answer) -> Mark:
        return Mark(Decimal(is_right(question, question.correct, answer)))

    def review(
        self, question: NumericQuestion, prepared: Prepared, answer: Answer | None, language: str
    ) -> dict[str, Any]:
        fraction = self.grade(question, prepared, answer).fraction if answer else None
        return {
            **reviewed(question, language, fraction),
            **measure_view(question, language, answer),
            **key_view(question, question.correct, language),
        }

    def marking_fields(self, question: NumericQuestion) -> dict[str, Any]:
        return {"correct": format_number(question.correct, "en"), **measure_fields(question)}

    def mistakes(self, question: NumericQuestion, answer: Answer) -> tuple[Mistake, ...]:
        """The number, however it was typed, once two people have found it."""
        number = Decimal(answer["number"])
        if is_right(question, question.correct, answer):
            return ()
        text = {code: format_number(number, code) for code in ("en", "fr")}
        return (Mistake(text["en"], text, least=2),)

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
        figures = {**question, "correct": "0.333333", "tolerance": 3, "tolerance_kind": "significant"}
        units = {**question, "correct": 1250, "unit": "€", "units": [{"text": "k€", "factor": 1000}]}
        return [
            Sample(question, _answer("12,5", "12.5"), Decimal(1)),
            Sample(question, _answer("12.6 %", "12.6"), Decimal(1)),
            Sample(question, _answer("12,601", "12.601", is_ambiguous=True), Decimal(0)),
            Sample(relative, _answer("1 275", "1275"), Decimal(1)),
            Sample(relative, _answer("1.276,0", "1276.0", is_ambiguous=True), Decimal(0)),
            Sample(figures, _answer("0,333", "0.333", is_ambiguous=True), Decimal(1)),
            Sample(figures, _answer("0,3", "0.3"), Decimal(0)),
            Sample(units, {**_answer("1,25 k€", "1250.00"), "is_converted": True}, Decimal(1)),
            Sample(units, _answer("1 250 €", "1250"), Decimal(1)),
        ]


def _answer(text: str, number: str, *, is_ambiguous: bool = False) -> Answer:
    return {"text": text, "number": number, "is_ambiguous": is_ambiguous}


def _is_within(question: NumericQuestion, value: Decimal) -> bool:
    is_high_enough = question.min is None or question.min <= value
    return is_high_enough and (question.max is None or value <= question.max)


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
