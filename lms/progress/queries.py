"""Reads of the projections, and the report that pages show."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import CompoundSelect, Integer, String, cast, literal, null, select, union_all

from lms.accounts.models import User
from lms.cohorts.models import Enrolment, ItemDate
from lms.cohorts.queries import ending_of
from lms.cohorts.rules import EventKind, ItemDates
from lms.core.db import session
from lms.courses.queries import revision_document
from lms.progress.facts import Evidence, Facts, ItemFacts, Own, Said
from lms.progress.models import ItemDecision, ItemFact, ObjectiveFact
from lms.progress.report import Report
from lms.progress.rules import evaluate

ITEM, OBJECTIVE, DATES, DECISION = 1, 2, 3, 4
SAID = {EventKind.ITEM_EXCUSED.value: "excuse_said", EventKind.MARK_SET.value: "mark_said"}
"""Which part of the facts each kind of decision explains."""


def facts_of(enrolment: Enrolment, open_attempts: Iterable[str] = ()) -> Facts:
    """What a learner did, in one statement; `open_attempts` are the items in which the caller knows of a running attempt."""
    return record_of(enrolment, open_attempts)[0]


def record_of(
    enrolment: Enrolment, open_attempts: Iterable[str] = ()
) -> tuple[Facts, Mapping[str, ItemDates]]:
    """`facts_of`, and the dates of the learner's cohort by item, in one statement together."""
    items: dict[str, ItemFacts] = {}
    objectives, dates, decisions = {}, {}, []
    for row in session().execute(_all_of(enrolment)):
        if row.kind == ITEM:
            items[row.key] = item_facts(row)
        elif row.kind == OBJECTIVE:
            objectives[row.key] = Evidence(row.attempts, row.score, row.met)
        elif row.kind == DECISION:
            decisions.append(row)
        else:
            moments = (row.opened_at, row.done_at, row.passed_at)
            dates[row.key] = ItemDates(*moments, enrolment.cohort.timezone)
    _explain(items, decisions)
    for key in open_attempts:
        items[key] = replace(items.get(key, ItemFacts()), has_open_attempt=True)
    return Facts(items, objectives, enrolment.current_item_key), dates


def item_facts(row: Any) -> ItemFacts:
    """A row of `ITEM_FACT`, or an `ItemFact`, as the value that the rules read."""
    own = Own(row.own_score, row.own_passed_at, row.own_done_at) if row.is_set else None
    return ItemFacts(
        opened_at=row.opened_at,
        done_at=row.done_at,
        passed_at=row.passed_at,
        score=row.score,
        attempts=row.attempts,
        awaits_mark=bool(row.awaits_mark),
        excused_at=row.excused_at,
        own=own,
    )


ITEM_FACT = (
    ItemFact.opened_at,
    ItemFact.done_at,
    ItemFact.passed_at,
    ItemFact.score,
    ItemFact.attempts,
    ItemFact.awaits_mark,
    ItemFact.excused_at,
    ItemFact.is_set,
    ItemFact.own_score,
    ItemFact.own_passed_at,
    ItemFact.own_done_at,
)


def _explain(items: dict[str, ItemFacts], decisions: list[Any]) -> None:
    """Put who decided and why beside each fact that a decision made, the last one of its kind."""
    for row in sorted(decisions, key=attrgetter("attempts")):
        if row.key in items:
            said: Any = {SAID[row.word]: Said(row.by_name, row.why)}
            items[row.key] = replace(items[row.key], **said)


_NAMES = (*(column.key for column in ITEM_FACT), "met", "word", "why", "by_name")


def _part(kind: int, key: Any, **columns: Any) -> Any:
    """A part of the union that lends these columns of the first part; the others are empty in it."""
    return select(literal(kind), key, *(columns.get(name, null()) for name in _NAMES))


def _all_of(enrolment: Enrolment) -> CompoundSelect[Any]:
    """The projections, the dates and the decisions; the first part gives the columns their names and types."""
    words = (cast(null(), String).label(name) for name in _NAMES[-3:])
    kind, key, met = literal(ITEM).label("kind"), ItemFact.item_key.label("key"), cast(null(), Integer)
    items = select(kind, key, *ITEM_FACT, met.label("met"), *words)
    objectives = _part(
        OBJECTIVE,
        ObjectiveFact.objective_key,
        score=ObjectiveFact.earned,
        attempts=ObjectiveFact.graded,
        met=ObjectiveFact.met,
    )
    moments = {"opened_at": ItemDate.opens_at, "done_at": ItemDate.due_at, "passed_at": ItemDate.closes_at}
    dates = _part(DATES, ItemDate.item_key, **moments)
    said = {"word": ItemDecision.kind, "why": ItemDecision.why, "by_name": User.name}
    decisions = _part(DECISION, ItemDecision.item_key, attempts=ItemDecision.number, **said)
    return union_all(
        items.where(ItemFact.enrolment_id == enrolment.id),
        objectives.where(ObjectiveFact.enrolment_id == enrolment.id),
        dates.where(ItemDate.cohort_id == enrolment.cohort_id),
        decisions.join(User, User.id == ItemDecision.by_id).where(
            ItemDecision.enrolment_id == enrolment.id, ItemDecision.kind.in_(SAID)
        ),
    )


def report_of(enrolment: Enrolment, now: datetime, open_attempts: Iterable[str] = ()) -> Report:
    """The learner's progress now, in one statement (the revision's document is cached)."""
    facts, dates = record_of(enrolment, open_attempts)
    document, is_open = revision_document(enrolment.revision_id), enrolment.cohort.is_open
    return evaluate(document, facts, dates, now, is_open=is_open, ended=ending_of(enrolment.cohort, now))
