"""Pure decisions of the gradebook: what a cell says of a learner's mark."""

from dataclasses import dataclass
from enum import StrEnum

from lms.progress.facts import ItemFacts
from lms.quiz.engine.scoring import shown_percent


class Standing(StrEnum):
    """Where a learner is with a mark; `held` is a result that they may not see yet."""

    ABSENT = "absent"
    UNTOUCHED = "untouched"
    BEGUN = "begun"
    TO_MARK = "to_mark"
    HELD = "held"
    SUBMITTED = "submitted"
    FAILED = "failed"
    PASSED = "passed"
    DONE = "done"
    EXCUSED = "excused"


@dataclass(frozen=True)
class Work:
    """What of a learner's attempts at a quiz the marks don't tell: one runs, how many wait for a marker, one is late."""

    is_running: bool = False
    to_mark: int = 0
    is_late: bool = False


NO_WORK = Work()


@dataclass(frozen=True)
class Mark:
    """A cell. `percent` is None without a mark; `waits` says that more work is to mark or held beside it."""

    standing: Standing
    percent: int | None = None
    is_set: bool = False
    is_late: bool = False
    waits: Standing | None = None


def mark_of(facts: ItemFacts | None, work: Work, pass_percent: int | None) -> Mark:
    """What a cell says. `facts` is None for an item that the learner's revision lacks, `pass_percent` for a lesson.

    An excused item has no mark here, whatever was done of it; it counts in no mean either.
    """
    if facts is None:
        return Mark(Standing.ABSENT)
    if facts.excused_at is not None:
        return Mark(Standing.EXCUSED)
    if pass_percent is None:
        return Mark(_of_lesson(facts))
    standing = _of_quiz(facts, work, pass_percent)
    waiting = _waiting(work) if facts.awaits_mark else None
    percent = None if facts.score is None else shown_percent(facts.score, pass_percent)
    return Mark(
        standing, percent, facts.own is not None, work.is_late, None if waiting is standing else waiting
    )


def _of_lesson(facts: ItemFacts) -> Standing:
    if facts.done_at is not None:
        return Standing.DONE
    return Standing.BEGUN if facts.is_started else Standing.UNTOUCHED


def _of_quiz(facts: ItemFacts, work: Work, pass_percent: int) -> Standing:
    """In the order in which the learner's own page decides."""
    if facts.passed_at is not None:
        return Standing.PASSED if pass_percent else Standing.DONE
    if work.is_running:
        return Standing.BEGUN
    if facts.awaits_mark:
        return _waiting(work)
    if facts.score is not None:
        return Standing.FAILED
    if facts.attempts:
        return Standing.SUBMITTED
    return Standing.BEGUN if facts.is_started else Standing.UNTOUCHED


def _waiting(work: Work) -> Standing:
    return Standing.TO_MARK if work.to_mark else Standing.HELD
