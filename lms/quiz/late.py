"""Answers that arrived once their attempt was over, and what staff decide of them: to count them, or to leave them out.

A `late` event keeps each; a decision is an event too, and closes all that came before it. What arrives afterwards waits again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, case, func, or_, select

from lms.cohorts.models import Cohort, Enrolment
from lms.core import audit
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput
from lms.core.reasons import Reason, reason
from lms.courses.queries import revision_document
from lms.quiz import marks, queries
from lms.quiz.engine.grading import decide as outcome_of
from lms.quiz.engine.paper import Paper
from lms.quiz.layout import is_reachable
from lms.quiz.models import Answer, Attempt, AttemptEvent
from lms.quiz.rules import SUBMITTED, quiz_content
from lms.quiz.services import circumstances_of, marking_of, outcome_values
from lms.quiz.sittings import Sitting

LATE, COUNTED, LEFT_OUT = "late", marks.LATE_COUNTED, "late_left_out"
"""Kinds of attempt event."""
DECIDED = (COUNTED, LEFT_OUT)
MAX_WHY = 1_000


@dataclass(frozen=True)
class Arrived:
    """What arrived last for a question: `typed_at` by the device's clock, None when it did not say; `arrived_at` by the server's."""

    event_id: int
    slot: int
    response: dict[str, Any] | None
    certainty: int | None
    typed_at: datetime | None
    arrived_at: datetime


@dataclass(frozen=True)
class Decision:
    """What was decided of late answers, by whom and why. `slots` are the questions concerned; `mark_before` stood until then."""

    event_id: int
    counts: bool
    why: str
    by_id: int
    at: datetime
    slots: tuple[int, ...]
    mark_before: Decimal | None = None
    mark_after: Decimal | None = None


@dataclass(frozen=True)
class Kept:
    """All of one attempt: `waiting` by slot is undecided, `decisions` go from the oldest to the last."""

    waiting: Mapping[int, Arrived] = field(default_factory=dict)
    decisions: tuple[Decision, ...] = ()

    @cached_property
    def last_id(self) -> int:
        """Up to where a page that shows this has seen; 0 when nothing waits."""
        return max((one.event_id for one in self.waiting.values()), default=0)

    def __bool__(self) -> bool:
        return bool(self.waiting or self.decisions)


@dataclass(frozen=True)
class Verdict:
    """What a page of ours sends: to count or not, the reason that the learner reads, and the last late answer that it showed."""

    counts: bool
    why: str
    seen: int


def kept_of(attempt_id: int) -> Kept:
    """The late answers of an attempt and what was decided of them. One statement."""
    found = (
        select(AttemptEvent)
        .where(AttemptEvent.attempt_id == attempt_id, AttemptEvent.kind.in_((LATE, *DECIDED)))
        .order_by(AttemptEvent.id)
    )
    waiting: dict[int, Arrived] = {}
    decisions = []
    for event in session().scalars(found):
        if event.kind == LATE and event.slot is not None:
            waiting[event.slot] = _arrived(event, event.slot)
        elif event.kind in DECIDED:
            waiting = {}
            decisions.append(_decision(event))
    return Kept(dict(sorted(waiting.items())), tuple(decisions))


def _arrived(event: AttemptEvent, slot: int) -> Arrived:
    told, typed_at = event.payload, event.payload.get("typed_at")
    at = datetime.fromisoformat(typed_at) if typed_at else None
    return Arrived(event.id, slot, told["response"], told.get("certainty"), at, event.at)


def _decision(event: AttemptEvent) -> Decision:
    told = event.payload
    before, after = (_mark(told.get(name)) for name in ("mark_before", "mark_after"))
    slots = tuple(told["slots"])
    return Decision(event.id, event.kind == COUNTED, told["why"], told["by"], event.at, slots, before, after)


def _mark(told: str | None) -> Decimal | None:
    return None if told is None else Decimal(told)


@dataclass(frozen=True)
class Standing:
    """A submitted attempt with late answers. `waiting` questions are undecided, the last of them since `arrived_at`."""

    attempt_id: int
    cohort_id: int
    item_key: str
    revision_id: int
    marked_at: datetime | None
    released_at: datetime | None
    name: str
    waiting: int
    arrived_at: datetime


def undecided(where: ColumnElement[bool]) -> list[Standing]:
    """The attempts whose late answers wait for a decision, the longest first; `where` speaks of enrolments and cohorts. One statement.

    None of a practice, where nothing is at stake, and none that was returned to be improved.
    """
    decided = select(func.max(AttemptEvent.id)).where(AttemptEvent.kind.in_(DECIDED))
    own = decided.where(AttemptEvent.attempt_id == Attempt.id).correlate(Attempt).scalar_subquery()
    late = select(AttemptEvent).where(AttemptEvent.kind == LATE).subquery()
    waits = or_(own.is_(None), late.c.id > own)
    waiting = func.count(case((waits, late.c.slot)).distinct())
    about = (Attempt.id, Enrolment.cohort_id, Attempt.item_key, Attempt.revision_id)
    held = (Attempt.marked_at, Attempt.released_at, Enrolment.printed_name)
    found = (
        select(*about, *held, waiting, func.max(late.c.at))
        .join(late, late.c.attempt_id == Attempt.id)
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .join(Cohort, Cohort.id == Enrolment.cohort_id)
        # By their ids, so that SQLite finds the few late answers first, and does not ask each learner in reach for theirs.
        .where(Attempt.id.in_(select(AttemptEvent.attempt_id).where(AttemptEvent.kind == LATE)))
        .where(where, Attempt.state == SUBMITTED, Attempt.returned_at.is_(None))
        .group_by(*about, *held)
        .having(waiting > 0)
        .order_by(func.max(late.c.at), Attempt.id)
    )
    return [one for row in session().execute(found) if _matters(one := Standing(*row))]


def of_enrolment(enrolment_id: int) -> ColumnElement[bool]:
    """What `undecided` takes to speak of one learner."""
    return Enrolment.id == enrolment_id


def _matters(one: Standing) -> bool:
    content = quiz_content(revision_document(one.revision_id), one.item_key)
    return content is not None and not content.is_practice


def refusal_to_count(sitting: Sitting, answer: Answer) -> Reason | None:
    """Why a late answer to this question can't take the place of the stored one; None when it can.

    What a learner could no longer change before the end, nobody changes for them afterwards.
    """
    attempt, content = sitting.attempt, sitting.content
    paper = Paper.load(attempt.paper)
    if content.questions[paper.slot(answer.slot).question_id].type == "file_upload":
        return reason("late.files")
    if answer.is_closed or not is_reachable(paper, content.policy, attempt.position, answer.slot):
        return reason("late.closed")
    return None


def decide(*, attempt_id: int, verdict: Verdict, actor_id: int, now: datetime) -> bool:
    """Count the late answers of an attempt, or leave them out; whether this call did it. The same again changes nothing.

    Counted answers take the place of the stored ones and the paper is marked again; the marks so far stay in the history.
    InvalidInput without a reason; Conflict when the attempt is open or returned, when more arrived than `verdict` has seen,
    when somebody decided otherwise meanwhile, or when none of the answers may count.
    """
    why = _read(verdict.why)
    sitting = marks.submitted(attempt_id)
    kept = kept_of(attempt_id)
    if not kept.waiting:
        return _was_said(kept, verdict)
    if kept.last_id != verdict.seen:
        raise Conflict(reason("late.more_came"))
    said = {"by": actor_id, "why": why}
    told = _count(sitting, kept, said, now) if verdict.counts else _leave_out(sitting, kept, said, now)
    audit.record(
        "late_answers.counted" if verdict.counts else "late_answers.left_out",
        actor_id=actor_id,
        centre_id=sitting.attempt.centre_id,
        on=("attempt", attempt_id),
        now=now,
        **told,
    )
    return True


def _read(typed: str) -> str:
    why = typed.replace("\r\n", "\n").strip()
    if not why:
        raise InvalidInput(reason("late.why_missing"), "why")
    if len(why) > MAX_WHY:
        raise InvalidInput(reason("late.why_too_long", limit=MAX_WHY), "why")
    return why


def _was_said(kept: Kept, verdict: Verdict) -> bool:
    """A button pressed twice says the same of the same answers."""
    if not kept.decisions:
        raise Conflict(reason("late.nothing"))
    last = kept.decisions[-1]
    if last.counts != verdict.counts or verdict.seen > last.event_id:
        raise Conflict(reason("late.decided"))
    return False


def _leave_out(sitting: Sitting, kept: Kept, said: dict[str, Any], now: datetime) -> dict[str, Any]:
    slots = list(kept.waiting)
    payload = {**said, "slots": slots}
    session().add(AttemptEvent(attempt_id=sitting.attempt.id, at=now, kind=LEFT_OUT, payload=payload))
    session().flush()
    return {"slots": slots}


def _count(sitting: Sitting, kept: Kept, said: dict[str, Any], now: datetime) -> dict[str, Any]:
    attempt, answers = sitting.attempt, queries.answers_of(sitting.attempt.id)
    counted = [one for slot, one in kept.waiting.items() if refusal_to_count(sitting, answers[slot]) is None]
    if not counted:
        raise Conflict(reason("late.none_counts"))
    slots, before = [one.slot for one in counted], str(attempt.mark)
    former = {str(one.slot): _former(answers[one.slot]) for one in counted}
    for one in counted:
        _replace(sitting, answers[one.slot], one)
    payload = {**said, "slots": slots, "mark_before": before, "former": former}
    event = AttemptEvent(attempt_id=attempt.id, at=now, kind=COUNTED, payload=payload)
    session().add(event)
    session().flush()
    marks.finish_again(sitting, now)
    told = {"slots": slots, "mark_before": before, "mark_after": str(attempt.mark)}
    event.payload = {**payload, **told}
    session().flush()
    return told


def _former(answer: Answer) -> dict[str, Any]:
    fraction = None if answer.fraction is None else str(answer.fraction)
    return {
        "response": answer.response,
        "certainty": answer.certainty,
        "outcome": answer.outcome,
        "fraction": fraction,
    }


def _replace(sitting: Sitting, answer: Answer, arrived: Arrived) -> None:
    """Put a late answer into its row and mark it as the submission would have."""
    slot = Paper.load(sitting.attempt.paper).slot(answer.slot)
    answer.response, answer.saved_at = arrived.response, arrived.arrived_at
    answer.sequence += 1
    answer.certainty = arrived.certainty or answer.certainty
    question = sitting.content.questions[slot.question_id]
    how = circumstances_of(answer)
    outcome = outcome_of(slot, question, answer.response, marking_of(sitting), how)
    for name, value in outcome_values(outcome, answer.response).items():
        setattr(answer, name, value)
