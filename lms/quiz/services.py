"""Starting an attempt and submitting it: the two acts that happen once, whoever asks and however often."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import insert

from lms.cohorts.models import Enrolment
from lms.cohorts.queries import enrolment as enrolment_by_id
from lms.core.db import session
from lms.core.errors import Conflict, Forbidden, NotFound
from lms.progress import services as progress
from lms.progress.report import ItemReport, ItemState
from lms.quiz import queries, rules, starting
from lms.quiz.clocks import allowance_for
from lms.quiz.engine.allowance import Allowance
from lms.quiz.engine.grading import Marking, Result, grade_paper
from lms.quiz.engine.outcomes import Mark, Outcome, rounded
from lms.quiz.engine.paper import Paper
from lms.quiz.engine.policy import OPEN
from lms.quiz.engine.scoring import Circumstances
from lms.quiz.models import Answer, Attempt, AttemptEvent
from lms.quiz.receipts import mail_receipt
from lms.quiz.rules import QuizContent
from lms.quiz.sittings import Sitting, sitting_of
from lms.quiz.starting import READY, Sent
from lms.quiz.totals import finish_marks, write_totals

SubmittedBy = Literal["learner", "time"]
TIME: SubmittedBy = "time"


def start(
    *,
    enrolment: Enrolment,
    content: QuizContent,
    entry: ItemReport,
    now: datetime,
    allowance: Allowance | None = None,
    sent: Sent = READY,
) -> int:
    """Begin an attempt and return its id; the one that already runs, if any, whatever became of the item meanwhile.

    `entry` is the quiz in the learner's report. Forbidden with the lock's reason, Conflict when no attempt may start now,
    InvalidInput for a wrong access code or a timer that nobody said may start. Paper, number and deadline are fixed here.
    Two starts at once make one attempt: the unique indexes decide.
    """
    attempts, seen = queries.attempts_and_seen(enrolment.id, entry.key, starting.draws(content.policy))
    running = next((attempt.id for attempt in attempts if attempt.state == OPEN), None)
    if running is not None:
        return running
    if entry.lock is not None:
        raise Forbidden(entry.lock)
    allowance = allowance or allowance_for(enrolment, entry.key)
    refusal = starting.refusal(enrolment, content, entry, attempts, allowance, now)
    if refusal is not None:
        raise Conflict(refusal)
    starting.check(sent, content.policy, allowance)
    number = 1 + max((one.number for one in attempts), default=0)
    attempt = starting.new_attempt(enrolment, content, number, seen, now)
    starting.fix_deadline(attempt, content, entry.dates, allowance, now)
    begun = starting.insert(attempt) or _running(enrolment.id, entry.key)
    if entry.state is ItemState.NOT_STARTED:
        progress.open_item(enrolment=enrolment, item_key=entry.key, now=now)
    return begun


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
    result = _grade(sitting, by, now)
    mail_receipt(sitting, now)
    if result.pending:
        write_totals(sitting, result)
        progress.record_submission(enrolment=enrolment, item_key=attempt.item_key, now=now)
    else:
        finish_marks(sitting, result, now, is_known=False)
    return attempt


def _grade(sitting: Sitting, by: SubmittedBy, now: datetime) -> Result:
    """Decide every answer and close the attempt with its receipt."""
    attempt, content = sitting.attempt, sitting.content
    paper = Paper.load(attempt.paper)
    stored = queries.answers_of(attempt.id)
    responses = {slot: answer.response for slot, answer in stored.items()}
    how = {slot: circumstances_of(answer) for slot, answer in stored.items()}
    result = grade_paper(paper, content.questions, responses, marking_of(sitting), how)
    _store_outcomes(attempt.id, stored, result.outcomes, now)
    attempt.state, attempt.submitted_by = rules.SUBMITTED, by
    attempt.submitted_at = attempt.due_at if by == TIME and attempt.due_at else now
    attempt.receipt_code = _fresh_receipt()
    attempt.answers_digest = rules.answers_digest(paper, responses)
    kind = "timed_out" if by == TIME else "submitted"
    payload = {"receipt": attempt.receipt_code, "digest": attempt.answers_digest}
    session().add(AttemptEvent(attempt_id=attempt.id, at=now, kind=kind, payload=payload))
    session().flush()
    return result


def marking_of(sitting: Sitting) -> Marking:
    """How this learner's answers are marked: in an open cohort nobody marks by hand."""
    policy = sitting.content.policy
    settles = sitting.content.is_practice or sitting.enrolment.cohort.is_open
    if not settles:
        settles = not allowance_for(sitting.enrolment, sitting.attempt.item_key).spelling_assessed
    return Marking(policy, settles_spelling=settles, assesses_itself=policy.assessed_by == "learner")


def circumstances_of(answer: Answer) -> Circumstances:
    """How an answer came about: a check that this very answer did not pass cost a try."""
    judged = answer.checked_sequence == answer.sequence
    return Circumstances(max(0, answer.tries - judged), answer.hints, answer.certainty)


def _store_outcomes(
    attempt_id: int, stored: Mapping[int, Answer], outcomes: Mapping[int, Outcome], now: datetime
) -> None:
    """Write each slot's outcome; a slot never answered gets its row, so that statistics count what was omitted."""
    missing = []
    for slot, outcome in outcomes.items():
        answer = stored.get(slot)
        values = outcome_values(outcome, answer.response if answer else None)
        if answer is None:
            blank = {"attempt_id": attempt_id, "slot": slot, "sequence": 0, "response": None}
            missing.append({**blank, "saved_at": now, "is_flagged": False, **values})
        else:
            for name, value in values.items():
                setattr(answer, name, value)
    if missing:
        session().execute(insert(Answer), missing)


def outcome_values(outcome: Outcome, response: Mapping[str, Any] | None) -> dict[str, Any]:
    """What an answer's row keeps of its outcome."""
    mark = outcome if isinstance(outcome, Mark) else None
    return {
        "outcome": rules.outcome_word(outcome, response),
        "fraction": rounded(mark.fraction) if mark else None,
        "feedback": list(mark.feedback) if mark else None,
    }


def _fresh_receipt() -> str:
    code = rules.new_receipt_code()
    while queries.receipt_is_taken(code):
        code = rules.new_receipt_code()
    return code
