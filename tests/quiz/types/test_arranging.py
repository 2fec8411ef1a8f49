"""ordering, categorise and scale beyond the contract."""

from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lms.quiz.types  # noqa: F401 - registers the types
from lms.quiz.engine.outcomes import Mark, Unmarked
from lms.quiz.engine.question_type import InvalidAnswer, question_type
from lms.quiz.engine.questions import load_question
from tests.quiz.types import pages
from tests.quiz.types.faults import fault, sample

ITEMS = [{"id": id_, "text": f"Étape {id_}"} for id_ in "abcd"]
CATEGORIES = [{"id": id_, "text": f"Famille {id_}"} for id_ in "xy"]


@pytest.mark.parametrize(
    ("key", "changes", "expected"),
    [
        ("ordering", {"items": ITEMS[:1]}, ("items", "field.too_few")),
        ("ordering", {"items": [ITEMS[0], ITEMS[0]]}, ("items.1.id", "question.repeated_id")),
        (
            "ordering",
            {"items": [ITEMS[0], {**ITEMS[0], "id": "z"}]},
            ("items.1.text", "question.repeated_text"),
        ),
        (
            "ordering",
            {"items": [{**ITEMS[0], "text": " "}, ITEMS[1]]},
            ("items.0.text", "question.empty_text"),
        ),
        ("ordering", {"marking": "guess"}, ("marking", "field.not_one_of")),
        ("categorise", {"categories": CATEGORIES}, ("items.0.category", "question.unknown_category")),
        ("categorise", {"categories": CATEGORIES[:1]}, ("categories", "field.too_few")),
        ("categorise", {"categories": [CATEGORIES[0]] * 2}, ("categories.1.id", "question.repeated_id")),
        ("scale", {"min": 1, "max": 1}, ("max", "question.scale_range")),
        ("scale", {"min": 0, "max": 11}, ("max", "question.scale_range")),
        ("scale", {"min": -1, "max": 3}, ("max", "question.scale_range")),
        ("scale", {"max_label": {"fr": "oui", "en": ""}}, ("max_label", "question.empty_text")),
        ("scale", {"min": 1.5}, ("min", "field.wrong_kind")),
    ],
)
def test_what_can_not_be_asked(key: str, changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert fault(sample(key, **changes)) == expected


def ordering(marking: str = "adjacent_pairs") -> tuple[Any, Any, dict[str, Any]]:
    kind, question = (
        question_type("ordering"),
        load_question(sample("ordering", items=ITEMS, marking=marking), "fr"),
    )
    return kind, question, kind.prepare(question, Random(3), shuffle=True)


def placed(prepared: dict[str, Any], **places: str) -> dict[str, list[str]]:
    """The fields that give items their position."""
    tokens = {id_: token for token, id_ in prepared["shuffled"]}
    return {f"position-{tokens[id_]}": [position] for id_, position in places.items()}


@pytest.mark.parametrize(
    ("marking", "order", "expected"),
    [
        ("exact", "abcd", 1),
        ("exact", "abdc", 0),
        ("adjacent_pairs", "bcda", Decimal(2) / 3),
        ("adjacent_pairs", "cdab", Decimal(2) / 3),
        ("adjacent_pairs", "dcba", 0),
        ("longest_run", "abcd", 1),
        ("longest_run", "cdab", Decimal(1) / 3),
        ("longest_run", "bcda", Decimal(2) / 3),
        ("longest_run", "dcba", 0),
    ],
)
def test_each_marking_of_an_order_counts_in_its_way(marking: str, order: str, expected: Any) -> None:
    kind, question, prepared = ordering(marking)
    answer = {"places": {id_: position for position, id_ in enumerate(order, 1)}}
    outcome = kind.grade(question, prepared, answer)
    assert outcome == Mark(Decimal(expected), ("a", "b", "c", "d"))


@settings(max_examples=60, deadline=None)
@given(places=st.dictionaries(st.sampled_from("abcd"), st.integers(1, 4)))
def test_partial_orders_earn_between_nothing_and_everything(places: dict[str, int]) -> None:
    earned = {}
    for marking in ("exact", "longest_run", "adjacent_pairs"):
        kind, question, prepared = ordering(marking)
        fields = placed(prepared, **{id_: str(position) for id_, position in places.items()})
        if len(set(places.values())) < len(places):
            with pytest.raises(InvalidAnswer):
                kind.read(question, prepared, fields)
            return
        answer = kind.read(question, prepared, fields)
        assert answer == ({"places": places} if places else None)
        earned[marking] = kind.grade(question, prepared, {"places": places}).fraction
    assert 0 <= earned["exact"] <= earned["longest_run"] <= earned["adjacent_pairs"] <= 1
    is_right = places == {"a": 1, "b": 2, "c": 3, "d": 4}
    assert {fraction == 1 for fraction in earned.values()} == {is_right}


def test_two_items_at_one_position_are_told_and_stay_on_the_page() -> None:
    kind, question, prepared = ordering()
    with pytest.raises(InvalidAnswer) as error:
        kind.read(question, prepared, placed(prepared, a="2", c="2", d="1"))
    assert (error.value.reason.code, error.value.reason.params) == ("answer.same_position", {"position": 2})
    kept = kind.public(question, prepared, "fr", error.value.readable)
    assert sorted(row["position"] or 0 for row in kept["rows"]) == [0, 1, 2, 2]
    assert pages.ask(kept).count(" selected") == 3


@pytest.mark.parametrize("value", ["0", "5", "-1", "01", "1.0", "1e309", "NaN", "٢", " 1"])
def test_no_other_position_is_taken(value: str) -> None:
    kind, question, prepared = ordering()
    with pytest.raises(InvalidAnswer) as error:
        kind.read(question, prepared, placed(prepared, a=value))
    assert error.value.reason.code == "answer.foreign_option"


@pytest.mark.parametrize("key", ["ordering", "categorise"])
def test_rows_of_another_attempt_are_refused(key: str) -> None:
    kind, question = question_type(key), load_question(sample(key), "fr")
    mine, theirs = (kind.prepare(question, Random(seed), shuffle=True) for seed in (1, 2))
    prefix = "position-" if key == "ordering" else "item-"
    for name in (theirs["shuffled"][0][0], "", "-1", mine["shuffled"][0][1]):
        with pytest.raises(InvalidAnswer):
            kind.read(question, mine, {prefix + name: ["1"]})


@pytest.mark.parametrize("key", ["ordering", "categorise"])
def test_the_order_first_shown_owes_nothing_to_the_authors(key: str) -> None:
    kind, data = question_type(key), sample(key)
    backwards = {**data, "items": data["items"][::-1]}
    for seed in range(5):
        one, other = (
            kind.prepare(load_question(each, "fr"), Random(seed), shuffle=False) for each in (data, backwards)
        )
        assert one["shuffled"] == other["shuffled"]
    orders = {
        tuple(
            id_ for _, id_ in kind.prepare(load_question(data, "fr"), Random(seed), shuffle=False)["shuffled"]
        )
        for seed in range(40)
    }
    assert len(orders) > 10


def test_the_page_shows_an_order_as_it_was_arranged() -> None:
    kind, question, prepared = ordering()
    view = kind.public(question, prepared, "fr", {"places": {"c": 1, "a": 3}})
    assert [row["label"]["text"] for row in view["rows"][:2]] == ["Étape c", "Étape a"]
    assert [row["position"] for row in view["rows"]] == [1, 3, None, None]


def test_the_review_of_an_order_marks_what_stands_well() -> None:
    kind, question, prepared = ordering()
    view = kind.review(question, prepared, {"places": {"b": 1, "c": 2, "d": 3}}, "fr")
    assert [row["verdict"] for row in view["rows"]] == ["blank", "right", "right", "right"]
    html = pages.review(view)
    assert "You put it at position 1." in html
    assert "Each item that comes right after" in html
    assert [row["label"]["text"] for row in view["rows"]] == [f"Étape {id_}" for id_ in "abcd"]
    kind, question, prepared = ordering("exact")
    view = kind.review(question, prepared, {"places": {"b": 1, "c": 2, "d": 4}}, "fr")
    assert [row["verdict"] for row in view["rows"]] == ["blank", "wrong", "wrong", "right"]
    assert "counts." not in pages.review(view)
    kind, question, prepared = ordering("longest_run")
    assert "The longest unbroken part" in pages.review(kind.review(question, prepared, None, "fr"))


def test_each_control_of_an_order_has_a_name_and_no_button_sends_the_form() -> None:
    kind, question, prepared = ordering()
    html = pages.ask(kind.public(question, prepared, "fr", None))
    assert html.count("<label for=") == html.count("<select") == 4
    assert html.count('type="button"') == html.count("<button") == 8
    assert "Move up:" in html
    disabled = pages.ask(kind.public(question, prepared, "fr", None), disabled=True)
    assert "<button" not in disabled
    assert "<script" not in disabled


def test_categories_come_in_the_authors_order_unless_shuffled() -> None:
    kind, question = question_type("categorise"), load_question(sample("categorise"), "fr")
    plain = kind.prepare(question, Random(1), shuffle=False)
    assert [id_ for _, id_ in plain["categories"]] == ["own", "paid", "earned"]
    orders = {
        tuple(id_ for _, id_ in kind.prepare(question, Random(seed), shuffle=True)["categories"])
        for seed in range(20)
    }
    assert len(orders) > 1


def test_a_foreign_category_is_refused() -> None:
    kind, question = question_type("categorise"), load_question(sample("categorise"), "fr")
    prepared = kind.prepare(question, Random(1), shuffle=True)
    row = prepared["shuffled"][0][0]
    for token in (row, "own", "0", "-1"):
        with pytest.raises(InvalidAnswer) as error:
            kind.read(question, prepared, {f"item-{row}": [token]})
        assert error.value.reason.code == "answer.foreign_option"


def test_the_review_of_categories_shows_row_by_row_what_was_right() -> None:
    kind, question = question_type("categorise"), load_question(sample("categorise"), "fr")
    prepared = kind.prepare(question, Random(1), shuffle=True)
    view = kind.review(question, prepared, {"items": {"site": "own", "press": "paid"}}, "fr")
    verdicts = {row["label"]["text"]: row["verdict"] for row in view["rows"]}
    assert verdicts == {
        "Le site": "right",
        "La lettre": "blank",
        "La bannière": "blank",
        "L’article de presse": "wrong",
    }
    assert "Médias gagnés" in pages.review(view)


def test_a_scale_is_never_marked_and_says_what_its_ends_mean() -> None:
    kind, question = question_type("scale"), load_question(sample("scale"), "fr")
    assert kind.grade(question, {}, {"value": 1}) == Unmarked()
    html = pages.ask(kind.public(question, {}, "fr", {"value": 2}))
    assert html.count('type="radio"') == 6  # five steps, and taking the answer back
    assert '<span class="visually-hidden">: <span><em>pas du tout' in html
    assert "scale-ends" not in pages.ask(
        {**kind.public(question, {}, "fr", None), "min_label": None, "max_label": None}
    )
    assert "Not answered" in pages.review(kind.review(question, {}, None, "fr"))


@pytest.mark.parametrize("token", ["0", "6", "-1", "1.0", "NaN", "1e309", "٣", "true"])
def test_no_other_step_of_a_scale_is_taken(token: str) -> None:
    kind, question = question_type("scale"), load_question(sample("scale"), "fr")
    with pytest.raises(InvalidAnswer):
        kind.read(question, {}, {"choice": [token]})


def test_each_order_differs_from_the_next_by_more_than_its_name() -> None:
    ids = [item["id"] for item in ITEMS]
    versions = []
    for one, other in pairwise([ids, ids[::-1], [*ids[1:], ids[0]]]):
        for order in (one, other):
            items = [next(item for item in ITEMS if item["id"] == id_) for id_ in order]
            question = load_question(sample("ordering", items=items), "fr")
            versions.append(question_type("ordering").marking_fields(question)["order"])
    assert len({tuple(order) for order in versions}) == 3
