"""Calibration: how often a learner was right at each level of certainty, so that being sure and being right come together."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from lms.core.reasons import Reason, reason
from lms.quiz.engine.scoring import CERTAINTY

ENOUGH = 5
"""Below this number of answers a level says too little; its sentence says so."""


@dataclass(frozen=True)
class Level:
    """The answers given at one level of certainty (1 to 3), and how many of them were right, wholly."""

    certainty: int
    answers: int
    right: int

    @property
    def percent(self) -> int | None:
        """How many of a hundred were right; None without an answer."""
        if not self.answers:
            return None
        exact = Decimal(self.right * 100) / self.answers
        return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))

    @property
    def is_small(self) -> bool:
        """Whether the answers are too few to say anything sure."""
        return self.answers < ENOUGH

    @property
    def sentence(self) -> Reason:
        """`When you were sure, you were right 8 out of 10 times`."""
        right, answers = self.right, self.answers
        if not answers:
            return _UNUSED[self.certainty]
        if self.certainty == 3:
            return reason("calibration.sure", right=right, answers=answers)
        if self.certainty == 2:
            return reason("calibration.fairly_sure", right=right, answers=answers)
        return reason("calibration.not_sure", right=right, answers=answers)


_UNUSED = {
    3: reason("calibration.never_sure"),
    2: reason("calibration.never_fairly_sure"),
    1: reason("calibration.never_unsure"),
}


@dataclass(frozen=True)
class Calibration:
    """The three levels, the most certain first."""

    levels: tuple[Level, ...]

    @property
    def is_empty(self) -> bool:
        """Whether no answer came with a certainty."""
        return not any(level.answers for level in self.levels)

    @property
    def is_small(self) -> bool:
        """Whether some level that was used has too few answers."""
        return any(level.answers and level.is_small for level in self.levels)


def calibrate(judged: Iterable[tuple[int | None, bool]]) -> Calibration:
    """The table of answers as pairs of certainty and whether they were right; those without a certainty are left out."""
    counts = {certainty: [0, 0] for certainty in sorted(CERTAINTY, reverse=True)}
    for certainty, is_right in judged:
        if certainty in counts:
            counts[certainty][0] += 1
            counts[certainty][1] += is_right
    return Calibration(tuple(Level(certainty, *found) for certainty, found in counts.items()))
