"""A text of some length, which a person marks."""

from collections.abc import Sequence
from random import Random
from typing import Annotated, Any

from pydantic import Field

from lms.core.reasons import reason
from lms.quiz.engine.fields import text_of
from lms.quiz.engine.outcomes import Pending
from lms.quiz.engine.question_type import (
    Answer,
    Fields,
    InvalidQuestion,
    Prepared,
    QuestionType,
    Sample,
    register,
)
from lms.quiz.engine.rubric import WHAT_IS_EXPECTED, ManualQuestion, check_rubric, expected_view
from lms.quiz.engine.views import asked, reviewed, text_view

MAX_LENGTH = 100_000
Words = Annotated[int, Field(ge=1, le=20_000)] | None


class LongTextQuestion(ManualQuestion):
    """How many words are expected. A text of another length is kept all the same: the page and the marker see it."""

    min_words: Words = None
    max_words: Words = None


@register
class LongText(QuestionType[LongTextQuestion]):
    """The answer is `{"text": as typed, in NFC, lines ended by "\\n"}`."""

    key = "long_text"
    model = LongTextQuestion
    secret = WHAT_IS_EXPECTED | {"explanation"}
    is_manual = True

    def check(self, question: LongTextQuestion) -> None:
        low, high = question.min_words, question.max_words
        if low is not None and high is not None and low > high:
            raise InvalidQuestion(reason("question.words_crossed"), "max_words")
        check_rubric(question.rubric)

    def prepare(self, question: LongTextQuestion, rng: Random, *, shuffle: bool) -> Prepared:
        return {}

    def public(
        self, question: LongTextQuestion, prepared: Prepared, language: str, answer: Answer | None
    ) -> dict[str, Any]:
        # What is expected, not what each level is worth or how it reads: that would write the answer.
        criteria = [text_view(row.title, language) for row in question.rubric]
        return {**asked(question, language), **_typed(question, answer), "criteria": criteria}

    def read(self, question: LongTextQuestion, prepared: Prepared, fields: Fields) -> Answer | None:
        text = text_of(fields, "text", limit=MAX_LENGTH)
        return None if text is None else {"text": text}

    def grade(self, question: LongTextQuestion, prepared: Prepared, answer: Answer) -> Pending:
        return Pending(reason("pending.marker"))

    def review(
        self, question: LongTextQuestion, prepared: Prepared, answer: Answer | None, language: str
    ) -> dict[str, Any]:
        return {
            **reviewed(question, language, None),
            **_typed(question, answer),
            "verdict": "pending" if answer else "blank",
            **expected_view(question, language),
        }

    def marking_fields(self, question: LongTextQuestion) -> dict[str, Any]:
        rows = [
            {
                "id": row.id,
                "levels": sorted([level.id, f"{level.points.normalize():f}"] for level in row.levels),
                "met_from": row.met_from,
            }
            for row in question.rubric
        ]
        return {"rubric": rows, "words": [question.min_words, question.max_words]}

    def samples(self) -> Sequence[Sample]:
        levels = [
            {"id": "absent", "title": {"fr": "Absent", "en": "Missing"}, "points": 0},
            {"id": "partly", "title": {"fr": "En partie", "en": "Partly"}, "points": 1},
            {
                "id": "full",
                "title": {"fr": "Complet", "en": "Complete"},
                "description": {"fr": "Chaque critique est traitée.", "en": "Each critique is dealt with."},
                "points": 2,
            },
        ]
        tone, facts = {"fr": "Le ton", "en": "The tone"}, {"fr": "Les faits", "en": "The facts"}
        question = {
            "id": "sample-long-text",
            "type": "long_text",
            "stem": {"fr": "Répondez à cette critique.", "en": "Answer this complaint."},
            "min_words": 3,
            "max_words": 150,
            "rubric": [
                {"id": "tone", "title": tone, "levels": levels, "met_from": "partly"},
                {"id": "facts", "title": facts, "levels": levels, "met_from": "full"},
            ],
            "model_answer": {"fr": "Merci de votre retour.", "en": "Thank you for telling us."},
            "models": _sample_models(),
            "explanation": {"fr": "Remerciez d’abord.", "en": "Say thank you first."},
        }
        free = {**question, "min_words": None, "max_words": None, "rubric": []}
        return [
            Sample(question, {"text": "Merci !\n\nNous corrigeons cela aujourd’hui."}, None),
            Sample(question, {"text": "\n  Non."}, None),
            Sample(free, {"text": "Merci beaucoup."}, None),
        ]


def _sample_models() -> list[dict[str, Any]]:
    return [
        {
            "title": {"fr": "Une réponse moyenne", "en": "A middling answer"},
            "text": {"fr": "Nous regrettons cela.", "en": "We regret this."},
            "note": {"fr": "Aucun fait.", "en": "No fact."},
        },
        {
            "title": {"fr": "Une bonne réponse", "en": "A good answer"},
            "text": {"fr": "Le lot est rappelé.", "en": "The batch is recalled."},
            "note": {"fr": "Un fait et une suite.", "en": "A fact and what follows."},
        },
    ]


def count_words(text: str) -> int:
    """How many words a text has; a sign that stands alone, as French puts them, is none."""
    return sum(any(char.isalnum() for char in part) for part in text.split())


def _typed(question: LongTextQuestion, answer: Answer | None) -> dict[str, Any]:
    text = answer["text"] if answer else ""
    words = {"count": count_words(text), "min": question.min_words, "max": question.max_words}
    return {"value": text, "words": words, "max_length": MAX_LENGTH}
