"""Every mark explains itself: what tries, hints, certainty and lateness did to it, and why a result must wait."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Protocol

from flask_babel import gettext

from lms.core.reasons import Reason, reason
from lms.quiz.engine.outcomes import without_noise
from lms.quiz.engine.paper import Slot
from lms.quiz.engine.policy import Policy
from lms.quiz.engine.release import Shown
from lms.quiz.engine.scoring import CERTAINTY, Circumstances, shown_percent
from lms.quiz.models import Answer, Attempt
from lms.quiz.services import circumstances_of


@dataclass(frozen=True)
class Score:
    """The result of an attempt as people read it. `percent` is None when nothing is marked, `passed` while that is open."""

    mark: Decimal
    max_mark: Decimal
    percent: int | None
    passed: bool | None


class _Scored(Protocol):
    """What of an attempt its result is read from."""

    @property
    def mark(self) -> Decimal | None: ...
    @property
    def max_mark(self) -> Decimal: ...
    @property
    def passed(self) -> bool | None: ...


def score_of(attempt: _Scored, policy: Policy) -> Score:
    """The stored result; the percentage never contradicts what was decided about passing."""
    mark, needed = attempt.mark or Decimal(0), policy.pass_percent
    if not attempt.max_mark:
        return Score(mark, attempt.max_mark, None, None)
    percent = shown_percent(mark / attempt.max_mark, needed)
    # The stored mark is rounded, passing is not: the percentage follows what was decided.
    if attempt.passed is not None:
        percent = max(percent, needed) if attempt.passed else min(percent, max(0, needed - 1))
    return Score(mark, attempt.max_mark, percent, attempt.passed)


def how_marked(policy: Policy, answer: Answer, verdict: str) -> tuple[Reason, ...]:
    """What made an answer count for more or less than its verdict says, then what it counts for; nothing when nothing did."""
    if answer.fraction is None or verdict == "blank":
        return ()
    how = circumstances_of(answer)
    causes = [*_certainty(policy, how), *_costs(policy, how, answer.fraction)]
    if not causes:
        return ()
    return (*causes, reason("review.counts", percent=_percent(answer.fraction)))


def _certainty(policy: Policy, how: Circumstances) -> list[Reason]:
    """What a right and a wrong answer bring at the level that was chosen."""
    if not policy.certainty:
        return []
    right, wrong = (_percent(fraction) for fraction in CERTAINTY[how.certainty or 1])
    if how.certainty == 3:
        return [reason("review.sure", right=right, wrong=wrong)]
    if how.certainty == 2:
        return [reason("review.fairly_sure", right=right, wrong=wrong)]
    return [reason("review.not_sure", right=right)]


def _costs(policy: Policy, how: Circumstances, fraction: Decimal) -> list[Reason]:
    """Penalties only take from what was earned: a wrong answer lost nothing by them."""
    tries, hints = policy.try_penalty_percent * how.tries, policy.hint_penalty_percent * how.hints
    costs = []
    if how.tries and (tries or fraction > 0):
        costs.append(reason("review.tries", number=how.tries + 1, percent=tries))
    if how.hints:
        costs.append(reason("review.hints", count=how.hints, percent=hints))
    return costs


def _percent(fraction: Decimal) -> int:
    return shown_percent(fraction, 0)


def lateness_of(
    attempt: Attempt,
    policy: Policy,
    slots: tuple[Slot, ...],
    answers: Mapping[int, Answer],
    due_at: datetime | None,
) -> Reason | None:
    """`Handed in 2 days late: 10 % off, 72 % became 65 %`; None when it came in time."""
    if not attempt.is_late or attempt.submitted_at is None:
        return None
    late = _how_late(attempt.submitted_at - (due_at or attempt.submitted_at))
    penalty = policy.late_penalty_percent
    if not penalty or not attempt.max_mark:
        return reason("review.late", late=late)
    earned = sum((slot.points * _fraction(answers.get(slot.number)) for slot in slots), Decimal(0))
    before = shown_percent(without_noise(max(Decimal(0), earned) / attempt.max_mark), policy.pass_percent)
    after = score_of(attempt, policy).percent
    return reason("review.late_penalty", late=late, penalty=penalty, before=before, after=after)


def _fraction(answer: Answer | None) -> Decimal:
    return answer.fraction if answer and answer.fraction is not None else Decimal(0)


def _how_late(late: timedelta) -> str:
    """`2 d 3 h`, in the language of whoever reads it: nothing smaller than a minute."""
    minutes = max(1, late // timedelta(minutes=1))
    days, hours = divmod(minutes // 60, 24)
    if days:
        return str(gettext("%(days)s d %(hours)s h", days=days, hours=hours))
    if hours:
        return str(gettext("%(hours)s h %(minutes)02d", hours=hours, minutes=minutes % 60))
    return str(gettext("%(minutes)s min", minutes=minutes))


def why_held(shown: Shown) -> Reason | None:
    """Why something is still held back: as long as nothing shows, it is the result that must wait."""
    why = shown.until
    if why is None or shown.anything:
        return why
    of_result = {
        "release.after_close": reason("results.after_close", closes_at=why.params.get("closes_at")),
        "release.no_close": reason("results.no_close"),
        "release.no_date": reason("results.no_date"),
        "release.on_date": reason("results.on_date", at=why.params.get("at")),
        "release.never": reason("results.never"),
    }
    return of_result.get(why.code, why)
