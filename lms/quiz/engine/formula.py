"""Formulas of authors: a short arithmetic language over decimals, parsed by Python, run by simpleeval, never by `eval`.

Numbers, names, `+ - * / // % **`, comparisons, `and or not`, `a if b else c` and the functions below; nothing else parses.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import (
    ROUND_CEILING,
    ROUND_FLOOR,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)
from functools import lru_cache
from typing import Any

from simpleeval import InvalidExpression, SimpleEval

from lms.core.reasons import Reason, reason
from lms.quiz.engine.numbers import MAX_MAGNITUDE, is_reachable

MAX_LENGTH = 500
MAX_DEPTH = 60
MAX_COST = 400
"""The work of one formula: 1 for each part of it, 15 for a power, a root, a logarithm or an exponential."""
MAX_EXPONENT = 100
SLOW = 15
_CONTEXT = Context(
    prec=34, Emax=400, Emin=-400, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow]
)
_RESULT = Context(prec=MAX_MAGNITUDE + 1, rounding=ROUND_HALF_UP)
"""Rounds results: to every figure that a reachable whole number has, so that 7 / 3 * 3 is 7 and not 6.99…9."""

Value = Decimal | bool


class FormulaError(ValueError):
    """A formula can't be used, or gives nothing for some values."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.code)
        self.reason = reason


def _number(value: object) -> Decimal:
    if not isinstance(value, Decimal):
        raise FormulaError(reason("formula.not_a_number"))
    return value


def _on_numbers(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, refusing truth values: `(a > b) + 1` is a mistake more often than a trick."""
    return lambda *values: function(*map(_number, values))


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise FormulaError(reason("formula.not_a_condition"))
    return value


def _power(base: Decimal, exponent: Decimal) -> Decimal:
    if abs(exponent) > MAX_EXPONENT:
        raise FormulaError(reason("formula.too_slow"))
    return base**exponent


def _floor(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_FLOOR)


def _ceil(value: Decimal) -> Decimal:
    return value.to_integral_value(ROUND_CEILING)


def _floor_divided(left: Decimal, right: Decimal) -> Decimal:
    """As in Python and in school: -7 // 2 is -4 (decimals alone would truncate)."""
    return _floor(left / right)


def _modulo(left: Decimal, right: Decimal) -> Decimal:
    return left - right * _floor(left / right)


def _round(value: Decimal, places: Decimal = Decimal(0)) -> Decimal:
    """Half away from zero, as people round money."""
    if places != int(places) or abs(places) > 12:
        raise FormulaError(reason("formula.undefined"))
    return value.quantize(Decimal(1).scaleb(-int(places)), rounding=ROUND_HALF_UP)


_OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: _on_numbers(operator.add),
    ast.Sub: _on_numbers(operator.sub),
    ast.Mult: _on_numbers(operator.mul),
    ast.Div: _on_numbers(operator.truediv),
    ast.FloorDiv: _on_numbers(_floor_divided),
    ast.Mod: _on_numbers(_modulo),
    ast.Pow: _on_numbers(_power),
    ast.USub: _on_numbers(operator.neg),
    ast.UAdd: _on_numbers(operator.pos),
    ast.Not: lambda value: not _truth(value),
    ast.Eq: _on_numbers(operator.eq),
    ast.NotEq: _on_numbers(operator.ne),
    ast.Lt: _on_numbers(operator.lt),
    ast.LtE: _on_numbers(operator.le),
    ast.Gt: _on_numbers(operator.gt),
    ast.GtE: _on_numbers(operator.ge),
}
FUNCTIONS: dict[str, tuple[Callable[..., Any], int, int]] = {
    "abs": (_on_numbers(abs), 1, 1),
    "ceil": (_on_numbers(_ceil), 1, 1),
    "exp": (_on_numbers(Decimal.exp), 1, 1),
    "floor": (_on_numbers(_floor), 1, 1),
    "ln": (_on_numbers(Decimal.ln), 1, 1),
    "log10": (_on_numbers(Decimal.log10), 1, 1),
    "max": (_on_numbers(max), 2, 10),
    "min": (_on_numbers(min), 2, 10),
    "round": (_on_numbers(_round), 1, 2),
    "sqrt": (_on_numbers(Decimal.sqrt), 1, 1),
}
"""The functions of the language: what computes them, how many arguments at least and at most."""
_SLOW_FUNCTIONS = {"exp", "ln", "log10", "sqrt"}
_SHAPES = (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.And, ast.Or, ast.Load)


