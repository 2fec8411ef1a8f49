"""Texts: what is stored, compared and shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.core.texts import clean, email_key, fold, localize, one_line

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("text", ["a\x00b", "\ud800", "fin\udfff"])
def test_what_no_database_stores_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="can't be stored"):
        clean(text)


def test_letters_and_their_accents_become_one() -> None:
    assert clean("e\u0301le\u0300ve") == "élève"


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@pytest.mark.parametrize(
    ("one", "other"), [("Élodie", "elodie"), ("STRASSE", "straße"), (" Noël ", "NOEL"), ("ﬁn", "fin")]
)
def test_folding_forgets_case_and_accents(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ada@Example.org", "ada@example.org"), (" a@b.fr ", "A@B.FR"), ("mıke@b.fr", "mike@b.fr")],
)
def test_one_address_has_one_key(one: str, other: str) -> None:
    assert email_key(one) == email_key(other)


def test_accents_make_another_address() -> None:
    assert email_key("rene@b.fr") != email_key("rené@b.fr")


def test_a_missing_language_falls_back_and_says_so() -> None:
    assert localize({"fr": "Bonjour", "en": "Hello"}, "en") == ("Hello", "en")
    assert localize({"fr": "Bonjour"}, "en") == ("Bonjour", "fr")
    assert localize({}, "en") == ("", "en")


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("  Quiz\u202f:  les\toutils\r\n", "Quiz\u202f: les outils"),
        ("«\u00a0Oui\u00a0»\u2003!", "«\u00a0Oui\u00a0» !"),
        ("\u202f\u00a0 \n", ""),
    ],
)
def test_one_line_keeps_french_spaces(typed: str, line: str) -> None:
    assert one_line(typed) == line
