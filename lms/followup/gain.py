"""What a cohort gained between the entry test and the exit test: by module, by objective and by learner."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from lms.cohorts.models import Enrolment
from lms.core.db import session
from lms.core.texts import Text, fold
from lms.courses.document import CourseDocument, Quiz
from lms.followup.rules import Change
from lms.quiz.by_objective import diagnostic_quiz
from lms.quiz.models import Answer, Attempt
from lms.quiz.rules import SUBMITTED

Sums = tuple[Decimal, Decimal]
"""Points earned, and points that could be."""
NOTHING: Sums = (Decimal(0), Decimal(0))


@dataclass(frozen=True)
class Learner:
    """A learner who sat one of the tests at least."""

    enrolment_id: int
    name: str
    change: Change


@dataclass(frozen=True)
class Goal:
    """An objective with what the cohort showed of it."""

    text: Text
    change: Change


@dataclass(frozen=True)
class Part:
    """A module with what the cohort showed of its objectives. `number` is its place among those tested, from 1."""

    number: int
    title: Text
    change: Change
    goals: tuple[Goal, ...]


@dataclass(frozen=True)
class Gain:
    """Parts count only the `both` learners who sat both tests, so that before and after speak of the same people."""

    both: int
    parts: tuple[Part, ...]
    learners: tuple[Learner, ...]


@dataclass(frozen=True)
class _Sat:
    """A learner's latest submitted attempt at one of the tests."""

    attempt_id: int
    enrolment_id: int
    name: str
    is_exit: bool
    sums: Sums
    slots: dict[int, tuple[str, Decimal]]
    """The objective and the points of each slot."""


def tests_of(document: CourseDocument) -> tuple[Quiz, Quiz] | None:
    """The course's entry test and exit test, or None when it lacks one of them."""
    entry, exit_ = diagnostic_quiz(document, "entry"), diagnostic_quiz(document, "exit")
    return (entry, exit_) if entry and exit_ else None


def gain_of(cohort_id: int, document: CourseDocument, tests: tuple[Quiz, Quiz]) -> Gain:
    """Two statements, whatever the number of learners. The latest submitted attempt at each test counts."""
    sat = list(_sat(cohort_id, tests))
    by_learner: dict[int, list[_Sat]] = defaultdict(list)
    for one in sat:
        by_learner[one.enrolment_id].append(one)
    whole = [one for pair in by_learner.values() if len(pair) == len(tests) for one in pair]
    learners = sorted((_learner(pair) for pair in by_learner.values()), key=lambda one: fold(one.name))
    sums = _by_objective(whole)
    return Gain(len(whole) // len(tests), tuple(_parts(document, sums)), tuple(learners))


def _sat(cohort_id: int, tests: tuple[Quiz, Quiz]) -> Iterator[_Sat]:
    objectives = {data["id"]: data.get("objective") for test in tests for data in test.questions}
    columns = (
        Attempt.id,
        Attempt.enrolment_id,
        Attempt.item_key,
        Attempt.mark,
        Attempt.max_mark,
        Attempt.paper,
    )
    latest = _latest(cohort_id, tests)
    found = select(*columns, Enrolment.printed_name).join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    for row in session().execute(found.where(Attempt.id.in_(latest))):
        yield _Sat(
            attempt_id=row.id,
            enrolment_id=row.enrolment_id,
            name=row.printed_name,
            is_exit=row.item_key == tests[1].id,
            sums=(row.mark or Decimal(0), row.max_mark),
            slots={
                slot["number"]: (objective, Decimal(slot["points"]))
                for slot in row.paper["slots"]
                if (objective := objectives.get(slot["question_id"]))
            },
        )


def _latest(cohort_id: int, tests: tuple[Quiz, Quiz]) -> Any:
    """The ids of the latest submitted attempts at the tests, of learners who are still enrolled."""
    return (
        select(func.max(Attempt.id))
        .join(Enrolment, Enrolment.id == Attempt.enrolment_id)
        .where(
            Enrolment.cohort_id == cohort_id,
            Enrolment.ended_at.is_(None),
            Attempt.item_key.in_([test.id for test in tests]),
            Attempt.state == SUBMITTED,
        )
        .group_by(Attempt.enrolment_id, Attempt.item_key)
    )


def _learner(sat: list[_Sat]) -> Learner:
    before, after = (next((one.sums for one in sat if one.is_exit == side), None) for side in (False, True))
    return Learner(sat[0].enrolment_id, sat[0].name, _change(before, after))


def _by_objective(sat: list[_Sat]) -> Mapping[tuple[str, bool], Sums]:
    """Points earned and possible of each objective, before (False) and after (True)."""
    ids = [one.attempt_id for one in sat]
    stored = select(Answer.attempt_id, Answer.slot, Answer.fraction).where(Answer.attempt_id.in_(ids))
    fractions = {(row.attempt_id, row.slot): row.fraction or Decimal(0) for row in session().execute(stored)}
    sums: dict[tuple[str, bool], Sums] = defaultdict(lambda: NOTHING)
    for one in sat:
        for number, (objective, points) in one.slots.items():
            earned = points * fractions.get((one.attempt_id, number), Decimal(0))
            sums[objective, one.is_exit] = _plus(sums[objective, one.is_exit], (earned, points))
    return sums


def _parts(document: CourseDocument, sums: Mapping[tuple[str, bool], Sums]) -> Iterator[Part]:
    tested = {objective for objective, _ in sums}
    modules = [one for one in document.modules if tested & {goal.id for goal in one.objectives}]
    for number, module in enumerate(modules, start=1):
        keys = [goal.id for goal in module.objectives if goal.id in tested]
        texts = {goal.id: goal.text for goal in module.objectives}
        goals = tuple(Goal(texts[key], _change(*_sides(sums, [key]))) for key in keys)
        yield Part(number, module.title, _change(*_sides(sums, keys)), goals)


def _sides(sums: Mapping[tuple[str, bool], Sums], keys: Iterable[str]) -> tuple[Sums, Sums]:
    """What was shown of these objectives together, before and after."""
    before, after = NOTHING, NOTHING
    for key in keys:
        before, after = _plus(before, sums.get((key, False))), _plus(after, sums.get((key, True)))
    return before, after


def _plus(one: Sums, other: Sums | None) -> Sums:
    return (one[0] + other[0], one[1] + other[1]) if other else one


def _change(before: Sums | None, after: Sums | None) -> Change:
    return Change(_percent(before), _percent(after))


def _percent(sums: Sums | None) -> int | None:
    return round(100 * sums[0] / sums[1]) if sums and sums[1] else None
