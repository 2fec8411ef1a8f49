"""How far off a number may be and still be right."""

from decimal import Decimal, localcontext
from typing import Annotated, Literal

from pydantic import Field

from lms.core.reasons import reason
from lms.quiz.engine.numbers import is_reachable
from lms.quiz.engine.question_type import InvalidQuestion

Bounded = Annotated[Decimal, Field(max_digits=60)]
Tolerance = Annotated[Decimal, Field(ge=0, max_digits=60)]
ToleranceKind = Literal["absolute", "relative", "significant"]
"""A distance, a percentage of the right number, or a count of significant figures."""
MAX_FIGURES = 15
_PRECISION = 400  # exact for every sum and product of numbers that `is_reachable` lets in


def require_reachable(value: Decimal | None, field: str) -> None:
    """Raise `InvalidQuestion` for a number with which the program doesn't calculate."""
    if value is not None and not is_reachable(value):
        raise InvalidQuestion(reason("question.number_out_of_reach"), field)


def check_tolerance(
    correct: Decimal, tolerance: Decimal, kind: ToleranceKind, prefix: str = "", name: str = "correct"
) -> None:
    """Raise `InvalidQuestion` for a right number (the field `name`) or a tolerance that means nothing.

    `prefix` begins the paths of the fields.
    """
    require_reachable(correct, f"{prefix}{name}")
    require_reachable(tolerance, f"{prefix}tolerance")
    check_figures(tolerance, kind, prefix)
    if depends_on_correct(tolerance, kind) and not correct:
        raise InvalidQuestion(reason("question.relative_to_zero"), f"{prefix}tolerance_kind")


def check_figures(tolerance: Decimal, kind: ToleranceKind, prefix: str = "") -> None:
    """Raise `InvalidQuestion` when a tolerance in significant figures is no such count."""
    if kind == "significant" and not (tolerance == int(tolerance) and 1 <= tolerance <= MAX_FIGURES):
        raise InvalidQuestion(reason("question.significant_figures", limit=MAX_FIGURES), f"{prefix}tolerance")


def depends_on_correct(tolerance: Decimal, kind: ToleranceKind) -> bool:
    """Whether how far off is still right follows from the right number, which then can't be 0."""
    return bool(tolerance) and kind != "absolute"


def is_close(value: Decimal, correct: Decimal, tolerance: Decimal, kind: ToleranceKind) -> bool:
    """Whether a number is right: exactly within the tolerance, which is in percent of the right number when relative."""
    with localcontext(prec=_PRECISION):
        return abs(value - correct) <= _allowed(correct, tolerance, kind)


def _allowed(correct: Decimal, tolerance: Decimal, kind: ToleranceKind) -> Decimal:
    if kind == "relative":
        return tolerance * abs(correct) / 100
    if kind == "significant":
        # Half of one in the last figure that counts: whatever rounds to it, and both ways where it is in the middle.
        return Decimal(5).scaleb(correct.adjusted() - int(tolerance)) if correct else Decimal(0)
    return tolerance
