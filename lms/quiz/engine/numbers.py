"""Numbers as people type them: comma and point are decimal, spaces group, and doubt is shown."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any

from lms.core.reasons import reason
from lms.quiz.engine.question_type import InvalidAnswer

MAX_MAGNITUDE = 30
"""A number lies between 10^-30 and 10^31: enough for any course, and no arithmetic can run away."""

_MINUS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{EN DASH}": "-", "\N{NON-BREAKING HYPHEN}": "-"})
_NUMBER = re.compile(r"([+-]?) ?([\d., ]+)(?:[eE]([+-]?\d{1,4}))?")
_SPACE = re.compile(r"\s")


@dataclass(frozen=True)
class Reading:
    """How a typed number was understood; when `is_ambiguous` the page shows the reading."""

    value: Decimal
    is_ambiguous: bool


def read_number(text: str) -> Reading:
    """Understand a typed number, or raise `InvalidAnswer`; never guess at ill-placed separators."""
    match = _NUMBER.fullmatch(_SPACE.sub(" ", text.strip()).translate(_MINUS))
    if match is None:
        raise InvalidAnswer(reason("answer.not_a_number"))
    sign, mantissa, exponent = match.groups()
    whole, decimals, is_ambiguous = _split(mantissa.strip())
    if not whole and not decimals:
        raise InvalidAnswer(reason("answer.not_a_number"))
    value = Decimal(f"{sign}{whole or 0}{decimals and f'.{decimals}'}e{exponent or 0}")
    if not is_reachable(value):
        raise InvalidAnswer(reason("answer.number_out_of_reach"))
    return Reading(value, is_ambiguous)


def is_reachable(value: Decimal) -> bool:
    """Whether a number is finite and of a size that the program calculates with."""
    return value.is_finite() and (not value or abs(value.adjusted()) <= MAX_MAGNITUDE)


def format_number(value: Decimal, language: str, places: int | None = None) -> str:
    """A number for a page: decimal point in English, comma elsewhere, narrow spaces between thousands.

    `places` rounds half-up to so many decimals and shows them all (`12.50`); without it, no zero ends the decimals.
    """
    if places is not None:
        with localcontext(prec=2 * MAX_MAGNITUDE + 10):
            value = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    digits, _, decimals = format(value.copy_abs(), "f").partition(".")
    whole = f"{int(digits):,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    decimals = decimals if places is not None else decimals.rstrip("0")
    point = "." if language.startswith("en") else ","
    sign = "\N{MINUS SIGN}" if value < 0 else ""
    return f"{sign}{whole}{point}{decimals}" if decimals else f"{sign}{whole}"


def reading_view(value: Decimal, language: str) -> dict[str, Any]:
    """How a page tells the way in which an ambiguous number was read."""
    return {"number": format_number(value, language), "is_whole": value == value.to_integral_value()}


def without_unit(text: str, unit: Mapping[str, str]) -> str:
    """The text without the unit, which many people type although it stands beside the field."""
    for each in unit.values():
        text = text.strip().removesuffix(each)
    return text


def _split(mantissa: str) -> tuple[str, str, bool]:
    """Whole digits, decimals, and whether another reading was possible."""
    marks = [char for char in mantissa if char in ",."]
    if not marks:
        return _ungrouped(mantissa, " "), "", False
    if len(set(marks)) == 1 and len(marks) > 1:
        return _ungrouped(mantissa, marks[0]), "", True
    whole, decimals = mantissa.rsplit(marks[-1], 1)
    decimals = _joined(decimals)
    if len(marks) == 1:
        return _ungrouped(whole, " "), decimals, len(decimals) == 3
    if marks[-1] in whole:
        raise InvalidAnswer(reason("answer.not_a_number"))
    return _ungrouped(whole, marks[0]), decimals, True


def _ungrouped(whole: str, separator: str) -> str:
    """Digits without their separators, which must stand before groups of three."""
    first, *others = whole.split(separator)
    if others and not 1 <= len(first) <= 3:
        raise InvalidAnswer(reason("answer.not_a_number"))
    if any(len(group) != 3 for group in others):
        raise InvalidAnswer(reason("answer.not_a_number"))
    return _digits(first + "".join(others))


def _joined(decimals: str) -> str:
    """Decimals without the spaces that stand after groups of three (`0,000 001`)."""
    *others, last = decimals.split(" ")
    if any(len(group) != 3 for group in others) or (others and not 1 <= len(last) <= 3):
        raise InvalidAnswer(reason("answer.not_a_number"))
    return _digits("".join(others) + last)


def _digits(text: str) -> str:
    if text and not text.isdecimal():
        raise InvalidAnswer(reason("answer.not_a_number"))
    return text
