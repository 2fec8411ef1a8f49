"""One right answer among several."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Any

from lms.core.reasons import reason
from lms.quiz.engine.fields import value_of
from lms.quiz.engine.options import (
    Options,
    check_options,
    prepare_options,
    public_options,
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
from lms.quiz.engine.tokens import id_of
from lms.quiz.engine.views import asked, reviewed


class SingleChoiceQuestion(Question):
    """Options, exactly one of them right."""

    options: Options


@register
class SingleChoice(QuestionType[SingleChoiceQuestion]):
    """The answer is `{"option": id}`."""

    key = "single_choice"
    model = SingleChoiceQuestion
    secret = frozenset({"correct", "feedback", "explanation"})

    def check(self, question: SingleChoiceQuestion) -> None:
        check_options(question.options)
        right = sum(option.correct for option in question.options)
        if right != 1:
            raise InvalidQuestion(reason("question.one_right_option", count=right), "options")

    def prepare(self, question: SingleChoiceQuestion, rng: Random, *, shuffle: bool) -> Prepared:
        return prepare_options(question.options, rng, shuffle=shuffle)

    def public(
        self, question: SingleChoiceQuestion, prepared: Prepared, language: str, answer: Answer | None
    ) -> dict[str, Any]:
        options = public_options(question.options, prepared["options"], language, _chosen(answer))
        return {**asked(question, language), "options": options}

    def read(self, question: SingleChoiceQuestion, prepared: Prepared, fields: Fields) -> Answer | None:
        token = value_of(fields, "choice")
        return {"option": id_of(prepared["options"], token)} if token else None

    def grade(self, question: SingleChoiceQuestion, prepared: Prepared, answer: Answer) -> Mark:
        chosen = answer["option"]
        return Mark(Decimal(chosen == _right(question)), (chosen,))

    def review(
        self, question: SingleChoiceQuestion, prepared: Prepared, answer: Answer | None, language: str
    ) -> dict[str, Any]:
        fraction = self.grade(question, prepared, answer).fraction if answer else None
        options = reviewed_options(question.options, prepared["options"], language, _chosen(answer))
        return {**reviewed(question, language, fraction), "options": options}

    def marking_fields(self, question: SingleChoiceQuestion) -> dict[str, Any]:
        return {"options": sorted(option.id for option in question.options), "correct": _right(question)}

    def samples(self) -> Sequence[Sample]:
        question = {
            "id": "sample-single-choice",
            "type": "single_choice",
            "stem": {"fr": "Qui publie au nom de la marque ?", "en": "Who publishes for the brand?"},
            "options": [
                {
                    "id": "manager",
                    "text": {"fr": "Le community manager", "en": "The community manager"},
                    "correct": True,
                    "feedback": {"fr": "Oui, c’est sa mission.", "en": "Yes, that is the job."},
                },
                {"id": "members", "text": {"fr": "Les abonnés", "en": "The followers"}},
                {"id": "network", "text": {"fr": "Le réseau", "en": "The network"}},
            ],
            "explanation": {"fr": "Il parle **pour** la marque.", "en": "They speak **for** the brand."},
        }
        return [
            Sample(question, {"option": "manager"}, Decimal(1)),
            Sample(question, {"option": "members"}, Decimal(0)),
        ]


def _right(question: SingleChoiceQuestion) -> str:
    return next(option.id for option in question.options if option.correct)


def _chosen(answer: Answer | None) -> tuple[str, ...]:
    return (answer["option"],) if answer else ()
