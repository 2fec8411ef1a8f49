"""Pure decisions of centres: what may be granted to a person."""

from dataclasses import dataclass
from decimal import Decimal

from lms.core.reasons import Reason, reason

MOST_TIME = Decimal(5)
MOST_MINUTES = {
    "extra_minutes": 600,
    "window_minutes": 60 * 24 * 60,
    "extra_attempts": 20,
    "pause_minutes": 240,
}
"""The most of each amount; a slip of the keyboard must not keep an exam open for years."""


@dataclass(frozen=True)
class Terms:
    """What is granted: the columns of an accommodation. The default grants nothing."""

    time_factor: Decimal = Decimal(1)
    extra_minutes: int = 0
    is_unlimited: bool = False
    window_minutes: int = 0
    extra_attempts: int = 0
    pause_minutes: int = 0
    hides_timer: bool = False
    spelling_not_assessed: bool = False

    def details(self) -> dict[str, object]:
        """What differs from nothing, as JSON values, for the audit log."""
        granted = {
            name: value for name, value in vars(self).items() if value != getattr(NOTHING_GRANTED, name)
        }
        return {
            name: f"{value.normalize():f}" if isinstance(value, Decimal) else value
            for name, value in granted.items()
        }


NOTHING_GRANTED = Terms()


def fault_of(terms: Terms) -> tuple[str, Reason] | None:
    """The first field that can't be granted, and why; None when all can."""
    factor = terms.time_factor
    if factor.is_nan() or not Decimal(1) <= factor <= MOST_TIME:
        return "time_factor", reason("centres.bad_time_factor")
    for name, most in MOST_MINUTES.items():
        if not 0 <= getattr(terms, name) <= most:
            return name, reason("centres.bad_amount", most=most)
    return None
