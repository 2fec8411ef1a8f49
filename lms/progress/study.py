"""One learner's course under lock: the facts in memory and their stored projections, kept equal act by act."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, update

from lms.cohorts import queries as cohort_queries
from lms.cohorts.models import Enrolment
from lms.cohorts.rules import EventKind, ItemDates, local_day
from lms.cohorts.services import record_event
from lms.core.db import session
from lms.core.errors import Conflict, NotFound
from lms.core.reasons import reason
from lms.core.signals import announce, course_completed
from lms.courses.document import CourseDocument
from lms.courses.queries import revision_document
from lms.progress.facts import Act, Facts, Own, after
from lms.progress.models import ItemFact, ObjectiveFact
from lms.progress.queries import record_of
from lms.progress.report import Report
from lms.progress.rules import evaluate
from lms.progress.week_rules import week_of, with_week

LEARNER_ACTS = frozenset(EventKind) - {
    EventKind.ENROLLED,
    EventKind.WORK_MARKED,
    EventKind.WORK_RETURNED,
    EventKind.ITEM_EXCUSED,
    EventKind.EXCUSE_ENDED,
    EventKind.MARK_SET,
    EventKind.MARK_FREED,
}


@dataclass
class Study:
    """The state of one act. `begin` makes one; `finish` writes the counters."""

    enrolment: Enrolment
    document: CourseDocument
    facts: Facts
    dates: Mapping[str, ItemDates]
    now: datetime
    _reported: tuple[Facts, Report] | None = None

    def report(self) -> Report:
        """What the facts mean so far; evaluated again only when they changed."""
        if self._reported is None or self._reported[0] != self.facts:
            cohort = self.enrolment.cohort
            ended = cohort_queries.ending_of(cohort, self.now)
            report = evaluate(
                self.document, self.facts, self.dates, self.now, is_open=cohort.is_open, ended=ended
            )
            self._reported = self.facts, report
        return self._reported[1]

    def act(self, kind: EventKind, item_key: str, payload: dict[str, Any] | None = None) -> None:
        """Append an event and change the projections accordingly."""
        act = Act(kind, item_key, self.now, payload or {})
        record_event(
            enrolment=self.enrolment, kind=kind, item_key=item_key, payload=payload or {}, now=self.now
        )
        before, self.facts = self.facts, after(self.facts, act)
        _store(self.enrolment.id, before, self.facts)
        if kind in LEARNER_ACTS:
            self.note_week(self.now)

    def note_week(self, at: datetime) -> None:
        """The learner did something in the week of this moment."""
        enrolment = self.enrolment
        week = week_of(local_day(at, enrolment.cohort.timezone))
        enrolment.latest_week, enrolment.week_mask = with_week(
            enrolment.latest_week, enrolment.week_mask, week
        )

    def finish(self, item_key: str | None) -> Report:
        """Note where the learner is and bring the counters up to date; announces the course's completion, once."""
        enrolment = self.enrolment
        if item_key is not None:
            enrolment.current_item_key = item_key
            self.facts = replace(self.facts, current_item=item_key)
        enrolment.last_activity_at = max(self.now, enrolment.last_activity_at or self.now)
        return self.count()

    def count(self) -> Report:
        """Write the counters; the first time that everything required is done, complete the enrolment."""
        report, enrolment = self.report(), self.enrolment
        enrolment.done_count = report.done
        enrolment.required_count = report.required
        enrolment.objectives_reached = report.objectives_reached
        if report.completion.complete and enrolment.completed_at is None:
            enrolment.completed_at = self.now
            announce(course_completed, now=self.now, enrolment_id=enrolment.id)
        session().flush()
        return report


def begin(enrolment_id: int, now: datetime, *, is_marker: bool = False) -> Study:
    """Lock an enrolment and read its facts; Conflict once it has ended, but for a marker, who may come later."""
    study = _locked(enrolment_id, now)
    if study.enrolment.ended_at is not None and not is_marker:
        raise Conflict(reason("cohorts.enrolment_ended"))
    study.facts, study.dates = record_of(study.enrolment)
    return study


def replay(enrolment_id: int, now: datetime) -> Report:
    """Make the projections again from the events; an ended enrolment's too."""
    study = _locked(enrolment_id, now)
    study.dates = cohort_queries.item_dates(study.enrolment.cohort_id)
    study.enrolment.latest_week = study.enrolment.week_mask = 0
    for event in cohort_queries.events_of(enrolment_id):
        study.facts = after(study.facts, Act(event.kind, event.item_key, event.at, event.payload))
        if event.kind in LEARNER_ACTS:
            study.enrolment.last_activity_at = max(event.at, study.enrolment.last_activity_at or event.at)
            study.note_week(event.at)
    session().execute(delete(ItemFact).where(ItemFact.enrolment_id == enrolment_id))
    session().execute(delete(ObjectiveFact).where(ObjectiveFact.enrolment_id == enrolment_id))
    _store(enrolment_id, Facts(), study.facts)
    return study.count()


def _locked(enrolment_id: int, now: datetime) -> Study:
    enrolment = cohort_queries.enrolment_for_update(enrolment_id)
    if enrolment is None:
        raise NotFound
    document = revision_document(enrolment.revision_id)
    return Study(enrolment, document, Facts(current_item=enrolment.current_item_key), {}, now)


def _store(enrolment_id: int, before: Facts, now: Facts) -> None:
    """Write the projections that changed. Rows are known to exist or not, for the enrolment is locked."""
    for key, item in now.items.items():
        if item != before.items.get(key):
            values = {
                "opened_at": item.opened_at,
                "done_at": item.done_at,
                "passed_at": item.passed_at,
                "score": item.score,
                "attempts": item.attempts,
                "awaits_mark": item.awaits_mark,
                "excused_at": item.excused_at,
                "is_set": item.own is not None,
                **{f"own_{name}": value for name, value in (item.own or Own())._asdict().items()},
            }
            _write(ItemFact, {"enrolment_id": enrolment_id, "item_key": key}, values, key in before.items)
    for key, shown in now.objectives.items():
        if shown != before.objectives.get(key):
            own = {"enrolment_id": enrolment_id, "objective_key": key}
            values = shown._asdict()
            _write(ObjectiveFact, own, values, key in before.objectives)


def _write(
    model: type[ItemFact] | type[ObjectiveFact],
    own: Mapping[str, object],
    values: Mapping[str, object],
    exists: bool,
) -> None:
    if exists:
        session().execute(update(model).filter_by(**own).values(**values))
    else:
        session().execute(insert(model).values(**own, **values))
