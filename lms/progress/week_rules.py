"""The weeks in which a learner did something: the latest of them by its number, and the ones before it as bits.

Weeks begin on Monday where the cohort takes place. Bit 0 of the mask is the latest week, bit 1 the week before it, and so on.
"""

from collections.abc import Iterable
from datetime import date

WEEKS = 8
"""How many weeks are kept, and shown."""


def week_of(day: date) -> int:
    """The number of the week in which a day lies; the next week has the next number."""
    return (day.toordinal() - 1) // 7


def monday_of(week: int) -> date:
    """The first day of a week, by its number."""
    return date.fromordinal(week * 7 + 1)


def with_week(latest: int, mask: int, week: int) -> tuple[int, int]:
    """The latest week and the mask after an act in `week`, which may lie before the latest one."""
    ahead = week - latest
    if ahead > 0:
        return week, (mask << min(ahead, WEEKS) | 1) & (1 << WEEKS) - 1
    return latest, mask | (1 << -ahead if -ahead < WEEKS else 0)


def active_by_week(found: Iterable[tuple[int, int, int]], this: int) -> list[int]:
    """How many learners did something in each of the last weeks, the oldest first and `this` one last.

    `found` tells, for a latest week and a mask, how many learners have them.
    """
    counts = [0] * WEEKS
    for latest, mask, learners in found:
        for back in range(WEEKS):
            place = WEEKS - 1 - (this - latest) - back
            if mask >> back & 1 and 0 <= place < WEEKS:
                counts[place] += learners
    return counts
