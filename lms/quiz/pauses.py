"""Pauses: pure arithmetic of a clock that stands still. Who pauses has `pause_left` added to the deadline at once; resuming
takes the unused part off. So a pause that nobody ends is over by itself, and closing expired attempts knows no special case.
"""

from datetime import datetime, timedelta
from math import ceil
from typing import Protocol

from lms.core.reasons import Reason, reason
from lms.quiz.engine.policy import OPEN


class Clock(Protocol):
    """What of an attempt its clock needs."""

    @property
    def state(self) -> str: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def paused_at(self) -> datetime | None: ...
    @property
    def pause_left(self) -> int: ...


def pause_remaining(attempt: Clock, now: datetime) -> int:
    """How many seconds the clock may still stand: what is left of the pause that runs, or of all pauses.

    A clock that was set back gives no more than there was.
    """
    if attempt.paused_at is None:
        return attempt.pause_left
    passed = max(0, ceil((now - attempt.paused_at).total_seconds()))
    return max(0, attempt.pause_left - passed)


def is_paused(attempt: Clock, now: datetime) -> bool:
    """Whether the clock stands: questions are hidden and nothing is saved."""
    return attempt.state == OPEN and attempt.paused_at is not None and pause_remaining(attempt, now) > 0


def refusal_to_save(attempt: Clock, now: datetime) -> Reason | None:
    """Why a paused attempt takes no answer, or None when it is not paused."""
    return reason("pause.paused") if is_paused(attempt, now) else None


def refusal_to_pause(attempt: Clock, now: datetime) -> Reason | None:
    """Why an attempt can't be paused now, or None: it runs against a clock, and pauses are left."""
    if attempt.state != OPEN or (attempt.due_at is not None and now >= attempt.due_at):
        return reason("pause.over")
    if attempt.due_at is None:
        return reason("pause.no_clock")
    if attempt.paused_at is not None and is_paused(attempt, now):
        return reason("pause.paused")
    if attempt.paused_at is not None or attempt.pause_left == 0:
        return reason("pause.none_left")
    return None


def seconds_left(attempt: Clock, now: datetime) -> int | None:
    """Whole seconds of work until the deadline, never below 0; None without one. In a pause the number stands still."""
    if attempt.due_at is None:
        return None
    unused = timedelta(seconds=pause_remaining(attempt, now) if attempt.paused_at is not None else 0)
    return max(0, int((attempt.due_at - unused - now).total_seconds()))