@dataclass(frozen=True)
class Formula:
    """A formula that parsed: its tree, the names that it takes, and the work that it costs."""

    text: str
    tree: ast.expr
    names: frozenset[str]
    cost: int

    def value(self, values: Mapping[str, Decimal]) -> Decimal:
        """The number that it gives, finite and of a size that the program works with, or `FormulaError`."""
        number = _RESULT.plus(_number(self._run(values)))
        if not is_reachable(number):
            raise FormulaError(reason("formula.not_finite"))
        return number

    def holds(self, values: Mapping[str, Decimal]) -> bool:
        """Whether the condition is true of these values, or `FormulaError`."""
        return _truth(self._run(values))

    def _run(self, values: Mapping[str, Decimal]) -> object:
        functions = {name: function for name, (function, _, _) in FUNCTIONS.items()}
        evaluator = SimpleEval(operators=_OPERATORS, functions=functions, names=dict(values))
        with localcontext(_CONTEXT):
            try:
                return evaluator.eval(self.text, previously_parsed=self.tree)
            except Overflow:
                raise FormulaError(reason("formula.not_finite")) from None
            except (ArithmeticError, InvalidExpression):
                raise FormulaError(reason("formula.undefined")) from None


@lru_cache(maxsize=2048)
def parsed(text: str) -> Formula:
    """The formula, or `FormulaError` when it says anything that the language does not have."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(reason("formula.too_long", limit=MAX_LENGTH))
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise FormulaError(reason("formula.unreadable")) from None
    names: set[str] = set()
    cost = _cost_of(tree, names)
    if cost > MAX_COST:
        raise FormulaError(reason("formula.too_slow"))
    return Formula(text, tree, frozenset(names), cost)


def _cost_of(tree: ast.expr, names: set[str]) -> int:
    """Walk the tree without recursion, refuse what is foreign, collect the names, and add up the work."""
    cost, waiting = 0, [(tree, 0)]
    while waiting:
        node, depth = waiting.pop()
        if depth > MAX_DEPTH:
            raise FormulaError(reason("formula.too_deep"))
        cost += _admitted(node, names)
        children = node.args if isinstance(node, ast.Call) else ast.iter_child_nodes(node)
        waiting += [(child, depth + 1) for child in children]  # type: ignore[misc] # both give nodes
    return cost


def _admitted(node: ast.AST, names: set[str]) -> int:
    """What one part of a formula costs; `FormulaError` when the language does not have it."""
    match node:
        case ast.Constant():
            node.value = _constant(node.value)  # type: ignore[assignment] # what simpleeval gives back
        case ast.Name():
            names.add(node.id)
        case ast.Call():
            return _call_cost(node)
        case ast.BitXor():
            raise FormulaError(reason("formula.caret"))
        case ast.Pow():
            return SLOW
        case ast.operator() | ast.unaryop() | ast.cmpop() if type(node) in _OPERATORS:
            pass
        case _ if isinstance(node, _SHAPES):
            pass
        case _:
            raise FormulaError(reason("formula.unreadable"))
    return 1


def _constant(value: object) -> Decimal:
    """A number as it was written: 0.1 is a tenth."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise FormulaError(reason("formula.unreadable"))
    number = Decimal(repr(value))
    if not is_reachable(number):
        raise FormulaError(reason("formula.not_finite"))
    return number


def _call_cost(node: ast.Call) -> int:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    if name not in FUNCTIONS:
        raise FormulaError(reason("formula.unknown_function", name=name, known=", ".join(sorted(FUNCTIONS))))
    _, least, most = FUNCTIONS[name]
    if node.keywords or not least <= len(node.args) <= most:
        raise FormulaError(reason("formula.arguments", name=name))
    return SLOW if name in _SLOW_FUNCTIONS else 1
