"""hotspot beyond the contract."""

import re
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import lms.quiz.types  # noqa: F401 - registers the types
from lms.quiz.engine.paper import marking_version
from lms.quiz.engine.question_type import InvalidAnswer, question_type
from lms.quiz.engine.questions import QuestionErrors, load_question
from tests.quiz.types import pages
from tests.quiz.types.faults import fault, sample

KIND = question_type("hotspot")
A = {"id": "a", "text": "Haut", "correct": True, "rectangle": [0, 0, 100, 50]}
B = {"id": "b", "text": "Bas", "circle": [50, 75, 20]}
C = {"id": "c", "text": "Coin", "polygon": [[0, 100], [10, 100], [0, 90]]}


def asked(**changes: Any) -> Any:
    return load_question(sample("hotspot", **{"pick": "one", "regions": [A, B, C], **changes}), "fr")


def addressed(view: dict[str, Any]) -> dict[str, Any]:
    """The view as a page completes it."""
    return {**view, "image": {**view["image"], "url": "/media/7/affiche.svg"}}


def view_of(question: Any, answer: Any = None) -> dict[str, Any]:
    prepared = KIND.prepare(question, Random(1), shuffle=False)
    return addressed(KIND.public(question, prepared, "fr", answer))


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"image": ""}, ("image", "question.empty_text")),
        ({"alt": " "}, ("alt", "question.empty_text")),
        ({"regions": [A]}, ("regions", "field.too_few")),
        ({"regions": [A, {**B, "id": "a"}]}, ("regions.1.id", "question.repeated_id")),
        ({"regions": [A, {**B, "text": "Haut"}]}, ("regions.1.text", "question.repeated_text")),
        ({"regions": [B, C]}, ("regions", "question.no_right_option")),
        ({"regions": [A, {"id": "d", "text": "x"}]}, ("regions.1", "question.one_outline")),
        ({"regions": [A, {**B, "rectangle": [0, 0, 9, 9]}]}, ("regions.1", "question.one_outline")),
        ({"regions": [A, {**C, "polygon": [[0, 0], [9, 9]]}]}, ("regions.1.polygon", "field.too_few")),
        (
            {"regions": [A, {**C, "polygon": [[0, 0], [9, 9], [5, 5]]}]},
            ("regions.1.polygon", "question.flat_polygon"),
        ),
        (
            {"regions": [B, {**A, "rectangle": [60, 0, 41, 9]}]},
            ("regions.1.rectangle", "question.outside_image"),
        ),
        (
            {"regions": [B, {**A, "rectangle": [0, 60, 9, 41]}]},
            ("regions.1.rectangle", "question.outside_image"),
        ),
        ({"regions": [B, {**A, "rectangle": [0, 60, 9, 0]}]}, ("regions.1.rectangle.3", "field.not_above")),
        ({"regions": [A, {**B, "circle": [0, 50, 9]}]}, ("regions.1.circle", "question.outside_image")),
        ({"regions": [A, {**B, "circle": [50, 100, 9]}]}, ("regions.1.circle", "question.outside_image")),
        ({"regions": [A, {**B, "circle": [50, 101, 9]}]}, ("regions.1.circle.1", "field.above")),
        ({"regions": [A, {**B, "circle": [50, 50]}]}, ("regions.1.circle.2", "field.missing")),
        ({"regions": [A, {**B, "circle": [50, "NaN", 9]}]}, ("regions.1.circle.1", "field.wrong_kind")),
    ],
)
def test_pictures_and_regions_that_can_not_be_asked(
    changes: dict[str, Any], expected: tuple[str, str]
) -> None:
    assert fault(sample("hotspot", **changes)) == expected


def test_the_regions_are_drawn_in_percent_of_the_picture() -> None:
    html = pages.ask(view_of(asked()))
    assert '<rect class="region-shape" x="0%" y="0%" width="100%" height="50%"' in html
    assert '<circle class="region-shape" cx="50%" cy="75%" r="20%"' in html
    assert 'points="0,100 10,100 0,90"' in html
    # Numbers stand on the outlines: a corner, above the circle, the topmost corner.
    assert re.findall(r'<text class="region-number" x="(.*?)" y="(.*?)"', html) == [
        ("0%", "0%"),
        ("50%", "55%"),
        ("0%", "90%"),
    ]
    assert 'src="/media/7/affiche.svg" alt="Une affiche : titre, photo, bouton."' in html


