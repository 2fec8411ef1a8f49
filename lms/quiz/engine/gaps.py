"""Gaps in a text: how an author writes them, and what is right in each."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from lms.core.reasons import reason
from lms.core.texts import Slug, Text
from lms.quiz.engine.accepted import IGNORED, Ignored, check_accepted, distance, patterns
from lms.quiz.engine.numbers import format_number
from lms.quiz.engine.options import MAX_OPTIONS, Option, check_options
from lms.quiz.engine.question_type import InvalidQuestion
from lms.quiz.engine.tolerance import Bounded, Tolerance, ToleranceKind, check_tolerance, is_close

_PLACE = re.compile(r"\[\[([^\[\]]*)\]\]")
_PARAGRAPHS = re.compile(r"\n[ \t]*\n\s*")


class Gap(BaseModel):
    """One gap. `width` is the author's, never that of the right answer, which it would give away."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    type: Literal["short_text", "numeric", "choice"]
    width: Literal["short", "medium", "long"] = "medium"
    accepted: Annotated[tuple[Text, ...], Field(max_length=50)] = ()
    ignore: Ignored | None = None
    answer: Bounded | None = None
    tolerance: Tolerance = Decimal(0)
    tolerance_kind: ToleranceKind = "absolute"
    unit: Text = Field(default_factory=dict)
    options: Annotated[tuple[Option, ...], Field(max_length=MAX_OPTIONS)] = ()

    @property
    def ignored(self) -> Ignored:
        """What is ignored in what is typed."""
        return IGNORED if self.ignore is None else self.ignore


_FIELDS = {
    "short_text": ("accepted", "ignore"),
    "numeric": ("answer", "tolerance", "tolerance_kind", "unit"),
    "choice": ("options",),
}


def check_gap(gap: Gap, path: str) -> None:
    """Raise `InvalidQuestion` for a gap that can't be filled, or that has another kind's fields; `path` is the gap's."""
    for kind, names in _FIELDS.items():
        for name in names:
            default = Gap.model_fields[name].get_default(call_default_factory=True)
            if kind != gap.type and getattr(gap, name) != default:
                raise InvalidQuestion(reason("field.unknown"), f"{path}.{name}")
    if gap.type == "choice":
        _check_choice(gap, path)
    elif gap.type == "numeric":
        if gap.answer is None:
            raise InvalidQuestion(reason("field.missing"), f"{path}.answer")
        check_tolerance(gap.answer, gap.tolerance, gap.tolerance_kind, f"{path}.", "answer")
    elif not gap.accepted:
        raise InvalidQuestion(reason("field.missing"), f"{path}.accepted")
    else:
        check_accepted(gap.accepted, gap.ignored, f"{path}.accepted")


def _check_choice(gap: Gap, path: str) -> None:
    if len(gap.options) < 2:
        raise InvalidQuestion(reason("field.too_few", limit=2), f"{path}.options")
    check_options(gap.options, f"{path}.options")
    right = sum(option.correct for option in gap.options)
    if right != 1:
        raise InvalidQuestion(reason("question.one_right_option", count=right), f"{path}.options")


def check_places(text: Mapping[str, str], ids: Sequence[str], field: str) -> None:
    """Raise `InvalidQuestion` unless each language of a text holds each gap exactly once, and no other."""
    for value in text.values():
        found = list(gaps_in(value))
        for id_ in found:
            if id_ not in ids:
                raise InvalidQuestion(reason("question.unknown_gap", id=id_[:60]), field)
            if found.count(id_) > 1:
                raise InvalidQuestion(reason("question.repeated_gap", id=id_), field)
        for id_ in ids:
            if id_ not in found:
                raise InvalidQuestion(reason("question.unused_gap", id=id_), field)


def gaps_in(text: str) -> Iterator[str]:
    """The ids of a text's gaps, in their order."""
    return (found.strip() for found in _PLACE.findall(text))


def paragraphs(text: str) -> list[list[tuple[str, str]]]:
    """A text by paragraph, as `("text", …)` and `("gap", id)` pieces in their order; empty pieces are left out."""
    return [_pieces(part) for part in _PARAGRAPHS.split(text.strip())]


def _pieces(text: str) -> list[tuple[str, str]]:
    # Splitting by a pattern with a group gives texts and, between them, what the group held.
    parts = enumerate(_PLACE.split(text))
    return [
        ("gap", part.strip()) if index % 2 else ("text", part) for index, part in parts if part or index % 2
    ]


def standing(gap: Gap, given: Mapping[str, Any]) -> Literal["right", "near", "wrong"]:
    """What a filled gap is worth: `near` is one slip of spelling away from an accepted text."""
    if gap.type == "choice":
        is_right = given["option"] == right_option(gap).id
    elif gap.type == "numeric":
        assert gap.answer is not None  # `check_gap` saw to it
        number = given["number"]
        is_right = number is not None and is_close(
            Decimal(number), gap.answer, gap.tolerance, gap.tolerance_kind
        )
    else:
        steps = distance(gap.accepted, gap.ignored, given["text"])
        if steps == 1:
            return "near"
        is_right = steps == 0
    return "right" if is_right else "wrong"


def right_option(gap: Gap) -> Option:
    """The right one of a gap's options."""
    return next(option for option in gap.options if option.correct)


def marking_of(gap: Gap) -> dict[str, Any]:
    """What decides whether a gap is right, without wording."""
    if gap.type == "choice":
        return {"options": sorted(option.id for option in gap.options), "correct": right_option(gap).id}
    if gap.type == "numeric":
        assert gap.answer is not None  # `check_gap` saw to it
        numbers = [format_number(value, "en") for value in (gap.answer, gap.tolerance)]
        return {"answer": numbers, "tolerance_kind": gap.tolerance_kind}
    return {"accepted": sorted(patterns(gap.accepted, gap.ignored)), "ignore": sorted(set(gap.ignored))}
