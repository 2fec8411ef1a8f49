"""Rubrics: what makes one askable, and the fraction that chosen levels give."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.quiz.engine.question_type import InvalidQuestion
from lms.quiz.engine.rubric import Row, check_rubric, is_met, rubric_fraction, rubric_view


def row(id_: str = "tone", points: tuple[object, ...] = (0, 1, 2), **more: Any) -> Row:
    levels = [
        {"id": f"level-{number}", "title": {"fr": f"Niveau {number}"}, "points": worth}
        for number, worth in enumerate(points)
    ]
    return Row.model_validate({"id": id_, "title": {"fr": "Le ton"}, "levels": levels, **more})


def test_the_fraction_is_the_points_of_the_best_ones() -> None:
    rubric = (row("tone"), row("facts", (0, "0.5", 4)))
    assert rubric_fraction(rubric, {"tone": "level-2", "facts": "level-2"}) == 1
    assert rubric_fraction(rubric, {"tone": "level-1", "facts": "level-1"}) == Decimal("0.25")


def test_there_is_no_fraction_before_every_row_has_its_level() -> None:
    assert rubric_fraction((row("tone"), row("facts")), {"tone": "level-1"}) is None
    assert rubric_fraction((), {}) is None


def test_a_level_of_another_row_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        rubric_fraction((row(),), {"tone": "level-9"})


@pytest.mark.parametrize(
    ("level", "met_from", "met"),
    [
        ("level-0", None, False),
        ("level-1", None, True),
        ("level-1", "level-2", False),
        ("level-2", "level-2", True),
    ],
)
def test_a_row_is_met_from_its_level_on(level: str, met_from: str | None, met: bool) -> None:
    assert is_met(row(met_from=met_from), level) is met


@pytest.mark.parametrize(
    ("rubric", "path"),
    [
        ([row(), row()], "rubric.1.id"),
        ([row(title={"fr": " "})], "rubric.0.title"),
        ([row(points=(1, 1))], "rubric.0.levels"),
        ([row(met_from="level-9")], "rubric.0.met_from"),
        (
            [row(levels=[{"id": "a", "title": {"fr": "A"}, "points": n} for n in (0, 1)])],
            "rubric.0.levels.0.id",
        ),
        (
            [row(levels=[{"id": f"a{n}", "title": {"fr": ""}, "points": n} for n in (0, 1)])],
            "rubric.0.levels.0.title",
        ),
    ],
)
def test_a_rubric_that_can_not_be_used_names_the_culprit(rubric: list[Row], path: str) -> None:
    with pytest.raises(InvalidQuestion) as refused:
        check_rubric(tuple(rubric))
    assert refused.value.field == path


def test_a_right_rubric_is_accepted_and_shown_with_its_points() -> None:
    check_rubric((row("tone"), row("facts", met_from="level-1")))
    shown = rubric_view((row(),), "fr")
    assert shown[0]["title"] == {"text": "Le ton", "lang": "fr"}
    assert [level["points"] for level in shown[0]["levels"]] == [0, 1, 2]


@given(st.lists(st.integers(0, 2), min_size=1, max_size=6))
def test_a_fraction_lies_between_nothing_and_everything(chosen: list[int]) -> None:
    rubric = tuple(row(f"row-{number}") for number in range(len(chosen)))
    picked = {f"row-{number}": f"level-{level}" for number, level in enumerate(chosen)}
    found = rubric_fraction(rubric, picked)
    assert found is not None
    assert abs(found - Decimal(sum(chosen)) / (2 * len(chosen))) < Decimal("1e-14")
