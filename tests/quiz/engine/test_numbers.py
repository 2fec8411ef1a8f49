from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.quiz.engine.numbers import Reading, format_number, is_reachable, read_number
from lms.quiz.engine.question_type import InvalidAnswer


@pytest.mark.parametrize(
    ("text", "value", "is_ambiguous"),
    [
        ("12,5", "12.5", False),
        ("12.5", "12.5", False),
        (" 12 ", "12", False),
        ("12,", "12", False),
        (",5", "0.5", False),
        ("\u22125", "-5", False),
        ("- 5", "-5", False),
        ("+5", "5", False),
        ("1 234 567,8", "1234567.8", False),
        ("1\u202f234\u00a0567", "1234567", False),
        ("1\u2009234", "1234", False),
        ("0,000 001", "0.000001", False),
        ("1,234", "1.234", True),
        ("1.234", "1.234", True),
        ("1,234.5", "1234.5", True),
        ("1.234,5", "1234.5", True),
        ("1.234.567", "1234567", True),
        ("1,234,567.89", "1234567.89", True),
        ("6,02e23", "6.02E+23", False),
        ("1E-9", "1E-9", False),
        ("\u0661\u0662", "12", False),
    ],
)
def test_a_number_is_read_as_people_type_it(text: str, value: str, is_ambiguous: bool) -> None:
    assert read_number(text) == Reading(Decimal(value), is_ambiguous)


@pytest.mark.parametrize(
    "text",
    [
        *(
            "abc",
            "NaN",
            "nan",
            "inf",
            "-Infinity",
            "",
            " ",
            ".",
            "-",
            "1-2",
            "--1",
            "1e",
            "0x10",
            "10²",
            "1_000",
        ),
        *("12 5", "1 23", "1234 567", "1 2345", " 12 34,5", "1,,2", "1.2.3", "1,234,56", "1.234.567,8,9"),
        *(
            "1 .5",
            ". 5",
            "1,2 3",
            "0,0001 5",
            "1,234.567.8",
            "1,2,3.4 5",
            "1,2 3.5",
            "1.234 567.890",
            "5 €",
            "1 234,567.8",
        ),
    ],
)
def test_what_is_no_number_is_refused_rather_than_guessed(text: str) -> None:
    with pytest.raises(InvalidAnswer) as error:
        read_number(text)
    assert error.value.reason.code == "answer.not_a_number"


@pytest.mark.parametrize("text", ["1e309", "1e31", "1e-31", "9" * 40, "-1e9999"])
def test_a_number_out_of_reach_is_refused(text: str) -> None:
    with pytest.raises(InvalidAnswer) as error:
        read_number(text)
    assert error.value.reason.code == "answer.number_out_of_reach"


def test_zero_is_within_reach_and_infinity_is_not() -> None:
    assert is_reachable(Decimal("0e99"))
    assert not is_reachable(Decimal("Infinity"))


@pytest.mark.parametrize(
    ("value", "language", "text"),
    [
        ("1234567.50", "fr", "1\u202f234\u202f567,5"),
        ("1234567.50", "en-GB", "1\u202f234\u202f567.5"),
        ("-0.5", "fr", "\u22120,5"),
        ("12.000", "fr", "12"),
        ("1E+5", "en", "100\u202f000"),
    ],
)
def test_a_number_is_shown_as_its_language_writes_it(value: str, language: str, text: str) -> None:
    assert format_number(Decimal(value), language) == text


@settings(max_examples=50)
@given(st.decimals(-(10**12), 10**12, places=6), st.sampled_from(["fr", "en"]))
def test_what_is_shown_reads_back(value: Decimal, language: str) -> None:
    assert read_number(format_number(value, language)).value == value
