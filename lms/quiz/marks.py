"""What markers do to an attempt: give an answer its mark, let results go, hand work back to improve.

The room that marks (`lms.marking`) decides who may; here is what it does to the attempt.
"""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from lms.cohorts.queries import enrolment as enrolment_by_id
from lms.core import audit
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.reasons import reason
from lms.quiz import queries, rules
from lms.quiz.engine.grading import Marking, Result, decide, result_of
from lms.quiz.engine.outcomes import Mark, Outcome, Pending, Unmarked, rounded
from lms.quiz.engine.paper import Paper, Slot
from lms.quiz.engine.policy import OPEN, Policy
from lms.quiz.engine.question_type import question_type
from lms.quiz.engine.scoring import slot_fraction
from lms.quiz.models import Answer, Attempt, AttemptEvent
from lms.quiz.services import circumstances_of
from lms.quiz.sittings import Sitting, sitting_of
from lms.quiz.totals import finish_marks, holds_marks, take_back
from lms.quiz.uploads import copy_files

SLOT_MARKED, RETURNED, BEGUN_AGAIN = "slot_marked", "returned", "improving"
"""Kinds of attempt event. The first keeps the unrounded fraction that a person gave."""
LATE_COUNTED = "late_counted"
"""Answers that arrived late took the place of others (`lms.quiz.late`): what a person gave those holds for them no more."""


def set_slot_mark(
    attempt_id: int, slot: int, fraction: Decimal, *, levels: Mapping[str, str] | None = None, now: datetime
) -> Attempt:
    """Give an answer the fraction that a person decided, in [0, 1]; the last one finishes the attempt, a later one changes it.

    `levels`: the level chosen for each row of the question's rubric, which is evidence on objectives.

    NotFound for an attempt or a slot that does not exist, Conflict while it still takes answers, once it was returned, or for an
    answer that is never marked; InvalidInput for another fraction.
    """
    if not fraction.is_finite() or not 0 <= fraction <= 1:
        raise InvalidInput(reason("marks.out_of_range"))
    sitting = submitted(attempt_id)
    answers = queries.answers_of(attempt_id)
    if slot not in answers:
        raise NotFound
    if answers[slot].outcome == "unmarked":
        raise Conflict(reason("marks.never_marked"))
    given = {**_given(attempt_id), slot: Given(fraction, levels or {})}
    payload = {"fraction": str(fraction), **({"levels": dict(levels)} if levels else {})}
    session().add(AttemptEvent(attempt_id=attempt_id, at=now, kind=SLOT_MARKED, slot=slot, payload=payload))
    result = _result(sitting, answers, given)
    _store(answers[slot], result.outcomes[slot])
    session().flush()
    finish_marks(sitting, result, now, levels=levels_of(given))
    return sitting.attempt


def result_now(sitting: Sitting) -> Result:
    """What the stored answers of a submitted attempt amount to, people's marks included."""
    return _result(sitting, queries.answers_of(sitting.attempt.id), _given(sitting.attempt.id))


def tell_result(attempt_id: int, now: datetime) -> bool:
    """Tell progress, and whoever listens, a result that was held back and may show now; whether there was one.

    Safe at any time and more than once.
    """
    attempt = queries.attempt_for_update(attempt_id)
    if attempt is None or attempt.marked_at is None or attempt.pending or attempt.returned_at is not None:
        return False
    history = queries.marked_attempts(attempt.enrolment_id, attempt.item_key)
    is_silent = any(one.number == attempt.number and one.is_held for one in history)
    sitting = submitted(attempt_id) if is_silent else None
    if sitting is None or holds_marks(sitting, now):
        return False
    finish_again(sitting, now)
    return True


def finish_again(sitting: Sitting, now: datetime) -> None:
    """Write what the stored answers amount to now, people's marks included, and tell it as a marking anew."""
    levels = levels_of(_given(sitting.attempt.id))
    finish_marks(sitting, result_now(sitting), now, levels=levels)


def submitted(attempt_id: int) -> Sitting:
    """An attempt for a change of its marks, locked; NotFound when there is none, Conflict unless it was submitted and still counts."""
    attempt = queries.attempt_for_update(attempt_id)
    if attempt is None:
        raise NotFound
    if attempt.state == OPEN:
        raise Conflict(reason("marks.still_open"))
    if attempt.returned_at is not None:
        raise Conflict(reason("marks.returned"))
    enrolment = enrolment_by_id(attempt.enrolment_id)
    assert enrolment is not None  # the foreign key holds it
    return sitting_of(attempt, enrolment)


@dataclass(frozen=True)
class Given:
    """What a person gave an answer: the unrounded fraction, and the level of each row of the rubric."""

    fraction: Decimal
    levels: Mapping[str, str]


def levels_of(given: Mapping[int, Given]) -> rules.Levels:
    """The chosen levels by slot."""
    return {slot: one.levels for slot, one in given.items()}


def _given(attempt_id: int) -> dict[int, Given]:
    """What people gave so far, by slot: the last word on each."""
    found = (
        select(AttemptEvent.kind, AttemptEvent.slot, AttemptEvent.payload)
        .where(AttemptEvent.attempt_id == attempt_id, AttemptEvent.kind.in_((SLOT_MARKED, LATE_COUNTED)))
        .order_by(AttemptEvent.id)
    )
    given: dict[int, Given] = {}
    for kind, slot, payload in session().execute(found):
        if kind == SLOT_MARKED:
            given[slot] = Given(Decimal(payload["fraction"]), payload.get("levels") or {})
        else:
            given = {number: one for number, one in given.items() if number not in payload["slots"]}
    return given


