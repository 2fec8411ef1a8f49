"""A course's objectives as the progress page lists them: by module, or what is weakest first."""

from dataclasses import dataclass
from decimal import Decimal

from lms.core.texts import Text
from lms.courses.document import CourseDocument
from lms.progress.report import ObjectiveReport, ObjectiveState, Report

_WEAKNESS = {
    ObjectiveState.NOT_ACQUIRED: 0,
    ObjectiveState.IN_PROGRESS: 1,
    ObjectiveState.NOT_ASSESSED: 2,
    ObjectiveState.ACQUIRED: 3,
}


@dataclass(frozen=True)
class Group:
    """The objectives of a module; `title` is None for a list over all modules."""

    title: Text | None
    goals: tuple[ObjectiveReport, ...]


def grouped(document: CourseDocument, report: Report, *, is_weak_first: bool) -> list[Group]:
    """By module in the outline's order, modules without objectives left out; or one list, the weakest first."""
    groups = [
        Group(module.title, tuple(report.objectives[goal.id] for goal in module.objectives))
        for module in document.modules
        if module.objectives
    ]
    if not is_weak_first:
        return groups
    every = [goal for group in groups for goal in group.goals]
    return [Group(None, tuple(sorted(every, key=_strength)))] if every else []


def _strength(goal: ObjectiveReport) -> tuple[int, Decimal]:
    earned, graded = (Decimal(str(goal.reason.params.get(name, 0))) for name in ("earned", "graded"))
    return _WEAKNESS[goal.state], earned / graded if graded else Decimal(0)
