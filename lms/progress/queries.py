"""Reads of the projections, and the report that pages show."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, literal, null, select, union_all

from lms.cohorts.models import Enrolment
from lms.cohorts.queries import item_dates
from lms.core.db import session
from lms.courses.queries import revision_document
from lms.progress.facts import Evidence, Facts, ItemFacts
from lms.progress.models import ItemFact, ObjectiveFact
from lms.progress.report import Report
from lms.progress.rules import evaluate


def facts_of(enrolment: Enrolment, open_attempts: Iterable[str] = ()) -> Facts:
    """What a learner did, in one statement; `open_attempts` are the items in which the caller knows of a running attempt."""
    items, objectives = {}, {}
    for row in session().execute(_both(enrolment.id)):
        if row.is_item:
            items[row.key] = ItemFacts(row.opened_at, row.done_at, row.passed_at, row.amount, row.number)
        else:
            objectives[row.key] = Evidence(row.number, row.amount)
    for key in open_attempts:
        items[key] = replace(items.get(key, ItemFacts()), has_open_attempt=True)
    return Facts(items, objectives, enrolment.current_item_key)


def _both(enrolment_id: int) -> CompoundSelect[Any]:
    """Both projections; the first half gives the columns their types."""
    items = select(
        literal(True).label("is_item"),
        ItemFact.item_key.label("key"),
        ItemFact.opened_at,
        ItemFact.done_at,
        ItemFact.passed_at,
        ItemFact.score.label("amount"),
        ItemFact.attempts.label("number"),
    ).where(ItemFact.enrolment_id == enrolment_id)
    objectives = select(
        literal(False),
        ObjectiveFact.objective_key,
        null(),
        null(),
        null(),
        ObjectiveFact.earned,
        ObjectiveFact.graded,
    ).where(ObjectiveFact.enrolment_id == enrolment_id)
    return union_all(items, objectives)


def report_of(enrolment: Enrolment, now: datetime, open_attempts: Iterable[str] = ()) -> Report:
    """The learner's progress now, in two statements (the revision's document is cached)."""
    facts, dates = facts_of(enrolment, open_attempts), item_dates(enrolment.cohort_id)
    return evaluate(revision_document(enrolment.revision_id), facts, dates, now)
