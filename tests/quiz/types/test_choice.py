"""single_choice, multiple_choice and true_false beyond the contract."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest

import lms.quiz.types  # noqa: F401 - registers the types
from lms.quiz.engine.outcomes import Mark
from lms.quiz.engine.question_type import InvalidAnswer, question_type
from lms.quiz.engine.questions import load_question
from tests.quiz.types import pages
from tests.quiz.types.faults import fault, sample

A, B, C = ({"id": id_, "text": f"Texte {id_}"} for id_ in "abc")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([A, B], ("options", "question.one_right_option")),
        ([{**A, "correct": True}, {**B, "correct": True}], ("options", "question.one_right_option")),
        ([{**A, "correct": True}, A], ("options.1.id", "question.repeated_id")),
        ([{**A, "correct": True}, {**B, "text": "Texte a "}], ("options.1.text", "question.repeated_text")),
        (
            [{**A, "correct": True}, {**B, "text": {"fr": "", "en": "b"}}],
            ("options.1.text", "question.empty_text"),
        ),
    ],
)
def test_options_that_can_not_be_asked(options: list[dict[str, Any]], expected: tuple[str, str]) -> None:
    assert fault(sample("single_choice", options=options)) == expected


def test_a_multiple_choice_needs_a_right_option() -> None:
    assert fault(sample("multiple_choice", options=[A, B])) == ("options", "question.no_right_option")


@pytest.mark.parametrize(
    ("marking", "chosen", "expected"),
    [
        ("proportional", "ab", 1),
        ("proportional", "a", "0.5"),
        ("proportional", "ac", "0.5"),
        ("proportional", "abc", Decimal(2) / 3),
        ("proportional", "cd", 0),
        ("right_minus_wrong", "ab", 1),
        ("right_minus_wrong", "abc", "0.5"),
        ("right_minus_wrong", "ac", 0),
        ("right_minus_wrong", "c", "-0.5"),
        ("right_minus_wrong", "cd", -1),
        ("all_or_nothing", "ab", 1),
        ("all_or_nothing", "abc", 0),
        ("all_or_nothing", "a", 0),
    ],
)
def test_each_marking_counts_in_its_way(marking: str, chosen: str, expected: Any) -> None:
    options = [{"id": id_, "text": id_, "correct": id_ in "ab"} for id_ in "abcd"]
    question = load_question(sample("multiple_choice", marking=marking, options=options), "fr")
    outcome = question_type("multiple_choice").grade(question, {}, {"options": list(chosen)})
    assert outcome == Mark(Decimal(expected), tuple(chosen))


def test_two_radios_and_another_attempts_token_are_refused() -> None:
    kind = question_type("single_choice")
    question = load_question(sample("single_choice"), "fr")
    mine, other = (kind.prepare(question, Random(seed), shuffle=True) for seed in (1, 2))
    tokens = [token for token, _ in mine["options"]]
    for values in (tokens[:2], [other["options"][0][0]], ["manager"], ["0"]):
        with pytest.raises(InvalidAnswer):
            kind.read(question, mine, {"choice": values})


def test_fields_that_the_page_adds_are_not_the_types_business() -> None:
    kind = question_type("true_false")
    question = load_question(sample("true_false"), "fr")
    assert kind.read(question, {}, {"choice": ["false"], "flag": ["1"]}) == {"value": False}
    with pytest.raises(InvalidAnswer):
        kind.read(question, {}, {"choice": ["maybe"]})


def test_feedback_answers_what_was_chosen_and_nothing_else() -> None:
    kind = question_type("multiple_choice")
    options = [
        {**A, "correct": True, "feedback": "Juste : a."},
        {**B, "feedback": "Faux : b."},
        {**C, "feedback": "Faux : c."},
    ]
    question = load_question(sample("multiple_choice", options=options), "fr")
    prepared = kind.prepare(question, Random(1), shuffle=False)
    view = kind.review(question, prepared, {"options": ["b"]}, "fr")
    assert [option["verdict"] for option in view["options"]] == ["missed", "wrong", "none"]
    html = pages.review(view)
    assert "Faux : b." in html
    assert "Juste : a." not in html
    assert "Faux : c." not in html
    assert "Your answer, not correct" in html


def test_true_false_answers_each_choice_with_its_feedback() -> None:
    kind = question_type("true_false")
    question = load_question(sample("true_false"), "fr")
    chosen, blank = (kind.review(question, {}, answer, "fr") for answer in ({"value": False}, None))
    assert "Les impressions comptent des vues." in pages.review(chosen)
    assert "Les impressions comptent des vues." not in pages.review(blank)


def test_markup_in_a_text_is_escaped_by_the_filter_alone() -> None:
    kind = question_type("single_choice")
    options = [{**A, "text": "<script>", "correct": True}, {**B, "text": "**b**"}]
    question = load_question(sample("single_choice", options=options), "fr")
    html = pages.ask(kind.public(question, kind.prepare(question, Random(1), shuffle=False), "fr", None))
    assert "<em>&lt;script&gt;</em>" in html
    assert "<script>" not in html
