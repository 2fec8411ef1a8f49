"""Pure decisions of item analysis: how hard a question was, whether it tells learners apart, which mistake was common.

Classical test theory. Success is the item's facility. Discrimination is the corrected item-total correlation (S. Henrysson, “Correction of
item-total correlations in item analysis”, Psychometrika 28, 1963): Pearson's correlation of what a question brought with what all the others
of the same attempt brought. The bound under which it says little is R. L. Ebel's (Essentials of Educational Measurement, 1972).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from math import fsum, sqrt

from lms.followup.rules import ENOUGH_FOR_A_CHART
from lms.quiz.engine.mistakes import Mistake
from lms.quiz.engine.scoring import CERTAINTY

ENOUGH = ENOUGH_FOR_A_CHART
"""Learners under whom there are no figures at all: they would tell about one of them."""
ENOUGH_TO_COMPARE = 10
"""Answers under which a correlation is mostly chance."""
ENOUGH_TO_BLAME = 30
"""Answers under which nobody says that a question tells little."""
HARD, EASY, OFTEN_BLANK, TELLS_LITTLE = Decimal(40), Decimal(90), Decimal(25), 0.2
"""Percent of success below and from which, percent of blanks from which, and the correlation below which a question is said to be so."""
BEYOND_CHANCE = 1.645
"""Standard errors that chance alone goes beyond, on one side, once in twenty questions."""
_WHOLE = Decimal("0.001")


@dataclass(frozen=True)
class Reply:
    """A question in one attempt: `share` of its points, and `rest`, the share of the points of the others (None when it was alone), 0 to 1."""

    learner: int
    share: Decimal
    rest: Decimal | None = None
    is_blank: bool = False
    mistakes: tuple[Mistake, ...] = ()


@dataclass(frozen=True)
class Wrong:
    """The commonest mistake, and in how many replies and what share of all it was made."""

    mistake: Mistake
    count: int
    percent: int


@dataclass(frozen=True)
class Figures:
    """What a question showed. `success` and `blank` are in percent; they and `wrong` are None of fewer than five learners.

    `discrimination` goes from -1 to 1, None where there is too little to compare, or nothing that differs.
    """

    replies: int
    learners: int
    success: Decimal | None = None
    blank: Decimal | None = None
    discrimination: float | None = None
    wrong: Wrong | None = None

    @property
    def success_percent(self) -> int | None:
        """In whole percent; 0 and 100 only when nobody and everybody was right."""
        return None if self.success is None else whole(self.success)

    @property
    def blank_percent(self) -> int | None:
        """In whole percent; 0 and 100 only when none and all were left blank."""
        return None if self.blank is None else whole(self.blank)


class Told(StrEnum):
    """What a question's figures mean, the most urgent first."""

    TOO_FEW = "too_few"
    DOUBTFUL = "doubtful"
    NOBODY = "nobody"
    EVERYBODY = "everybody"
    BLANK = "blank"
    HARD = "hard"
    WEAK = "weak"
    EASY = "easy"
    FINE = "fine"
    PLAIN = "plain"


def own_share(fraction: Decimal, certainty: int | None, *, asks_certainty: bool) -> Decimal:
    """How right an answer was, 0 to 1: what certainty added or took is undone, and nothing is below 0."""
    if asks_certainty:
        right, wrong = CERTAINTY[certainty or 1]
        # Fractions are stored to four decimals: a third of them is not exactly a third.
        fraction = ((fraction - wrong) / (right - wrong)).quantize(_WHOLE, rounding=ROUND_HALF_UP)
    return max(Decimal(0), min(Decimal(1), fraction))


def rests_of(marked: Sequence[tuple[Decimal, Decimal]]) -> list[Decimal | None]:
    """For each (share, points) of an attempt, the share of the points of all the others."""
    earned = sum((share * points for share, points in marked), Decimal(0))
    out_of = sum((points for _, points in marked), Decimal(0))
    return [
        (earned - share * points) / (out_of - points) if out_of > points else None for share, points in marked
    ]


