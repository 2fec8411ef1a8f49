"""Parameters that each attempt draws, what follows from them, and the trial of an author's formulas by drawing."""

import keyword
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache
from itertools import product
from math import prod
from random import Random
from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

from lms.core.reasons import Reason, reason
from lms.quiz.engine.formula import FUNCTIONS, Formula, FormulaError, parsed
from lms.quiz.engine.numbers import format_number, is_reachable
from lms.quiz.engine.question_type import InvalidQuestion
from lms.quiz.engine.tolerance import Bounded

ANSWER = "answer"
"""The name under which an explanation shows the result."""
TRIALS = 200
ALL_DRAWS = 400
"""With so few possible draws, all of them are tried."""
CORNERS = 6
"""For so many parameters, every combination of their extremes is tried."""
KEPT = 20
MAX_STEPS = 10**9
MAX_COST = 1000
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}\Z")

Values = dict[str, Decimal]


class Parameter(BaseModel):
    """A number that is drawn: one of `values`, or from `min` to `max` by `step`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    values: Annotated[tuple[Bounded, ...], Field(max_length=200)] = ()
    min: Bounded | None = None
    max: Bounded | None = None
    step: Annotated[Decimal, Field(gt=0, max_digits=60)] = Decimal(1)

    @property
    def count(self) -> int:
        """How many values it can take."""
        if self.values:
            return len(self.values)
        assert self.min is not None
        assert self.max is not None
        return int((self.max - self.min) / self.step) + 1

    def at(self, index: int) -> Decimal:
        """Its value number `index`, from 0."""
        if self.values:
            return self.values[index]
        assert self.min is not None
        return self.min + index * self.step


class Derived(BaseModel):
    """A named number that follows from those before it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    formula: str


class Recipe(NamedTuple):
    """All that decides the numbers of a question."""

    parameters: tuple[Parameter, ...]
    constraints: tuple[str, ...]
    derived: tuple[Derived, ...]
    answer: str


class Trial(NamedTuple):
    """What trying a recipe showed: some draws that are fit to ask, names that always equal the answer, whether it can be 0."""

    draws: tuple[Values, ...]
    giveaways: frozenset[str]
    can_be_zero: bool


def draw(recipe: Recipe, rng: Random) -> Values:
    """The numbers of one attempt; the same `rng` gives the same. They satisfy the constraints and have an answer."""
    for _ in range(TRIALS):
        values = _completed(recipe, {one.name: one.at(rng.randrange(one.count)) for one in recipe.parameters})
        if values is not None and _has_answer(recipe, values):
            return values
    # Constraints that few draws satisfy: one of those that the trial found.
    return dict(rng.choice(trial(recipe).draws))


def _has_answer(recipe: Recipe, values: Values) -> bool:
    try:
        parsed(recipe.answer).value(values)
    except FormulaError:
        return False
    return True


def _completed(recipe: Recipe, values: Values) -> Values | None:
    """The drawn numbers with those that follow, or None when a constraint excludes them."""
    try:
        return _evaluated(recipe, values)
    except FormulaError:
        return None


def _evaluated(recipe: Recipe, drawn: Values) -> Values | None:
    """As `_completed`, but a formula that fails says so. What parameters alone decide comes first: it guards what follows."""
    constraints = [parsed(text) for text in recipe.constraints]
    if not all(one.holds(drawn) for one in constraints if one.names <= drawn.keys()):
        return None
    values = dict(drawn)
    for one in recipe.derived:
        values[one.name] = parsed(one.formula).value(values)
    return values if all(one.holds(values) for one in constraints if not one.names <= drawn.keys()) else None


@lru_cache(maxsize=256)
def trial(recipe: Recipe) -> Trial:
    """Try a recipe as authors save it: every draw when there are few, else the extremes and many more; always the same ones.

    Raise `InvalidQuestion` for names or formulas that can't be, and for a draw that leaves a formula without a finite result.
    """
    _check_names(recipe)
    _check_formulas(recipe)
    found: list[tuple[Values, Decimal]] = []
    for drawn in _tried(recipe.parameters):
        values = _tried_values(recipe, drawn)
        if values is not None:
            found.append((values, _result(parsed(recipe.answer), values, ANSWER)))
    if not found:
        raise InvalidQuestion(reason("question.no_draw"), "constraints")
    giveaways = {name for name in found[0][0] if all(values[name] == result for values, result in found)}
    draws = tuple(values for values, _ in found[:KEPT])
    return Trial(draws, frozenset(giveaways), any(not result for _, result in found))


def _tried_values(recipe: Recipe, drawn: Values) -> Values | None:
    try:
        return _evaluated(recipe, drawn)
    except FormulaError as error:
        raise InvalidQuestion(_failure(error, drawn), _culprit(recipe, drawn)) from None


