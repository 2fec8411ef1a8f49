"""Pure decisions about the settings of a centre: what each is when nobody chose, and what it may be."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from lms.core.reasons import Reason, reason


@dataclass(frozen=True)
class Settings:
    """What counts in all of a centre's groups. The default is what counts where nobody chose."""

    inactive_days: int = 7
    failed_tries: int = 2
    behind_points: int = 20
    readable_months: int = 6
    unmarked_days: int = 3
    answer_days: int = 0
    sign_before_minutes: int = 15
    sign_after_hours: int = 24

    def stored(self) -> dict[str, int]:
        """What was chosen: the values that differ from the defaults."""
        return {name: value for name, value in vars(self).items() if value != getattr(DEFAULTS, name)}


DEFAULTS = Settings()
LIMITS = {
    "inactive_days": (1, 365),
    "failed_tries": (1, 20),
    "behind_points": (1, 100),
    "readable_months": (0, 36),
    "unmarked_days": (1, 60),
    "answer_days": (0, 30),
    "sign_before_minutes": (0, 120),
    "sign_after_hours": (0, 168),
}
"""The least and the most of each. A promise of 0 days is none."""


def settings_from(stored: Mapping[str, Any]) -> Settings:
    """What `Settings.stored` says; names that are no setting (any more) are passed over."""
    known = {field.name for field in fields(Settings)}
    return Settings(**{name: value for name, value in stored.items() if name in known})


def fault_of(settings: Settings) -> tuple[str, Reason] | None:
    """The first setting that can't be, and why; None when all can."""
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(settings, name) <= most:
            return name, reason("centres.bad_setting", least=least, most=most)
    return None