def test_each_region_is_drawn_once_under_the_token_of_its_control() -> None:
    view = view_of(asked(), {"regions": ["b"]})
    html = pages.ask(view)
    tokens = re.findall(r'data-region="(\w+)"', html)
    offered = pages.Controls(html).offered["q3-region"]
    assert tokens == [region["token"] for region in view["regions"]] == [value for value in offered if value]
    assert html.count("region-chosen") == 1
    # The page of a running attempt tells no region from another but by its place.
    for word in ("region-right", "region-wrong", "region-missed", "correct"):
        assert word not in html


def test_the_picture_is_for_eyes_and_the_list_is_for_everyone() -> None:
    question = asked()
    html = pages.ask(view_of(question))
    assert '<svg class="hotspot-regions" aria-hidden="true"' in html
    # Without the picture's address, what it shows is told in words, and the list is the same.
    bare = pages.ask(KIND.public(question, KIND.prepare(question, Random(1), shuffle=False), "fr", None))
    assert "<img" not in bare
    assert "Une affiche" in bare
    assert pages.Controls(bare).offered == pages.Controls(html).offered


def test_one_region_or_several() -> None:
    one, several = asked(), asked(pick="several")
    prepared = KIND.prepare(one, Random(1), shuffle=False)
    tokens = [token for token, _ in prepared["options"]]
    assert KIND.read(several, prepared, {"region": tokens[:2]}) == {"regions": ["a", "b"]}
    for fields in ({"region": tokens[:2]}, {"region": ["a"]}, {"region": ["10,20"]}):
        with pytest.raises(InvalidAnswer):
            KIND.read(one, prepared, fields)
    assert 'type="checkbox"' in pages.ask(view_of(several))
    assert 'type="radio"' in pages.ask(view_of(one))


@pytest.mark.parametrize(
    ("changes", "chosen", "expected"),
    [
        ({}, "a", "right"),
        ({}, "c", "right"),
        ({}, "b", "wrong"),
        ({"pick": "several"}, "ac", "right"),
        ({"pick": "several"}, "abc", "partial"),
        ({"pick": "several"}, "ab", "wrong"),
        ({"pick": "several", "marking": "all_or_nothing"}, "a", "wrong"),
        ({"pick": "several", "marking": "all_or_nothing"}, "ac", "right"),
    ],
)
def test_wrong_regions_cancel_right_ones(changes: dict[str, Any], chosen: str, expected: str) -> None:
    question = asked(regions=[A, B, {**C, "correct": True}], **changes)
    prepared = KIND.prepare(question, Random(1), shuffle=False)
    assert KIND.review(question, prepared, {"regions": list(chosen)}, "fr")["verdict"] == expected


def test_the_review_shows_on_the_picture_and_in_the_list_what_was_right() -> None:
    question = asked(regions=[A, {**B, "feedback": "Trop bas."}, C])
    prepared = KIND.prepare(question, Random(1), shuffle=False)
    html = pages.review(addressed(KIND.review(question, prepared, {"regions": ["b"]}, "fr")))
    assert html.count("region-wrong") == html.count("region-missed") == 1
    for words in ("Your answer, not correct", "Correct answer", "Trop bas."):
        assert words in html


def test_the_marking_version_follows_the_key_and_not_the_drawing() -> None:
    moved = asked(regions=[{**A, "rectangle": [0, 0, 10, 10]}, B, C], image="autre.png")
    keyed = asked(regions=[{**A, "correct": False}, {**B, "correct": True}, C])
    strict = asked(pick="several", marking="all_or_nothing")
    versions = [marking_version(one) for one in (asked(), moved, keyed, asked(pick="several"), strict)]
    assert versions[0] == versions[1]
    assert len(set(versions)) == 4
    # What counts only for several regions changes nothing where one is picked.
    assert marking_version(asked(marking="all_or_nothing")) == versions[0]


NUMBERS = st.decimals(-10, 110, places=2, allow_nan=False)


@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=3, max_size=6))
@settings(max_examples=50, deadline=None)
def test_a_polygon_is_refused_or_its_number_stands_within_the_picture(points: list[Any]) -> None:
    data = sample("hotspot", regions=[A, {**C, "polygon": [[str(x), str(y)] for x, y in points]}])
    try:
        question = load_question(data, "fr")
    except QuestionErrors as error:
        codes = {why.code for _, why in error.errors}
    else:
        codes = set()
        at = view_of(question)["regions"][1]["outline"]["at"]
        assert 0 <= float(at["x"]) <= 100
        assert 0 <= float(at["y"]) <= 100
    assert codes <= {"field.above", "field.below", "question.flat_polygon"}