def figures_of(replies: Sequence[Reply]) -> Figures:
    """What the replies to one question show, whatever their order."""
    learners = len({reply.learner for reply in replies})
    if learners < ENOUGH:
        return Figures(len(replies), learners)
    count = len(replies)
    return Figures(
        count,
        learners,
        success=100 * sum((reply.share for reply in replies), Decimal(0)) / count,
        blank=Decimal(100 * sum(reply.is_blank for reply in replies)) / count,
        discrimination=discrimination_of(replies),
        wrong=wrong_of(replies),
    )


def discrimination_of(replies: Iterable[Reply]) -> float | None:
    """The corrected item-total correlation, from -1 to 1; None of fewer than ten replies that have a rest."""
    pairs = [(float(reply.share), float(reply.rest)) for reply in replies if reply.rest is not None]
    return correlation(pairs) if len(pairs) >= ENOUGH_TO_COMPARE else None


def correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Pearson's, from -1 to 1; None when either side does not vary. The order of the pairs changes nothing, to the last digit."""
    if not pairs or any(min(side) == max(side) for side in zip(*pairs, strict=True)):
        return None
    middles = [fsum(side) / len(pairs) for side in zip(*pairs, strict=True)]
    off = [(one - middles[0], other - middles[1]) for one, other in pairs]
    spread = sqrt(fsum(one * one for one, _ in off)) * sqrt(fsum(other * other for _, other in off))
    if not spread:
        return None
    return max(-1.0, min(1.0, fsum(one * other for one, other in off) / spread))


def wrong_of(replies: Sequence[Reply]) -> Wrong | None:
    """The mistake that most replies hold, of those that as many learners made as it asks for; the first by its key among equals."""
    made: Counter[str] = Counter()
    learners: dict[str, set[int]] = defaultdict(set)
    known: dict[str, Mistake] = {}
    for reply in replies:
        for mistake in reply.mistakes:
            known[mistake.key] = mistake
            made[mistake.key] += 1
            learners[mistake.key].add(reply.learner)
    told = [key for key, one in known.items() if len(learners[key]) >= one.least]
    if not told:
        return None
    key = min(told, key=lambda one: (-made[one], one))
    return Wrong(known[key], made[key], whole(Decimal(100 * made[key]) / len(replies)))


def whole(percent: Decimal) -> int:
    """In whole percent, half up; what is not quite 0 or 100 never looks it."""
    nearest = int(percent.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return nearest if percent in (0, 100) else max(1, min(99, nearest))


def told_of(figures: Figures) -> Told:
    """The one thing to say of a question."""
    if figures.success is None or figures.blank is None:
        return Told.TOO_FEW
    if is_doubtful(figures):
        return Told.DOUBTFUL
    if figures.success in (0, 100):
        return Told.EVERYBODY if figures.success else Told.NOBODY
    if figures.blank >= OFTEN_BLANK:
        return Told.BLANK
    if figures.success < HARD:
        return Told.HARD
    return _of_the_rest(figures, figures.success)


def _of_the_rest(figures: Figures, success: Decimal) -> Told:
    if success >= EASY:
        return Told.EASY
    found = figures.discrimination
    if found is None:
        return Told.PLAIN
    if found < TELLS_LITTLE:
        return Told.WEAK if figures.replies >= ENOUGH_TO_BLAME else Told.PLAIN
    return Told.FINE if _in_errors(figures) > BEYOND_CHANCE else Told.PLAIN


def is_doubtful(figures: Figures) -> bool:
    """Whether those who do well elsewhere fail here, by more than chance does."""
    return _in_errors(figures) < -BEYOND_CHANCE


def _in_errors(figures: Figures) -> float:
    """The correlation in its standard errors if there were none, 1/√(n − 1); 0 without one."""
    return (figures.discrimination or 0.0) * sqrt(max(0, figures.replies - 1))
