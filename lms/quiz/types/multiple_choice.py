"""One or more right answers among several."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any, Literal

from lms.core.reasons import reason
from lms.quiz.engine.fields import values_of
from lms.quiz.engine.mistakes import Mistake, wrong_options
from lms.quiz.engine.options import (
    Options,
    check_options,
    prepare_options,
    public_options,
    reviewed_options,
)
from lms.quiz.engine.outcomes import Mark
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import (
    Answer,
    Fields,
    InvalidQuestion,
    Prepared,
    QuestionType,
    Sample,
    register,
)
from lms.quiz.engine.tokens import id_of
from lms.quiz.engine.views import asked, reviewed


class MultipleChoiceQuestion(Question):
    """Options, one or more of them right, and how a partly right answer is marked."""

    options: Options
    marking: Literal["all_or_nothing", "proportional", "right_minus_wrong"] = "proportional"


@register
class MultipleChoice(QuestionType[MultipleChoiceQuestion]):
    """The answer is `{"options": [ids]}` in the author's order.

    `all_or_nothing`: exactly the right options, or 0. `proportional`: right ones chosen, divided by the number of right
    ones, or of chosen ones if more were chosen, so that ticking everything never pays. `right_minus_wrong`: each wrong
    one cancels a right one and goes below 0, down to -1, which counts only where the quiz marks negatively.
    """

    key = "multiple_choice"
    model = MultipleChoiceQuestion
    secret = frozenset({"correct", "feedback", "explanation"})

    def check(self, question: MultipleChoiceQuestion) -> None:
        check_options(question.options)
        if not _right(question):
            raise InvalidQuestion(reason("question.no_right_option"), "options")

    def prepare(self, question: MultipleChoiceQuestion, rng: Random, *, shuffle: bool) -> Prepared:
        return prepare_options(question.options, rng, shuffle=shuffle)

    def public(
        self, question: MultipleChoiceQuestion, prepared: Prepared, language: str, answer: Answer | None
    ) -> dict[str, Any]:
        options = public_options(question.options, prepared["options"], language, _chosen(answer))
        return {**asked(question, language), "options": options}

    def read(self, question: MultipleChoiceQuestion, prepared: Prepared, fields: Fields) -> Answer | None:
        tokens = values_of(fields, "choice", at_most=len(question.options))
        chosen = {id_of(prepared["options"], token) for token in tokens}
        if not chosen:
            return None
        return {"options": [option.id for option in question.options if option.id in chosen]}

    def grade(self, question: MultipleChoiceQuestion, prepared: Prepared, answer: Answer) -> Mark:
        chosen = set(answer["options"])
        return Mark(_fraction(question.marking, chosen, _right(question)), tuple(answer["options"]))

    def review(
        self, question: MultipleChoiceQuestion, prepared: Prepared, answer: Answer | None, language: str
    ) -> dict[str, Any]:
        fraction = self.grade(question, prepared, answer).fraction if answer else None
        options = reviewed_options(question.options, prepared["options"], language, _chosen(answer))
        return {**reviewed(question, language, fraction), "options": options}

    def marking_fields(self, question: MultipleChoiceQuestion) -> dict[str, Any]:
        return {
            "options": sorted(option.id for option in question.options),
            "correct": sorted(_right(question)),
            "marking": question.marking,
        }

    def mistakes(self, question: MultipleChoiceQuestion, answer: Answer) -> tuple[Mistake, ...]:
        return wrong_options(question.options, _chosen(answer), _right(question))

    def samples(self) -> Sequence[Sample]:
        strict, partial, severe = (
            _sample(marking) for marking in ("all_or_nothing", "proportional", "right_minus_wrong")
        )
        right, everything = {"options": ["reach", "clicks"]}, {"options": ["reach", "mood", "clicks", "logo"]}
        half, wrong = {"options": ["reach"]}, {"options": ["mood"]}
        return [
            Sample(strict, right, Decimal(1)),
            Sample(strict, half, Decimal(0)),
            Sample(partial, right, Decimal(1)),
            Sample(partial, half, Decimal("0.5")),
            Sample(partial, everything, Decimal("0.5")),
            Sample(partial, wrong, Decimal(0)),
            Sample(severe, half, Decimal("0.5")),
            Sample(severe, everything, Decimal(0)),
            Sample(severe, wrong, Decimal("-0.5")),
        ]


def _right(question: MultipleChoiceQuestion) -> set[str]:
    return {option.id for option in question.options if option.correct}


def _chosen(answer: Answer | None) -> tuple[str, ...]:
    return tuple(answer["options"]) if answer else ()


def _fraction(marking: str, chosen: set[str], right: set[str]) -> Decimal:
    hits = len(chosen & right)
    if marking == "all_or_nothing":
        return Decimal(chosen == right)
    if marking == "proportional":
        return Decimal(hits) / max(len(right), len(chosen))
    return max(Decimal(-1), Decimal(hits - len(chosen - right)) / len(right))


def _sample(marking: str) -> dict[str, Any]:
    return {
        "id": "sample-multiple-choice",
        "type": "multiple_choice",
        "stem": {"fr": "Que mesure-t-on ?", "en": "What is measured?"},
        "marking": marking,
        "options": [
            {"id": "reach", "text": {"fr": "La portée", "en": "Reach"}, "correct": True},
            {"id": "mood", "text": {"fr": "L’humeur", "en": "Mood"}, "feedback": {"fr": "Non.", "en": "No."}},
            {"id": "clicks", "text": {"fr": "Les clics", "en": "Clicks"}, "correct": True},
            {"id": "logo", "text": {"fr": "Le logo", "en": "The logo"}},
        ],
    }
