"""Numbers with units and tolerances, and options with a weight: what the first types learned later."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lms.quiz.types  # noqa: F401 - registers the types
from lms.quiz.engine.outcomes import Mark
from lms.quiz.engine.policy import Policy
from lms.quiz.engine.question_type import InvalidAnswer, question_type
from lms.quiz.engine.questions import load_question
from lms.quiz.engine.scoring import slot_fraction
from tests.quiz.types import pages
from tests.quiz.types.faults import fault, sample

NUMERIC = question_type("numeric")
LENGTH: dict[str, Any] = {
    "correct": 1250,
    "tolerance": 0,
    "unit": {"fr": "m", "en": "m"},
    "units": [
        {"text": "km", "factor": 1000},
        {"text": "cm", "factor": "0.01"},
        {"text": "Mm", "factor": "1e6"},
    ],
    "min": None,
    "max": None,
}


def read(text: str, **changes: Any) -> dict[str, Any] | None:
    question = load_question(sample("numeric", **{**LENGTH, **changes}), "fr")
    return NUMERIC.read(question, {}, {"number": [text]})


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1250", "1250"),
        ("1 250 m", "1250"),
        ("1250M", "1250"),
        ("1,25 km", "1250.00"),
        ("1.25KM", "1250.00"),
        ("125000cm", "1250.00"),
        ("-2 km", "-2000"),
        ("1\u202f250\u2009m", "1250"),
        ("1\u00a0250", "1250"),
    ],
)
def test_a_number_is_read_in_any_of_its_units(text: str, number: str) -> None:
    answer = read(text)
    assert answer is not None
    assert answer["number"] == number


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12 miles", "not_a_number"),
        ("km", "not_a_number"),
        ("12 k", "not_a_number"),
        ("1 MM", "not_a_number"),
        ("NaN", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("1e309", "number_out_of_reach"),
        ("1e30 km", "number_out_of_reach"),
        ("1e-29 cm", "number_out_of_reach"),
        ("\ud800 km", "unstorable"),
        ("1" * 61, "too_long"),
        ("1" * 100_000, "too_long"),
    ],
)
def test_what_is_no_measure_is_refused_with_its_reason(text: str, code: str) -> None:
    if text == "1 MM":
        units = [*LENGTH["units"], {"text": "mm", "factor": "0.001"}]
        with pytest.raises(InvalidAnswer) as error:
            read(text, units=units)
    else:
        with pytest.raises(InvalidAnswer) as error:
            read(text)
    assert error.value.reason.code == f"answer.{code}"


def test_a_converted_number_shows_how_it_was_read() -> None:
    question = load_question(sample("numeric", **LENGTH), "fr")
    answer = NUMERIC.read(question, {}, {"number": ["1,25 km"]})
    assert answer == {"text": "1,25 km", "number": "1250.00", "is_ambiguous": False, "is_converted": True}
    assert NUMERIC.grade(question, {}, answer) == Mark(Decimal(1))
    html = pages.ask(NUMERIC.public(question, {}, "fr", answer))
    assert "Read as 1\u202f250 <span><em>m" in html
    assert "Units that you can use:" in html
    assert 'aria-describedby="q3-number-units q3-number-unit q3-number-reading"' in html
    assert "1000" not in html


@settings(max_examples=60, deadline=None)
@given(
    value=st.decimals(-1000, 1000, places=3), unit=st.sampled_from([("m", 1), ("km", 1000), ("cm", "0.01")])
)
def test_units_convert_exactly(value: Decimal, unit: tuple[str, Any]) -> None:
    name, factor = unit
    answer = read(f"{value} {name}")
    assert answer is not None
    assert Decimal(answer["number"]) == value * Decimal(factor)
    assert answer.get("is_converted", False) == (name != "m")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"unit": {}}, ("unit", "question.empty_text")),
        ({"units": [{"text": " ", "factor": 2}]}, ("units.0.text", "question.empty_text")),
        ({"units": [{"text": "m", "factor": 2}]}, ("units.0.text", "question.repeated_text")),
        ({"units": [{"text": "km", "factor": 0}]}, ("units.0.factor", "field.not_above")),
        ({"units": [{"text": "km", "factor": "1e40"}]}, ("units.0.factor", "question.number_out_of_reach")),
        ({"tolerance_kind": "significant", "tolerance": 16}, ("tolerance", "question.significant_figures")),
        (
            {"correct": 0, "tolerance_kind": "significant", "tolerance": 2},
            ("tolerance_kind", "question.relative_to_zero"),
        ),
    ],
)
def test_units_and_figures_that_can_not_be_asked(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert fault(sample("numeric", **{**LENGTH, **changes})) == expected


@pytest.mark.parametrize(
    ("correct", "figures", "number", "expected"),
    [
        ("3.14159", 3, "3.14", 1),
        ("3.14159", 3, "3.1416", 1),
        ("3.14159", 3, "3.1", 0),
        ("3.14159", 3, "3.147", 0),
        ("0.000123456", 2, "0.00012", 1),
        ("123456", 2, "120000", 1),
        ("123456", 2, "130000", 0),
        ("-2.345", 3, "-2.34", 1),
        ("-2.345", 3, "-2.35", 1),
        ("-2.345", 3, "2.345", 0),
    ],
)
def test_significant_figures(correct: str, figures: int, number: str, expected: int) -> None:
    data = sample(
        "numeric", correct=correct, tolerance=figures, tolerance_kind="significant", min=None, max=None
    )
    answer = {"text": number, "number": number, "is_ambiguous": False}
    assert NUMERIC.grade(load_question(data, "fr"), {}, answer) == Mark(Decimal(expected))


def test_units_are_part_of_the_key_and_their_absence_changes_nothing() -> None:
    plain, measured = (load_question(sample("numeric", **each), "fr") for each in ({}, LENGTH))
    assert set(NUMERIC.marking_fields(plain)) == {"correct", "tolerance", "tolerance_kind"}
    assert NUMERIC.marking_fields(measured)["units"] == [
        ["Mm", "1\u202f000\u202f000"],
        ["cm", "0.01"],
        ["km", "1\u202f000"],
    ]


def weighed(**fractions: Any) -> list[dict[str, Any]]:
    return [{"id": id_, "text": id_, "fraction": fraction} for id_, fraction in fractions.items()]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (weighed(a="0.5", b="0.9"), ("options", "question.no_full_option")),
        (weighed(a=1, b="1.5"), ("options.1.fraction", "field.above")),
        (weighed(a=1, b=-2), ("options.1.fraction", "field.below")),
        (
            [*weighed(a="0.5"), {"id": "b", "text": "b", "correct": True}],
            ("options.1.correct", "question.fraction_and_correct"),
        ),
        (weighed(a=1, b=float("nan")), ("options.1.fraction", "field.wrong_kind")),
    ],
)
def test_weights_that_can_not_be_asked(options: list[dict[str, Any]], expected: tuple[str, str]) -> None:
    assert fault(sample("single_choice", options=options)) == expected


def test_each_option_brings_its_fraction_and_its_own_verdict() -> None:
    kind = question_type("single_choice")
    question = load_question(sample("single_choice", options=weighed(a=1, b="0.4", c=-1, d=None)), "fr")
    prepared = kind.prepare(question, Random(1), shuffle=False)
    found = {}
    for id_ in "abcd":
        view = kind.review(question, prepared, {"option": id_}, "fr")
        chosen = next(option for option in view["options"] if option["checked"])
        found[id_] = (
            kind.grade(question, prepared, {"option": id_}).fraction,
            chosen["verdict"],
            view["verdict"],
        )
    assert found == {
        "a": (1, "right", "right"),
        "b": (Decimal("0.4"), "partial", "partial"),
        "c": (-1, "wrong", "wrong"),
        "d": (0, "wrong", "wrong"),
    }
    assert "partly correct" in pages.review(kind.review(question, prepared, {"option": "b"}, "fr"))


def test_an_unweighed_question_keeps_its_marking_version() -> None:
    kind = question_type("single_choice")
    fields = kind.marking_fields(load_question(sample("single_choice"), "fr"))
    assert fields == {"options": ["manager", "members", "network"], "correct": "manager"}


@pytest.mark.parametrize(("is_negative", "expected"), [(False, 0), (True, -1)])
def test_what_is_below_nothing_counts_only_where_the_quiz_says_so(is_negative: bool, expected: int) -> None:
    options = [{"id": id_, "text": id_, "correct": id_ == "a"} for id_ in "abcdef"]
    question = load_question(sample("multiple_choice", marking="right_minus_wrong", options=options), "fr")
    outcome = question_type("multiple_choice").grade(question, {}, {"options": list("bcdef")})
    assert outcome.fraction == -1
    assert slot_fraction(Policy(negative_marking=is_negative), outcome.fraction) == expected


@pytest.mark.parametrize(
    ("ignore", "typed", "expected"),
    [
        (["width"], "ＲＥＡＣＨ", 1),
        (["width", "case"], "ｒeach", 1),
        (["case"], "ＲＥＡＣＨ", 0),
        (["width"], "reach", 0),
    ],
)
def test_width_is_ignored_where_the_author_says_so(ignore: list[str], typed: str, expected: int) -> None:
    question = load_question(sample("short_text", accepted=["REACH"], ignore=ignore), "fr")
    assert question_type("short_text").grade(question, {}, {"text": typed}) == Mark(Decimal(expected))


def test_width_folds_no_more_than_width() -> None:
    question = load_question(sample("short_text", accepted=["m2"], ignore=["width"]), "fr")
    assert question_type("short_text").grade(question, {}, {"text": "m²"}) == Mark(Decimal(0))
