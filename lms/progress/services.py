"""What learners do to items: each act appends a learning event, brings the projections and the enrolment's counters up to date.

Every function locks the enrolment first, so that acts on one enrolment happen one after the other.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, NotRequired, TypedDict, Unpack

from lms.cohorts import queries as cohort_queries
from lms.cohorts.models import Enrolment
from lms.cohorts.rules import EventKind, local_day
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.reasons import reason
from lms.courses.document import Lesson
from lms.progress.facts import Evidence, submission_payload
from lms.progress.report import ItemReport, Report
from lms.progress.study import Study, begin, replay


class Submission(TypedDict):
    """The outcome of a marked attempt. Fractions are unrounded, in [0, 1]; None when nothing in it is ever marked.

    `kept_fraction` is the score that the quiz's policy keeps after this attempt (the highest so far when missing);
    `objectives` is the evidence on each objective and counts for a first attempt only: of an
    attempt that is marked again, what changed. `is_known`: the submission itself was recorded before. `awaits_mark`: a
    person still marks another attempt.
    """

    fraction: Decimal | None
    passed: bool
    objectives: Mapping[str, Evidence]
    first_attempt: bool
    kept_fraction: NotRequired[Decimal | None]
    is_known: NotRequired[bool]
    awaits_mark: NotRequired[bool]


def open_item(*, enrolment: Enrolment, item_key: str, now: datetime) -> Report:
    """The learner opens an item, from where they will resume; recorded the first time, then at most once a day.

    NotFound for an item that their revision does not have; Conflict with the reason when it is locked.
    """
    study = begin(enrolment.id, now)
    _check_open(study, item_key)
    _note_opening(study, item_key)
    return study.finish(item_key)


def mark_done(*, enrolment: Enrolment, item_key: str, now: datetime) -> Report:
    """The learner marks a lesson done; a second time changes nothing.

    NotFound for an unknown item, InvalidInput for a quiz, Conflict with the reason when it is locked or closed.
    """
    study = begin(enrolment.id, now)
    item = _item(study, item_key)
    if not isinstance(study.document.by_id[item_key][1], Lesson):
        raise InvalidInput(reason("progress.not_a_lesson"))
    if item.refusal is not None:
        raise Conflict(item.refusal)
    _note_opening(study, item_key)
    if not item.is_done:
        study.act(EventKind.ITEM_DONE, item_key)
    return study.finish(item_key)


def record_check(
    *,
    enrolment: Enrolment,
    item_key: str,
    check_id: str,
    fraction: Decimal | None,
    now: datetime,
    answer: dict[str, Any] | None = None,
) -> Report:
    """The learner answered a self-check of a lesson; `fraction` is None when it can't be marked. Never a mark.

    `answer` is kept as JSON values, to show it again.
    """
    study = begin(enrolment.id, now)
    _check_open(study, item_key)
    _note_opening(study, item_key)
    payload = {
        "check": check_id,
        "fraction": None if fraction is None else str(fraction),
        "answer": answer,
    }
    study.act(EventKind.SELF_CHECK_ANSWERED, item_key, payload)
    return study.finish(item_key)


def record_attempt(
    *, enrolment: Enrolment, item_key: str, now: datetime, **outcome: Unpack[Submission]
) -> Report:
    """An attempt was submitted and marked; never refused, whatever became of the item meanwhile.

    The quiz is done from the first pass on (a quiz without a pass mark: `passed` is true).
    """
    study = begin(enrolment.id, now, is_marker=outcome.get("is_known", False))
    payload = submission_payload(
        outcome["fraction"],
        outcome["passed"],
        outcome["objectives"] if outcome["first_attempt"] else {},
        outcome.get("kept_fraction"),
        outcome.get("awaits_mark", False),
    )
    if outcome.get("is_known"):
        study.act(EventKind.WORK_MARKED, item_key, payload)
        return study.count()  # a marker's act: the learner is where they were
    study.act(EventKind.WORK_SUBMITTED, item_key, payload)
    return study.finish(item_key if item_key in study.document.by_id else None)


def record_submission(*, enrolment: Enrolment, item_key: str, now: datetime) -> Report:
    """An attempt was submitted and waits for a marker; `record_attempt` with `is_known` follows once it is marked."""
    study = begin(enrolment.id, now)
    study.act(EventKind.WORK_SUBMITTED, item_key, submission_payload(None, False, {}, awaits=True))
    return study.finish(item_key if item_key in study.document.by_id else None)


def record_return(
    *,
    enrolment: Enrolment,
    item_key: str,
    now: datetime,
    kept_fraction: Decimal | None = None,
    awaits_mark: bool = False,
) -> Report:
    """A marker gave an attempt back to improve: it counts no more. `kept_fraction` is the score of those that still do."""
    study = begin(enrolment.id, now, is_marker=True)
    payload = submission_payload(None, False, {}, kept_fraction, awaits_mark)
    study.act(EventKind.WORK_RETURNED, item_key, payload)
    return study.count()


def rebuild(*, enrolment_id: int, now: datetime) -> Report:
    """Make an enrolment's projections and counters again from its learning events.

    `completed_at` is set when it should have been, and is never taken back; the last activity never moves back.
    """
    return replay(enrolment_id, now)


def _item(study: Study, item_key: str) -> ItemReport:
    item = study.report().items.get(item_key)
    if item is None:
        raise NotFound(reason("progress.unknown_item"))
    return item


def _check_open(study: Study, item_key: str) -> None:
    """A closed item may still be read; a locked one may not."""
    lock = _item(study, item_key).lock
    if lock is not None:
        raise Conflict(lock)


def _note_opening(study: Study, item_key: str) -> None:
    """A day is one where the cohort takes place."""
    if study.facts.of(item_key).opened_at is not None:
        zone = study.enrolment.cohort.timezone
        last = cohort_queries.last_event_at(study.enrolment.id, item_key, EventKind.ITEM_OPENED)
        if last is not None and local_day(last, zone) == local_day(study.now, zone):
            return
    study.act(EventKind.ITEM_OPENED, item_key)
