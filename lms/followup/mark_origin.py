"""Where a mark comes from: the attempts with what counts of each, and the rules of the quiz that make one mark of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from lms.cohorts.models import Enrolment
from lms.core.reasons import Reason, reason
from lms.courses.document import Quiz
from lms.followup.gradebook import Own
from lms.followup.mark_rules import Standing
from lms.progress.completion import settings_of
from lms.quiz import queries
from lms.quiz.engine.policy import OPEN, Policy
from lms.quiz.engine.scoring import shown_percent
from lms.quiz.engine.summary import KEPT
from lms.quiz.marks import is_anonymous
from lms.quiz.queries import AttemptSummary, Marked


@dataclass(frozen=True)
class Tried:
    """One attempt. `percent` is what counts of it, lateness taken off; None without a mark, and while its author is not to be known."""

    attempt: AttemptSummary
    standing: Standing
    percent: int | None
    is_returned: bool
    is_hidden: bool


@dataclass(frozen=True)
class Origin:
    """`own_percent` is what the attempts give where a person set another mark."""

    rules: tuple[Reason, ...]
    attempts: tuple[Tried, ...]
    own_percent: int | None


def origin_of(enrolment: Enrolment, own: Own) -> Origin | None:
    """The attempts, oldest first, and the rules that count them; None for a lesson. Two statements."""
    if not isinstance(own.item, Quiz):
        return None
    policy = settings_of(own.item, enrolment.cohort.is_open)
    marked = {one.number: one for one in queries.marked_attempts(enrolment.id, own.item.id)}
    attempts = queries.attempts_of(enrolment.id, own.item.id)
    score = own.facts.own.score if own.facts.own else None
    return Origin(
        rules=tuple(_rules(policy)),
        attempts=tuple(_tried(one, marked, policy) for one in attempts),
        own_percent=None if score is None else shown_percent(score, policy.pass_percent),
    )


def _rules(policy: Policy) -> list[Reason]:
    found = [reason(KEPT[policy.kept_score])]
    if policy.pass_percent:
        found.append(reason("policy.pass_mark", percent=policy.pass_percent))
    if policy.late_penalty_percent:
        found.append(reason("policy.late_penalty", percent=policy.late_penalty_percent))
    return found


def _tried(attempt: AttemptSummary, marked: Mapping[int, Marked], policy: Policy) -> Tried:
    """An anonymous work stays so until its result is out: here its mark would name it."""
    known = marked.get(attempt.number)
    fraction = known.fraction if known else None
    is_hidden = attempt.state != OPEN and is_anonymous(policy, attempt.marked_at, attempt.released_at)
    shows = fraction is not None and not attempt.pending and not is_hidden
    return Tried(
        attempt=attempt,
        standing=_standing(attempt, known, policy),
        percent=shown_percent(fraction, policy.pass_percent) if shows and fraction is not None else None,
        is_returned=attempt.returned_at is not None,
        is_hidden=is_hidden,
    )


def _standing(attempt: AttemptSummary, known: Marked | None, policy: Policy) -> Standing:
    if attempt.state == OPEN:
        return Standing.BEGUN
    if attempt.pending:
        return Standing.TO_MARK
    if known is None or known.is_held:
        return Standing.HELD if known else Standing.SUBMITTED
    if known.fraction is None or not policy.pass_percent:
        return Standing.SUBMITTED
    return Standing.PASSED if attempt.passed else Standing.FAILED
