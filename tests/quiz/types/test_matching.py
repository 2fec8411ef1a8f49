"""matching beyond the contract."""

from random import Random
from typing import Any

import pytest

import lms.quiz.types  # noqa: F401 - registers the types
from lms.quiz.engine.question_type import InvalidAnswer, question_type
from lms.quiz.engine.questions import load_question
from tests.quiz.types import pages
from tests.quiz.types.faults import fault, sample


def pair(id_: str, left: str, right: str) -> dict[str, Any]:
    return {"id": id_, "left": left, "right": right}


PAIRS = [
    {"id": "a", "left": "Portée", "right": {"fr": "personnes", "en": "people"}},
    pair("b", "Impressions", "vues"),
]
HALF_ALIKE = {"id": "c", "left": "Abonnés", "right": {"fr": "gens", "en": "people"}}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"pairs": [PAIRS[0], pair("b", "", "vues")]}, ("pairs.1.left", "question.empty_text")),
        ({"pairs": [PAIRS[0], pair("b", "Vues", " ")]}, ("pairs.1.right", "question.empty_text")),
        ({"pairs": [*PAIRS, PAIRS[0]]}, ("pairs.2.id", "question.repeated_id")),
        ({"distractors": [{"id": "a", "text": "heures"}]}, ("distractors.0.id", "question.repeated_id")),
        ({"distractors": [{"id": "z", "text": "vues "}]}, ("distractors.0.text", "question.repeated_text")),
        ({"distractors": [{"id": "z", "text": ""}]}, ("distractors.0.text", "question.empty_text")),
        ({"pairs": [PAIRS[0], pair("b", "Vues", "personnes")]}, ("pairs", "question.one_choice")),
        # The same in one language only: who reads the other one would miss the second choice.
        ({"pairs": [*PAIRS, HALF_ALIKE]}, ("pairs.2.right", "question.repeated_text")),
    ],
)
def test_pairs_that_can_not_be_asked(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert fault({**sample("matching", pairs=PAIRS, distractors=[]), **changes}) == expected


def test_pairs_with_the_same_right_side_share_one_choice() -> None:
    kind = question_type("matching")
    question = load_question(sample("matching"), "fr")
    view = kind.public(question, kind.prepare(question, Random(1), shuffle=True), "fr", None)
    assert sorted(choice["label"]["text"] for choice in view["choices"]) == [
        "euros",
        "heures",
        "personnes",
        "vues",
    ]
    assert len(view["rows"]) == 4


def test_the_order_of_the_choices_is_never_that_of_the_pairs_by_design() -> None:
    kind = question_type("matching")
    question = load_question(sample("matching", pairs=PAIRS, distractors=[]), "fr")
    orders = {
        tuple(id_ for _, id_ in kind.prepare(question, Random(seed), shuffle=False)["choices"])
        for seed in range(20)
    }
    assert orders == {("a", "b"), ("b", "a")}


def test_an_unknown_row_or_choice_is_refused() -> None:
    kind = question_type("matching")
    question = load_question(sample("matching"), "fr")
    prepared = kind.prepare(question, Random(1), shuffle=True)
    row, choice = prepared["rows"][0][0], prepared["choices"][0][0]
    assert kind.read(question, prepared, {f"match-{row}": [choice], "flag": ["1"]}) is not None
    for fields in ({f"match-{choice}": [choice]}, {f"match-{row}": [row]}, {"match-": [choice]}):
        with pytest.raises(InvalidAnswer):
            kind.read(question, prepared, fields)


def test_the_review_shows_row_by_row_what_was_given_and_what_was_right() -> None:
    kind = question_type("matching")
    question = load_question(
        sample("matching", pairs=PAIRS, distractors=[{"id": "z", "text": "heures"}]), "fr"
    )
    prepared = kind.prepare(question, Random(1), shuffle=False)
    view = kind.review(question, prepared, {"pairs": {"a": "z"}}, "fr")
    assert [row["verdict"] for row in view["rows"]] == ["wrong", "blank"]
    html = pages.review(view)
    for text in ("heures", "personnes", "vues", "Not answered", "Your answer, not correct"):
        assert text in html


def test_a_choice_shows_as_plain_text_in_its_list() -> None:
    kind = question_type("matching")
    question = load_question(sample("matching", pairs=[pair("a", "x", "a < **b**"), PAIRS[1]]), "fr")
    html = pages.ask(kind.public(question, kind.prepare(question, Random(1), shuffle=False), "fr", None))
    assert ">a &lt; **b**</option>" in html
