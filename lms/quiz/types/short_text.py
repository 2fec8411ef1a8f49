"""A word or a few, compared with accepted texts."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any

from lms.core.reasons import reason
from lms.core.texts import fold
from lms.quiz.engine.accepted import IGNORED, Accepted, Ignored, check_accepted, distance, patterns, shown
from lms.quiz.engine.fields import text_of
from lms.quiz.engine.mistakes import Mistake
from lms.quiz.engine.outcomes import SPELLING, Mark, Outcome, Pending
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import (
    Answer,
    Fields,
    Prepared,
    QuestionType,
    Sample,
    register,
)
from lms.quiz.engine.views import asked, reviewed

MAX_LENGTH = 500
MANY = 5


class ShortTextQuestion(Question):
    """Accepted texts, in any language of the course (`*` stands for any characters), and what to ignore."""

    accepted: Accepted
    ignore: Ignored = IGNORED


@register
class ShortText(QuestionType[ShortTextQuestion]):
    """The answer is `{"text": as typed, in NFC}`."""

    key = "short_text"
    model = ShortTextQuestion
    secret = frozenset({"accepted", "ignore", "explanation"})

    def check(self, question: ShortTextQuestion) -> None:
        check_accepted(question.accepted, question.ignore, "accepted")

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
        steps = _steps(question, answer)
        if steps == 1:
            return Pending(reason("pending.near_spelling"), if_settled=Mark(Decimal(1), (SPELLING,)))
        return Mark(Decimal(steps == 0))

    def review(
        self, question: ShortTextQuestion, prepared: Prepared, answer: Answer | None, language: str
    ) -> dict[str, Any]:
        steps = _steps(question, answer) if answer else None
        # A slip of spelling is settled in the learner's favour (`grading.settle`), and said.
        fraction = Decimal(steps is not None) if answer else None
        return {
            **reviewed(question, language, fraction),
            "value": _typed(answer),
            "is_near": steps == 1,
            "accepted": shown(question.accepted, language),
        }

    def marking_fields(self, question: ShortTextQuestion) -> dict[str, Any]:
        return {
            "accepted": sorted(patterns(question.accepted, question.ignore)),
            "ignore": sorted(set(question.ignore)),
        }

    def mistakes(self, question: ShortTextQuestion, answer: Answer) -> tuple[Mistake, ...]:
        """The words, without case and accents, once so many have typed them that they are nobody's own."""
        if _steps(question, answer) is not None:
            return ()
        words = " ".join(fold(answer["text"]).split())
        return (Mistake(words, {"": words}, least=MANY),)

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


def _steps(question: ShortTextQuestion, answer: Answer) -> int | None:
    return distance(question.accepted, question.ignore, answer["text"])


def _typed(answer: Answer | None) -> str:
    return answer["text"] if answer else ""
