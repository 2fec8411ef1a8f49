"""The attendance of a group: its sheets with what is known of each learner, and the table of sessions by learners."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from lms.attendance import queries
from lms.attendance.queries import Line, Person
from lms.attendance.rules import Fact, Kind, Mark, Slot, Standing, hours, marks_of, time_there
from lms.cohorts.live_models import LiveSession
from lms.cohorts.models import Cohort
from lms.followup.rules import PAGE_SIZE, Page, page_of

SESSIONS_AT_ONCE = 8
AT_ONCE = 200
"""Learners that an export reads at once."""


@dataclass(frozen=True)
class Row:
    """A learner on a sheet, with what is known of them and the acts it comes from."""

    person: Person
    mark: Mark | None
    lines: Sequence[Line]


@dataclass(frozen=True)
class Seal:
    """Who countersigned a sheet last, and when."""

    by: str
    at: datetime


@dataclass(frozen=True)
class Sheet:
    """A page of a sheet."""

    page: Page
    standing: Standing
    rows: Sequence[Row]
    seal: Seal | None


def sheet_of(one: LiveSession, asked: str) -> Sheet:
    """The page of a sheet that an address asks for. Four statements."""
    total, standing = queries.tally_of(one)
    page = page_of(asked, total)
    people = queries.people_of(one, offset=page.offset, limit=PAGE_SIZE)
    lines = queries.record_of(one.id, [person.enrolment_id for person in people])
    return Sheet(page, standing, rows_of(one, people, lines), _seal_of(lines))


def whole_sheet(one: LiveSession) -> tuple[Sheet, Sequence[Line]]:
    """A sheet with all of its learners, and its whole record: what is printed. Four statements."""
    total, standing = queries.tally_of(one)
    people, lines = queries.people_of(one), queries.record_of(one.id)
    return Sheet(Page(1, total), standing, rows_of(one, people, lines), _seal_of(lines)), lines


def rows_of(one: LiveSession, people: Sequence[Person], lines: Sequence[Line]) -> list[Row]:
    """Each learner with their mark and the acts about them."""
    marks = marks_of(line.fact for line in lines)
    about: dict[int | None, list[Line]] = {}
    for line in lines:
        about.setdefault(line.fact.enrolment_id, []).append(line)
    return [
        Row(person, marks.get((one.id, person.enrolment_id)), about.get(person.enrolment_id, []))
        for person in people
    ]


def _seal_of(lines: Sequence[Line]) -> Seal | None:
    seals = [Seal(line.by, line.fact.at) for line in lines if line.fact.kind is Kind.COUNTERSIGNED]
    return seals[-1] if seals else None


@dataclass(frozen=True)
class Cell:
    """What the table says of a learner at a session."""

    is_expected: bool
    mark: Mark | None


@dataclass(frozen=True)
class TableLine:
    """A learner with a cell for each session that shows, and their hours in all."""

    person: Person
    cells: Sequence[Cell]
    hours: Decimal


Begun = Sequence[tuple[LiveSession, bool]]


def lines_of(people: Sequence[Person], begun: Begun, now: datetime) -> list[TableLine]:
    """The table's lines for some learners. Two statements."""
    ids = [person.enrolment_id for person in people]
    marks = queries.marks_in(ids)
    expected = queries.expected_pairs([one.id for one, _sealed in begun], ids)
    spent: dict[int, list[Mark]] = {}
    for (_session, enrolment_id), mark in marks.items():
        spent.setdefault(enrolment_id, []).append(mark)
    return [
        TableLine(
            person,
            [
                Cell((one.id, person.enrolment_id) in expected, marks.get((one.id, person.enrolment_id)))
                for one, _sealed in begun
            ],
            hours(time_there(mark, now) for mark in spent.get(person.enrolment_id, ())),
        )
        for person in people
    ]


def every_line(cohort: Cohort, begun: Begun, now: datetime) -> Iterator[TableLine]:
    """The lines of all learners, read some hundred at a time."""
    offset = 0
    while people := queries.learners_of(cohort.id, offset=offset, limit=AT_ONCE):
        yield from lines_of(people, begun, now)
        offset += AT_ONCE


def sessions_shown(begun: Begun, asked: str) -> tuple[Begun, int, int]:
    """Some sessions at once: those that an address asks for by the number of their part, else the last ones; the part and how many there are."""
    last = max(1, -(-len(begun) // SESSIONS_AT_ONCE))
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else last
    part = min(max(number, 1), last)
    return begun[(part - 1) * SESSIONS_AT_ONCE : part * SESSIONS_AT_ONCE], part, last


def slot_in(one: LiveSession | Fact | Slot, timezone: str) -> tuple[datetime, datetime]:
    """From when to when, on the clocks of the group."""
    slot = one.slot if isinstance(one, Fact) else one
    zone = ZoneInfo(timezone)
    return slot.starts_at.astimezone(zone), slot.ends_at.astimezone(zone)
