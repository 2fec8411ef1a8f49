"""Items to put in order."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from lms.core.reasons import reason
from lms.core.texts import Slug, Text
from lms.quiz.engine.options import check_options
from lms.quiz.engine.outcomes import Mark
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import (
    Answer,
    Fields,
    InvalidAnswer,
    Prepared,
    QuestionType,
    Sample,
    register,
)
from lms.quiz.engine.rows import read_rows, shuffled_tokens
from lms.quiz.engine.views import asked, reviewed, text_view

MAX_ITEMS = 20
FIELD = "position-"


class Item(BaseModel):
    """One thing to put in its place."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    text: Text


class OrderingQuestion(Question):
    """Items in the right order, and how a partly right one is marked."""

    items: Annotated[tuple[Item, ...], Field(min_length=2, max_length=MAX_ITEMS)]
    marking: Literal["exact", "adjacent_pairs", "longest_run"] = "adjacent_pairs"


@register
class Ordering(QuestionType[OrderingQuestion]):
    """The answer is `{"places": {item id: position from 1}}`, items left blank absent, no position twice.

    `exact`: the right order, or 0. `adjacent_pairs`: of the steps from one item to the next, the share that the answer has
    too. `longest_run`: the same for the longest unbroken part that is in the right order.
    """

    key = "ordering"
    model = OrderingQuestion
    secret = frozenset({"items", "explanation"})

    def check(self, question: OrderingQuestion) -> None:
        check_options(question.items, "items")

    def prepare(self, question: OrderingQuestion, rng: Random, *, shuffle: bool) -> Prepared:
        return {"shuffled": shuffled_tokens(question.items, rng)}

    def public(
        self, question: OrderingQuestion, prepared: Prepared, language: str, answer: Answer | None
    ) -> dict[str, Any]:
        texts = {item.id: item.text for item in question.items}
        places = _places(answer)
        rows = [
            {"token": token, "label": text_view(texts[id_], language), "position": places.get(id_)}
            for token, id_ in prepared["shuffled"]
        ]
        # As the learner arranged them; those without a place come last, in the order first shown.
        rows.sort(key=lambda row: row["position"] or MAX_ITEMS + 1)
        return {**asked(question, language), "rows": rows}

    def read(self, question: OrderingQuestion, prepared: Prepared, fields: Fields) -> Answer | None:
        typed = read_rows(prepared["shuffled"], fields, FIELD)
        positions = {str(position): position for position in range(1, len(question.items) + 1)}
        if not set(typed.values()) <= positions.keys():
            raise InvalidAnswer(reason("answer.foreign_option"))
        places = {id_: positions[value] for id_, value in typed.items()}
        given = sorted(places.values())
        twice = [one for one, other in pairwise(given) if one == other]
        if twice:
            raise InvalidAnswer(reason("answer.same_position", position=twice[0]), {"places": places})
        return {"places": places} if places else None

    def grade(self, question: OrderingQuestion, prepared: Prepared, answer: Answer) -> Mark:
        places = _places(answer)
        steps = [_follows(places, one.id, other.id) for one, other in pairwise(question.items)]
        return Mark(_fraction(question, places, steps), tuple(sorted(places)))

    def review(
        self, question: OrderingQuestion, prepared: Prepared, answer: Answer | None, language: str
    ) -> dict[str, Any]:
        fraction = self.grade(question, prepared, answer).fraction if answer else None
        places = _places(answer)
        good = _good(question, places)
        rows = [
            _reviewed(item, position, places.get(item.id), item.id in good, language)
            for position, item in enumerate(question.items, 1)
        ]
        return {**reviewed(question, language, fraction), "rows": rows, "marking": question.marking}

    def marking_fields(self, question: OrderingQuestion) -> dict[str, Any]:
        return {"order": [item.id for item in question.items], "marking": question.marking}

    def samples(self) -> Sequence[Sample]:
        exact, pairs, run = (_sample(marking) for marking in ("exact", "adjacent_pairs", "longest_run"))
        right = _answer("listen", "plan", "publish", "reply", "measure")
        # The first item put last: four of five in their right succession.
        rotated = _answer("plan", "publish", "reply", "measure", "listen")
        split = _answer("listen", "plan", "measure", "publish", "reply")
        return [
            Sample(pairs, right, Decimal(1)),
            Sample(pairs, rotated, Decimal("0.75")),
            Sample(pairs, split, Decimal("0.5")),
            Sample(pairs, _answer("measure", "reply", "publish", "plan", "listen"), Decimal(0)),
            Sample(pairs, {"places": {"listen": 4, "plan": 5}}, Decimal("0.25")),
            Sample(exact, right, Decimal(1)),
            Sample(exact, rotated, Decimal(0)),
            Sample(run, right, Decimal(1)),
            Sample(run, rotated, Decimal("0.75")),
            Sample(run, split, Decimal("0.25")),
        ]


def _places(answer: Answer | None) -> Mapping[str, int]:
    return answer["places"] if answer else {}


def _follows(places: Mapping[str, int], one: str, other: str) -> bool:
    """Whether the answer puts the second item right behind the first."""
    return one in places and other in places and places[other] == places[one] + 1


def _fraction(question: OrderingQuestion, places: Mapping[str, int], steps: Sequence[bool]) -> Decimal:
    if question.marking == "exact":
        return Decimal(all(places.get(item.id) == at for at, item in enumerate(question.items, 1)))
    if question.marking == "adjacent_pairs":
        return Decimal(sum(steps)) / len(steps)
    longest = run = 0
    for is_right in steps:
        run = run + 1 if is_right else 0
        longest = max(longest, run)
    return Decimal(longest) / len(steps)


def _good(question: OrderingQuestion, places: Mapping[str, int]) -> set[str]:
    """The items that stand well: in their position or, unless only that counts, next to a right neighbour."""
    in_place = {item.id for at, item in enumerate(question.items, 1) if places.get(item.id) == at}
    if question.marking == "exact":
        return in_place
    steps = [(one.id, other.id) for one, other in pairwise(question.items)]
    return in_place | {id_ for one, other in steps if _follows(places, one, other) for id_ in (one, other)}


def _reviewed(item: Item, position: int, given: int | None, is_good: bool, language: str) -> dict[str, Any]:
    return {
        "label": text_view(item.text, language),
        "position": position,
        "given": given,
        "verdict": "blank" if given is None else "right" if is_good else "wrong",
    }


def _answer(*ids: str) -> Answer:
    return {"places": {id_: position for position, id_ in enumerate(ids, 1)}}


def _sample(marking: str) -> dict[str, Any]:
    items = {
        "listen": ("Écouter", "Listen"),
        "plan": ("Planifier", "Plan"),
        "publish": ("Publier", "Publish"),
        "reply": ("Répondre", "Reply"),
        "measure": ("Mesurer", "Measure"),
    }
    return {
        "id": "sample-ordering",
        "type": "ordering",
        "stem": {"fr": "Mettez ces étapes dans l’ordre.", "en": "Put these steps in order."},
        "marking": marking,
        "items": [{"id": id_, "text": {"fr": fr, "en": en}} for id_, (fr, en) in items.items()],
    }
