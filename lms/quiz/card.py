"""What the start card says (P9): the facts of the quiz, the attempts so far, and whether one may start now."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from lms.cohorts.models import Enrolment
from lms.core.reasons import Reason
from lms.progress.queries import report_of
from lms.progress.report import ItemReport
from lms.quiz import queries, starting
from lms.quiz.clocks import allowance_for
from lms.quiz.closing import close_if_due
from lms.quiz.engine.allowance import Allowance
from lms.quiz.engine.policy import OPEN
from lms.quiz.engine.summary import policy_facts
from lms.quiz.engine.timing import Window, attempts_allowed, own_close, own_minutes, window_cut
from lms.quiz.queries import AttemptSummary
from lms.quiz.rules import QuizContent, in_short, past_of, seconds_left

ON_THE_CARD = ("attempt", "time_limit", "pass_mark", "feedback", "access_code")
"""Sentences of the settings that the facts say already."""


@dataclass(frozen=True)
class StartCard:
    """What the card says. `elsewhere` is when the running attempt was last saved from another sign-in than this one."""

    content: QuizContent
    entry: ItemReport
    attempts: list[AttemptSummary]
    allowance: Allowance
    refusal: Reason | None
    now: datetime
    elsewhere: datetime | None = None

    @property
    def running(self) -> AttemptSummary | None:
        """The attempt that goes on."""
        return next((attempt for attempt in self.attempts if attempt.state == OPEN), None)

    @property
    def ended(self) -> list[AttemptSummary]:
        """Those that were submitted."""
        return [attempt for attempt in self.attempts if attempt.state != OPEN]

    @property
    def returned(self) -> AttemptSummary | None:
        """The version that the running attempt improves."""
        before = self.attempts[-2:-1] if self.running else []
        return next((attempt for attempt in before if attempt.returned_at), None)

    @property
    def own_minutes(self) -> Decimal | None:
        """The time limit of this person."""
        return own_minutes(self.content.policy, self.allowance)

    @property
    def attempts_allowed(self) -> int | None:
        """How many attempts this person has; None without a limit."""
        return attempts_allowed(self.content.policy, self.allowance)

    @property
    def attempts_left(self) -> int | None:
        """How many of them are left."""
        allowed = self.attempts_allowed
        return None if allowed is None else max(0, allowed - past_of(self.attempts).taken)

    @property
    def closes_at(self) -> datetime | None:
        """When the quiz closes for this person."""
        return own_close(self.entry.dates.closes_at, self.allowance)

    @property
    def seconds_left(self) -> int | None:
        """What is left of the running attempt."""
        return seconds_left(self.running.due_at, self.now) if self.running else None

    @property
    def cut(self) -> Reason | None:
        """The warning that a start now gets less than the time limit."""
        if self.refusal is not None or self.running is not None:
            return None
        window = Window(self.now, self.entry.dates.closes_at)
        cut = window_cut(self.content.policy, window, self.allowance)
        return in_short(cut) if cut else None

    @property
    def corrections(self) -> str:
        """When corrections show: what the settings say, or whose work they wait for."""
        policy = self.content.policy
        waits = policy.results == "when_released" or self.content.is_marked_by_hand
        if policy.release.explanations != "after_submit" or policy.results == "partial" or not waits:
            return policy.release.explanations
        return policy.results

    @property
    def settings(self) -> list[Reason]:
        """How this quiz works, sentence by sentence, beyond what the facts say."""
        said = tuple(f"policy.{name}" for name in ON_THE_CARD)
        return [
            fact
            for fact in policy_facts(self.content.policy)
            if self.content.is_marked or not fact.code.startswith("policy.kept_")
            if not fact.code.startswith(said) and not fact.code.endswith(("_attempts", "_attempt", "_limit"))
        ]


def attempts_now(enrolment_id: int, key: str, now: datetime) -> list[AttemptSummary]:
    """A learner's attempts at a quiz, those whose time is up submitted first."""
    attempts = queries.attempts_of(enrolment_id, key)
    if any(close_if_due(attempt, now) for attempt in attempts):
        return queries.attempts_of(enrolment_id, key)
    return attempts


def card_of(enrolment: Enrolment, content: QuizContent, session_id: int, now: datetime) -> StartCard:
    """The card of a quiz for one learner, in front of the device of this sign-in."""
    key = content.item.id
    attempts = attempts_now(enrolment.id, key, now)
    running = next((attempt for attempt in attempts if attempt.state == OPEN), None)
    entry = report_of(enrolment, now, [key] if running else ()).items[key]
    allowance = allowance_for(enrolment, key)
    refusal = None
    if running is None:
        refusal = entry.lock or starting.refusal(enrolment, content, entry, attempts, allowance, now)
    elsewhere = queries.saved_elsewhere(running.id, session_id) if running else None
    return StartCard(content, entry, attempts, allowance, refusal, now, elsewhere)
