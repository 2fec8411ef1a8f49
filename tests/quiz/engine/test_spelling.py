import string
from itertools import product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lms.quiz.engine.spelling import folded, letters, slips

ALL = ("case", "accents", "spaces")


@pytest.mark.parametrize(
    ("one", "other", "ignore"),
    [
        ("L’été", "l'ete", ALL),
        ("Cœur", "COEUR", ALL),
        ("e\u0301te\u0301", "été", ()),
        ("Post It", "postit", ["case", "spaces"]),
        ("a\u00a0b", " a b ", ()),
        ("e\u2011mail", "e-mail", ()),
        ("Straße", "STRASSE", ["case"]),
    ],
)
def test_folding_forgives_what_is_ignored(one: str, other: str, ignore: list[str]) -> None:
    assert folded(one, ignore) == folded(other, ignore)


@pytest.mark.parametrize(
    ("one", "other", "ignore"),
    [
        ("Été", "été", ["accents", "spaces"]),
        ("été", "ete", ["case", "spaces"]),
        ("a b", "ab", ["case", "accents"]),
    ],
)
def test_folding_keeps_what_is_not_ignored(one: str, other: str, ignore: list[str]) -> None:
    assert folded(one, ignore) != folded(other, ignore)


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("reach", "reach", 0),
        ("reach", "reech", 1),
        ("reach", "rach", 1),
        ("reach", "reeach", 1),
        ("reach", "raech", 1),
        ("reach", "reahc", 1),
        ("reach", "ereach", 1),
        ("reach", "eahcr", None),
        ("anim*", "animation", 0),
        ("*commun*", "lacommunauté", 0),
        ("*commun*", "lacomunauté", 1),
        ("*commun*", "lacounauté", None),
        ("a*b", "ab", 0),
        ("a*b", "ba", None),
        ("windows10", "windows11", None),
        ("windows10", "windows01", None),
        ("windows10", "windows1", None),
        ("windows10", "window10", 1),
        ("windows10", "windows100", None),
        ("windows10", "window1s0", None),
        ("", "", 0),
        ("", "a", 1),
        ("a", "", 1),
    ],
)
def test_one_slip_is_seen_and_digits_must_be_right(pattern: str, text: str, expected: int | None) -> None:
    assert slips(pattern, text) == expected


def neighbours(word: str) -> set[str]:
    """Every text one slip away from `word`, by the definition."""
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    alphabet = "abc"
    return {
        *(head + char + tail for (head, tail), char in product(cuts, alphabet)),
        *(head + char + tail[1:] for (head, tail), char in product(cuts, alphabet) if tail),
        *(head + tail[1:] for head, tail in cuts if tail),
        *(head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1),
    } - {word}


WORDS = st.text("abc", max_size=6)


@settings(max_examples=50)
@given(word=WORDS, text=WORDS)
@example(word="aab", text="aba")
def test_slips_agree_with_the_definition(word: str, text: str) -> None:
    expected = 0 if word == text else 1 if text in neighbours(word) else None
    assert slips(word, text) == expected
    assert all(slips(word, near) == 1 for near in neighbours(word))


def matches(pattern: str, text: str) -> bool:
    """Wildcards by their definition, slowly."""
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(matches(pattern[1:], text[at:]) for at in range(len(text) + 1))
    return text[:1] == pattern[0] and matches(pattern[1:], text[1:])


@settings(max_examples=50)
@given(pattern=st.text("ab*", max_size=6), text=st.text("ab", max_size=7))
def test_stars_agree_with_the_definition(pattern: str, text: str) -> None:
    assert (slips(pattern, text) == 0) == matches(pattern, text)


class CountedText(str):
    """A text that counts how often it is read."""

    steps = 0

    def __iter__(self):  # type: ignore[no-untyped-def]
        for char in str.__iter__(self):
            CountedText.steps += 1
            yield char


def test_the_matcher_reads_a_hostile_text_once() -> None:
    CountedText.steps = 0
    assert slips("*a" * 90 + "*b", CountedText("a" * 500)) == 1
    assert CountedText.steps == 500


def test_letters_counts_letters_only() -> None:
    assert letters("ét*é 20") == 3
    assert letters(string.punctuation) == 0
