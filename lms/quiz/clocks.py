"""The clocks of attempts: what a person is allowed, and every act that moves a deadline while an attempt runs.

A deadline that was promised is never taken back: more time counts at once, less counts from the next attempt on. Each move
leaves an event `deadline` and says why.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import or_, select

from lms.centres.models import Accommodation
from lms.centres.queries import accommodation_of
from lms.centres.rules import Terms
from lms.cohorts.models import Enrolment
from lms.cohorts.queries import enrolment as enrolment_by_id
from lms.cohorts.queries import item_dates
from lms.cohorts.rules import ItemDates
from lms.core.db import session
from lms.core.errors import Conflict, NotFound
from lms.core.reasons import Reason, reason
from lms.quiz import pauses, rules
from lms.quiz.engine.allowance import Allowance
from lms.quiz.engine.policy import OPEN
from lms.quiz.engine.timing import deadline
from lms.quiz.models import Attempt, AttemptEvent, QuizOverride
from lms.quiz.queries import attempt_for_update
from lms.quiz.sittings import sitting_of

DEADLINE, PAUSED, RESUMED = "deadline", "paused", "resumed"
"""Kinds of attempt event."""


def allowance_for(enrolment: Enrolment, item_key: str, attempt_id: int | None = None) -> Allowance:
    """What a learner is allowed in a quiz: the centre's accommodation and what was granted here. Two statements.

    Without an attempt it is what a next one gets; with one, also what was granted to that one alone.
    """
    held = accommodation_of(enrolment.centre_id, enrolment.user_id)
    granted = select(QuizOverride).where(
        QuizOverride.enrolment_id == enrolment.id,
        QuizOverride.item_key == item_key,
        QuizOverride.is_granted,
        or_(QuizOverride.attempt_id.is_(None), QuizOverride.attempt_id == attempt_id),
    )
    return combine(held, session().scalars(granted).all())


def combine(held: Accommodation | Terms | None, granted: Iterable[QuizOverride]) -> Allowance:
    """An accommodation and granted overrides as one allowance: amounts add up, the latest close stands."""
    overrides = list(granted)
    closes = [override.closes_at for override in overrides if override.closes_at is not None]
    return Allowance(
        time_factor=held.time_factor if held else Decimal(1),
        extra_minutes=(held.extra_minutes if held else 0) + sum(each.extra_minutes for each in overrides),
        is_unlimited=held.is_unlimited if held else False,
        window_minutes=held.window_minutes if held else 0,
        closes_at=max(closes, default=None),
        extra_attempts=(held.extra_attempts if held else 0) + sum(each.extra_attempts for each in overrides),
        pause_minutes=held.pause_minutes if held else 0,
        hides_timer=held.hides_timer if held else False,
        spelling_assessed=not held.spelling_not_assessed if held else True,
    )


def recompute_deadlines(centre_id: int, user_id: int, *, now: datetime) -> int:
    """Give a person's running attempts in a centre what they may have now, never less; how many moved."""
    running = (
        select(Attempt.id)
        .where(Attempt.centre_id == centre_id, Attempt.user_id == user_id, Attempt.state == OPEN)
        .order_by(Attempt.id)
    )
    return sum(recompute(attempt_id, now) for attempt_id in session().scalars(running).all())


def recompute(attempt_id: int, now: datetime) -> bool:
    """Give a running attempt the deadline and the pauses that it may have now, never less; whether its deadline moved.

    One whose time is up already is left to be closed.
    """
    attempt = attempt_for_update(attempt_id)
    if attempt is None or rules.is_over(attempt.state, attempt.cutoff_at, now):
        return False
    enrolment = enrolment_by_id(attempt.enrolment_id)
    assert enrolment is not None  # the foreign key holds it
    content = sitting_of(attempt, enrolment).content
    allowance = allowance_for(enrolment, attempt.item_key, attempt.id)
    dates = item_dates(enrolment.cohort_id).get(attempt.item_key, ItemDates())
    _end_spent_pause(attempt, now)
    attempt.pause_left = max(attempt.pause_left, allowance.pause_minutes * 60 - pause_used(attempt.id))
    end = deadline(content.policy, attempt.started_at, dates.closes_at, allowance)
    if end.due_at is None:
        return _move(attempt, None, end.reason, content.policy.grace, now)
    stands = stood_still(attempt)
    due_at = end.due_at + timedelta(seconds=stands)
    why = _after_pause(due_at, stands) if stands else end.reason
    return _move(attempt, due_at, why, content.policy.grace, now)


def stood_still(attempt: Attempt) -> int:
    """By how many seconds pauses moved an attempt's deadline: those that are over, and all of one that runs."""
    return pause_used(attempt.id) + (attempt.pause_left if attempt.paused_at else 0)


