"""May this attempt start, until when does it run, and is it late: each answer with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from lms.core.reasons import Reason, reason
from lms.quiz.engine.allowance import USUAL, Allowance
from lms.quiz.engine.policy import Policy


def own_close(closes_at: datetime | None, allowance: Allowance) -> datetime | None:
    """When the quiz closes for this person; None when it never does."""
    if closes_at is None:
        return None
    later = closes_at + timedelta(minutes=allowance.window_minutes)
    return max(later, allowance.closes_at) if allowance.closes_at else later


def attempts_allowed(policy: Policy, allowance: Allowance) -> int | None:
    """How many attempts this person has; None without a limit."""
    return None if policy.attempts is None else policy.attempts + allowance.extra_attempts


@dataclass(frozen=True)
class Window:
    """When a quiz opens and closes for a cohort; None where it does not."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Past:
    """What a learner did of a quiz: attempts begun, and when the last one ended."""

    taken: int = 0
    last_submitted_at: datetime | None = None

    @classmethod
    def of(cls, ended: Iterable[datetime | None]) -> "Past":
        """From the moments at which the attempts ended, None for a running one."""
        moments = list(ended)
        return cls(len(moments), max((moment for moment in moments if moment), default=None))


def refusal_to_start(
    policy: Policy, past: Past, window: Window, now: datetime, allowance: Allowance = USUAL
) -> Reason | None:
    """Why a person may not start an attempt now, or None. The quiz is open from its opening until before its (own) close."""
    closes_at = own_close(window.closes_at, allowance)
    if window.opens_at is not None and now < window.opens_at:
        return reason("start.not_open", opens_at=window.opens_at)
    if closes_at is not None and now >= closes_at:
        return reason("start.closed", closes_at=closes_at)
    allowed = attempts_allowed(policy, allowance)
    if allowed is not None and past.taken >= allowed:
        return reason("start.no_attempts_left", attempts=allowed)
    if past.last_submitted_at is None:
        return None
    again_at = past.last_submitted_at + timedelta(hours=policy.attempt_delay_hours)
    return reason("start.wait", again_at=again_at) if now < again_at else None


@dataclass(frozen=True)
class Deadline:
    """When an attempt ends (None: when its person submits it), and why then."""

    due_at: datetime | None
    reason: Reason


def deadline(
    policy: Policy, started_at: datetime, closes_at: datetime | None, allowance: Allowance = USUAL
) -> Deadline:
    """The limit with the person's own time, but never later than the close for this person."""
    minutes, close = own_minutes(policy, allowance), own_close(closes_at, allowance)
    is_own = close != closes_at
    if minutes is None:
        if close is None:
            return Deadline(None, reason("deadline.none"))
        return Deadline(
            close, reason("deadline.own_close" if is_own else "deadline.close_only", due_at=close)
        )
    # The factor may leave a fraction of a second: it is the learner's.
    seconds = (minutes * 60).to_integral_value("ROUND_CEILING")
    due_at = started_at + timedelta(seconds=int(seconds))
    if close is not None and close < due_at:
        return Deadline(close, reason("deadline.close_cuts_limit", due_at=close, minutes=minutes))
    usual = policy.time_limit_minutes
    if minutes == usual:
        return Deadline(due_at, reason("deadline.limit", due_at=due_at, minutes=minutes))
    return Deadline(due_at, reason("deadline.own_limit", due_at=due_at, minutes=minutes, usual=usual))


def own_minutes(policy: Policy, allowance: Allowance) -> Decimal | None:
    """The time limit of this person, in minutes; None without one."""
    if policy.time_limit_minutes is None or allowance.is_unlimited:
        return None
    return policy.time_limit_minutes * allowance.time_factor + allowance.extra_minutes


def window_cut(policy: Policy, window: Window, allowance: Allowance = USUAL) -> Reason | None:
    """The warning that even who starts at the opening has less time than the limit because the quiz closes; else None.

    With the present moment as the opening it warns of a start now.
    """
    minutes, close = own_minutes(policy, allowance), own_close(window.closes_at, allowance)
    if minutes is None or window.opens_at is None or close is None:
        return None
    seconds = int((close - window.opens_at).total_seconds())
    if seconds >= minutes * 60:
        return None
    # Whole minutes: the moment of the close stands beside them.
    left = max(0, (seconds + 30) // 60)
    return reason("timing.window_cut", closes_at=close, left=left, minutes=minutes)


def is_late(submitted_at: datetime, due_at: datetime | None) -> bool:
    """Whether work came after its due date: it is accepted and marked late."""
    return due_at is not None and submitted_at > due_at
