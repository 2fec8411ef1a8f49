"""More for one learner in one quiz: time, another attempt, a later close. Each is a row, and a line in the audit log."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import func, select

from lms.cohorts.models import Enrolment
from lms.cohorts.queries import enrolment as enrolment_by_id
from lms.cohorts.queries import item_dates
from lms.cohorts.rules import LOCAL_FORMAT, ItemDates, local_day, utc_of
from lms.core import audit
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.reasons import reason
from lms.quiz import clocks, queries, rules
from lms.quiz.engine.policy import OPEN
from lms.quiz.engine.timing import own_close
from lms.quiz.models import Answer, Attempt, AttemptEvent, QuizOverride
from lms.quiz.sittings import sitting_of

ATTEMPT, MORE_TIME, WINDOW = "attempt", "time", "window"
"""What can be asked for and granted."""
MOST_MINUTES = 600
STEP_MINUTES = 15
REOPENED_DAYS = 7
REOPENED = "reopened"
"""The kind of the event that opens a closed attempt again."""


@dataclass(frozen=True)
class Effect:
    """What a grant gives."""

    extra_attempts: int = 0
    extra_minutes: int = 0
    closes_at: datetime | None = None


def effect_of(kind: str, closes_at: datetime | None, timezone: str, now: datetime) -> Effect:
    """What granting a wish gives now. Where the quiz is closed for the person it opens again, for a week to the end of its day."""
    is_closed = closes_at is not None and now >= closes_at
    again = _end_of_day(now + timedelta(days=REOPENED_DAYS), timezone) if is_closed else None
    if kind == ATTEMPT:
        return Effect(extra_attempts=1, closes_at=again)
    return Effect(extra_minutes=STEP_MINUTES if kind == MORE_TIME else 0, closes_at=again)


def _end_of_day(moment: datetime, timezone: str) -> datetime:
    day = local_day(moment, timezone)
    return utc_of(f"{day:%Y-%m-%d}T23:59", timezone)


def grant(
    *, enrolment: Enrolment, item_key: str, kind: str, effect: Effect, actor_id: int, now: datetime
) -> QuizOverride:
    """Grant this unasked, for good: attempts, minutes of every later attempt's limit, a later close. An attempt that runs gains too."""
    if not 0 <= effect.extra_minutes <= MOST_MINUTES:
        raise InvalidInput(reason("grant.bad_minutes", most=MOST_MINUTES), field="minutes")
    if effect.closes_at is not None and effect.closes_at <= now:
        raise InvalidInput(reason("grant.past_close"), field="closes_at")
    override = _new(enrolment, item_key, kind)
    session().add(override)
    settle(override, effect, actor_id, now)
    tell(override, actor_id, now)
    return override


def _new(enrolment: Enrolment, item_key: str, kind: str) -> QuizOverride:
    return QuizOverride(
        centre_id=enrolment.centre_id, enrolment_id=enrolment.id, item_key=item_key, kind=kind
    )


def settle(override: QuizOverride, effect: Effect | None, actor_id: int, now: datetime) -> None:
    """Write a decision into an override: this effect, or None to decline. An attempt that runs gains what it may."""
    if effect is None:
        override.decided_at, override.decided_by_id = now, actor_id
        return
    _give(override, effect, actor_id, now)
    session().flush()
    running = queries.open_attempt_id(override.enrolment_id, override.item_key)
    if running is not None:
        clocks.recompute(running, now)


def _give(override: QuizOverride, effect: Effect, actor_id: int, now: datetime) -> None:
    override.is_granted, override.decided_at, override.decided_by_id = True, now, actor_id
    override.extra_attempts, override.extra_minutes = effect.extra_attempts, effect.extra_minutes
    override.closes_at = effect.closes_at


def tell(override: QuizOverride, actor_id: int, now: datetime) -> None:
    """A decision's line in the audit log. It says what was granted and never what the learner wrote."""
    audit.record(
        "quiz_override.granted" if override.is_granted else "quiz_override.declined",
        actor_id=actor_id,
        centre_id=override.centre_id,
        on=("quiz_override", override.id),
        now=now,
        enrolment_id=override.enrolment_id,
        item_key=override.item_key,
        attempt_id=override.attempt_id,
        kind=override.kind,
        extra_attempts=override.extra_attempts,
        extra_minutes=override.extra_minutes,
        closes_at=override.closes_at.isoformat() if override.closes_at else None,
    )


def grant_attempt(*, enrolment: Enrolment, item_key: str, actor_id: int, now: datetime) -> QuizOverride:
    """One more attempt at a quiz; where it is closed for the learner it opens again for a week."""
    effect = effect_of(ATTEMPT, close_for(enrolment, item_key), enrolment.cohort.timezone, now)
    return grant(
        enrolment=enrolment, item_key=item_key, kind=ATTEMPT, effect=effect, actor_id=actor_id, now=now
    )


def close_for(enrolment: Enrolment, item_key: str) -> datetime | None:
    """When a quiz closes for a learner, with what they are allowed; None when it never does."""
    dates = item_dates(enrolment.cohort_id).get(item_key, ItemDates())
    return own_close(dates.closes_at, clocks.allowance_for(enrolment, item_key))


def extend_window(
    *, enrolment: Enrolment, item_key: str, until: str, actor_id: int, now: datetime
) -> QuizOverride:
    """Let a quiz close later for one learner: `until` is a local time of the cohort, `2026-12-03T18:00`.

    InvalidInput when it can't be read, is past, or is no later than the close that the learner has.
    """
    try:
        closes_at = utc_of(until, enrolment.cohort.timezone)
    except (ValueError, OverflowError):
        raise InvalidInput(
            reason("grant.bad_moment", example=now.strftime(LOCAL_FORMAT)), field="until"
        ) from None
    stands = close_for(enrolment, item_key)
    if stands is None or closes_at <= stands:
        raise InvalidInput(reason("grant.no_later"), field="until")
    effect = Effect(closes_at=closes_at)
    return grant(
        enrolment=enrolment, item_key=item_key, kind=WINDOW, effect=effect, actor_id=actor_id, now=now
    )


