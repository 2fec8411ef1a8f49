"""What each type says was wrong in an answer: nothing in a right one, the same for all who made it, and no one's own words too soon."""

from typing import Any

import pytest

from lms.followup.rules import ENOUGH_FOR_A_CHART
from lms.quiz.engine.mistakes import Mistake
from lms.quiz.engine.question_type import QuestionType, question_types
from lms.quiz.engine.questions import load_question
from tests.quiz.types.test_contract import SAMPLES

TYPES = question_types()


def mistakes(kind: str, sample: int, answer: dict[str, Any]) -> tuple[Mistake, ...]:
    """Of this answer to the question of a type's sample."""
    one = TYPES[kind]
    return one.mistakes(load_question(list(one.samples())[sample].question, "fr"), answer)


@pytest.mark.parametrize(("kind", "sample"), SAMPLES)
def test_a_right_answer_has_no_mistake_and_any_other_has_each_once(
    kind: QuestionType[Any], sample: Any
) -> None:
    found = kind.mistakes(load_question(sample.question, "fr"), sample.answer)
    keys = [one.key for one in found]
    assert len(keys) == len(set(keys))
    if sample.expected == 1:
        assert found == ()


@pytest.mark.parametrize(
    ("kind", "answer", "expected"),
    [
        ("multiple_choice", {"options": ["reach", "logo", "mood"]}, ["mood", "logo"]),
        ("hotspot", {"regions": ["title", "photo"]}, ["photo"]),
    ],
)
def test_wrong_choices_are_named_in_the_authors_order(
    kind: str, answer: dict[str, Any], expected: list[str]
) -> None:
    assert [one.key for one in mistakes(kind, 0, answer)] == expected


def test_a_number_is_the_same_however_it_was_typed() -> None:
    first, second = (mistakes("numeric", 0, {"number": number}) for number in ("99.50", "99.5"))
    assert first == second
    assert first[0].text == {"en": "99.5", "fr": "99,5"}
    assert first[0].least == 2


def test_words_are_the_same_without_case_and_accents_and_wait_for_others() -> None:
    (one,) = mistakes("short_text", 0, {"text": "Le  Graphiste"})
    assert mistakes("short_text", 0, {"text": "le graphisté"}) == (one,)
    assert one.least >= ENOUGH_FOR_A_CHART
