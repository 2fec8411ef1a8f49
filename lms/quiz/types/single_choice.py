"""One right answer among several."""

from collections.abc import Sequence
from decimal import Decimal
from random import Random
from typing import Annotated, Any

from pydantic import Field

from lms.core.reasons import reason
from lms.quiz.engine.fields import value_of
from lms.quiz.engine.mistakes import Mistake, wrong_options
from lms.quiz.engine.numbers import format_number
from lms.quiz.engine.options import (
    MAX_OPTIONS,
    Option,
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


class WeighedOption(Option):
    """An option that may be partly right, or cost marks where the quiz marks negatively."""

    fraction: Annotated[Decimal, Field(ge=-1, le=1, max_digits=20)] | None = None

    @property
    def worth(self) -> Decimal:
        """The fraction of the question that choosing it brings."""
        return Decimal(self.correct) if self.fraction is None else self.fraction


class SingleChoiceQuestion(Question):
    """Options, exactly one of them right; or each worth a `fraction` (0 when it has none), one at least worth 1."""

    options: Annotated[tuple[WeighedOption, ...], Field(min_length=2, max_length=MAX_OPTIONS)]


@register
class SingleChoice(QuestionType[SingleChoiceQuestion]):
    """The answer is `{"option": id}`."""

    key = "single_choice"
    model = SingleChoiceQuestion
    secret = frozenset({"correct", "fraction", "feedback", "explanation"})

    def check(self, question: SingleChoiceQuestion) -> None:
        check_options(question.options)
        right = sum(option.correct for option in question.options)
        if _is_weighed(question):
            self._check_fractions(question)
        elif right != 1:
            raise InvalidQuestion(reason("question.one_right_option", count=right), "options")

    def _check_fractions(self, question: SingleChoiceQuestion) -> None:
        for index, option in enumerate(question.options):
            if option.correct:
                raise InvalidQuestion(reason("question.fraction_and_correct"), f"options.{index}.correct")
        if all(option.worth < 1 for option in question.options):
            raise InvalidQuestion(reason("question.no_full_option"), "options")

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
        worth = next(option.worth for option in question.options if option.id == chosen)
        return Mark(worth, (chosen,))

    def review(
        self, question: SingleChoiceQuestion, prepared: Prepared, answer: Answer | None, language: str
    ) -> dict[str, Any]:
        fraction = self.grade(question, prepared, answer).fraction if answer else None
        options = reviewed_options(question.options, prepared["options"], language, _chosen(answer))
        return {**reviewed(question, language, fraction), "options": options}

    def marking_fields(self, question: SingleChoiceQuestion) -> dict[str, Any]:
        ids = sorted(option.id for option in question.options)
        if _is_weighed(question):
            worth = sorted([option.id, format_number(option.worth, "en")] for option in question.options)
            return {"options": ids, "fractions": worth}
        return {"options": ids, "correct": next(one.id for one in question.options if one.correct)}

    def mistakes(self, question: SingleChoiceQuestion, answer: Answer) -> tuple[Mistake, ...]:
        """The option chosen, unless it is worth something."""
        worthy = {option.id for option in question.options if option.worth > 0}
        return wrong_options(question.options, _chosen(answer), worthy)

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
            Sample(_weighed(), {"option": "weekly"}, Decimal(1)),
            Sample(_weighed(), {"option": "daily"}, Decimal("0.5")),
            Sample(_weighed(), {"option": "never"}, Decimal(-1)),
            Sample(_weighed(), {"option": "hourly"}, Decimal(0)),
        ]


def _is_weighed(question: SingleChoiceQuestion) -> bool:
    return any(option.fraction is not None for option in question.options)


def _weighed() -> dict[str, Any]:
    worth = {"weekly": "1", "daily": "0.5", "never": "-1", "hourly": None}
    return {
        "id": "sample-weighed-choice",
        "type": "single_choice",
        "stem": {"fr": "À quel rythme publier ?", "en": "How often should you publish?"},
        "options": [
            {"id": id_, "text": {"fr": f"Rythme {id_}", "en": f"Pace {id_}"}, "fraction": fraction}
            for id_, fraction in worth.items()
        ],
    }


def _chosen(answer: Answer | None) -> tuple[str, ...]:
    return (answer["option"],) if answer else ()
