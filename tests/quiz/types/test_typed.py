"""short_text and numeric beyond the contract."""

from decimal import Decimal
from typing import Any

import pytest

import lms.quiz.types  # noqa: F401 - registers the types
from lms.quiz.engine.outcomes import Mark, Outcome, Pending
from lms.quiz.engine.question_type import InvalidAnswer, question_type
from lms.quiz.engine.questions import load_question
from tests.quiz.types import pages
from tests.quiz.types.faults import fault, sample


@pytest.mark.parametrize(
    ("accepted", "expected"),
    [
        ([""], ("accepted.0", "question.empty_text")),
        (["mot", {}], ("accepted.1", "question.empty_text")),
        (["mot", {"fr": "mot", "en": " "}], ("accepted.1", "question.empty_text")),
        (["a" * 201], ("accepted.0", "question.too_long")),
        (["* *"], ("accepted.0", "question.accepts_anything")),
        ([], ("accepted", "field.too_few")),
    ],
)
def test_accepted_texts_that_can_not_be_asked(accepted: list[Any], expected: tuple[str, str]) -> None:
    assert fault(sample("short_text", accepted=accepted)) == expected


def marked(text: str, *accepted: str, **changes: Any) -> Outcome:
    question = load_question(sample("short_text", accepted=list(accepted), **changes), "fr")
    return question_type("short_text").grade(question, {}, {"text": text})


def test_a_slip_in_a_long_enough_word_goes_to_a_marker() -> None:
    assert isinstance(marked("portee organiqe", "Portée organique"), Pending)
    assert isinstance(marked("taux d'engagemnt", "*engagement"), Pending)
    assert marked("raech", "reach") != Mark(Decimal(0))


def test_a_slip_in_a_short_word_or_in_a_number_is_another_answer() -> None:
    assert marked("mars", "mers") == Mark(Decimal(0))
    assert marked("article 13", "article 12") == Mark(Decimal(0))


def test_an_accepted_text_wins_over_a_near_one() -> None:
    assert marked("reaches", "reach", "reaches") == Mark(Decimal(1))


def test_the_review_of_a_slip_says_so_and_shows_the_spelling() -> None:
    kind = question_type("short_text")
    question = load_question(sample("short_text"), "fr")
    # « anima* » accepts it as it stands: no slip to tell.
    view = kind.review(question, {}, {"text": "animatrise"}, "fr")
    assert (view["verdict"], view["is_near"]) == ("right", False)
    view = kind.review(question, {}, {"text": "comunity manager"}, "en")
    assert (view["verdict"], view["is_near"]) == ("right", True)
    html = pages.review(view)
    assert "Check the spelling" in html
    assert "community manager" in html
    assert "anima…" in html


def test_a_refused_text_stays_in_its_field_with_the_reason() -> None:
    kind = question_type("numeric")
    question = load_question(sample("numeric"), "fr")
    view = {**kind.public(question, {}, "fr", None), "value": "douze", "error": "Enter a number."}
    html = pages.ask(view)
    assert 'value="douze"' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="q3-number-hint q3-number-unit q3-number-error"' in html
    assert "Enter a number." in html


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"correct": "1e40"}, ("correct", "question.number_out_of_reach")),
        ({"tolerance": "1e-40"}, ("tolerance", "question.number_out_of_reach")),
        ({"correct": float("nan")}, ("correct", "field.wrong_kind")),
        ({"tolerance": -1}, ("tolerance", "field.below")),
        ({"min": 20, "max": 10}, ("max", "question.limits_crossed")),
        ({"correct": 5, "min": 6}, ("correct", "question.correct_out_of_limits")),
        ({"correct": 5, "max": 4}, ("correct", "question.correct_out_of_limits")),
        ({"correct": 0, "tolerance_kind": "relative"}, ("tolerance_kind", "question.relative_to_zero")),
    ],
)
def test_numbers_that_can_not_be_asked(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert fault(sample("numeric", **changes)) == expected


@pytest.mark.parametrize(
    ("limits", "text", "code", "hint"),
    [
        ({"min": 10, "max": 20}, "9,9", "answer.out_of_range", "between 10 and 20, for example 11,25"),
        ({"min": None, "max": 20}, "21", "answer.too_great", "no greater than 20"),
        ({"min": 10, "max": None}, "9", "answer.too_small", "no smaller than 10"),
    ],
)
def test_the_limits_are_told_before_and_after(
    limits: dict[str, Any], text: str, code: str, hint: str
) -> None:
    kind = question_type("numeric")
    question = load_question(sample("numeric", **limits), "fr")
    assert hint in pages.ask(kind.public(question, {}, "fr", None))
    with pytest.raises(InvalidAnswer) as error:
        kind.read(question, {}, {"number": [text]})
    assert error.value.reason.code == code
    assert set(error.value.reason.params.values()) <= {Decimal(10), Decimal(20)}


def test_without_limits_or_unit_the_page_says_nothing_of_them() -> None:
    kind = question_type("numeric")
    question = load_question(sample("numeric", min=None, max=None, unit={}, tolerance=0), "fr")
    html = pages.ask(kind.public(question, {}, "fr", None))
    assert "field-hint" not in html
    assert "aria-describedby" not in html
    assert kind.read(question, {}, {"number": ["1e30"]}) is not None
    answer = kind.read(question, {}, {"number": ["12,5"]})
    assert "Correct answer" not in pages.review(kind.review(question, {}, answer, "fr"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("1,234", "Read as 1,234, a number with decimals"),
        ("1.234,5", "Read as 1\u202f234,5, a number with decimals"),
        ("1,000", "Read as 1."),
        ("12,5", None),
    ],
)
def test_an_ambiguous_number_shows_how_it_was_read(text: str, shown: str | None) -> None:
    kind = question_type("numeric")
    question = load_question(sample("numeric"), "fr")
    answer = kind.read(question, {}, {"number": [text]})
    for html in (
        pages.ask(kind.public(question, {}, "fr", answer)),
        pages.review(kind.review(question, {}, answer, "fr")),
    ):
        assert ("Read as" in html) == (shown is not None)
        assert (shown or "") in html


@pytest.mark.parametrize(
    ("changes", "number", "expected"),
    [
        ({"correct": "0.3", "tolerance": "0.1"}, "0.2", 1),
        ({"correct": "0.3", "tolerance": "0.1"}, "0.19999999999999999999999999999999999999", 0),
        ({"correct": 200, "tolerance": 5, "tolerance_kind": "relative"}, "190", 1),
        ({"correct": 200, "tolerance": 5, "tolerance_kind": "relative"}, "210.0001", 0),
        ({"correct": -200, "tolerance": 5, "tolerance_kind": "relative", "min": None}, "-209", 1),
        ({"correct": 7, "tolerance": 0}, "7.000", 1),
    ],
)
def test_the_tolerance_is_exact(changes: dict[str, Any], number: str, expected: int) -> None:
    question = load_question(sample("numeric", **changes), "fr")
    answer = {"text": number, "number": number, "is_ambiguous": False}
    assert question_type("numeric").grade(question, {}, answer) == Mark(Decimal(expected))
