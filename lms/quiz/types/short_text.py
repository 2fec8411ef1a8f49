"""A word or a few, compared with accepted texts."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random
from typing import Annotated, Any, Literal

from pydantic import Field

from lms.core.reasons import reason
from lms.core.texts import Text, localize
from lms.quiz.engine.fields import text_of
from lms.quiz.engine.outcomes import Mark, Outcome, Pending
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
from lms.quiz.engine.spelling import folded, letters, slips
from lms.quiz.engine.views import asked, reviewed

MAX_LENGTH = 500
MAX_ACCEPTED_LENGTH = 200
MIN_LETTERS = 5
"""Under this many letters a slip makes another word, so it is not forgiven."""


class ShortTextQuestion(Question):
    """Accepted texts, in any language of the course (`*` stands for any characters), and what to ignore."""

    accepted: Annotated[tuple[Text, ...], Field(min_length=1, max_length=50)]
    ignore: tuple[Literal["case", "accents", "spaces"], ...] = ("case", "accents", "spaces")


@register
class ShortText(QuestionType[ShortTextQuestion]):
    """The answer is `{"text": as typed, in NFC}`."""

    key = "short_text"
    model = ShortTextQuestion
    secret = frozenset({"accepted", "ignore", "explanation"})

    def check(self, question: ShortTextQuestion) -> None:
        for index, text in enumerate(question.accepted):
            self._check_accepted(text, f"accepted.{index}", question.ignore)

    def _check_accepted(self, text: Text, field: str, ignore: Sequence[str]) -> None:
        if not text or not all(folded(value, ignore) for value in text.values()):
            raise InvalidQuestion(reason("question.empty_text"), field)
        if any(len(value) > MAX_ACCEPTED_LENGTH for value in text.values()):
            raise InvalidQuestion(reason("question.too_long", limit=MAX_ACCEPTED_LENGTH), field)
        if not all(folded(value, ignore).strip("*") for value in text.values()):
            raise InvalidQuestion(reason("question.accepts_anything"), field)

    def prepare(self, question: ShortTextQuestion, rng: Random, *, shuffle: bool) -> Prepared:
        return {}

    def public(
        self, question: ShortTextQuestion, prepared: Prepared, language: str, answer: Answer | None
    ) -> dict[str, Any]:
        return {**asked(question, language), "value": _typed(answer), "max_length": MAX_LENGTH}

    def read(self, question: ShortTextQuestion, prepared: Prepared, fields: Fields) -> Answer | None:
        text = text_of(fields, "text", limit=MAX_LENGTH)
        return None if text is None else {"text": text}

    def grade(self, question: ShortTextQuestion, prepared: Prepared, answer: Answer) -> Outcome:
        distance = _distance(question, answer["text"])
        if distance == 1:
            return Pending(reason("pending.near_spelling"))
        return Mark(Decimal(distance == 0))

    def review(
        self, question: ShortTextQuestion, prepared: Prepared, answer: Answer | None, language: str
    ) -> dict[str, Any]:
        distance = _distance(question, answer["text"]) if answer else None
        # A slip of spelling is settled in the learner's favour (`grading.settle`), and said.
        fraction = Decimal(distance is not None) if answer else None
        return {
            **reviewed(question, language, fraction),
            "value": _typed(answer),
            "is_near": distance == 1,
            "accepted": _shown(question, language),
        }

    def marking_fields(self, question: ShortTextQuestion) -> dict[str, Any]:
        return {"accepted": sorted(_patterns(question)), "ignore": sorted(set(question.ignore))}

    def samples(self) -> Sequence[Sample]:
        question = {
            "id": "sample-short-text",
            "type": "short_text",
            "stem": {"fr": "Qui anime la communauté ?", "en": "Who runs the community?"},
            "accepted": [{"fr": "l’animatrice", "en": "community manager"}, "anima*"],
            "explanation": {"fr": "C’est son rôle.", "en": "It is their role."},
        }
        exact = {**question, "accepted": ["Été"], "ignore": []}
        return [
            Sample(question, {"text": "L'ANIMATRICE"}, Decimal(1)),
            Sample(question, {"text": " Community  Manager "}, Decimal(1)),
            Sample(question, {"text": "Animateur"}, Decimal(1)),
            Sample(question, {"text": "comunity manager"}, None),
            Sample(question, {"text": "le graphiste"}, Decimal(0)),
            Sample(exact, {"text": "Été"}, Decimal(1)),
            Sample(exact, {"text": "été"}, Decimal(0)),
        ]


def _patterns(question: ShortTextQuestion) -> Iterator[str]:
    for text in question.accepted:
        for value in text.values():
            yield folded(value, question.ignore)


def _distance(question: ShortTextQuestion, typed: str) -> int | None:
    """0 for an accepted text, 1 for one slip away from an accepted text that is long enough, else None."""
    text = folded(typed, question.ignore)
    found = [(slips(pattern, text), letters(pattern)) for pattern in _patterns(question)]
    if any(distance == 0 for distance, _ in found):
        return 0
    return 1 if any(distance == 1 and count >= MIN_LETTERS for distance, count in found) else None


def _typed(answer: Answer | None) -> str:
    return answer["text"] if answer else ""


def _shown(question: ShortTextQuestion, language: str) -> list[dict[str, str]]:
    """The accepted texts as plain text, without repeats; `…` where anything may stand."""
    texts = {localize(text, language): None for text in question.accepted}
    return [{"text": text.replace("*", "…"), "lang": lang} for text, lang in texts]
