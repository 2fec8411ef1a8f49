"""Starting an attempt and submitting it: the two acts that happen once, whoever asks and however often."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Literal

from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from lms.centres.queries import time_factor
from lms.cohorts.models import Enrolment
from lms.cohorts.queries import enrolment as enrolment_by_id
from lms.cohorts.rules import ItemDates
from lms.core.db import session
from lms.core.errors import Conflict, Forbidden, NotFound
from lms.core.signals import announce, attempt_marked
from lms.progress import services as progress
from lms.progress.report import ItemReport, ItemState
from lms.quiz import queries, rules
from lms.quiz.access import Sitting, sitting_of
from lms.quiz.engine.grading import Result, grade_paper
from lms.quiz.engine.outcomes import Mark, Outcome, rounded
from lms.quiz.engine.paper import Paper, make_paper
from lms.quiz.engine.policy import OPEN, deadline, kept_score, passes
from lms.quiz.models import Answer, Attempt, AttemptEvent
from lms.quiz.rules import QuizContent, Standing

SEED_BYTES = 16
SubmittedBy = Literal["learner", "time"]
TIME: SubmittedBy = "time"


def start(*, enrolment: Enrolment, content: QuizContent, entry: ItemReport, now: datetime) -> int:
    """Begin an attempt and return its id; the one that already runs, if any, whatever became of the item meanwhile.

    `entry` is the quiz in the learner's report. Forbidden with the lock's reason, Conflict when no attempt may start now.
    Paper, number and deadline are fixed here. Two starts at once make one attempt: the unique indexes decide.
    """
    attempts = queries.attempts_of(enrolment.id, entry.key)
    running = next((attempt.id for attempt in attempts if attempt.state == OPEN), None)
    if running is not None:
        return running
    if entry.lock is not None:
        raise Forbidden(entry.lock)
    standing = Standing.of(attempt.submitted_at for attempt in attempts)
    refusal = standing.refusal(content.policy, entry.dates, now)
    if refusal is not None:
        raise Conflict(refusal)
    attempt = _new_attempt(enrolment, content, standing.taken + 1, now)
    _fix_deadline(attempt, content, entry.dates, now)
    begun = _insert(attempt) or _running(enrolment.id, entry.key)
    if entry.state is ItemState.NOT_STARTED:
        progress.open_item(enrolment=enrolment, item_key=entry.key, now=now)
    return begun


def _new_attempt(enrolment: Enrolment, content: QuizContent, number: int, now: datetime) -> Attempt:
    seed = secrets.token_hex(SEED_BYTES)
    paper = make_paper(list(content.questions.values()), content.policy, seed)
    return Attempt(
        centre_id=enrolment.centre_id,
        enrolment_id=enrolment.id,
        user_id=enrolment.user_id,
        revision_id=enrolment.revision_id,
        item_key=content.item.id,
        number=number,
        state=OPEN,
        paper=paper.dump(),
        language=enrolment.language,
        started_at=now,
        max_mark=content.points,
    )


def _fix_deadline(attempt: Attempt, content: QuizContent, dates: ItemDates, now: datetime) -> None:
    factor = Decimal(1)
    if content.policy.time_limit_minutes is not None:
        factor = time_factor(attempt.centre_id, attempt.user_id)
    end = deadline(content.policy, now, factor, dates.closes_at)
    attempt.due_at, attempt.due_reason = end.due_at, rules.reason_to_json(rules.in_short(end.reason))


def _insert(attempt: Attempt) -> int | None:
    """The new row's id; None when another start was faster."""
    try:
        with session().begin_nested():
            session().add(attempt)
    except IntegrityError:
        return None
    return attempt.id


def _running(enrolment_id: int, key: str) -> int:
    """The attempt that another start made; Conflict when it is over already."""
    running = queries.open_attempt_id(enrolment_id, key)
    if running is None:
        raise Conflict
    return running


