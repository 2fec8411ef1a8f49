"""What an invented learner fills in: the fields of a right or a plausible wrong answer, as a form would send them."""

from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

Fields = dict[str, list[str]]
SLIP = Decimal("1.5")
"""How far off a wrong number is."""


def fields_for(question: Any, prepared: dict[str, Any], *, right: bool, rng: Random) -> Fields:
    """Fields of an answer to `question`; KeyError for a type that the demo does not know."""
    return _ANSWERS[question.type](question, prepared, right, rng)


def _tokens(pairs: list[tuple[str, str]]) -> dict[str, str]:
    return {identity: token for token, identity in pairs}


def _single_choice(question: Any, prepared: dict[str, Any], right: bool, rng: Random) -> Fields:
    fitting = [option.id for option in question.options if option.correct == right]
    return {"choice": [_tokens(prepared["options"])[rng.choice(fitting)]]}


def _multiple_choice(question: Any, prepared: dict[str, Any], right: bool, rng: Random) -> Fields:
    keys = [option.id for option in question.options if option.correct]
    wrong = [option.id for option in question.options if not option.correct]
    chosen = keys if right or not wrong else [*keys[1:], rng.choice(wrong)]
    return {"choice": [_tokens(prepared["options"])[identity] for identity in chosen]}


def _true_false(question: Any, prepared: dict[str, Any], right: bool, rng: Random) -> Fields:
    return {"choice": ["true" if question.correct == right else "false"]}


def _short_text(question: Any, prepared: dict[str, Any], right: bool, rng: Random) -> Fields:
    accepted = next(iter(question.accepted[0].values()))
    return {"text": [accepted.replace("*", "") if right else "je ne sais plus"]}


def _numeric(question: Any, prepared: dict[str, Any], right: bool, rng: Random) -> Fields:
    number = question.correct if right else question.correct * SLIP + question.tolerance
    return {"number": [f"{number.normalize():f}".replace(".", ",")]}


def _matching(question: Any, prepared: dict[str, Any], right: bool, rng: Random) -> Fields:
    choices = _tokens(prepared["choices"])
    tokens = list(choices.values())
    shown = {identity: token for token, identity in prepared["rows"]}
    given = {}
    for place, pair in enumerate(question.pairs):
        token = choices.get(pair.id, tokens[0])
        if not right and place < 2:
            token = tokens[(tokens.index(token) + 1) % len(tokens)]
        given[f"match-{shown[pair.id]}"] = [token]
    return given


_ANSWERS: dict[str, Callable[[Any, dict[str, Any], bool, Random], Fields]] = {
    "single_choice": _single_choice,
    "multiple_choice": _multiple_choice,
    "true_false": _true_false,
    "short_text": _short_text,
    "numeric": _numeric,
    "matching": _matching,
}
