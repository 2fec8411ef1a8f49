"""Numbers with a tolerance and units: what the types share whose answer is a number."""

from collections.abc import Iterator, Sequence
from decimal import Decimal, localcontext
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from lms.core.reasons import reason
from lms.core.texts import Text, clean
from lms.quiz.engine.fields import text_of
from lms.quiz.engine.numbers import Reading, format_number, is_reachable, read_number, reading_view
from lms.quiz.engine.options import require_text
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import Answer, Fields, InvalidAnswer, InvalidQuestion
from lms.quiz.engine.tolerance import Tolerance, ToleranceKind, is_close, require_reachable
from lms.quiz.engine.views import text_view

MAX_LENGTH = 60
_PRECISION = 400  # exact for every product of numbers that `is_reachable` and `MAX_LENGTH` let in


class Unit(BaseModel):
    """Another unit that learners may type: one of it is `factor` of the main one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: Text
    factor: Annotated[Decimal, Field(gt=0, max_digits=60)]


class MeasuredQuestion(Question):
    """A question whose answer is a number, in the main unit or in one of `units`."""

    tolerance: Tolerance = Decimal(0)
    tolerance_kind: ToleranceKind = "absolute"
    unit: Text = Field(default_factory=dict)
    units: Annotated[tuple[Unit, ...], Field(max_length=20)] = ()


def check_units(question: MeasuredQuestion) -> None:
    """Raise `InvalidQuestion` for units that mean nothing or can't be told apart."""
    seen = set(question.unit.values())
    for index, unit in enumerate(question.units):
        path = f"units.{index}"
        require_text(question.unit, "unit")
        require_text(unit.text, f"{path}.text")
        require_reachable(unit.factor, f"{path}.factor")
        if seen & set(unit.text.values()):
            raise InvalidQuestion(reason("question.repeated_text"), f"{path}.text")
        seen |= set(unit.text.values())


def is_right(question: MeasuredQuestion, correct: Decimal, answer: Answer) -> bool:
    """Whether an answer is within the question's tolerance."""
    return is_close(Decimal(answer["number"]), correct, question.tolerance, question.tolerance_kind)


def read_measure(question: MeasuredQuestion, fields: Fields) -> Answer | None:
    """The answer in the field `number`, None when blank: `{"text": as typed, "number": in the main unit, "is_ambiguous": …}`.

    `is_converted` is there, and true, when it was typed in another unit.
    """
    text = text_of(fields, "number", limit=MAX_LENGTH)
    if text is None:
        return None
    typed, factor = _without_unit(question, text)
    reading = read_number(typed)
    answer = {"text": text, "number": str(_converted(reading, factor)), "is_ambiguous": reading.is_ambiguous}
    return answer if factor == 1 else {**answer, "is_converted": True}


def _converted(reading: Reading, factor: Decimal) -> Decimal:
    if factor == 1:
        return reading.value
    with localcontext(prec=_PRECISION):
        value = reading.value * factor
    if not is_reachable(value):
        raise InvalidAnswer(reason("answer.number_out_of_reach"))
    return value


def _symbols(question: MeasuredQuestion) -> Iterator[tuple[str, Decimal]]:
    """Every unit as people may type it, with its factor."""
    for text in question.unit.values():
        yield clean(text).strip(), Decimal(1)
    for unit in question.units:
        for text in unit.text.values():
            yield clean(text).strip(), unit.factor


def _without_unit(question: MeasuredQuestion, text: str) -> tuple[str, Decimal]:
    """The text without the unit that ends it, and that unit's factor: the longest that fits, `Kg` for `kg` where nothing else is."""
    text = text.strip()
    found = [
        (len(symbol), factor) for symbol, factor in _symbols(question) if symbol and text.endswith(symbol)
    ]
    if not found:
        found = [
            (len(symbol), factor)
            for symbol, factor in _symbols(question)
            if symbol and text.casefold().endswith(symbol.casefold())
        ]
    longest = max((length for length, _ in found), default=0)
    factors = {factor for length, factor in found if length == longest}
    if len(factors) != 1:
        return text, Decimal(1)
    return text[: len(text) - longest].strip(), factors.pop()


def measure_view(question: MeasuredQuestion, language: str, answer: Answer | None) -> dict[str, Any]:
    """What the page shows of the field: what was typed and how it was read, the unit, and the others that may be typed."""
    others = [text_view(unit.text, language) for unit in question.units]
    return {
        **_typed(question, language, answer),
        "unit": text_view(question.unit, language),
        "units": [text_view(question.unit, language), *others] if others else [],
        "max_length": MAX_LENGTH,
    }


def _typed(question: MeasuredQuestion, language: str, answer: Answer | None) -> dict[str, Any]:
    if answer is None:
        return {"value": "", "read_as": None}
    is_converted = answer.get("is_converted", False)
    reading = {
        **reading_view(Decimal(answer["number"]), language),
        "unit": text_view(question.unit, language) if is_converted else None,
    }
    return {"value": answer["text"], "read_as": reading if answer["is_ambiguous"] or is_converted else None}


def key_view(question: MeasuredQuestion, correct: Decimal, language: str) -> dict[str, Any]:
    """What a review shows of the right number and how far off was still right."""
    return {
        "correct": format_number(correct, language),
        "tolerance": format_number(question.tolerance, language) if question.tolerance else None,
        "tolerance_kind": question.tolerance_kind,
        "figures": int(question.tolerance) if question.tolerance_kind == "significant" else None,
    }


def measure_fields(question: MeasuredQuestion) -> dict[str, Any]:
    """What decides marks, in canonical numbers; units are there only when there are several."""
    fields: dict[str, Any] = {
        "tolerance": format_number(question.tolerance, "en"),
        "tolerance_kind": question.tolerance_kind,
    }
    return {**fields, "units": _unit_fields(question.units)} if question.units else fields


def _unit_fields(units: Sequence[Unit]) -> list[list[str]]:
    return sorted([text, format_number(unit.factor, "en")] for unit in units for text in unit.text.values())
