"""Pure decisions of follow-up: who counts as what, in which order learners are listed, how progress is spread."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

INACTIVE_AFTER = timedelta(days=7)
PAGE_SIZE = 25
ENOUGH_FOR_A_CHART = 5
"""Under five learners a distribution would tell about one of them."""
BANDS = ((0, 19), (20, 39), (40, 59), (60, 79), (80, 99), (100, 100))
"""Bands of progress in percent, both ends included."""


Shares = Counter[int]
"""How many learners have done each share of their course, in whole percent."""


def percent_of(done: int, required: int) -> int:
    """A share in whole percent, rounded down; 0 of a course in which nothing counts."""
    return done * 100 // required if required > 0 else 0


def mean_of(shares: Shares) -> int:
    """The mean of some shares, in whole percent; there is one at least."""
    return round(sum(percent * learners for percent, learners in shares.items()) / shares.total())


def median_of(shares: Shares) -> int:
    """The share in the middle, or half-way between the two that are; there is one at least."""
    size, passed, middle = shares.total(), 0, []
    for percent, learners in sorted(shares.items()):
        places = range(passed + 1, passed + learners + 1)
        middle += [percent for place in {(size + 1) // 2, size // 2 + 1} if place in places]
        passed += learners
    return round(sum(middle) / len(middle))


def spread_of(shares: Shares) -> tuple[int, ...]:
    """How many learners are in each band."""
    return tuple(
        sum(learners for percent, learners in shares.items() if low <= percent <= high) for low, high in BANDS
    )


class Show(StrEnum):
    """Which learners of a cohort are listed."""

    ALL = "all"
    NEVER_STARTED = "never"
    INACTIVE = "inactive"
    COMPLETED = "completed"
    ACTIVE = "active"
    TO_MARK = "to_mark"


class State(StrEnum):
    """Where a learner is with the course."""

    NEVER_STARTED = "never_started"
    IN_PROGRESS = "in_progress"
    INACTIVE = "inactive"
    COMPLETED = "completed"


class Column(StrEnum):
    """What the list can be sorted by."""

    NAME = "name"
    PROGRESS = "progress"
    OBJECTIVES = "objectives"
    ACTIVITY = "activity"
    STATE = "state"


@dataclass(frozen=True)
class Order:
    """A column and a direction; `activity` downwards is the last active first."""

    column: Column
    is_descending: bool

    @property
    def key(self) -> str:
        """As it stands in an address: `name`, `-activity`."""
        return f"{'-' if self.is_descending else ''}{self.column}"

    def after_click(self, column: str) -> "Order":
        """What a click on a column's head asks for: the other direction, or that column in its usual one."""
        clicked = Column(column)
        if clicked is self.column:
            return Order(clicked, not self.is_descending)
        return Order(clicked, clicked is not Column.NAME)


DEFAULT_ORDER = Order(Column.ACTIVITY, True)


def order_of(asked: str) -> Order:
    """The order that an address asks for; the default when it asks for none that exists."""
    column = asked.removeprefix("-")
    if column not in list(Column):
        return DEFAULT_ORDER
    return Order(Column(column), asked.startswith("-"))


def show_of(asked: str) -> Show:
    """The filter that an address asks for; everyone when it asks for none that exists."""
    return Show(asked) if asked in list(Show) else Show.ALL


@dataclass(frozen=True)
class Page:
    """One page of a list of `total` entries."""

    page: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // PAGE_SIZE))

    @property
    def offset(self) -> int:
        """How many entries come before."""
        return (self.page - 1) * PAGE_SIZE


def page_of(asked: str, total: int) -> Page:
    """The page that an address asks for, or the nearest that exists."""
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
    last = Page(1, total).pages
    return Page(min(max(number, 1), last), total)


def state_of(last_activity_at: datetime | None, completed_at: datetime | None, now: datetime) -> State:
    """Where a learner is; inactive means for seven days or more, before the end."""
    if completed_at is not None:
        return State.COMPLETED
    if last_activity_at is None:
        return State.NEVER_STARTED
    return State.INACTIVE if last_activity_at <= now - INACTIVE_AFTER else State.IN_PROGRESS


@dataclass(frozen=True)
class Bar:
    """One bar of the chart, in its own units: `x`, `y`, `height` of the drawing; `low`–`high` percent, `count` learners."""

    low: int
    high: int
    count: int
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Change:
    """A share of the points before and after, in whole percent; None where the test was not sat."""

    before: int | None
    after: int | None

    @property
    def points(self) -> int | None:
        """Percentage points gained; None without both tests."""
        return None if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class Pair:
    """Two bars side by side in the drawing's own units: the one at `x` is before, the other after; values in percent."""

    number: int
    x: int
    before: int
    after: int

    def height(self, percent: int) -> int:
        """How high a value stands."""
        return round(CHART_HEIGHT * percent / 100)

    def y(self, percent: int) -> int:
        """Where its bar begins."""
        return CHART_TOP + CHART_HEIGHT - self.height(percent)


CHART_HEIGHT = 96
BAR_STEP = 64
CHART_TOP = 24


def bars_of(spread: Sequence[int]) -> list[Bar]:
    """The drawing of how many learners are in each band; the fullest band has the full height."""
    most = max(spread, default=0) or 1
    bars = []
    for place, ((low, high), count) in enumerate(zip(BANDS, spread, strict=True)):
        height = round(CHART_HEIGHT * count / most) if count else 0
        bars.append(Bar(low, high, count, place * BAR_STEP, CHART_TOP + CHART_HEIGHT - height, height))
    return bars


WEEK_STEP = 48


def week_bars(counts: Sequence[int]) -> list[Bar]:
    """The drawing of how many learners were active in each week; `low` and `high` are its place."""
    most = max(counts, default=0) or 1
    heights = [round(CHART_HEIGHT * count / most) for count in counts]
    return [
        Bar(place, place, count, place * WEEK_STEP, CHART_TOP + CHART_HEIGHT - height, height)
        for place, (count, height) in enumerate(zip(counts, heights, strict=True))
    ]


def pairs_of(changes: Sequence[Change]) -> list[Pair]:
    """The drawing of values before and after, numbered from 1; those without both are left out."""
    return [
        Pair(number, (number - 1) * BAR_STEP, change.before, change.after)
        for number, change in enumerate(changes, start=1)
        if change.before is not None and change.after is not None
    ]
