"""Comparing a typed text with an accepted one: folding, wildcards, and one slip of the fingers.

The matcher is a bit-parallel automaton: one pass over the text whatever the pattern, no regular expression.
"""

import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("\u2018\u2019\u02bc\u2032\u00b4`", "'"),
        **dict.fromkeys("\u2010\u2011\u2212", "-"),
    }
)
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE"})


def folded(text: str, ignore: Collection[str]) -> str:
    """The form in which texts are compared: NFC, one apostrophe, one hyphen, without what `ignore` names."""
    text = unicodedata.normalize("NFC", text).translate(_ALIKE)
    if "width" in ignore:
        text = "".join(_narrow(char) for char in text)
    if "spaces" in ignore:
        text = "".join(text.split())
    else:
        text = "".join(" " if char.isspace() else char for char in text).strip()
    if "accents" in ignore:
        decomposed = unicodedata.normalize("NFD", text.translate(_LIGATURES))
        text = "".join(char for char in decomposed if not unicodedata.combining(char))
    if "case" in ignore:
        text = text.casefold()
    return unicodedata.normalize("NFC", text)


def _narrow(char: str) -> str:
    """A full-width or half-width form as the usual one: keyboards of East Asia type both."""
    is_other = unicodedata.decomposition(char).startswith(("<wide>", "<narrow>"))
    return unicodedata.normalize("NFKC", char) if is_other else char


def letters(pattern: str) -> int:
    """How many letters a pattern holds: short words are too close to each other to forgive a slip."""
    return sum(char.isalpha() for char in pattern)


@dataclass(frozen=True)
class _Pattern:
    """A pattern as bit sets over its positions: where each character stands, where any text may go, where a slip may."""

    length: int
    places: dict[str, int]
    stars: int
    forgiving: int


def _compiled(pattern: str) -> _Pattern:
    places: dict[str, int] = {}
    length = stars = forgiving = 0
    for char in pattern:
        if char == "*":
            stars |= 1 << length
            continue
        places[char] = places.get(char, 0) | 1 << length
        # A wrong digit is a wrong number, not a slip.
        forgiving |= (not char.isdigit()) << length
        length += 1
    return _Pattern(length, places, stars, forgiving)


def slips(pattern: str, text: str) -> int | None:
    """0 when `text` matches `pattern` (`*` stands for any characters), 1 when one slip parts them, else None.

    A slip is a letter or sign too many, missing, wrong, or two neighbours swapped; digits must be right.
    """
    known = _compiled(pattern)
    exact, slipped, before, previous = 1, (1 & known.forgiving) << 1, 0, ""
    for char in text:
        here = known.places.get(char, 0)
        advanced = (exact & here) << 1 | (exact & known.stars)
        slipped = (slipped & here) << 1 | (slipped & known.stars) | (advanced & known.forgiving) << 1
        if not char.isdigit():
            slipped |= exact | (exact & known.forgiving) << 1 | _swapped(known, before, previous, char)
        before, exact, previous = exact, advanced, char
    goal = 1 << known.length
    if exact & goal:
        return 0
    return 1 if slipped & goal else None


def _swapped(known: _Pattern, before: int, previous: str, char: str) -> int:
    """Positions reached when the last two characters stand in the other order in the pattern."""
    if previous.isdigit():
        return 0
    ahead = known.places.get(previous, 0) >> 1 & ~(known.stars >> 1)
    return (before & ahead & known.places.get(char, 0)) << 2