def pause_used(attempt_id: int) -> int:
    """For how many seconds the clock of an attempt stood still, in pauses that are over."""
    ended = select(AttemptEvent.payload).where(
        AttemptEvent.attempt_id == attempt_id, AttemptEvent.kind == RESUMED
    )
    return sum(int(payload["seconds"]) for payload in session().scalars(ended))


def _move(attempt: Attempt, due_at: datetime | None, why: Reason, grace: timedelta, now: datetime) -> bool:
    """Move a deadline to a later moment; one that is not later changes nothing."""
    if attempt.due_at is None or (due_at is not None and due_at <= attempt.due_at):
        return False
    fix_deadline(attempt, due_at, why, grace, now)
    return True


def fix_deadline(
    attempt: Attempt, due_at: datetime | None, why: Reason, grace: timedelta, now: datetime
) -> None:
    """Set a running attempt's deadline, and note the move."""
    _note(
        attempt,
        DEADLINE,
        now,
        {
            "from": attempt.due_at.isoformat() if attempt.due_at else None,
            "to": due_at.isoformat() if due_at else None,
            "why": why.code,
        },
    )
    attempt.due_at, attempt.cutoff_at = due_at, due_at + grace if due_at else None
    attempt.due_reason = rules.reason_to_json(rules.in_short(why))
    session().flush()


def _note(attempt: Attempt, kind: str, now: datetime, payload: dict[str, object]) -> None:
    session().add(AttemptEvent(attempt_id=attempt.id, at=now, kind=kind, payload=payload))


@dataclass(frozen=True)
class SitTime:
    """What a running attempt's page offers about its time: whether it shows no timer, and how long it may still pause."""

    hides_timer: bool = False
    pause_seconds: int = 0


def sit_time(attempt: Attempt, now: datetime) -> SitTime:
    """The time tools of an attempt's page; one statement, none when no clock runs."""
    if attempt.due_at is None:
        return SitTime()
    held = accommodation_of(attempt.centre_id, attempt.user_id)
    may_pause = pauses.refusal_to_pause(attempt, now) is None
    return SitTime(held is not None and held.hides_timer, attempt.pause_left if may_pause else 0)


def pause(attempt_id: int, now: datetime) -> Attempt:
    """Stop the clock of an attempt: its deadline moves by all the pause that is left. Conflict when that can't be."""
    attempt = _locked(attempt_id)
    refusal = pauses.refusal_to_pause(attempt, now)
    if refusal is not None:
        raise Conflict(refusal)
    assert attempt.due_at is not None
    assert attempt.cutoff_at is not None
    attempt.paused_at = now
    _note(attempt, PAUSED, now, {"seconds_left": attempt.pause_left})
    due_at = attempt.due_at + timedelta(seconds=attempt.pause_left)
    why = _after_pause(due_at, pause_used(attempt.id) + attempt.pause_left)
    fix_deadline(attempt, due_at, why, attempt.cutoff_at - attempt.due_at, now)
    return attempt


def resume(attempt_id: int, now: datetime) -> Attempt:
    """Let the clock run again: what was not used of the pause comes off the deadline. Nothing changes when it runs."""
    attempt = _locked(attempt_id)
    if attempt.state != OPEN or attempt.paused_at is None or attempt.due_at is None:
        return attempt
    assert attempt.cutoff_at is not None
    unused, grace = pauses.pause_remaining(attempt, now), attempt.cutoff_at - attempt.due_at
    _end_pause(attempt, unused, now)
    if unused:
        due_at = attempt.due_at - timedelta(seconds=unused)
        fix_deadline(attempt, due_at, _after_pause(due_at, pause_used(attempt.id)), grace, now)
    return attempt


def _end_spent_pause(attempt: Attempt, now: datetime) -> None:
    """Note the end of a pause that ran out unnoticed, so that no later grant brings it back to life."""
    if attempt.paused_at is not None and not pauses.is_paused(attempt, now):
        _end_pause(attempt, 0, now)


def _end_pause(attempt: Attempt, unused: int, now: datetime) -> None:
    _note(attempt, RESUMED, now, {"seconds": attempt.pause_left - unused})
    attempt.paused_at, attempt.pause_left = None, unused
    session().flush()


def _after_pause(due_at: datetime, seconds: int) -> Reason:
    return reason("deadline.after_pause", due_at=due_at, paused=Decimal(seconds) / 60)


def _locked(attempt_id: int) -> Attempt:
    attempt = attempt_for_update(attempt_id)
    if attempt is None:
        raise NotFound
    return attempt
