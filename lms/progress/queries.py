"""Reads of the projections, and the report that pages show."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, Integer, cast, literal, null, select, union_all

from lms.cohorts.models import Enrolment, ItemDate
from lms.cohorts.queries import ending_of
from lms.cohorts.rules import ItemDates
from lms.core.db import session
from lms.courses.queries import revision_document
from lms.progress.facts import Evidence, Facts, ItemFacts
from lms.progress.models import ItemFact, ObjectiveFact
from lms.progress.report import Report
from lms.progress.rules import evaluate

ITEM, OBJECTIVE, DATES = 1, 2, 3


def facts_of(enrolment: Enrolment, open_attempts: Iterable[str] = ()) -> Facts:
    """What a learner did, in one statement; `open_attempts` are the items in which the caller knows of a running attempt."""
    return record_of(enrolment, open_attempts)[0]


def record_of(
    enrolment: Enrolment, open_attempts: Iterable[str] = ()
) -> tuple[Facts, Mapping[str, ItemDates]]:
    """`facts_of`, and the dates of the learner's cohort by item, in one statement together."""
    items, objectives, dates = {}, {}, {}
    for row in session().execute(_all_of(enrolment)):
        moments = (row.first_at, row.second_at, row.third_at)
        if row.kind == ITEM:
            items[row.key] = ItemFacts(*moments, row.amount, row.number, bool(row.awaits_mark))
        elif row.kind == OBJECTIVE:
            objectives[row.key] = Evidence(row.number, row.amount, row.met)
        else:
            dates[row.key] = ItemDates(*moments, enrolment.cohort.timezone)
    for key in open_attempts:
        items[key] = replace(items.get(key, ItemFacts()), has_open_attempt=True)
    return Facts(items, objectives, enrolment.current_item_key), dates


def _all_of(enrolment: Enrolment) -> CompoundSelect[Any]:
    """Both projections and the dates; the first part gives the columns their types."""
    items = select(
        literal(ITEM).label("kind"),
        ItemFact.item_key.label("key"),
        ItemFact.opened_at.label("first_at"),
        ItemFact.done_at.label("second_at"),
        ItemFact.passed_at.label("third_at"),
        ItemFact.score.label("amount"),
        ItemFact.attempts.label("number"),
        ItemFact.awaits_mark,
        cast(null(), Integer).label("met"),
    ).where(ItemFact.enrolment_id == enrolment.id)
    objectives = select(
        literal(OBJECTIVE),
        ObjectiveFact.objective_key,
        null(),
        null(),
        null(),
        ObjectiveFact.earned,
        ObjectiveFact.graded,
        null(),
        ObjectiveFact.met,
    ).where(ObjectiveFact.enrolment_id == enrolment.id)
    moments = (ItemDate.opens_at, ItemDate.due_at, ItemDate.closes_at)
    dates = select(literal(DATES), ItemDate.item_key, *moments, null(), null(), null(), null())
    return union_all(items, objectives, dates.where(ItemDate.cohort_id == enrolment.cohort_id))


def report_of(enrolment: Enrolment, now: datetime, open_attempts: Iterable[str] = ()) -> Report:
    """The learner's progress now, in one statement (the revision's document is cached)."""
    facts, dates = record_of(enrolment, open_attempts)
    document, is_open = revision_document(enrolment.revision_id), enrolment.cohort.is_open
    return evaluate(document, facts, dates, now, is_open=is_open, ended=ending_of(enrolment.cohort, now))
