"""The heat map of a cohort: its learners by the items of its course, a page of learners at a time, in a fixed number of statements."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from lms.cohorts.models import Enrolment
from lms.core.db import session
from lms.courses.document import AnyItem, CourseDocument, Module, Quiz
from lms.courses.queries import revision_document
from lms.followup.map_rules import Cell, Sum, View, cell_of, sum_of
from lms.progress.facts import NOTHING, ItemFacts
from lms.progress.models import ItemFact
from lms.quiz.engine.policy import policy_of
from lms.quiz.rules import PRACTICE

LEARNERS_AT_ONCE = 50
EXPORTED_AT_ONCE = 500


@dataclass(frozen=True)
class Head:
    """A column: an item, with its module and its place in it, both from 1."""

    module: Module
    module_number: int
    number: int
    item: AnyItem

    @property
    def is_quiz(self) -> bool:
        """Whether it is answered rather than read."""
        return isinstance(self.item, Quiz)


@dataclass(frozen=True)
class Line:
    """A learner with their cells, in the order of the columns."""

    enrolment_id: int
    name: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Asked:
    """What a map shows: a view, one module or all (None), sorted by names or by an item, and from which learner on."""

    view: View
    module: str | None
    sort: str
    is_descending: bool
    offset: int = 0


def heads_of(document: CourseDocument, view: View, module: str | None) -> list[Head]:
    """The columns: everything that counts for completion, and, with scores, the quizzes that give marks alone."""
    found = []
    for module_number, one in enumerate(document.modules, 1):
        for number, item in enumerate(one.items, 1):
            wanted = _has_marks(item) if view is View.SCORE else not item.optional
            if wanted and module in (None, one.id):
                found.append(Head(one, module_number, number, item))
    return found


def _has_marks(item: AnyItem) -> bool:
    if not isinstance(item, Quiz) or item.preset == PRACTICE:
        return False
    policy = policy_of(item.preset, item.policy)
    return policy.release.marks != "never" and policy.diagnostic is None


def lines_of(cohort_id: int, heads: Sequence[Head], asked: Asked, now: datetime) -> list[Line]:
    """One page of learners with their cells: two statements, whatever the number of learners and items."""
    people = session().execute(_people(cohort_id, asked).offset(asked.offset).limit(LEARNERS_AT_ONCE)).all()
    return _lines(people, heads, asked.view, now)


def every_line(cohort_id: int, heads: Sequence[Head], view: View, now: datetime) -> Iterator[Line]:
    """Every learner of a cohort by name, read as they are written: two statements for five hundred learners."""
    asked, offset = Asked(view, None, "name", is_descending=False), 0
    while people := session().execute(_people(cohort_id, asked).offset(offset).limit(EXPORTED_AT_ONCE)).all():
        yield from _lines(people, heads, view, now)
        offset += EXPORTED_AT_ONCE


def _people(cohort_id: int, asked: Asked) -> Any:
    columns = (Enrolment.id, Enrolment.printed_name, Enrolment.revision_id)
    listed = select(*columns).where(Enrolment.cohort_id == cohort_id, Enrolment.ended_at.is_(None))
    if asked.sort == "name":
        key: Any = Enrolment.name_key
        first: tuple[Any, ...] = (key.desc() if asked.is_descending else key,)
    else:
        fact = aliased(ItemFact)
        here = (fact.enrolment_id == Enrolment.id) & (fact.item_key == asked.sort)
        listed = listed.outerjoin(fact, here)
        key = {View.SCORE: fact.score, View.DONE: fact.done_at}.get(
            asked.view, func.coalesce(fact.done_at, fact.opened_at)
        )
        first = (key.is_(None), key.desc() if asked.is_descending else key, Enrolment.name_key)
    return listed.order_by(*first, Enrolment.id)


def _lines(people: Sequence[Any], heads: Sequence[Head], view: View, now: datetime) -> list[Line]:
    facts = _facts([row.id for row in people], [head.item.id for head in heads])
    known = {row.revision_id: revision_document(row.revision_id).by_id for row in people}

    def cell(row: Any, head: Head) -> Cell:
        is_there = head.item.id in known[row.revision_id]
        found = facts[row.id].get(head.item.id, NOTHING) if is_there else None
        return cell_of(view, found, is_quiz=head.is_quiz, now=now)

    return [Line(row.id, row.printed_name, tuple(cell(row, head) for head in heads)) for row in people]


_FACT = (
    ItemFact.enrolment_id,
    ItemFact.item_key,
    ItemFact.opened_at,
    ItemFact.done_at,
    ItemFact.passed_at,
    ItemFact.score,
    ItemFact.attempts,
    ItemFact.awaits_mark,
)


def _facts(enrolment_ids: list[int], keys: list[str]) -> Mapping[int, dict[str, ItemFacts]]:
    found: dict[int, dict[str, ItemFacts]] = defaultdict(dict)
    wanted = select(*_FACT).where(ItemFact.enrolment_id.in_(enrolment_ids), ItemFact.item_key.in_(keys))
    for row in session().execute(wanted):
        values: Any = tuple(row)
        found[row.enrolment_id][row.item_key] = ItemFacts(*values[2:])
    return found


def sums_of(cohort_id: int, heads: Sequence[Head]) -> dict[str, Sum]:
    """Each item over the whole cohort, in one statement; marks are added here, not by the database."""
    counted = (
        select(ItemFact.item_key, ItemFact.score, func.count(), func.count(ItemFact.done_at))
        .join(Enrolment, Enrolment.id == ItemFact.enrolment_id)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.ended_at.is_(None))
        .where(ItemFact.item_key.in_([head.item.id for head in heads]))
        .group_by(ItemFact.item_key, ItemFact.score)
    )
    by_item: dict[str, list[Any]] = defaultdict(list)
    for key, *values in session().execute(counted):
        by_item[key].append(values)
    return {head.item.id: sum_of(by_item[head.item.id]) for head in heads}


def learners_in(cohort_id: int) -> int:
    """How many learners the map of a cohort has."""
    here = (Enrolment.cohort_id == cohort_id) & Enrolment.ended_at.is_(None)
    return session().scalar(select(func.count()).select_from(Enrolment).where(here)) or 0
