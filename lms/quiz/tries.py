"""Checking an answer and buying a hint while the attempt runs. The attempt's row is locked, so that two clicks are one act."""

from datetime import datetime
from decimal import Decimal

from lms.cohorts.queries import enrolment as enrolment_by_id
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.reasons import reason
from lms.quiz import queries
from lms.quiz.checked import can_check, sells_hints
from lms.quiz.clocks import allowance_for
from lms.quiz.engine.grading import grade_slot, settle
from lms.quiz.engine.outcomes import Mark, Outcome, Pending, rounded
from lms.quiz.engine.paper import Paper, Slot
from lms.quiz.engine.scoring import Circumstances, slot_fraction
from lms.quiz.engine.views import verdict_of
from lms.quiz.layout import is_reachable
from lms.quiz.models import Answer, AttemptEvent
from lms.quiz.pauses import refusal_to_save
from lms.quiz.rules import is_over
from lms.quiz.sittings import Sitting, sitting_of

CHECKED, HINT = "checked", "hint"
"""Kinds of attempt event."""


def check_answer(*, person_id: int, attempt_id: int, slot: int, now: datetime) -> Answer:
    """Judge the stored answer to a question and count the try; the same answer is judged, and counted, once.

    A slip of spelling costs nothing. A right answer, or the last try, closes the question. NotFound for another's attempt,
    Conflict where nothing can be checked now, InvalidInput without an answer.
    """
    sitting, place = _locked(person_id, attempt_id, slot, now)
    question = sitting.content.questions[place.question_id]
    if not can_check(sitting.content.policy, question):
        raise Conflict(reason("try.not_here"))
    answer = queries.answers_of(attempt_id).get(slot)
    if answer is None or answer.response is None:
        raise InvalidInput(reason("try.blank"))
    if answer.is_closed or answer.checked_sequence == answer.sequence:
        return answer
    outcome = _lenient(sitting, grade_slot(place, question, answer.response))
    answer.checked_sequence = answer.sequence
    if isinstance(outcome, Mark):
        _count(sitting, answer, outcome)
    else:
        answer.outcome, answer.fraction, answer.feedback = "pending", None, None
    told = {"sequence": answer.sequence, "outcome": answer.outcome, "tries": answer.tries}
    session().add(AttemptEvent(attempt_id=attempt_id, at=now, kind=CHECKED, slot=slot, payload=told))
    session().flush()
    return answer


def _lenient(sitting: Sitting, outcome: Outcome) -> Outcome:
    """Whose spelling is not assessed is not sent back to it."""
    if not isinstance(outcome, Pending):
        return outcome
    is_assessed = allowance_for(sitting.enrolment, sitting.attempt.item_key).spelling_assessed
    return outcome if is_assessed else settle(outcome)


def _count(sitting: Sitting, answer: Answer, mark: Mark) -> None:
    policy = sitting.content.policy
    how = Circumstances(answer.tries, answer.hints, answer.certainty)
    answer.tries += 1
    answer.outcome = verdict_of(mark.fraction)
    answer.fraction = rounded(slot_fraction(policy, mark.fraction, how))
    answer.feedback = list(mark.feedback)
    answer.is_closed = mark.fraction >= Decimal(1) or answer.tries >= policy.tries


def buy_hint(
    *, person_id: int, attempt_id: int, slot: int, now: datetime, bought: int | None = None
) -> Answer:
    """Give the next hint of a question at the policy's price. `bought` is how many the page shows: an older page buys nothing.

    NotFound for another's attempt; Conflict when none is left, or where hints are not offered now.
    """
    sitting, place = _locked(person_id, attempt_id, slot, now)
    answer = queries.answers_of(attempt_id).get(slot)
    if answer is None:
        answer = Answer(
            attempt_id=attempt_id,
            slot=slot,
            sequence=0,
            response=None,
            saved_at=now,
            hints=0,
            is_closed=False,
        )
        session().add(answer)
    if bought is not None and bought < answer.hints:
        return answer
    hints = sitting.content.questions[place.question_id].hints
    if answer.is_closed or answer.hints >= len(hints) or not sells_hints(sitting.content.policy):
        raise Conflict(reason("try.no_hint"))
    answer.hints += 1
    told = {"hints": answer.hints}
    session().add(AttemptEvent(attempt_id=attempt_id, at=now, kind=HINT, slot=slot, payload=told))
    session().flush()
    return answer


def _locked(person_id: int, attempt_id: int, slot: int, now: datetime) -> tuple[Sitting, Slot]:
    """The person's running attempt, locked, and the place on its paper."""
    attempt = queries.attempt_for_update(attempt_id)
    if attempt is None or attempt.user_id != person_id:
        raise NotFound
    if is_over(attempt.state, attempt.cutoff_at, now):
        raise Conflict(reason("try.over"))
    paused = refusal_to_save(attempt, now)
    if paused is not None:
        raise Conflict(paused)
    enrolment = enrolment_by_id(attempt.enrolment_id)
    assert enrolment is not None  # the foreign key holds it
    sitting, paper = sitting_of(attempt, enrolment), Paper.load(attempt.paper)
    if not 1 <= slot <= len(paper.slots):
        raise InvalidInput(reason("answer.malformed"))
    if not is_reachable(paper, sitting.content.policy, attempt.position, slot):
        raise Conflict(reason("save.passed"))
    return sitting, paper.slot(slot)
