"""What the choice types share: options, their order and tokens, and how they show before and after."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Annotated, Any, Protocol

from pydantic import BaseModel, ConfigDict, Field

from lms.core.reasons import reason
from lms.core.texts import Slug, Text
from lms.quiz.engine.question_type import InvalidQuestion, Prepared
from lms.quiz.engine.tokens import Tokens, draw_tokens
from lms.quiz.engine.views import text_view, verdict_of

MAX_OPTIONS = 50


class Option(BaseModel):
    """One answer on offer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    text: Text
    correct: bool = False
    feedback: Text = Field(default_factory=dict)

    @property
    def worth(self) -> Decimal:
        """The fraction of the question that choosing it brings."""
        return Decimal(self.correct)


Options = Annotated[tuple[Option, ...], Field(min_length=2, max_length=MAX_OPTIONS)]


class Named(Protocol):
    """What has an id and a text, as options do."""

    @property
    def id(self) -> str: ...
    @property
    def text(self) -> Mapping[str, str]: ...


def check_options(options: Sequence[Named], field: str = "options") -> None:
    """Raise `InvalidQuestion` for an entry without text, or two that a learner or the program can't tell apart.

    `field` is the path of their list.
    """
    ids: set[str] = set()
    labels: set[tuple[str, str]] = set()
    for index, option in enumerate(options):
        if option.id in ids:
            raise InvalidQuestion(reason("question.repeated_id", id=option.id), f"{field}.{index}.id")
        ids.add(option.id)
        require_text(option.text, f"{field}.{index}.text")
        label = {(lang, text.strip()) for lang, text in option.text.items()}
        if label & labels:
            raise InvalidQuestion(reason("question.repeated_text"), f"{field}.{index}.text")
        labels |= label


def require_text(text: Mapping[str, str], field: str) -> None:
    """Raise `InvalidQuestion` when a text that learners must see is absent or blank in one of its languages."""
    if not text or not all(value.strip() for value in text.values()):
        raise InvalidQuestion(reason("question.empty_text"), field)


def prepare_options(options: Sequence[Option], rng: Random, *, shuffle: bool) -> Prepared:
    """The order and the tokens under which one attempt shows the options."""
    ids = [option.id for option in options]
    if shuffle:
        rng.shuffle(ids)
    return {"options": draw_tokens(ids, rng)}


def public_options(
    options: Sequence[Option], tokens: Tokens, language: str, chosen: Collection[str]
) -> list[dict[str, Any]]:
    """The options in this attempt's order: token, label and whether it is chosen; nothing of the key."""
    by_id = {option.id: option for option in options}
    return [
        {"token": token, "label": text_view(by_id[id_].text, language), "checked": id_ in chosen}
        for token, id_ in tokens
    ]


def reviewed_options(
    options: Sequence[Option], tokens: Tokens, language: str, chosen: Collection[str]
) -> list[dict[str, Any]]:
    """The options in the order that the learner saw, each with its verdict, and feedback on those chosen."""
    by_id = {option.id: option for option in options}
    return [_reviewed(by_id[id_], language, id_ in chosen) for _, id_ in tokens]


def _reviewed(option: Option, language: str, is_chosen: bool) -> dict[str, Any]:
    return {
        "label": text_view(option.text, language),
        "checked": is_chosen,
        "verdict": _verdict(is_chosen, option.worth),
        # Authors write it to whoever chose the option (“Yes, that is…”); the explanation is for everyone.
        "feedback": text_view(option.feedback, language) if is_chosen else None,
    }


def _verdict(is_chosen: bool, worth: Decimal) -> str:
    if is_chosen:
        return verdict_of(worth)
    return "missed" if worth == 1 else "none"
