import pytest

from lms.quiz.engine.fields import fields_of, text_of, value_of, values_of
from lms.quiz.engine.question_type import InvalidAnswer


def test_a_questions_fields_are_those_of_its_prefix() -> None:
    form = {"q1-choice": ["a"], "q10-choice": ["b"], "csrf_token": ["c"]}
    assert fields_of(form, "q1-") == {"choice": ["a"]}


def test_values_leave_empty_ones_out() -> None:
    assert values_of({"choice": ["", "a"]}, "choice", at_most=2) == ["a"]
    assert values_of({}, "choice", at_most=1) == []
    assert value_of({"choice": [""]}, "choice") is None


def test_a_text_is_composed_and_blank_is_none() -> None:
    assert text_of({"text": ["e\u0301"]}, "text", limit=5) == "é"
    assert text_of({"text": [" \t"]}, "text", limit=5) is None
    assert text_of({}, "text", limit=5) is None


def test_a_line_ends_the_same_way_whoever_sends_it() -> None:
    assert text_of({"text": ["a\r\nb\rc"]}, "text", limit=5) == "a\nb\nc"


@pytest.mark.parametrize(
    ("values", "code"),
    [
        (["a", "b"], "answer.too_many"),
        ("a", "answer.malformed"),
        (None, "answer.malformed"),
        ([1], "answer.malformed"),
        (["123456"], "answer.too_long"),
        (["\x00"], "answer.unstorable"),
    ],
)
def test_other_shapes_are_refused_with_the_cause(values: list[str], code: str) -> None:
    with pytest.raises(InvalidAnswer) as error:
        text_of({"text": values}, "text", limit=5)
    assert error.value.reason.code == code