def grant_time(*, attempt_id: int, minutes: int, actor_id: int, now: datetime) -> Attempt:
    """Move the deadline of a running attempt by these minutes, past the quiz's close where it must be.

    InvalidInput on minutes out of 1 to 600; Conflict when the attempt is over or runs without a clock.
    """
    attempt = running_for_update(attempt_id, minutes, now)
    enrolment = enrolment_by_id(attempt.enrolment_id)
    assert enrolment is not None  # the foreign key holds it
    override = _new(enrolment, attempt.item_key, MORE_TIME)
    override.attempt_id = attempt.id
    give_time(override, attempt, minutes, actor_id, now)
    session().add(override)
    session().flush()
    tell(override, actor_id, now)
    return attempt


def running_for_update(attempt_id: int, minutes: int, now: datetime) -> Attempt:
    """A running attempt with a clock, locked, that may get these minutes; else InvalidInput, NotFound or Conflict."""
    if not 1 <= minutes <= MOST_MINUTES:
        raise InvalidInput(reason("grant.bad_minutes", most=MOST_MINUTES), field="minutes")
    attempt = queries.attempt_for_update(attempt_id)
    if attempt is None:
        raise NotFound
    if rules.is_over(attempt.state, attempt.cutoff_at, now):
        raise Conflict(reason("grant.over"))
    if attempt.due_at is None:
        raise Conflict(reason("grant.no_clock"))
    return attempt


def give_time(override: QuizOverride, attempt: Attempt, minutes: int, actor_id: int, now: datetime) -> None:
    """Fill in an override of this running attempt, and move the attempt's deadline."""
    assert attempt.due_at is not None
    assert attempt.cutoff_at is not None
    due_at = attempt.due_at + timedelta(minutes=minutes)
    # Without its pauses the attempt ends then: the close must not come before, or a later change would cut what was given.
    ends_at = due_at - timedelta(seconds=clocks.stood_still(attempt))
    _give(override, Effect(extra_minutes=minutes, closes_at=ends_at), actor_id, now)
    given = select(func.sum(QuizOverride.extra_minutes)).where(QuizOverride.attempt_id == attempt.id)
    before = session().scalar(given.where(QuizOverride.is_granted, QuizOverride.id != override.id)) or 0
    why = reason("deadline.granted", due_at=due_at, minutes=before + minutes)
    clocks.fix_deadline(attempt, due_at, why, attempt.cutoff_at - attempt.due_at, now)


def reopen(*, attempt_id: int, minutes: int, why: str, actor_id: int, now: datetime) -> Attempt:
    """Let a learner go on with an attempt that time closed, for these minutes from now. `why` is kept in the audit log.

    Conflict unless it is their last one, was closed by time, and nobody marked or returned it.
    """
    if not why.strip():
        raise InvalidInput(reason("grant.reason_missing"), field="why")
    if not 1 <= minutes <= MOST_MINUTES:
        raise InvalidInput(reason("grant.bad_minutes", most=MOST_MINUTES), field="minutes")
    attempt = queries.attempt_for_update(attempt_id)
    if attempt is None:
        raise NotFound
    if not may_reopen(attempt, queries.attempts_of(attempt.enrolment_id, attempt.item_key)):
        raise Conflict(reason("grant.not_reopened"))
    enrolment = enrolment_by_id(attempt.enrolment_id)
    assert enrolment is not None  # the foreign key holds it
    grace = sitting_of(attempt, enrolment).content.policy.grace
    _open_again(attempt, now + timedelta(minutes=minutes), grace, now)
    audit.record(
        "attempt.reopened",
        actor_id=actor_id,
        centre_id=attempt.centre_id,
        on=("attempt", attempt.id),
        now=now,
        enrolment_id=attempt.enrolment_id,
        item_key=attempt.item_key,
        minutes=minutes,
        why=why.strip(),
    )
    return attempt


class Closed(Protocol):
    """What of an attempt decides whether it may be opened again."""

    @property
    def number(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def submitted_by(self) -> str | None: ...
    @property
    def marked_at(self) -> datetime | None: ...
    @property
    def returned_at(self) -> datetime | None: ...


def may_reopen(attempt: Closed, attempts: Iterable[Closed]) -> bool:
    """Whether an attempt was closed by time, waits for its marks, and none came after it."""
    was_closed = attempt.state != OPEN and attempt.submitted_by == "time"
    is_untouched = attempt.marked_at is None and attempt.returned_at is None
    return was_closed and is_untouched and all(other.number <= attempt.number for other in attempts)


def _open_again(attempt: Attempt, due_at: datetime, grace: timedelta, now: datetime) -> None:
    receipt = attempt.receipt_code
    attempt.state, attempt.submitted_at, attempt.submitted_by = OPEN, None, None
    attempt.receipt_code, attempt.answers_digest, attempt.pending = None, None, 0
    attempt.mark, attempt.passed, attempt.paused_at = None, None, None
    for answer in session().scalars(select(Answer).where(Answer.attempt_id == attempt.id)):
        if answer.checked_sequence is None:
            answer.outcome, answer.fraction, answer.feedback = None, None, None
    session().add(AttemptEvent(attempt_id=attempt.id, at=now, kind=REOPENED, payload={"receipt": receipt}))
    why = reason("deadline.reopened", due_at=due_at)
    clocks.fix_deadline(attempt, due_at, why, grace, now)
