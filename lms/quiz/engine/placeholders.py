"""Values in texts: `{cost}` or, with two decimals, `{cost:2}`. No other syntax, so a text can reach nothing but numbers."""

import re
from collections.abc import Mapping
from decimal import Decimal

from lms.quiz.engine.numbers import format_number

MAX_PLACES = 6
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)(?::([0-6]))?\}")


def names_in(text: Mapping[str, str]) -> set[str]:
    """The names that a text asks for, in any of its languages."""
    return {name for value in text.values() for name, _ in _PLACE.findall(value)}


def filled(text: Mapping[str, str], values: Mapping[str, Decimal]) -> dict[str, str]:
    """The text with its values, each written as the language of the text writes numbers; an unknown name stays as it is."""
    return {language: _filled(value, values, language) for language, value in text.items()}


def _filled(text: str, values: Mapping[str, Decimal], language: str) -> str:
    return _PLACE.sub(lambda place: _shown(place, values, language), text)


def _shown(place: re.Match[str], values: Mapping[str, Decimal], language: str) -> str:
    name, places = place.groups()
    if name not in values:
        return place[0]
    if places is not None:
        return format_number(values[name], language, int(places))
    return format_number(readable(values[name], MAX_PLACES), language)


def readable(value: Decimal, figures: int) -> Decimal:
    """The number itself when it has no more decimals than that, else with so many significant figures, whole digits kept.

    A third is 0.333333, and 12345.67 stays: who reckons with what is shown must find what the key was reckoned with.
    """
    if len(f"{value:f}".partition(".")[2].rstrip("0")) <= figures:
        return value
    places = max(0, figures - 1 - value.adjusted())
    return Decimal(f"{value:.{places}f}") if value else value