def _culprit(recipe: Recipe, drawn: Values) -> str:
    """Where the formula stands that fails for this draw."""
    values = dict(drawn)
    for index, one in enumerate(recipe.derived):
        try:
            values[one.name] = parsed(one.formula).value(values)
        except FormulaError:
            return f"derived.{index}.formula"
    return "constraints"


def _result(formula: Formula, values: Values, field: str) -> Decimal:
    try:
        return formula.value(values)
    except FormulaError as error:
        raise InvalidQuestion(_failure(error, values), field) from None


def _failure(error: FormulaError, values: Mapping[str, Decimal]) -> Reason:
    """What the author reads: which numbers make the formula fail."""
    shown = ", ".join(f"{name} = {format_number(value, 'en')}" for name, value in sorted(values.items()))
    if error.reason.code == "formula.not_finite":
        return reason("question.draw_not_finite", values=shown[:300])
    if error.reason.code == "formula.undefined":
        return reason("question.draw_undefined", values=shown[:300])
    return error.reason


def _tried(parameters: tuple[Parameter, ...]) -> Iterator[Values]:
    names = [one.name for one in parameters]
    if prod(one.count for one in parameters) <= ALL_DRAWS:
        indexes: Iterator[tuple[int, ...]] = product(*(range(one.count) for one in parameters))
    else:
        indexes = _sampled(parameters)
    for chosen in indexes:
        yield dict(
            zip(names, (one.at(index) for one, index in zip(parameters, chosen, strict=True)), strict=True)
        )


def _sampled(parameters: tuple[Parameter, ...]) -> Iterator[tuple[int, ...]]:
    """Extremes of the first parameters with the others at both ends, then draws that are the same each time."""
    ends = [(0, one.count - 1) for one in parameters]
    for corner in product(*ends[:CORNERS]):
        for end in (0, 1):
            yield (*corner, *(pair[end] for pair in ends[CORNERS:]))
    rng = Random(0)  # noqa: S311 - the same draws each time, on purpose
    for _ in range(TRIALS):
        yield tuple(rng.randrange(one.count) for one in parameters)


def _check_names(recipe: Recipe) -> None:
    seen: set[str] = set()
    named = [(f"parameters.{index}", one.name) for index, one in enumerate(recipe.parameters)]
    named += [(f"derived.{index}", one.name) for index, one in enumerate(recipe.derived)]
    for path, name in named:
        if not _NAME.match(name) or keyword.iskeyword(name) or name in {ANSWER, *FUNCTIONS}:
            raise InvalidQuestion(reason("question.parameter_name", name=name[:60]), f"{path}.name")
        if name in seen:
            raise InvalidQuestion(reason("question.repeated_id", id=name), f"{path}.name")
        seen.add(name)
    for index, one in enumerate(recipe.parameters):
        _check_range(one, f"parameters.{index}")


def _check_range(one: Parameter, path: str) -> None:
    is_listed, is_ranged = bool(one.values), one.min is not None and one.max is not None
    if is_listed == is_ranged or (is_listed and (one.min, one.max) != (None, None)):
        raise InvalidQuestion(reason("question.parameter_range"), path)
    numbers = [*one.values, *(end for end in (one.min, one.max) if end is not None), one.step]
    if not all(is_reachable(number) for number in numbers):
        raise InvalidQuestion(reason("question.number_out_of_reach"), path)
    if one.min is not None and one.max is not None and one.min >= one.max:
        raise InvalidQuestion(reason("question.limits_crossed"), f"{path}.max")
    if one.count > MAX_STEPS:
        raise InvalidQuestion(reason("question.too_many_steps", limit=MAX_STEPS), f"{path}.step")


def _check_formulas(recipe: Recipe) -> None:
    """Every formula parses, knows its names and, with the others, is quick."""
    known = {one.name for one in recipe.parameters}
    cost = 0
    for index, one in enumerate(recipe.derived):
        cost += _checked(one.formula, known, f"derived.{index}.formula")
        known.add(one.name)
    for index, text in enumerate(recipe.constraints):
        cost += _checked(text, known, f"constraints.{index}")
    cost += _checked(recipe.answer, known, ANSWER)
    if cost > MAX_COST:
        raise InvalidQuestion(reason("formula.too_slow"), ANSWER)


def _checked(text: str, known: set[str], field: str) -> int:
    try:
        formula = parsed(text)
    except FormulaError as error:
        raise InvalidQuestion(error.reason, field) from None
    unknown = sorted(formula.names - known)
    if unknown:
        raise InvalidQuestion(
            reason("question.unknown_name", name=unknown[0][:60], known=", ".join(sorted(known))), field
        )
    return formula.cost