def submit(*, attempt_id: int, by: SubmittedBy, now: datetime) -> Attempt:
    """Mark an attempt and give it its receipt, once; a second time changes nothing and returns what stands.

    From the deadline on an attempt is submitted by time, whoever asks, as of the deadline.
    """
    attempt = queries.attempt_for_update(attempt_id)
    if attempt is None:
        raise NotFound
    if attempt.state != OPEN:
        return attempt
    enrolment = enrolment_by_id(attempt.enrolment_id)
    assert enrolment is not None  # the foreign key holds it
    sitting = sitting_of(attempt, enrolment)
    if attempt.due_at is not None and now >= attempt.due_at:
        by = TIME
    result = _mark(sitting, by, now)
    _report(sitting, result, now)
    announce(attempt_marked, now=now, attempt_id=attempt.id)
    return attempt


def _mark(sitting: Sitting, by: SubmittedBy, now: datetime) -> Result:
    attempt, content = sitting.attempt, sitting.content
    paper = Paper.load(attempt.paper)
    stored = queries.answers_of(attempt.id)
    responses = {slot: answer.response for slot, answer in stored.items()}
    result = grade_paper(paper, content.questions, responses)
    _store_outcomes(attempt.id, stored, result.outcomes, now)
    attempt.state, attempt.submitted_by = rules.SUBMITTED, by
    attempt.submitted_at = attempt.due_at if by == TIME and attempt.due_at else now
    attempt.mark, attempt.max_mark = result.total, result.max
    attempt.passed = passes(content.policy, result.fraction)
    attempt.receipt_code = _fresh_receipt()
    attempt.answers_digest = rules.answers_digest(paper, responses)
    session().add_all(_events(attempt, result, by, now))
    session().flush()
    return result


def _store_outcomes(
    attempt_id: int, stored: Mapping[int, Answer], outcomes: Mapping[int, Outcome], now: datetime
) -> None:
    """Write each slot's outcome; a slot never answered gets its row, so that statistics count what was omitted."""
    missing = []
    for slot, outcome in outcomes.items():
        answer = stored.get(slot)
        values = _outcome_values(outcome, answer.response if answer else None)
        if answer is None:
            blank = {"attempt_id": attempt_id, "slot": slot, "sequence": 0, "response": None}
            missing.append({**blank, "saved_at": now, "is_flagged": False, **values})
        else:
            for name, value in values.items():
                setattr(answer, name, value)
    if missing:
        session().execute(insert(Answer), missing)


def _outcome_values(outcome: Outcome, response: Mapping[str, Any] | None) -> dict[str, Any]:
    mark = outcome if isinstance(outcome, Mark) else None
    return {
        "outcome": rules.outcome_word(outcome, response),
        "fraction": rounded(mark.fraction) if mark else None,
        "feedback": list(mark.feedback) if mark else None,
    }


def _events(attempt: Attempt, result: Result, by: SubmittedBy, now: datetime) -> list[AttemptEvent]:
    how = "timed_out" if by == TIME else "submitted"
    payloads = {
        how: {"receipt": attempt.receipt_code, "digest": attempt.answers_digest},
        queries.MARKED: {"fraction": str(result.fraction), "mark": str(result.total), "max": str(result.max)},
    }
    return [
        AttemptEvent(attempt_id=attempt.id, at=now, kind=kind, payload=payload)
        for kind, payload in payloads.items()
    ]


def _fresh_receipt() -> str:
    code = rules.new_receipt_code()
    while queries.receipt_is_taken(code):
        code = rules.new_receipt_code()
    return code


def _report(sitting: Sitting, result: Result, now: datetime) -> None:
    """Tell the learner's progress: the score that counts over all attempts, and what this one showed."""
    attempt, policy = sitting.attempt, sitting.content.policy
    kept = kept_score(policy, queries.fractions_of(attempt.enrolment_id, attempt.item_key))
    assert kept is not None  # this attempt's own fraction is among them
    evidence = {}
    if not sitting.content.is_practice:  # practice proves nothing, and costs nothing
        evidence = rules.evidence_of(Paper.load(attempt.paper), sitting.content.questions, result)
    progress.record_attempt(
        enrolment=sitting.enrolment,
        item_key=attempt.item_key,
        fraction=result.fraction,
        kept_fraction=kept,
        passed=passes(policy, kept),
        objectives=evidence,
        first_attempt=attempt.number == 1,
        now=now,
    )
