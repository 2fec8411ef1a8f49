from typing import Any

import pytest
from pydantic import BaseModel, Field, ValidationError

import lms.quiz.types  # noqa: F401 - registers the types
from lms.quiz.engine.questions import QuestionErrors, errors_of, load_question


def data(**changes: Any) -> dict[str, Any]:
    return {
        "id": "q1",
        "type": "single_choice",
        "stem": "Qui publie ?",
        "options": [{"id": "a", "text": "Moi", "correct": True}, {"id": "b", "text": "Toi"}],
        **changes,
    }


def errors(value: object) -> dict[str, str]:
    with pytest.raises(QuestionErrors) as caught:
        load_question(value, "fr")
    assert str(caught.value)
    return {field: why.code for field, why in caught.value.errors}


def test_plain_strings_are_texts_in_the_given_language() -> None:
    question = load_question(data(explanation={"en": "Because."}), "en")
    assert question.stem == {"en": "Qui publie ?"}
    assert question.explanation == {"en": "Because."}
    assert question.type == "single_choice"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, {"type": "field.wrong_kind"}),
        ([], {"type": "field.wrong_kind"}),
        ({}, {"type": "field.missing"}),
        (data(type="essay"), {"type": "question.unknown_type"}),
        (data(type=["single_choice"]), {"type": "question.unknown_type"}),
        (data(id="Q 1"), {"id": "field.not_a_slug"}),
        (data(id=5), {"id": "field.wrong_kind"}),
        (data(points=0), {"points": "field.not_above"}),
        (data(points=1001), {"points": "field.above"}),
        (data(points=float("inf")), {"points": "field.wrong_kind"}),
        (data(points="beaucoup"), {"points": "field.wrong_kind"}),
        (data(hint="?"), {"hint": "field.unknown"}),
        (data(options="a"), {"options": "field.wrong_kind"}),
        (data(options=[]), {"options": "field.too_few"}),
        (data(options=[{"id": "a", "text": "x"}] * 51), {"options": "field.too_many"}),
        (data(type="multiple_choice", marking="generous"), {"marking": "field.not_one_of"}),
        (data(stem=""), {"stem": "question.empty_text"}),
        (data(stem={}), {"stem": "question.empty_text"}),
        (data(stem={"fr": "Qui ?", "en": " "}), {"stem": "question.empty_text"}),
        (data(stem={"fr": 5}), {"stem.fr": "field.wrong_kind"}),
        (data(stem="a\x00"), {"stem.fr": "field.unstorable"}),
        (data(explanation="a" * 20_001), {"explanation.fr": "question.too_long"}),
    ],
)
def test_each_fault_is_told_with_its_field(value: object, expected: dict[str, str]) -> None:
    assert errors(value) == expected


def test_several_faults_are_told_at_once() -> None:
    options = [{"id": "a", "text": "Moi", "correct": "peut-être"}, {"text": "Toi"}]
    assert errors(data(options=options, points=-1)) == {
        "options.0.correct": "field.wrong_kind",
        "options.1.id": "field.missing",
        "points": "field.not_above",
    }
    texts = [{"id": "a", "text": "\ud800", "correct": True}, {"id": "b", "text": "Toi", "feedback": "\x00"}]
    assert errors(data(stem="", options=texts)) == {
        "options.0.text.fr": "field.unstorable",
        "options.1.feedback.fr": "field.unstorable",
        "stem": "question.empty_text",
    }


def test_what_only_the_type_can_see_is_told_too() -> None:
    options = [{"id": "a", "text": "Moi"}, {"id": "b", "text": "Toi"}]
    assert errors(data(options=options)) == {"options": "question.one_right_option"}


def test_any_pydantic_finding_becomes_a_reason() -> None:
    class Sheet(BaseModel):
        hours: int = Field(ge=1, lt=9)
        address: str = Field(max_length=3)

    found: dict[tuple[str, str], dict[str, object]] = {}
    for values in ({"hours": 0, "address": "abcd"}, {"hours": 9, "address": "a"}):
        with pytest.raises(ValidationError) as caught:
            Sheet.model_validate(values)
        found |= {(field, why.code): dict(why.params) for field, why in errors_of(caught.value)}
    assert found == {
        ("hours", "field.below"): {"limit": 1},
        ("hours", "field.not_below"): {"limit": 9},
        ("address", "field.invalid"): {},
    }
