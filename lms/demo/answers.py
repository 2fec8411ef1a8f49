"""What an invented learner fills in: the fields of a right or a plausible wrong answer, as a form would send them."""

from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

from lms.quiz.engine.formula import parsed

Fields = dict[str, list[str]]
SLIP = Decimal("1.5")
"""How far off a wrong number is."""


def fields_for(question: Any, prepared: dict[str, Any], *, right: bool, rng: Random) -> Fields:
    """Fields of an answer to `question`; KeyError for a type that the demo does not know."""
    return _ANSWERS[question.type](question, prepared, right, rng)


def _tokens(pairs: list[tuple[str, str]]) -> dict[str, str]:
    return {identity: token for token, identity in pairs}


def _single_choice(question: Any, prepared: dict[str, Any], right: bool, rng: Random) -> Fields:
    fitting = [option.id for option in question.options if (option.worth == 1) == right]
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


def _ordering(question: Any, prepared: dict[str, Any], right: bool, rng: Random) -> Fields:
    ids = [item.id for item in question.items]
    if not right:
        ids[0], ids[1] = ids[1], ids[0]
    tokens = _tokens(prepared["shuffled"])
    return {f"position-{tokens[identity]}": [str(place)] for place, identity in enumerate(ids, 1)}


def _categorise(question: Any, prepared: dict[str, Any], right: bool, rng: Random) -> Fields:
    rows, categories = _tokens(prepared["shuffled"]), _tokens(prepared["categories"])
    chosen = {item.id: item.category for item in question.items}
    if not right:
        first = question.items[0]
        chosen[first.id] = next(one.id for one in question.categories if one.id != first.category)
    return {f"item-{rows[item]}": [categories[category]] for item, category in chosen.items()}


def _cloze(question: Any, prepared: dict[str, Any], right: bool, rng: Random) -> Fields:
    gaps, options = _tokens(prepared["gaps"]), _tokens(prepared["options"])
    given = {}
    for place, gap in enumerate(question.gaps):
        fits = right or place > 0
        if gap.type == "choice":
            chosen = next(option.id for option in gap.options if option.correct == fits)
            given[f"gap-{gaps[gap.id]}"] = [options[f"{gap.id}/{chosen}"]]
        elif gap.type == "numeric":
            number = gap.answer if fits else gap.answer * SLIP + gap.tolerance + 1
            given[f"gap-{gaps[gap.id]}"] = [f"{number.normalize():f}".replace(".", ",")]
        else:
            accepted = next(iter(gap.accepted[0].values()))
            given[f"gap-{gaps[gap.id]}"] = [accepted if fits else "clients"]
    return given


def _calculated(question: Any, prepared: dict[str, Any], right: bool, rng: Random) -> Fields:
    values = {name: Decimal(value) for name, value in prepared["values"].items()}
    values |= {one.name: parsed(one.formula).value(values) for one in question.derived}
    number = parsed(question.answer).value(values)
    return {"number": [f"{(number if right else number * SLIP + question.tolerance):.2f}".replace(".", ",")]}


def _hotspot(question: Any, prepared: dict[str, Any], right: bool, rng: Random) -> Fields:
    tokens = _tokens(prepared["options"])
    chosen = [region.id for region in question.regions if region.correct == right]
    return {"region": [tokens[identity] for identity in (chosen if right else chosen[:1])]}


def _scale(question: Any, prepared: dict[str, Any], right: bool, rng: Random) -> Fields:
    return {"choice": [str(rng.randint((question.min + question.max) // 2, question.max))]}


_ANSWERS: dict[str, Callable[[Any, dict[str, Any], bool, Random], Fields]] = {
    "single_choice": _single_choice,
    "multiple_choice": _multiple_choice,
    "true_false": _true_false,
    "short_text": _short_text,
    "numeric": _numeric,
    "matching": _matching,
    "ordering": _ordering,
    "categorise": _categorise,
    "cloze": _cloze,
    "calculated": _calculated,
    "hotspot": _hotspot,
    "scale": _scale,
}
