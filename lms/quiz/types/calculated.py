"""A number that follows from others, which each attempt draws anew."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Annotated, Any

from pydantic import Field

from lms.core.reasons import reason
from lms.core.texts import Text
from lms.quiz.engine.formula import FormulaError, parsed
from lms.quiz.engine.measures import (
    MeasuredQuestion,
    check_units,
    is_right,
    key_view,
    measure_fields,
    measure_view,
    read_measure,
)
from lms.quiz.engine.numbers import format_number
from lms.quiz.engine.outcomes import Mark, Outcome, Pending
from lms.quiz.engine.parameters import ANSWER, Derived, Parameter, Recipe, draw, trial
from lms.quiz.engine.placeholders import filled, names_in, readable
from lms.quiz.engine.question_type import (
    Answer,
    Fields,
    InvalidQuestion,
    Prepared,
    QuestionType,
    Sample,
    register,
)
from lms.quiz.engine.tolerance import check_figures, depends_on_correct, require_reachable
from lms.quiz.engine.views import asked, reviewed

FIGURES = 8
"""How many significant figures of the right number a review shows."""


class CalculatedQuestion(MeasuredQuestion):
    """Parameters, what follows from them, and the formula of the answer. Texts show `{name}`; the explanation also `{answer}`."""

    parameters: Annotated[tuple[Parameter, ...], Field(min_length=1, max_length=20)]
    constraints: Annotated[tuple[str, ...], Field(max_length=10)] = ()
    derived: Annotated[tuple[Derived, ...], Field(max_length=20)] = ()
    answer: str

    @property
    def recipe(self) -> Recipe:
        """All that decides the numbers."""
        return Recipe(self.parameters, self.constraints, self.derived, self.answer)


@register
class Calculated(QuestionType[CalculatedQuestion]):
    """The answer is what `read_measure` gives. `prepared` is `{"values": {name: decimal}}`: what was drawn and what follows."""

    key = "calculated"
    model = CalculatedQuestion
    secret = frozenset({"answer", "tolerance", "tolerance_kind", "explanation"})

    def check(self, question: CalculatedQuestion) -> None:
        tried = trial(question.recipe)
        require_reachable(question.tolerance, "tolerance")
        check_figures(question.tolerance, question.tolerance_kind)
        if tried.can_be_zero and depends_on_correct(question.tolerance, question.tolerance_kind):
            raise InvalidQuestion(reason("question.relative_draw_of_zero"), "tolerance_kind")
        check_units(question)
        self._check_texts(question, tried.giveaways)

    def _check_texts(self, question: CalculatedQuestion, giveaways: frozenset[str]) -> None:
        known = {one.name for one in question.parameters} | {one.name for one in question.derived}
        _check_places(question.stem, "stem", known)
        _check_places(question.explanation, "explanation", known | {ANSWER})
        for name in sorted(names_in(question.stem) & giveaways):
            raise InvalidQuestion(reason("question.shows_the_answer", name=name), "stem")
        for index, hint in enumerate(question.hints):
            # Hints are shown as they were written, by pages that know nothing of drawn numbers.
            for name in sorted(names_in(hint) & (known | {ANSWER})):
                raise InvalidQuestion(reason("question.hint_with_value", name=name), f"hints.{index}")

    def prepare(self, question: CalculatedQuestion, rng: Random, *, shuffle: bool) -> Prepared:
        return {"values": {name: str(value) for name, value in draw(question.recipe, rng).items()}}

    def public(
        self, question: CalculatedQuestion, prepared: Prepared, language: str, answer: Answer | None
    ) -> dict[str, Any]:
        shown = _with_values(question, _values(prepared))
        return {**asked(shown, language), **measure_view(question, language, answer), "limits": None}

    def read(self, question: CalculatedQuestion, prepared: Prepared, fields: Fields) -> Answer | None:
        return read_measure(question, fields)

    def grade(self, question: CalculatedQuestion, prepared: Prepared, answer: Answer) -> Outcome:
        correct = _correct(question, _values(prepared))
        if correct is None:
            return Pending(reason("pending.no_result"), if_settled=Mark(Decimal(1)))
        return Mark(Decimal(is_right(question, correct, answer)))

    def review(
        self, question: CalculatedQuestion, prepared: Prepared, answer: Answer | None, language: str
    ) -> dict[str, Any]:
        values = _values(prepared)
        correct = _correct(question, values)
        result = {} if correct is None else {ANSWER: correct}
        is_good = correct is None or (answer is not None and is_right(question, correct, answer))
        key = key_view(question, readable(correct or Decimal(0), FIGURES), language)
        return {
            **reviewed(
                _with_values(question, values | result), language, Decimal(is_good) if answer else None
            ),
            **measure_view(question, language, answer),
            **key,
            "correct": None if correct is None else key["correct"],
        }

    def marking_fields(self, question: CalculatedQuestion) -> dict[str, Any]:
        return {
            "parameters": [_parameter_fields(one) for one in question.parameters],
            "constraints": sorted(question.constraints),
            "derived": [[one.name, one.formula] for one in question.derived],
            "answer": question.answer,
            **measure_fields(question),
        }

    def samples(self) -> Sequence[Sample]:
        question: dict[str, Any] = {
            "id": "sample-calculated",
            "type": "calculated",
            "stem": {
                "fr": "Une campagne coûte {cost} € et rapporte {income:2} €. Quel est son ROI ?",
                "en": "A campaign costs {cost} € and brings {income:2} €. What is its ROI?",
            },
            # One value each, so that a worked answer holds for every draw.
            "parameters": [{"name": "cost", "values": [1600]}, {"name": "rate", "values": ["1.25"]}],
            "derived": [{"name": "income", "formula": "cost * rate"}],
            "constraints": ["income > cost"],
            "answer": "(income - cost) / cost * 100",
            "tolerance": 1,
            "unit": "%",
            "explanation": {
                "fr": "Le gain rapporté au coût : {answer} %.",
                "en": "Gain over cost: {answer} %.",
            },
        }
        relative = {**question, "tolerance": 2, "tolerance_kind": "relative"}
        euros = {**question, "answer": "income", "stem": "Combien rapporte {cost} € ?", "unit": "€"}
        units = {**euros, "units": [{"text": "k€", "factor": 1000}]}
        return [
            Sample(question, _typed("26", "26"), Decimal(1)),
            Sample(question, _typed("26,5 %", "26.5"), Decimal(0)),
            Sample(relative, _typed("25,5", "25.5"), Decimal(1)),
            Sample(relative, _typed("26", "26"), Decimal(0)),
            Sample(units, {**_typed("2 k€", "2000"), "is_converted": True}, Decimal(1)),
        ]


def _typed(text: str, number: str) -> Answer:
    return {"text": text, "number": number, "is_ambiguous": False}


def _check_places(text: Text, field: str, known: set[str]) -> None:
    for name in sorted(names_in(text) - known):
        raise InvalidQuestion(
            reason("question.unknown_name", name=name[:60], known=", ".join(sorted(known))), field
        )


def _values(prepared: Prepared) -> dict[str, Decimal]:
    return {name: Decimal(value) for name, value in prepared["values"].items()}


def _correct(question: CalculatedQuestion, values: Mapping[str, Decimal]) -> Decimal | None:
    """The right number, or None: a formula that was changed since may have none for the numbers of this attempt."""
    try:
        return parsed(question.answer).value(values)
    except FormulaError:
        return None


def _with_values(question: CalculatedQuestion, values: Mapping[str, Decimal]) -> CalculatedQuestion:
    texts = {"stem": filled(question.stem, values), "explanation": filled(question.explanation, values)}
    return question.model_copy(update=texts)


def _parameter_fields(one: Parameter) -> dict[str, Any]:
    ends = {name: getattr(one, name) for name in ("min", "max", "step")}
    numbers = {name: None if value is None else format_number(value, "en") for name, value in ends.items()}
    return {"name": one.name, "values": [format_number(value, "en") for value in one.values], **numbers}
