"""Pure decisions about how long things are kept."""

import calendar
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from lms.core.reasons import Reason, reason

EVERY = timedelta(days=1)


def months_before(now: datetime, months: int) -> datetime:
    """The same day and hour of an earlier month, or the last day of a month that is too short."""
    year, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return now.replace(year=year, month=month + 1, day=min(now.day, last))


def is_due(cleaned_at: datetime | None, now: datetime) -> bool:
    """Whether what is past its period is to be looked for again."""
    return cleaned_at is None or cleaned_at <= now - EVERY


def longest(chosen: Iterable[int]) -> int:
    """For what all centres share: nothing goes before the centre that keeps it longest lets it."""
    return max(chosen)


def fault_of(months: Mapping[str, int], bounds: Mapping[str, tuple[int, int]]) -> tuple[str, Reason] | None:
    """The first period that the law does not allow, and why; None when it allows all."""
    for key, (least, most) in bounds.items():
        if not least <= months[key] <= most:
            return key, reason("centres.bad_setting", least=least, most=most)
    return None
