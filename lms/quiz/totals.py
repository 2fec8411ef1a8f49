"""What an attempt is worth once its answers have outcomes: totals, lateness, passing, and what progress hears of it.

Submitting and marking by a person both end here.
"""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from lms.cohorts import queries as cohorts
from lms.core.db import session
from lms.core.signals import announce, attempt_marked
from lms.progress import services as progress
from lms.progress.facts import NO_EVIDENCE, Evidence
from lms.quiz import clocks, queries, rules
from lms.quiz.closes import last_close
from lms.quiz.engine.grading import Result
from lms.quiz.engine.outcomes import rounded
from lms.quiz.engine.paper import Paper
from lms.quiz.engine.release import what_shows
from lms.quiz.engine.scoring import after_lateness, kept_score, passes
from lms.quiz.engine.timing import is_late, own_close
from lms.quiz.models import AttemptEvent
from lms.quiz.queries import Marked
from lms.quiz.rules import NO_LEVELS, Levels
from lms.quiz.sittings import Sitting

Shown = Mapping[str, Evidence]
"""Evidence by objective."""


def write_totals(sitting: Sitting, result: Result) -> Decimal | None:
    """Write what the outcomes amount to so far; the unrounded fraction, lateness taken off, None when nothing is marked.

    While answers wait for a marker, `passed` is open. Tells nobody.
    """
    attempt, policy = sitting.attempt, sitting.content.policy
    assert attempt.submitted_at is not None
    if attempt.based_on is None:  # an improved version is as late as the first one was
        attempt.is_late = is_late(attempt.submitted_at, due_at_of(sitting))
    attempt.pending, attempt.max_mark = result.pending, result.max
    fraction = after_lateness(policy, result.fraction, attempt.is_late) if result.max else None
    attempt.mark = rounded((fraction or Decimal(0)) * result.max)
    attempt.passed = None
    if not result.pending:
        attempt.passed = fraction is None or passes(policy, fraction)
    return fraction


def due_at_of(sitting: Sitting) -> datetime | None:
    """When the work is due for this learner, after which it is late; more time to the close is more time to this, too."""
    attempt = sitting.attempt
    dates = cohorts.item_date(sitting.enrolment.cohort_id, attempt.item_key)
    if dates is None or dates.due_at is None:
        return None
    return own_close(dates.due_at, clocks.allowance_for(sitting.enrolment, attempt.item_key))


def finish_marks(
    sitting: Sitting, result: Result, now: datetime, *, is_known: bool = True, levels: Levels = NO_LEVELS
) -> None:
    """Write the totals; when no answer waits for a marker any more, the attempt is marked, progress hears it and so do others.

    While the policy holds the marks back, progress hears of a submission only: what it knows, every page of the learner
    shows. `marks.tell_result` ends the silence. `is_known`: progress knows of the submission already. Marking again later gives another `marked` event: the last counts.
    """
    fraction = write_totals(sitting, result)
    attempt = sitting.attempt
    if result.pending:
        return
    attempt.marked_at = attempt.marked_at or now
    session().flush()
    is_held = holds_marks(sitting, now)
    history = queries.marked_attempts(attempt.enrolment_id, attempt.item_key)
    evidence = {} if is_held else _evidence(sitting, result, levels, history)
    payload = {
        "fraction": None if fraction is None else str(fraction),
        "mark": str(attempt.mark),
        "max": str(result.max),
        "objectives": {key: shown.dump() for key, shown in evidence.items()},
        "held": is_held,
    }
    session().add(AttemptEvent(attempt_id=attempt.id, at=now, kind=queries.MARKED, payload=payload))
    if is_held:
        if not is_known:
            progress.record_submission(enrolment=sitting.enrolment, item_key=attempt.item_key, now=now)
        return
    _report(sitting, fraction, _new(evidence, _known(attempt.number, history)), is_known, now)
    announce(attempt_marked, now=now, attempt_id=attempt.id)


