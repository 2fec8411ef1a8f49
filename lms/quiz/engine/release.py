"""What a learner may see of an attempt, thing by thing, and until when the rest is held back."""

from dataclasses import dataclass
from datetime import datetime

from lms.core.reasons import Reason, reason
from lms.quiz.engine.policy import OPEN, Policy, Showing


@dataclass(frozen=True)
class Standing:
    """Where an attempt stands: its state, whether marks of it still wait for a person (`pending`), whether an instructor let go.

    `closes_at` is when the quiz closes for everyone, extensions included.
    """

    state: str
    now: datetime
    closes_at: datetime | None = None
    pending: int = 0
    is_released: bool = False


@dataclass(frozen=True)
class Shown:
    """What may show now.

    `marks` is the total; `verdicts` what was right or wrong, question by question; `answers` the right answers;
    `explanations` those and the feedback. `until` says when or why not the rest; None once everything shows. `is_partial`:
    marks of a person are still missing from what shows.
    """

    verdicts: bool
    marks: bool
    answers: bool
    explanations: bool
    until: Reason | None = None
    is_partial: bool = False

    @property
    def anything(self) -> bool:
        """Whether the review has more to say than that it must wait."""
        return self.verdicts or self.marks or self.answers or self.explanations


def what_shows(policy: Policy, standing: Standing) -> Shown:
    """What may show of a whole attempt.

    After the close means after the last save that can still arrive, so that nobody answers with the key in sight.
    """
    if standing.state == OPEN:
        return _nothing(reason("release.after_submit"))
    if standing.pending and policy.results != "partial":
        return _nothing(reason("release.when_marked", count=standing.pending))
    if policy.results == "when_released" and standing.pending == 0 and not standing.is_released:
        return _nothing(reason("release.when_released"))
    return _by_matrix(policy, standing)


def _nothing(until: Reason) -> Shown:
    return Shown(verdicts=False, marks=False, answers=False, explanations=False, until=until)


def _by_matrix(policy: Policy, standing: Standing) -> Shown:
    held = [_held(policy, moment, standing) for moment in policy.release.moments]
    verdicts, marks, answers, explanations = (why is None for why in held)
    until = next((why for why in held if why is not None), None)
    if until is None and standing.pending:
        until = reason("release.partial", count=standing.pending)
    return Shown(verdicts, marks, answers, explanations, until, is_partial=standing.pending > 0)


def _held(policy: Policy, moment: Showing, standing: Standing) -> Reason | None:
    """Why a thing that shows from `moment` on does not show yet."""
    if moment == "never":
        return reason("release.never")
    if moment == "on_date":
        at = policy.release_at
        if at is None:
            return reason("release.no_date")
        return None if standing.now >= at else reason("release.on_date", at=at)
    if moment != "after_close":
        return None
    if standing.closes_at is None:
        return reason("release.no_close")
    if standing.now <= standing.closes_at + policy.grace:
        return reason("release.after_close", closes_at=standing.closes_at)
    return None


def faults_of_release(policy: Policy) -> list[tuple[str, Reason]]:
    """What is wrong with the moments: pairs of a field's path and a reason. A date that nobody set would never come."""
    if policy.release_at is not None:
        return []
    waiting = [name for name, moment in policy.release.model_dump().items() if moment == "on_date"]
    return [(f"release.{name}", reason("policy.no_release_date")) for name in waiting]


def at_once(policy: Policy) -> Shown:
    """What shows of one question that was checked while the attempt runs."""
    verdicts, marks, answers, explanations = (moment == "at_once" for moment in policy.release.moments)
    return Shown(verdicts, marks, answers, explanations)
