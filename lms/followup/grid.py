"""What the heat map and the gradebook share: learners of a cohort by items of its course, a page of learners at a time."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from lms.cohorts.models import Enrolment
from lms.core.db import session
from lms.courses.document import AnyItem, CourseDocument, Module, Quiz
from lms.courses.queries import revision_document
from lms.followup.map_rules import Sum, View, sum_of
from lms.progress.completion import settings_of
from lms.progress.facts import NOTHING, ItemFacts
from lms.progress.models import ItemFact
from lms.progress.queries import ITEM_FACT, item_facts
from lms.quiz.rules import PRACTICE

LEARNERS_AT_ONCE = 50
EXPORTED_AT_ONCE = 500


@dataclass(frozen=True)
class Head:
    """A column: an item, with its module and its place in it, both from 1; the pass mark of a quiz, None for a lesson."""

    module: Module
    module_number: int
    number: int
    item: AnyItem
    pass_percent: int | None = None


@dataclass(frozen=True)
class Asked:
    """What a grid shows: a view, one module or all (None), sorted by names or by an item, and from which learner on.

    `with_optional`: marks of what is not required, too.
    """

    view: View
    module: str | None = None
    sort: str = "name"
    is_descending: bool = False
    offset: int = 0
    with_optional: bool = False


def heads_of(
    document: CourseDocument, view: View, module: str | None, *, is_open: bool = False
) -> list[Head]:
    """The columns: everything that counts for completion, and, with scores, the quizzes that give marks alone."""
    found = []
    for module_number, one in enumerate(document.modules, 1):
        for number, item in enumerate(one.items, 1):
            wanted = has_marks(item) if view is View.SCORE else not item.optional
            if wanted and module in (None, one.id):
                found.append(Head(one, module_number, number, item, pass_percent_of(item, is_open)))
    return found


def required_first(heads: list[Head], asked: Asked) -> list[Head]:
    """The columns that are required; all of them when they are asked for, or when none is required."""
    required = [head for head in heads if not head.item.optional]
    return heads if asked.with_optional or not required else required


def has_marks(item: AnyItem) -> bool:
    """Whether an item gives marks that people may see."""
    if not isinstance(item, Quiz) or item.preset == PRACTICE:
        return False
    policy = settings_of(item, False)
    return policy.release.marks != "never" and policy.diagnostic is None


def pass_percent_of(item: AnyItem, is_open: bool) -> int | None:
    """The pass mark of a quiz in such a cohort, 0 where everyone passes; None for a lesson."""
    return settings_of(item, is_open).pass_percent if isinstance(item, Quiz) else None


def people_of(cohort_id: int, asked: Asked) -> Sequence[Any]:
    """A page of learners: id, printed name and revision. One statement."""
    return session().execute(_people(cohort_id, asked).offset(asked.offset).limit(LEARNERS_AT_ONCE)).all()


def everyone(cohort_id: int) -> Iterator[Sequence[Any]]:
    """All learners by name, five hundred at once, each part read from where the one before ended."""
    listed = _listed(cohort_id).order_by(Enrolment.name_key, Enrolment.id).limit(EXPORTED_AT_ONCE)
    people = session().execute(listed).all()
    while people:
        yield people
        key, last = people[-1].name_key, people[-1].id
        later = or_(Enrolment.name_key > key, and_(Enrolment.name_key == key, Enrolment.id > last))
        people = session().execute(listed.where(later)).all()


def _listed(cohort_id: int) -> Any:
    columns = (Enrolment.id, Enrolment.printed_name, Enrolment.revision_id, Enrolment.name_key)
    return select(*columns).where(Enrolment.cohort_id == cohort_id, Enrolment.ended_at.is_(None))


def _people(cohort_id: int, asked: Asked) -> Any:
    listed = _listed(cohort_id)
    if asked.sort == "name":
        key: Any = Enrolment.name_key
        first: tuple[Any, ...] = (key.desc() if asked.is_descending else key,)
    else:
        fact = aliased(ItemFact)
        here = (fact.enrolment_id == Enrolment.id) & (fact.item_key == asked.sort)
        listed = listed.outerjoin(fact, here & fact.excused_at.is_(None))
        key = {View.SCORE: fact.score, View.DONE: fact.done_at}.get(
            asked.view, func.coalesce(fact.done_at, fact.opened_at)
        )
        first = (key.is_(None), key.desc() if asked.is_descending else key, Enrolment.name_key)
    return listed.order_by(*first, Enrolment.id)


@dataclass(frozen=True)
class Known:
    """What some learners did, and which items the revisions have that they began."""

    facts: Mapping[int, Mapping[str, ItemFacts]]
    items: Mapping[int, Mapping[str, Any]]

    def of(self, row: Any, key: str) -> ItemFacts | None:
        """What this learner did of an item; None where their revision lacks it."""
        return self.facts[row.id].get(key, NOTHING) if key in self.items[row.revision_id] else None


def known_of(people: Sequence[Any], heads: Sequence[Head]) -> Known:
    """What these learners did of these items, in one statement."""
    ids, keys = [row.id for row in people], [head.item.id for head in heads]
    found: dict[int, dict[str, ItemFacts]] = defaultdict(dict)
    columns = (ItemFact.enrolment_id, ItemFact.item_key, *ITEM_FACT)
    wanted = select(*columns).where(ItemFact.enrolment_id.in_(ids), ItemFact.item_key.in_(keys))
    for row in session().execute(wanted):
        found[row.enrolment_id][row.item_key] = item_facts(row)
    return Known(found, {row.revision_id: revision_document(row.revision_id).by_id for row in people})


def sums_of(cohort_id: int, heads: Sequence[Head]) -> dict[str, Sum]:
    """Each item over the whole cohort but for those excused from it, in one statement; marks are added here."""
    counted = (
        select(
            ItemFact.item_key,
            Enrolment.revision_id,
            ItemFact.score,
            func.count(),
            func.count(ItemFact.done_at),
        )
        .join(Enrolment, Enrolment.id == ItemFact.enrolment_id)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.ended_at.is_(None))
        .where(ItemFact.item_key.in_([head.item.id for head in heads]), ItemFact.excused_at.is_(None))
        .group_by(ItemFact.item_key, Enrolment.revision_id, ItemFact.score)
    )
    by_item: dict[str, list[Any]] = defaultdict(list)
    for key, revision_id, *values in session().execute(counted):
        if key in revision_document(revision_id).by_id:
            by_item[key].append(values)
    return {head.item.id: sum_of(by_item[head.item.id]) for head in heads}


def learners_in(cohort_id: int) -> int:
    """How many learners the grids of a cohort have."""
    here = (Enrolment.cohort_id == cohort_id) & Enrolment.ended_at.is_(None)
    return session().scalar(select(func.count()).select_from(Enrolment).where(here)) or 0
