"""The gradebook of a cohort: marks with the word that says what each is worth, by learner and by quiz; and all of one learner."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, select

from lms.cohorts.models import Enrolment
from lms.cohorts.queries import ending_of
from lms.core.db import session
from lms.courses.document import AnyItem, CourseDocument
from lms.courses.queries import revision_document
from lms.followup.grid import Asked, Head, everyone, has_marks, known_of, pass_percent_of, people_of
from lms.followup.mark_rules import NO_WORK, Mark, Work, mark_of
from lms.progress.facts import ItemFacts
from lms.progress.queries import record_of
from lms.progress.report import ItemReport, Report
from lms.progress.rules import evaluate
from lms.quiz.engine.policy import OPEN
from lms.quiz.models import Attempt


@dataclass(frozen=True)
class Line:
    """A learner with their marks, in the order of the columns."""

    enrolment_id: int
    name: str
    marks: tuple[Mark, ...]


def lines_of(cohort_id: int, heads: Sequence[Head], asked: Asked) -> list[Line]:
    """One page of learners with their marks: three statements, whatever the number of learners and items."""
    return _lines(people_of(cohort_id, asked), heads)


def every_line(cohort_id: int, heads: Sequence[Head]) -> Iterator[Line]:
    """Every learner of a cohort by name, read as they are written: three statements for five hundred learners."""
    for people in everyone(cohort_id):
        yield from _lines(people, heads)


def _lines(people: Sequence[Any], heads: Sequence[Head]) -> list[Line]:
    known = known_of(people, heads)
    works = works_of([row.id for row in people], [head.item.id for head in heads])

    def mark(row: Any, head: Head) -> Mark:
        key = head.item.id
        return mark_of(known.of(row, key), works.get((row.id, key), NO_WORK), head.pass_percent)

    return [Line(row.id, row.printed_name, tuple(mark(row, head) for head in heads)) for row in people]


def works_of(
    enrolment_ids: Sequence[int], keys: Sequence[str] | None = None
) -> Mapping[tuple[int, str], Work]:
    """What the attempts of these learners tell, by learner and quiz; those given back to improve do not. One statement."""
    running, late = Attempt.state == OPEN, and_(Attempt.state != OPEN, Attempt.is_late)

    def count(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0))

    found = (
        select(
            Attempt.enrolment_id, Attempt.item_key, count(running), count(Attempt.pending > 0), count(late)
        )
        .where(Attempt.enrolment_id.in_(enrolment_ids), Attempt.returned_at.is_(None))
        .group_by(Attempt.enrolment_id, Attempt.item_key)
    )
    if keys is not None:
        found = found.where(Attempt.item_key.in_(keys))
    return {
        (row[0], row[1]): Work(bool(row[2]), int(row[3]), bool(row[4])) for row in session().execute(found)
    }


@dataclass(frozen=True)
class Own:
    """One item of one learner: what the rules say, what was done, and its mark, with the mark's place in the course."""

    item: AnyItem
    place: str
    entry: ItemReport
    facts: ItemFacts
    mark: Mark
    has_marks: bool


@dataclass(frozen=True)
class Individual:
    """Everything of one learner, in the order of the course."""

    document: CourseDocument
    report: Report
    items: Mapping[str, Own]


def individual(enrolment: Enrolment, now: datetime) -> Individual:
    """All items of one learner. Two statements."""
    works = works_of([enrolment.id])
    running = [key for (_, key), work in works.items() if work.is_running]
    facts, dates = record_of(enrolment, running)
    document, is_open = revision_document(enrolment.revision_id), enrolment.cohort.is_open
    report = evaluate(document, facts, dates, now, is_open=is_open, ended=ending_of(enrolment.cohort, now))
    items = {}
    for module_number, module in enumerate(document.modules, 1):
        for number, item in enumerate(module.items, 1):
            own, work = facts.of(item.id), works.get((enrolment.id, item.id), NO_WORK)
            items[item.id] = Own(
                item=item,
                place=f"{module_number}.{number}",
                entry=report.items[item.id],
                facts=own,
                mark=mark_of(own, work, pass_percent_of(item, is_open)),
                has_marks=has_marks(item),
            )
    return Individual(document, report, items)
