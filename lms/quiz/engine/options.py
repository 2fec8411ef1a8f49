"""What the choice types share: options, their order and tokens, and how they show before and after."""

from collections.abc import Collection, Mapping, Sequence
from random import Random
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from lms.core.reasons import reason
from lms.core.texts import Slug, Text
from lms.quiz.engine.question_type import InvalidQuestion, Prepared
from lms.quiz.engine.tokens import Tokens, draw_tokens
from lms.quiz.engine.views import text_view

MAX_OPTIONS = 50


class Option(BaseModel):
    """One answer on offer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Slug
    text: Text
    correct: bool = False
    feedback: Text = Field(default_factory=dict)


Options = Annotated[tuple[Option, ...], Field(min_length=2, max_length=MAX_OPTIONS)]


def check_options(options: Sequence[Option]) -> None:
    """Raise `InvalidQuestion` for an option without text, or two that a learner or the program can't tell apart."""
    ids: set[str] = set()
    labels: set[tuple[str, str]] = set()
    for index, option in enumerate(options):
        if option.id in ids:
            raise InvalidQuestion(reason("question.repeated_id", id=option.id), f"options.{index}.id")
        ids.add(option.id)
        require_text(option.text, f"options.{index}.text")
        label = {(lang, text.strip()) for lang, text in option.text.items()}
        if label & labels:
            raise InvalidQuestion(reason("question.repeated_text"), f"options.{index}.text")
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
        "verdict": _verdict(is_chosen, option.correct),
        # Authors write it to whoever chose the option (“Yes, that is…”); the explanation is for everyone.
        "feedback": text_view(option.feedback, language) if is_chosen else None,
    }


def _verdict(is_chosen: bool, is_correct: bool) -> str:
    if is_chosen:
        return "right" if is_correct else "wrong"
    return "missed" if is_correct else "none"