def _result(sitting: Sitting, answers: Mapping[int, Answer], given: Mapping[int, Given]) -> Result:
    paper = Paper.load(sitting.attempt.paper)
    outcomes = {
        slot.number: _outcome(sitting, slot, answers[slot.number], given.get(slot.number))
        for slot in paper.slots
    }
    return result_of(paper, outcomes)


def _outcome(sitting: Sitting, slot: Slot, answer: Answer, given: Given | None) -> Outcome:
    """What counts of an answer: a person's word, else what was stored at the end, unrounded where it can be had again."""
    question, policy = sitting.content.questions[slot.question_id], sitting.content.policy
    if given is not None:
        if question_type(question.type).is_manual:
            policy = policy.model_copy(update={"certainty": False})  # nobody is sure of an essay
        return Mark(slot_fraction(policy, given.fraction, circumstances_of(answer)))
    if answer.outcome == "pending":
        return Pending(reason("pending.marker"))
    if answer.outcome == "unmarked":
        return Unmarked()
    stored = answer.fraction or Decimal(0)
    again = decide(slot, question, answer.response, Marking(policy), circumstances_of(answer))
    return again if isinstance(again, Mark) and rounded(again.fraction) == stored else Mark(stored)


def _store(answer: Answer, outcome: Outcome) -> None:
    assert isinstance(outcome, Mark)
    answer.outcome = rules.outcome_word(outcome, answer.response)
    answer.fraction, answer.feedback = rounded(outcome.fraction), list(outcome.feedback)


def release_results(attempt_ids: Iterable[int], actor_id: int, now: datetime) -> list[Attempt]:
    """Let learners see the results of these attempts; those that are marked and were not let go yet, which it returns."""
    released = []
    for attempt_id in sorted(set(attempt_ids)):
        attempt = queries.attempt_for_update(attempt_id)
        if attempt is None or attempt.marked_at is None or attempt.pending:
            continue
        if attempt.released_at is None and attempt.returned_at is None:
            attempt.released_at = now
            released.append(attempt)
    for centre_id in {attempt.centre_id for attempt in released}:
        ids = [attempt.id for attempt in released if attempt.centre_id == centre_id]
        audit.record(
            "results.released",
            actor_id=actor_id,
            centre_id=centre_id,
            on=("attempt", None),
            now=now,
            attempts=ids,
        )
    session().flush()
    for attempt in released:
        tell_result(attempt.id, now)
    return released


def return_to_improve(attempt_id: int, note: str, actor_id: int, now: datetime) -> Attempt:
    """Hand work back with a note: this version counts no more, and a new attempt opens with the same paper, answers and files.

    It has no clock. Conflict while it is open, when it was returned already, or when the learner sits another attempt.
    """
    if not note.strip():
        raise InvalidInput(reason("marks.note_needed"), "note")
    sitting = submitted(attempt_id)
    old = sitting.attempt
    if queries.open_attempt_id(old.enrolment_id, old.item_key) is not None:
        raise Conflict(reason("marks.another_open"))
    old.returned_at, old.return_note = now, note.strip()
    new = _next_version(old, now)
    session().add(new)
    session().flush()
    _copy_answers(old.id, new.id, now)
    events = ((old.id, RETURNED, {"by": actor_id}), (new.id, BEGUN_AGAIN, {"based_on": old.number}))
    for owner, kind, payload in events:
        session().add(AttemptEvent(attempt_id=owner, at=now, kind=kind, payload=payload))
    _note_act(old, new, actor_id, now)
    take_back(sitting, now)
    return new


def _note_act(old: Attempt, new: Attempt, actor_id: int, now: datetime) -> None:
    on = ("attempt", old.id)
    audit.record(
        "attempt.returned", actor_id=actor_id, centre_id=old.centre_id, on=on, now=now, version=new.number
    )


def _next_version(old: Attempt, now: datetime) -> Attempt:
    mine = (Attempt.enrolment_id == old.enrolment_id, Attempt.item_key == old.item_key)
    last = session().scalar(select(func.max(Attempt.number)).where(*mine)) or old.number
    kept = ("centre_id", "enrolment_id", "user_id", "revision_id", "item_key", "language", "is_late")
    return Attempt(
        number=last + 1,
        based_on=old.number,
        state=OPEN,
        paper=deepcopy(old.paper),
        max_mark=sum((slot.points for slot in Paper.load(old.paper).slots), Decimal(0)),
        started_at=now,
        due_reason=rules.reason_to_json(reason("deadline.none")),
        **{name: getattr(old, name) for name in kept},
    )


def _copy_answers(old_id: int, new_id: int, now: datetime) -> None:
    """The answers as they were, free to be changed; files keep their bytes under new tokens."""
    tokens = copy_files(from_attempt_id=old_id, to_attempt_id=new_id, now=now)
    for answer in queries.answers_of(old_id).values():
        copied = {
            "attempt_id": new_id,
            "slot": answer.slot,
            "sequence": answer.sequence,
            "response": _renamed(answer.response, tokens),
            "certainty": answer.certainty,
            "hints": answer.hints,
        }
        session().add(Answer(**copied, saved_at=now, is_flagged=False, tries=0, is_closed=False))
    session().flush()


def _renamed(response: dict[str, Any] | None, tokens: Mapping[str, str]) -> dict[str, Any] | None:
    if response is None or "files" not in response:
        return deepcopy(response)
    return {**response, "files": [tokens[token] for token in response["files"] if token in tokens]}


def is_anonymous(policy: Policy, marked_at: datetime | None, released_at: datetime | None) -> bool:
    """Whether a marker may not know whose work it is: until its result is out."""
    if not policy.anonymous_marking or released_at is not None:
        return False
    return policy.results == "when_released" or marked_at is None
