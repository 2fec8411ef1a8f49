"""What an address asks for of an item analysis: the order of its questions, and the drawing of the hardest."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lms.followup.items import Item
from lms.followup.rules import CHART_HEIGHT, CHART_TOP, Bar

IN_CHART = 8
STEP = 40


class Column(StrEnum):
    """What the questions can be sorted by."""

    RANK = "rank"
    QUIZ = "quiz"
    REPLIES = "replies"
    SUCCESS = "success"
    BLANK = "blank"
    DISCRIMINATION = "discrimination"


@dataclass(frozen=True)
class Order:
    """A column and a direction."""

    column: Column = Column.RANK
    is_descending: bool = False

    @property
    def key(self) -> str:
        """As it stands in an address: `success`, `-blank`."""
        return f"{'-' if self.is_descending else ''}{self.column}"

    def after_click(self, column: str) -> "Order":
        """The other direction, or that column in the one in which it is worth reading: what asks for attention first."""
        clicked = Column(column)
        if clicked is self.column:
            return Order(clicked, not self.is_descending)
        return Order(clicked, clicked in (Column.BLANK, Column.REPLIES))


def order_of(asked: str) -> Order:
    """The order that an address asks for; the hardest first when it asks for none that exists."""
    column = asked.removeprefix("-")
    return Order(Column(column), asked.startswith("-")) if column in list(Column) else Order()


def in_order(items: Sequence[Item], order: Order) -> list[Item]:
    """The questions sorted; without a figure in that column they come last either way, and equals keep their ranks."""

    def value(item: Item) -> Any:
        figures = item.figures
        return {
            Column.RANK: item.rank,
            Column.QUIZ: item.place,
            Column.REPLIES: figures.replies,
            Column.SUCCESS: figures.success,
            Column.BLANK: figures.blank,
            Column.DISCRIMINATION: figures.discrimination,
        }[order.column]

    ranked = sorted(items, key=lambda item: item.rank)
    known = [item for item in ranked if value(item) is not None]
    unknown = [item for item in ranked if value(item) is None]
    return sorted(known, key=value, reverse=order.is_descending) + unknown


def bars_of(items: Sequence[Item]) -> list[Bar]:
    """The drawing of the hardest questions: their success in percent as `count`, their rank as `low`."""
    shown = [(item.rank, item.figures.success_percent) for item in sorted(items, key=lambda one: one.rank)]
    known = [(rank, percent) for rank, percent in shown if percent is not None][:IN_CHART]
    return [_bar(place, rank, percent) for place, (rank, percent) in enumerate(known)]


def _bar(place: int, rank: int, percent: int) -> Bar:
    height = round(CHART_HEIGHT * percent / 100)
    return Bar(rank, rank, percent, place * STEP, CHART_TOP + CHART_HEIGHT - height, height)
