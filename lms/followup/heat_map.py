"""The heat map of a cohort: its learners by the items of its course, a page of learners at a time, in a fixed number of statements."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.followup.grid import Asked, Head, everyone, known_of, people_of
from lms.followup.map_rules import Cell, View, cell_of


@dataclass(frozen=True)
class Line:
    """A learner with their cells, in the order of the columns."""

    enrolment_id: int
    name: str
    cells: tuple[Cell, ...]


def lines_of(cohort_id: int, heads: Sequence[Head], asked: Asked, now: datetime) -> list[Line]:
    """One page of learners with their cells: two statements, whatever the number of learners and items."""
    return _lines(people_of(cohort_id, asked), heads, asked.view, now)


def every_line(cohort_id: int, heads: Sequence[Head], view: View, now: datetime) -> Iterator[Line]:
    """Every learner of a cohort by name, read as they are written: two statements for five hundred learners."""
    for people in everyone(cohort_id):
        yield from _lines(people, heads, view, now)


def _lines(people: Sequence[Any], heads: Sequence[Head], view: View, now: datetime) -> list[Line]:
    known = known_of(people, heads)

    def cell(row: Any, head: Head) -> Cell:
        return cell_of(view, known.of(row, head.item.id), pass_percent=head.pass_percent, now=now)

    return [Line(row.id, row.printed_name, tuple(cell(row, head) for head in heads)) for row in people]
