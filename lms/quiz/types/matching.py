"""Pairs to put together, with more choices on the right-hand side if the author wants."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from lms.core.reasons import reason
from lms.core.texts import Slug, Text
from lms.quiz.engine.options import require_text
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
from lms.quiz.engine.rows import read_rows
from lms.quiz.engine.tokens import draw_tokens, id_of
from lms.quiz.engine.views import asked, reviewed, text_view

MAX_PAIRS = 30
FIELD = "match-"


class Pair(BaseModel):
    """What goes together."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    left: Text
    right: Text


class Distractor(BaseModel):
    """A choice on the right-hand side that goes with nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    text: Text


class MatchingQuestion(Question):
    """Pairs and distractors; pairs with the same right-hand text, in every language, share one choice."""

    pairs: Annotated[tuple[Pair, ...], Field(min_length=2, max_length=MAX_PAIRS)]
    distractors: Annotated[tuple[Distractor, ...], Field(max_length=MAX_PAIRS)] = ()


@register
class Matching(QuestionType[MatchingQuestion]):
    """The answer is `{"pairs": {pair id: choice id}}`, rows left blank absent.

    A choice's id is its distractor's, or that of the first pair that has it on its right-hand side.
    """

    key = "matching"
    model = MatchingQuestion
    secret = frozenset({"pairs", "right", "distractors", "explanation"})

    def check(self, question: MatchingQuestion) -> None:
        for index, pair in enumerate(question.pairs):
            require_text(pair.left, f"pairs.{index}.left")
            require_text(pair.right, f"pairs.{index}.right")
            if any(_half_alike(pair.right, other.right) for other in question.pairs[:index]):
                raise InvalidQuestion(reason("question.repeated_text"), f"pairs.{index}.right")
        for index, distractor in enumerate(question.distractors):
            require_text(distractor.text, f"distractors.{index}.text")
            if any(_same(distractor.text, pair.right) for pair in question.pairs):
                raise InvalidQuestion(reason("question.repeated_text"), f"distractors.{index}.text")
        self._check_ids(question)
        if len(_choices(question)) < 2:
            raise InvalidQuestion(reason("question.one_choice"), "pairs")

    def _check_ids(self, question: MatchingQuestion) -> None:
        seen: set[str] = set()
        paths = [(f"pairs.{index}.id", pair.id) for index, pair in enumerate(question.pairs)]
        paths += [(f"distractors.{index}.id", choice.id) for index, choice in enumerate(question.distractors)]
        for path, id_ in paths:
            if id_ in seen:
                raise InvalidQuestion(reason("question.repeated_id", id=id_), path)
            seen.add(id_)

    def prepare(self, question: MatchingQuestion, rng: Random, *, shuffle: bool) -> Prepared:
        rows = [pair.id for pair in question.pairs]
        if shuffle:
            rng.shuffle(rows)
        # The choices are always shuffled, from an order that owes nothing to the pairs: theirs would be the key.
        texts = _choices(question)
        choices = sorted(texts, key=lambda id_: sorted(texts[id_].items()))
        rng.shuffle(choices)
        return {"rows": draw_tokens(rows, rng), "choices": draw_tokens(choices, rng)}

    def public(
        self, question: MatchingQuestion, prepared: Prepared, language: str, answer: Answer | None
    ) -> dict[str, Any]:
        choices, left = _choices(question), {pair.id: pair.left for pair in question.pairs}
        chosen = {id_: token for token, id_ in prepared["choices"]}
        return {
            **asked(question, language),
            "rows": [
                {
                    "token": token,
                    "label": text_view(left[id_], language),
                    "chosen": chosen.get(_given(answer, id_), ""),
                }
                for token, id_ in prepared["rows"]
            ],
            "choices": [
                {"token": token, "label": text_view(choices[id_], language)}
                for token, id_ in prepared["choices"]
            ],
        }

    def read(self, question: MatchingQuestion, prepared: Prepared, fields: Fields) -> Answer | None:
        chosen = read_rows(prepared["rows"], fields, FIELD)
        given = {id_: id_of(prepared["choices"], token) for id_, token in chosen.items()}
        return {"pairs": given} if given else None

    def grade(self, question: MatchingQuestion, prepared: Prepared, answer: Answer) -> Mark:
        key = _key(question)
        right = sum(_given(answer, id_) == choice for id_, choice in key.items())
        return Mark(Decimal(right) / len(key), tuple(sorted(answer["pairs"])))

    def review(
        self, question: MatchingQuestion, prepared: Prepared, answer: Answer | None, language: str
    ) -> dict[str, Any]:
        fraction = self.grade(question, prepared, answer).fraction if answer else None
        pairs = {pair.id: pair for pair in question.pairs}
        rows = [_reviewed(question, pairs[id_], answer, language) for _, id_ in prepared["rows"]]
        return {**reviewed(question, language, fraction), "rows": rows}

    def marking_fields(self, question: MatchingQuestion) -> dict[str, Any]:
        return {"pairs": _key(question), "choices": sorted(_choices(question))}

    def samples(self) -> Sequence[Sample]:
        question = {
            "id": "sample-matching",
            "type": "matching",
            "stem": {"fr": "Associez.", "en": "Match."},
            "pairs": [
                {
                    "id": "reach",
                    "left": {"fr": "La portée", "en": "Reach"},
                    "right": {"fr": "personnes", "en": "people"},
                },
                {
                    "id": "fans",
                    "left": {"fr": "Les abonnés", "en": "Followers"},
                    "right": {"fr": "personnes", "en": "people"},
                },
                {
                    "id": "views",
                    "left": {"fr": "Les impressions", "en": "Impressions"},
                    "right": {"fr": "vues", "en": "views"},
                },
                {
                    "id": "spend",
                    "left": {"fr": "Le coût", "en": "Cost"},
                    "right": {"fr": "euros", "en": "euros"},
                },
            ],
            "distractors": [{"id": "time", "text": {"fr": "heures", "en": "hours"}}],
        }
        right = {"reach": "reach", "fans": "reach", "views": "views", "spend": "spend"}
        return [
            Sample(question, {"pairs": right}, Decimal(1)),
            Sample(question, {"pairs": {**right, "views": "time"}}, Decimal("0.75")),
            Sample(question, {"pairs": {"reach": "reach"}}, Decimal("0.25")),
            Sample(question, {"pairs": {"views": "reach"}}, Decimal(0)),
        ]


def _same(one: Text, other: Text) -> bool:
    """Whether two texts look the same in a language: learners could not tell them apart."""
    return any(lang in other and other[lang].strip() == text.strip() for lang, text in one.items())


def _half_alike(one: Text, other: Text) -> bool:
    """Whether two texts look the same in one language and not in another: neither one choice nor two."""
    return _same(one, other) and any(
        lang in other and other[lang].strip() != text.strip() for lang, text in one.items()
    )


def _key(question: MatchingQuestion) -> dict[str, str]:
    """The right choice of each pair."""
    return {
        pair.id: next(other.id for other in question.pairs if _same(other.right, pair.right))
        for pair in question.pairs
    }


def _choices(question: MatchingQuestion) -> dict[str, Text]:
    """The right-hand side: each different text once, by its id."""
    firsts = set(_key(question).values())
    rights = {pair.id: pair.right for pair in question.pairs if pair.id in firsts}
    return rights | {distractor.id: distractor.text for distractor in question.distractors}


def _given(answer: Answer | None, pair_id: str) -> str | None:
    return answer["pairs"].get(pair_id) if answer else None


def _reviewed(question: MatchingQuestion, pair: Pair, answer: Answer | None, language: str) -> dict[str, Any]:
    given = _given(answer, pair.id)
    choices = _choices(question)
    is_right = given == _key(question)[pair.id]
    return {
        "label": text_view(pair.left, language),
        "given": text_view(choices[given], language) if given else None,
        "correct": text_view(pair.right, language),
        "verdict": "right" if is_right else "wrong" if given else "blank",
    }
