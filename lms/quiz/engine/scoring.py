"""What an attempt is worth: the fraction of a slot after tries, hints and certainty, the score that counts, passing, percentages."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from lms.quiz.engine.outcomes import without_noise
from lms.quiz.engine.policy import Policy

CERTAINTY: dict[int, tuple[Decimal, Decimal]] = {
    1: (Decimal(1) / 3, Decimal(0)),
    2: (Decimal(2) / 3, Decimal(-2) / 3),
    3: (Decimal(1), Decimal(-2)),
}
"""By level of certainty, what a right and a wrong answer bring: 1, 2, 3 and 0, -2, -6 of three thirds.

Source: certainty-based marking as A. R. Gardner-Medwin published it (1, 2, 3 when right; 0, -2, -6 when wrong).
"""


@dataclass(frozen=True)
class Circumstances:
    """How an answer came about: checks that were used before the answer that counts, hints seen, certainty (1 to 3) if asked."""

    tries: int = 0
    hints: int = 0
    certainty: int | None = None


PLAIN = Circumstances()


def slot_fraction(policy: Policy, fraction: Decimal, how: Circumstances = PLAIN) -> Decimal:
    """What counts of a type's fraction. Penalties only take from what was earned; below 0 only by certainty or negative marking."""
    earned = fraction if policy.negative_marking else max(Decimal(0), fraction)
    if policy.certainty:
        right, wrong = CERTAINTY[how.certainty or 1]
        share = max(Decimal(0), earned)
        earned = without_noise(share * right + (1 - share) * wrong)
    if earned <= 0:
        return earned
    lost = Decimal(policy.try_penalty_percent * how.tries + policy.hint_penalty_percent * how.hints) / 100
    return max(Decimal(0), earned - lost)


def after_lateness(policy: Policy, fraction: Decimal, is_late: bool) -> Decimal:
    """The attempt's fraction once the penalty for lateness is taken off."""
    kept = Decimal(100 - policy.late_penalty_percent) / 100 if is_late else Decimal(1)
    return without_noise(fraction * kept)


def kept_score(policy: Policy, fractions: Sequence[Decimal]) -> Decimal | None:
    """Which score counts, of the submitted attempts' unrounded fractions in order; None without any."""
    if not fractions:
        return None
    candidates = {
        "highest": max(fractions),
        "last": fractions[-1],
        "first": fractions[0],
        "average": without_noise(sum(fractions, Decimal(0)) / len(fractions)),
    }
    return candidates[policy.kept_score]


def passes(policy: Policy, fraction: Decimal) -> bool:
    """Whether an unrounded fraction reaches the pass mark."""
    return fraction * 100 >= policy.pass_percent


def shown_percent(fraction: Decimal, pass_percent: int) -> int:
    """A whole percentage for people; rounding never lifts a failing score to the pass mark."""
    percent = fraction * 100
    nearest = percent.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if percent < pass_percent <= nearest:
        return int(percent.quantize(Decimal(1), rounding=ROUND_FLOOR))
    return int(nearest)
