"""What questions that a person marks have in common: a rubric, a model answer, and the fraction that chosen levels give."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from lms.core.reasons import reason
from lms.core.texts import Slug, Text
from lms.quiz.engine.options import require_text
from lms.quiz.engine.outcomes import without_noise
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import InvalidQuestion
from lms.quiz.engine.views import text_view


class Level(BaseModel):
    """One level of a row, worth `points`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    title: Text
    description: Text = Field(default_factory=dict)
    points: Annotated[Decimal, Field(ge=0, le=1000)]


class Row(BaseModel):
    """One criterion, and the objective for which meeting it is evidence. `met_from` is the level id that counts as met."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    title: Text
    objective: Slug | None = None
    levels: Annotated[tuple[Level, ...], Field(min_length=2, max_length=8)]
    met_from: Slug | None = None


class Model(BaseModel):
    """An answer that somebody might have given, block Markdown, with notes on what earns it which level of the rubric."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Text
    text: Text
    note: Text = Field(default_factory=dict)


class ManualQuestion(Question):
    """A question whose answers a person marks, by rubric when there is one.

    `model_answer` is one good answer; `models` are several, annotated.
    """

    rubric: Annotated[tuple[Row, ...], Field(max_length=20)] = ()
    model_answer: Text = Field(default_factory=dict)
    models: Annotated[tuple[Model, ...], Field(max_length=5)] = ()


WHAT_IS_EXPECTED = frozenset({"model_answer", "models", "levels", "description", "met_from"})
"""Fields that would write the answer."""


def check_rubric(rubric: tuple[Row, ...]) -> None:
    """Raise `InvalidQuestion` for ids used twice, texts missing, a row whose levels are all worth the same, or an unknown level."""
    seen: set[str] = set()
    for index, row in enumerate(rubric):
        path = f"rubric.{index}"
        if row.id in seen:
            raise InvalidQuestion(reason("question.repeated_id", id=row.id), f"{path}.id")
        seen.add(row.id)
        require_text(row.title, f"{path}.title")
        levels = [level.id for level in row.levels]
        for number, level in enumerate(row.levels):
            require_text(level.title, f"{path}.levels.{number}.title")
            if levels.count(level.id) > 1:
                raise InvalidQuestion(
                    reason("question.repeated_id", id=level.id), f"{path}.levels.{number}.id"
                )
        if len({level.points for level in row.levels}) == 1:
            raise InvalidQuestion(reason("question.level_points"), f"{path}.levels")
        if row.met_from is not None and row.met_from not in levels:
            raise InvalidQuestion(reason("question.unknown_level", id=row.met_from), f"{path}.met_from")


def rubric_fraction(rubric: tuple[Row, ...], chosen: Mapping[str, str]) -> Decimal | None:
    """The fraction that the chosen levels (row id to level id) earn of the best ones; None until every row has one.

    KeyError for a level that the row does not have.
    """
    if not rubric or any(row.id not in chosen for row in rubric):
        return None
    earned = sum((points_of_level(row, chosen[row.id]) for row in rubric), Decimal(0))
    best = sum((max(level.points for level in row.levels) for row in rubric), Decimal(0))
    return without_noise(earned / best)


def points_of_level(row: Row, level_id: str) -> Decimal:
    """What a level of a row is worth, or KeyError."""
    return {level.id: level.points for level in row.levels}[level_id]


def is_met(row: Row, level_id: str) -> bool:
    """Whether a level meets the criterion: `met_from` or better; without it, at least half of the row's best points."""
    points = points_of_level(row, level_id)
    if row.met_from is not None:
        return points >= points_of_level(row, row.met_from)
    return points * 2 >= max(level.points for level in row.levels)


def expected_view(question: ManualQuestion, language: str) -> dict[str, Any]:
    """What a review shows of the answer that was hoped for: the rubric, the model answer, the annotated models."""
    return {
        "rubric": rubric_view(question.rubric, language),
        "model_answer": text_view(question.model_answer, language),
        "models": [
            {name: text_view(getattr(model, name), language) for name in ("title", "text", "note")}
            for model in question.models
        ],
    }


def rubric_view(rubric: tuple[Row, ...], language: str) -> list[dict[str, Any]]:
    """The rubric as plain values for a page."""
    return [
        {
            "id": row.id,
            "title": text_view(row.title, language),
            "levels": [
                {
                    "id": level.id,
                    "title": text_view(level.title, language),
                    "description": text_view(level.description, language),
                    "points": level.points,
                }
                for level in row.levels
            ],
        }
        for row in rubric
    ]
