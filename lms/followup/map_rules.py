"""Pure decisions of the heat map: what a cell says, and how dark it is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from lms.progress.facts import ItemFacts
from lms.quiz.engine.scoring import shown_percent

STEPS = (5, 4, 3, 2, 1)
SHARES = (Decimal("0.8"), Decimal("0.6"), Decimal("0.4"), Decimal("0.2"), Decimal(0))
DAYS = (1, 3, 7, 14)
"""Days since an item was last touched, from the darkest step on; longer ago is the lightest."""


class View(StrEnum):
    """What the cells of the map tell."""

    DONE = "done"
    SCORE = "score"
    SEEN = "seen"


class State(StrEnum):
    """Where a learner is with an item."""

    ABSENT = "absent"
    UNTOUCHED = "untouched"
    BEGUN = "begun"
    TO_MARK = "to_mark"
    FAILED = "failed"
    PASSED = "passed"
    DONE = "done"
    EXCUSED = "excused"


@dataclass(frozen=True)
class Cell:
    """One item of one learner. `value` is a percentage or a number of days, None where there is none; `step` goes from 0 to 5."""

    state: State
    value: int | None = None
    step: int = 0


def state_of(facts: ItemFacts, *, is_quiz: bool) -> State:
    """Where a learner is with an item, by what they did of it and what was decided."""
    if facts.excused_at is not None:
        return State.EXCUSED
    if facts.awaits_mark:
        return State.TO_MARK
    if is_quiz and facts.passed_at is not None:
        return State.PASSED
    if facts.done_at is not None:
        return State.DONE
    if is_quiz and facts.score is not None:
        return State.FAILED
    return State.BEGUN if facts.opened_at is not None or facts.attempts else State.UNTOUCHED


def cell_of(view: View, facts: ItemFacts | None, *, pass_percent: int | None, now: datetime) -> Cell:
    """What a cell says. `facts` is None for an item that the learner's revision of the course lacks, `pass_percent` for a lesson."""
    if facts is None:
        return Cell(State.ABSENT)
    state = state_of(facts, is_quiz=pass_percent is not None)
    if state is State.EXCUSED:
        return Cell(state)
    if view is View.SCORE:
        return _score(state, facts, pass_percent or 0)
    if view is View.SEEN:
        return _seen(state, facts, now)
    darkness = {State.DONE: 5, State.PASSED: 5, State.TO_MARK: 3, State.FAILED: 2, State.BEGUN: 1}
    return Cell(state, None, darkness.get(state, 0))


def _score(state: State, facts: ItemFacts, pass_percent: int) -> Cell:
    if facts.score is None:
        return Cell(state)
    step = next(step for step, share in zip(STEPS, SHARES, strict=True) if facts.score >= share)
    return Cell(state, shown_percent(facts.score, pass_percent), step)


def _seen(state: State, facts: ItemFacts, now: datetime) -> Cell:
    moments = [one for one in (facts.opened_at, facts.done_at, facts.passed_at) if one is not None]
    if not moments:
        return Cell(state)
    days = max(0, (now - max(moments)).days)
    step = next((step for step, most in zip(STEPS, DAYS, strict=False) if days <= most), 1)
    return Cell(state, days, step)


@dataclass(frozen=True)
class Sum:
    """An item over the whole cohort: how many have done it, of how many, and the mean of the scores that there are."""

    done: int
    scored: int
    mean: int | None


def sum_of(scores: Iterable[tuple[Decimal | None, int, int]]) -> Sum:
    """The sum of an item from (score, learners, of whom have done it), each score once."""
    done = scored = 0
    total = Decimal(0)
    for score, count, finished in scores:
        done += finished
        if score is not None:
            scored += count
            total += score * count
    return Sum(done, scored, shown_percent(total / scored, 0) if scored else None)
