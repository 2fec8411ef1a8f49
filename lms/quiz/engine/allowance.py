"""What one person is allowed in one quiz beyond its settings: accommodations of the person, and overrides of this quiz."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True)
class Allowance:
    """The sum of what was granted.

    Time limits are multiplied by `time_factor`, then `extra_minutes` are added; `is_unlimited` lifts them. The close moves
    `window_minutes` later, or to `closes_at` when that is later still. `pause_minutes` is the longest that the clock may
    stand still in one attempt. `spelling_assessed` false: a slip of spelling is right at once.
    """

    time_factor: Decimal = Decimal(1)
    extra_minutes: int = 0
    is_unlimited: bool = False
    window_minutes: int = 0
    closes_at: datetime | None = None
    extra_attempts: int = 0
    pause_minutes: int = 0
    hides_timer: bool = False
    spelling_assessed: bool = True


USUAL = Allowance()
"""Nothing beyond the settings."""
