"""A quiz's settings, and every decision that follows from them: may this attempt start, until when, what counts, what shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from lms.core.reasons import Reason, reason
from lms.quiz.engine.outcomes import without_noise

GRACE = timedelta(seconds=15)
"""How long after the deadline a save that was on its way is still accepted."""

OPEN = "open"
"""The state of an attempt that still takes answers."""


class Policy(BaseModel):
    """The settings of one quiz; `docs/course-files.md` explains each."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pass_percent: Annotated[int, Field(ge=0, le=100)] = 70
    attempts: Annotated[int, Field(ge=1, le=1000)] | None = 3
    attempt_delay_hours: Annotated[int, Field(ge=0, le=24 * 365)] = 0
    time_limit_minutes: Annotated[int, Field(ge=1, le=7 * 24 * 60)] | None = None
    shuffle_questions: bool = True
    shuffle_options: bool = True
    layout: Literal["one_per_page", "all"] = "one_per_page"
    kept_score: Literal["highest", "last", "first", "average"] = "highest"
    feedback: Literal["after_submit", "after_close", "never"] = "after_submit"


PRESETS: Mapping[str, Policy] = {
    "practice": Policy(pass_percent=0, attempts=None, shuffle_questions=False, layout="all"),
    "module_quiz": Policy(),
    "exam": Policy(attempts=1, time_limit_minutes=60, feedback="after_close"),
}


def policy_of(preset: str, overrides: Mapping[str, Any]) -> Policy:
    """The preset with some settings replaced; KeyError for an unknown preset, pydantic's ValidationError for a bad setting."""
    return Policy.model_validate({**PRESETS[preset].model_dump(), **overrides})


def refusal_to_start(
    policy: Policy,
    attempts_taken: int,
    last_submitted_at: datetime | None,
    now: datetime,
    opens_at: datetime | None,
    closes_at: datetime | None,
) -> Reason | None:
    """Why a person may not start an attempt now, or None. The quiz is open from `opens_at` until before `closes_at`."""
    if opens_at is not None and now < opens_at:
        return reason("start.not_open", opens_at=opens_at)
    if closes_at is not None and now >= closes_at:
        return reason("start.closed", closes_at=closes_at)
    if policy.attempts is not None and attempts_taken >= policy.attempts:
        return reason("start.no_attempts_left", attempts=policy.attempts)
    if last_submitted_at is None:
        return None
    again_at = last_submitted_at + timedelta(hours=policy.attempt_delay_hours)
    return reason("start.wait", again_at=again_at) if now < again_at else None


@dataclass(frozen=True)
class Deadline:
    """When an attempt ends (None: when its person submits it), and why then."""

    due_at: datetime | None
    reason: Reason


def deadline(
    policy: Policy, started_at: datetime, time_factor: Decimal | None, closes_at: datetime | None
) -> Deadline:
    """The limit times the person's factor (None: no limit for this person), but never later than the close."""
    minutes = _minutes(policy, time_factor)
    if minutes is None:
        if closes_at is None:
            return Deadline(None, reason("deadline.none"))
        return Deadline(closes_at, reason("deadline.close_only", due_at=closes_at))
    # The factor may leave a fraction of a second: it is the learner's.
    seconds = (minutes * 60).to_integral_value("ROUND_CEILING")
    due_at = started_at + timedelta(seconds=int(seconds))
    if closes_at is not None and closes_at < due_at:
        return Deadline(closes_at, reason("deadline.close_cuts_limit", due_at=closes_at, minutes=minutes))
    usual = policy.time_limit_minutes
    if minutes == usual:
        return Deadline(due_at, reason("deadline.limit", due_at=due_at, minutes=minutes))
    return Deadline(due_at, reason("deadline.own_limit", due_at=due_at, minutes=minutes, usual=usual))


def _minutes(policy: Policy, time_factor: Decimal | None) -> Decimal | None:
    if policy.time_limit_minutes is None or time_factor is None:
        return None
    return policy.time_limit_minutes * time_factor


def kept_score(policy: Policy, fractions: Sequence[Decimal]) -> Decimal | None:
    """Which score counts, of the submitted attempts' unrounded fractions in order; None without any."""
    if not fractions:
        return None
    candidates = {
        "highest": max(fractions),
        "last": fractions[-1],
        "first": fractions[0],
        "average": without_noise(sum(fractions, Decimal(0)) / len(fractions)),
    }
    return candidates[policy.kept_score]


def passes(policy: Policy, fraction: Decimal) -> bool:
    """Whether an unrounded fraction reaches the pass mark."""
    return fraction * 100 >= policy.pass_percent


def shown_percent(fraction: Decimal, pass_percent: int) -> int:
    """A whole percentage for people; rounding never lifts a failing score to the pass mark."""
    percent = fraction * 100
    nearest = percent.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if percent < pass_percent <= nearest:
        return int(percent.quantize(Decimal(1), rounding=ROUND_FLOOR))
    return int(nearest)


@dataclass(frozen=True)
class Release:
    """What a learner may see of an attempt now, and when or why not the rest.

    `marks` is the total; `verdicts` what was right or wrong, question by question; `answers` the right answers;
    `explanations` those and the feedback. `until` is None once everything shows.
    """

    verdicts: bool
    marks: bool
    answers: bool
    explanations: bool
    until: Reason | None


def what_shows(policy: Policy, state: str, now: datetime, closes_at: datetime | None) -> Release:
    """What may show of an attempt in `state` (`OPEN`, or any other: it is over).

    After the close means after the last save that can still arrive, so that nobody answers with the key in sight.
    """
    if state == OPEN:
        return _held(reason("release.after_submit"), marks=False)
    if policy.feedback == "never":
        return _held(reason("release.never"))
    if policy.feedback == "after_submit":
        return Release(True, True, True, True, None)
    if closes_at is None:
        return _held(reason("release.no_close"))
    if now <= closes_at + GRACE:
        return _held(reason("release.after_close", closes_at=closes_at))
    return Release(True, True, True, True, None)


def _held(until: Reason, *, marks: bool = True) -> Release:
    return Release(verdicts=False, marks=marks, answers=False, explanations=False, until=until)


def policy_facts(policy: Policy) -> list[Reason]:
    """The settings as the sentences of a summary: attempts, time, pass mark, which score counts, feedback."""
    facts = [_attempts_fact(policy)]
    if policy.attempt_delay_hours and policy.attempts != 1:
        facts.append(reason("policy.delay", hours=policy.attempt_delay_hours))
    if policy.time_limit_minutes is None:
        facts.append(reason("policy.no_time_limit"))
    else:
        facts.append(reason("policy.time_limit", minutes=policy.time_limit_minutes))
    if policy.pass_percent:
        facts.append(reason("policy.pass_mark", percent=policy.pass_percent))
    if policy.attempts != 1:
        facts.append(_KEPT_FACTS[policy.kept_score])
    return [*facts, _FEEDBACK_FACTS[policy.feedback]]


def _attempts_fact(policy: Policy) -> Reason:
    if policy.attempts is None:
        return reason("policy.unlimited_attempts")
    if policy.attempts == 1:
        return reason("policy.one_attempt")
    return reason("policy.attempts", count=policy.attempts)


_KEPT_FACTS = {
    "highest": reason("policy.kept_highest"),
    "last": reason("policy.kept_last"),
    "first": reason("policy.kept_first"),
    "average": reason("policy.kept_average"),
}
_FEEDBACK_FACTS = {
    "after_submit": reason("policy.feedback_after_submit"),
    "after_close": reason("policy.feedback_after_close"),
    "never": reason("policy.feedback_never"),
}