def holds_marks(sitting: Sitting, now: datetime) -> bool:
    """Whether the learner may not know yet what the attempt is worth; marks that never show hold nothing up."""
    attempt, policy = sitting.attempt, sitting.content.policy
    moment = policy.release.marks
    if moment == "never" and policy.results != "when_released":
        return False
    shown = what_shows(policy, rules.standing_of(attempt, _closes_at(sitting, now), now))
    if moment == "never":
        return shown.until is not None and shown.until.code == "release.when_released"
    return not shown.marks


def _closes_at(sitting: Sitting, now: datetime) -> datetime | None:
    """When the quiz is closed for everyone, where marks wait for that."""
    policy, key = sitting.content.policy, sitting.attempt.item_key
    if policy.release.marks != "after_close":
        return None
    dates = cohorts.item_date(sitting.enrolment.cohort_id, key)
    return last_close(policy, sitting.enrolment, key, dates.closes_at if dates else None, now)


def _report(sitting: Sitting, fraction: Decimal | None, shown: Shown, is_known: bool, now: datetime) -> None:
    """Tell the learner's progress: the score that counts over all attempts, and what this one showed."""
    attempt, policy = sitting.attempt, sitting.content.policy
    session().flush()
    kept, awaits = standing(sitting)
    progress.record_attempt(
        enrolment=sitting.enrolment,
        item_key=attempt.item_key,
        fraction=fraction,
        kept_fraction=kept,
        passed=kept is None or passes(policy, kept),
        objectives=shown,
        first_attempt=True,  # the evidence of later ones is empty
        is_known=is_known,
        awaits_mark=awaits,
        now=now,
    )


def standing(sitting: Sitting) -> tuple[Decimal | None, bool]:
    """The score that counts over the learner's attempts, None without a mark; and whether one of them waits
    for a marker or for its release."""
    attempt = sitting.attempt
    counted = [
        one
        for one in queries.marked_attempts(attempt.enrolment_id, attempt.item_key)
        if one.returned_at is None
    ]
    known = [one for one in counted if not one.pending and not one.is_held]
    fractions = [one.fraction for one in known if one.fraction is not None]
    return kept_score(sitting.content.policy, fractions), len(known) < len(counted)


def take_back(sitting: Sitting, now: datetime) -> None:
    """Tell progress that this attempt, just returned to improve (`returned_at` is set), counts no more."""
    session().flush()
    kept, awaits = standing(sitting)
    progress.record_return(
        enrolment=sitting.enrolment,
        item_key=sitting.attempt.item_key,
        kept_fraction=kept,
        awaits_mark=awaits,
        now=now,
    )


def _evidence(sitting: Sitting, result: Result, levels: Levels, history: list[Marked]) -> Shown:
    """What the attempt shows of objectives: first answers only. Practice and entry or exit tests prove nothing, and cost nothing."""
    if sitting.content.is_ungraded or _first(sitting.attempt.number, history) != 1:
        return {}
    return rules.evidence_of(Paper.load(sitting.attempt.paper), sitting.content.questions, result, levels)


def _first(number: int, history: list[Marked]) -> int:
    """The number of the attempt that this one improves, through every version."""
    based_on = {one.number: one.based_on for one in history}
    while based_on.get(number) is not None:
        number = based_on[number] or number
    return number


def _known(number: int, history: list[Marked]) -> Mapping[str, Any]:
    """What was reported of this work before: by an earlier marking of it, or of a version that it improves."""
    first = _first(number, history)
    told = [one.objectives for one in history if one.objectives and _first(one.number, history) == first]
    return told[-1] if told else {}


def _new(evidence: Shown, known: Mapping[str, Any]) -> Shown:
    """The difference to what was reported before."""
    reported = {key: Evidence.load(stored) for key, stored in known.items()}
    changes = {
        key: evidence.get(key, NO_EVIDENCE).minus(reported.get(key, NO_EVIDENCE))
        for key in {**evidence, **known}
    }
    return {key: change for key, change in changes.items() if change != NO_EVIDENCE}
