"""What grading an answer can give."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from lms.core.reasons import Reason

STEP = Decimal("0.0001")
_NOISE = Decimal("1e-15")
SPELLING = "spelling"
"""The feedback key of an answer that counts as right although it holds a slip of spelling."""


def rounded(value: Decimal) -> Decimal:
    """Half-up to 0.0001: done once, where a mark is stored."""
    return value.quantize(STEP, rounding=ROUND_HALF_UP)


def without_noise(value: Decimal) -> Decimal:
    """Free of what a division such as 1/3 leaves in the 28th digit, so that three thirds make one when passing is decided."""
    return value.quantize(_NOISE, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Mark:
    """A decided mark: `fraction` of the question's points, in [0, 1] (from -1 where a type marks negatively, which only counts
    when the policy says so; from -2 for certainty); `feedback` names option or pair ids to comment.
    """

    fraction: Decimal
    feedback: tuple[str, ...] = ()


@dataclass(frozen=True)
class Pending:
    """A marker decides, for this reason; `if_settled` is the mark where no marker will ever see it, None when only a person
    can tell.
    """

    reason: Reason
    if_settled: Mark | None = None


@dataclass(frozen=True)
class Unmarked:
    """An answer that is kept and never marked."""


Outcome = Mark | Pending | Unmarked
