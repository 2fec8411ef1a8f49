"""Items to put into categories."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from lms.core.reasons import reason
from lms.core.texts import Slug, Text
from lms.quiz.engine.options import check_options
from lms.quiz.engine.outcomes import Mark
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import (
    Answer,
    Fields,
    InvalidQuestion,
    Prepared,
    QuestionType,
    Sample,
    register,
)
from lms.quiz.engine.rows import read_rows, shuffled_tokens
from lms.quiz.engine.tokens import draw_tokens, id_of
from lms.quiz.engine.views import asked, reviewed, text_view

MAX_ITEMS = 50
MAX_CATEGORIES = 20
FIELD = "item-"


class Category(BaseModel):
    """Where items can go."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    text: Text


class Item(BaseModel):
    """What goes into a category."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    text: Text
    category: Slug


class CategoriseQuestion(Question):
    """Categories, and items that each belong to one of them; a category may stay empty."""

    categories: Annotated[tuple[Category, ...], Field(min_length=2, max_length=MAX_CATEGORIES)]
    items: Annotated[tuple[Item, ...], Field(min_length=1, max_length=MAX_ITEMS)]


@register
class Categorise(QuestionType[CategoriseQuestion]):
    """The answer is `{"items": {item id: category id}}`, items left blank absent. Each item counts the same."""

    key = "categorise"
    model = CategoriseQuestion
    secret = frozenset({"category", "explanation"})

    def check(self, question: CategoriseQuestion) -> None:
        check_options(question.categories, "categories")
        check_options(question.items, "items")
        known = {category.id for category in question.categories}
        for index, item in enumerate(question.items):
            if item.category not in known:
                raise InvalidQuestion(
                    reason("question.unknown_category", id=item.category), f"items.{index}.category"
                )

    def prepare(self, question: CategoriseQuestion, rng: Random, *, shuffle: bool) -> Prepared:
        categories = [category.id for category in question.categories]
        if shuffle:
            rng.shuffle(categories)
        # Authors write one category after the other: the items are shuffled always, for their order would be the key.
        return {"categories": draw_tokens(categories, rng), "shuffled": shuffled_tokens(question.items, rng)}

    def public(
        self, question: CategoriseQuestion, prepared: Prepared, language: str, answer: Answer | None
    ) -> dict[str, Any]:
        texts = {one.id: one.text for one in question.categories}
        items = {one.id: one.text for one in question.items}
        chosen = {id_: token for token, id_ in prepared["categories"]}
        return {
            **asked(question, language),
            "rows": [
                {
                    "token": token,
                    "label": text_view(items[id_], language),
                    "chosen": chosen.get(_given(answer, id_), ""),
                }
                for token, id_ in prepared["shuffled"]
            ],
            "choices": [
                {"token": token, "label": text_view(texts[id_], language)}
                for token, id_ in prepared["categories"]
            ],
        }

    def read(self, question: CategoriseQuestion, prepared: Prepared, fields: Fields) -> Answer | None:
        chosen = read_rows(prepared["shuffled"], fields, FIELD)
        given = {id_: id_of(prepared["categories"], token) for id_, token in chosen.items()}
        return {"items": given} if given else None

    def grade(self, question: CategoriseQuestion, prepared: Prepared, answer: Answer) -> Mark:
        right = sum(_given(answer, item.id) == item.category for item in question.items)
        return Mark(Decimal(right) / len(question.items), tuple(sorted(answer["items"])))

    def review(
        self, question: CategoriseQuestion, prepared: Prepared, answer: Answer | None, language: str
    ) -> dict[str, Any]:
        fraction = self.grade(question, prepared, answer).fraction if answer else None
        items = {item.id: item for item in question.items}
        texts = {one.id: text_view(one.text, language) for one in question.categories}
        rows = [
            _reviewed(items[id_], _given(answer, id_), texts, language) for _, id_ in prepared["shuffled"]
        ]
        return {**reviewed(question, language, fraction), "rows": rows}

    def marking_fields(self, question: CategoriseQuestion) -> dict[str, Any]:
        return {
            "categories": sorted(category.id for category in question.categories),
            "items": {item.id: item.category for item in question.items},
        }

    def samples(self) -> Sequence[Sample]:
        def item(id_: str, french: str, english: str, category: str) -> dict[str, Any]:
            return {"id": id_, "text": {"fr": french, "en": english}, "category": category}

        question = {
            "id": "sample-categorise",
            "type": "categorise",
            "stem": {"fr": "Classez ces contenus.", "en": "Sort this content."},
            "categories": [
                {"id": "own", "text": {"fr": "Médias détenus", "en": "Owned media"}},
                {"id": "paid", "text": {"fr": "Médias payés", "en": "Paid media"}},
                {"id": "earned", "text": {"fr": "Médias gagnés", "en": "Earned media"}},
            ],
            "items": [
                item("site", "Le site", "The site", "own"),
                item("letter", "La lettre", "The newsletter", "own"),
                item("banner", "La bannière", "The banner", "paid"),
                item("press", "L’article de presse", "The press article", "earned"),
            ],
        }
        right = {"site": "own", "letter": "own", "banner": "paid", "press": "earned"}
        return [
            Sample(question, {"items": right}, Decimal(1)),
            Sample(question, {"items": {**right, "press": "paid"}}, Decimal("0.75")),
            Sample(question, {"items": {"site": "own", "letter": "paid"}}, Decimal("0.25")),
            Sample(question, {"items": {"site": "paid"}}, Decimal(0)),
        ]


def _given(answer: Answer | None, item_id: str) -> str | None:
    return answer["items"].get(item_id) if answer else None


def _reviewed(item: Item, given: str | None, texts: dict[str, Any], language: str) -> dict[str, Any]:
    verdict = "right" if given == item.category else "wrong" if given else "blank"
    return {
        "label": text_view(item.text, language),
        "given": texts[given] if given else None,
        "correct": texts[item.category],
        "verdict": verdict,
    }
