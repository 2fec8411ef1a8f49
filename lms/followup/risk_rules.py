"""Pure decisions about learners at risk: from what on, for which reasons, and what of the group counts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

INACTIVE_DAYS = 7
FAILED_TRIES = 2
BEHIND_POINTS = 20
NEVER_DAYS = 3
"""Days after which it is worth a word that somebody never signed in."""
SNOOZE = timedelta(days=7)
RESOLVED_WITHIN = timedelta(days=14)
"""How long a learner whom staff acted on, and who is at risk no more, is said to be."""
SATURDAY = 5


class Cause(StrEnum):
    """Why a learner is at risk, in the order in which it is said."""

    NEVER = "never"
    INACTIVE = "inactive"
    OVERDUE = "overdue"
    FAILED = "failed"
    BEHIND = "behind"


@dataclass(frozen=True)
class Thresholds:
    """From what on a learner of a cohort is at risk; the reasons in `off` do not count."""

    inactive_days: int = INACTIVE_DAYS
    failed_tries: int = FAILED_TRIES
    behind_points: int = BEHIND_POINTS
    off: frozenset[Cause] = frozenset()

    def counts(self, cause: Cause) -> bool:
        """Whether a reason counts."""
        return cause not in self.off


def causes_of(names: Collection[str]) -> frozenset[Cause]:
    """The reasons of these names; others are passed over."""
    return frozenset(cause for cause in Cause if cause in names)


@dataclass(frozen=True)
class Sign:
    """One reason, with its measure (days, tries or points), and the item that it is about, with the moment that it was due."""

    cause: Cause
    count: int = 0
    title: Mapping[str, str] = field(default_factory=dict)
    at: datetime | None = None


def days_since(moment: datetime, now: datetime) -> int:
    """Whole days that have passed."""
    return (now - moment).days


def is_time_for_mail(now: datetime, timezone: str, hour: int, last_on: date | None) -> date | None:
    """The day whose morning mail is to be looked at now: a working day there, from its hour on, once; None otherwise.

    The clock on the wall decides: where a change to summer time skips the hour, the next one is past it.
    """
    local = now.astimezone(ZoneInfo(timezone))
    if local.weekday() >= SATURDAY or local.time() < time(hour) or last_on == local.date():
        return None
    return local.date()
