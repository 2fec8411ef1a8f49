"""Regions of a picture to point at; their names are a list, by which the question can be answered without the picture."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Annotated, Any, Literal

from pydantic import Field

from lms.core.reasons import reason
from lms.core.texts import Text
from lms.quiz.engine.fields import values_of
from lms.quiz.engine.mistakes import Mistake, wrong_options
from lms.quiz.engine.options import (
    MAX_OPTIONS,
    check_options,
    prepare_options,
    public_options,
    require_text,
    reviewed_options,
)
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
from lms.quiz.engine.regions import Region, check_outline, outline_view
from lms.quiz.engine.tokens import id_of
from lms.quiz.engine.views import asked, reviewed, text_view

FIELD = "region"


class HotspotQuestion(Question):
    """An image of the module, what it shows in words, and regions of it.

    `pick` says whether one region is to be pointed at (any right one will do) or several (`marking` as in multiple_choice).
    """

    image: Annotated[str, Field(max_length=100)]
    alt: Text
    pick: Literal["one", "several"] = "one"
    marking: Literal["all_or_nothing", "right_minus_wrong"] = "right_minus_wrong"
    regions: Annotated[tuple[Region, ...], Field(min_length=2, max_length=MAX_OPTIONS)]

    @property
    def images(self) -> Mapping[str, str]:
        return {"image": self.image}


@register
class Hotspot(QuestionType[HotspotQuestion]):
    """The answer is `{"regions": [ids]}` in the author's order."""

    key = "hotspot"
    model = HotspotQuestion
    secret = frozenset({"correct", "feedback", "explanation"})

    def check(self, question: HotspotQuestion) -> None:
        if not question.image:
            raise InvalidQuestion(reason("question.empty_text"), "image")
        require_text(question.alt, "alt")
        check_options(question.regions, "regions")
        for index, region in enumerate(question.regions):
            check_outline(region, f"regions.{index}")
        if not _right(question):
            raise InvalidQuestion(reason("question.no_right_option"), "regions")

    def prepare(self, question: HotspotQuestion, rng: Random, *, shuffle: bool) -> Prepared:
        return prepare_options(question.regions, rng, shuffle=shuffle)

    def public(
        self, question: HotspotQuestion, prepared: Prepared, language: str, answer: Answer | None
    ) -> dict[str, Any]:
        regions = public_options(question.regions, prepared["options"], language, _chosen(answer))
        return {
            **asked(question, language),
            "image": _image(question, language),
            "is_several": question.pick == "several",
            "regions": _outlined(question, prepared, regions),
        }

    def read(self, question: HotspotQuestion, prepared: Prepared, fields: Fields) -> Answer | None:
        at_most = len(question.regions) if question.pick == "several" else 1
        tokens = values_of(fields, FIELD, at_most=at_most)
        chosen = {id_of(prepared["options"], token) for token in tokens}
        if not chosen:
            return None
        return {"regions": [region.id for region in question.regions if region.id in chosen]}

    def grade(self, question: HotspotQuestion, prepared: Prepared, answer: Answer) -> Mark:
        chosen = tuple(answer["regions"])
        return Mark(_fraction(question, set(chosen)), chosen)

    def review(
        self, question: HotspotQuestion, prepared: Prepared, answer: Answer | None, language: str
    ) -> dict[str, Any]:
        fraction = self.grade(question, prepared, answer).fraction if answer else None
        regions = reviewed_options(question.regions, prepared["options"], language, _chosen(answer))
        return {
            **reviewed(question, language, fraction),
            "image": _image(question, language),
            "is_several": question.pick == "several",
            "regions": _outlined(question, prepared, regions),
        }

    def marking_fields(self, question: HotspotQuestion) -> dict[str, Any]:
        return {
            "regions": sorted(region.id for region in question.regions),
            "correct": sorted(_right(question)),
            "marking": question.marking if question.pick == "several" else "one",
        }

    def mistakes(self, question: HotspotQuestion, answer: Answer) -> tuple[Mistake, ...]:
        return wrong_options(question.regions, _chosen(answer), _right(question))

    def samples(self) -> Sequence[Sample]:
        several, strict, one = _sample("several"), _sample("several"), _sample("one")
        strict["marking"] = "all_or_nothing"
        both, half = {"regions": ["title", "button"]}, {"regions": ["title"]}
        mixed, wrong = {"regions": ["title", "photo"]}, {"regions": ["photo"]}
        return [
            Sample(several, both, Decimal(1)),
            Sample(several, half, Decimal("0.5")),
            Sample(several, mixed, Decimal(0)),
            Sample(strict, both, Decimal(1)),
            Sample(strict, half, Decimal(0)),
            Sample(one, half, Decimal(1)),
            Sample(one, wrong, Decimal(0)),
        ]


def _sample(pick: str) -> dict[str, Any]:
    return {
        "id": "sample-hotspot",
        "type": "hotspot",
        "stem": {"fr": "Où l’affiche invite-t-elle à agir ?", "en": "Where does the poster call to act?"},
        "image": "affiche.svg",
        "alt": {"fr": "Une affiche : titre, photo, bouton.", "en": "A poster: title, photo, button."},
        "pick": pick,
        "regions": [
            {
                "id": "title",
                "text": {"fr": "Le titre", "en": "The title"},
                "correct": True,
                "rectangle": [10, 5, 80, 12.5],
            },
            {
                "id": "photo",
                "text": {"fr": "La photo", "en": "The photo"},
                "feedback": {"fr": "Elle illustre.", "en": "It illustrates."},
                "polygon": [[10, 25], [90, 25], [50, 70]],
            },
            {
                "id": "button",
                "text": {"fr": "Le bouton", "en": "The button"},
                "correct": True,
                "circle": [50, 85, 10],
            },
        ],
        "explanation": {"fr": "On agit par un **verbe**.", "en": "A **verb** makes one act."},
    }


def _right(question: HotspotQuestion) -> set[str]:
    return {region.id for region in question.regions if region.correct}


def _chosen(answer: Answer | None) -> tuple[str, ...]:
    return tuple(answer["regions"]) if answer else ()


def _fraction(question: HotspotQuestion, chosen: set[str]) -> Decimal:
    right = _right(question)
    if question.pick == "one":
        return Decimal(chosen <= right)
    if question.marking == "all_or_nothing":
        return Decimal(chosen == right)
    return Decimal(max(0, len(chosen & right) - len(chosen - right))) / len(right)


def _image(question: HotspotQuestion, language: str) -> dict[str, Any]:
    """The picture by its name in the module; the page adds its address (`images.with_address`)."""
    return {"name": question.image, "alt": text_view(question.alt, language)}


def _outlined(
    question: HotspotQuestion, prepared: Prepared, shown: Sequence[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The regions as shown, each with its number and its outline."""
    regions = {region.id: region for region in question.regions}
    ordered = [(token, regions[id_]) for token, id_ in prepared["options"]]
    return [
        {**view, "token": token, "number": number, "outline": outline_view(region)}
        for number, ((token, region), view) in enumerate(zip(ordered, shown, strict=True), 1)
    ]
