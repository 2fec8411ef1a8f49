"""The result of an attempt objective by objective: where the marks came from, and which lessons to go back to.

It is what an exam that never gives verdicts tells instead, so there it shows as it is. Where verdicts only wait for a moment,
others may still sit the quiz: no share is that of a single question then.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Literal

from lms.core.texts import Text
from lms.courses.document import CourseDocument, Lesson, Module, Quiz
from lms.quiz import queries
from lms.quiz.engine.outcomes import rounded
from lms.quiz.engine.paper import Paper
from lms.quiz.engine.policy import policy_of
from lms.quiz.models import Answer
from lms.quiz.sittings import Sitting, sitting_of

FEWEST = 2
"""Objectives from which a table says more than the result itself."""
ENOUGH = Decimal("0.7")
"""The share of the points from which a lesson needs no second reading: what makes an objective acquired."""


Points = tuple[Decimal, Decimal]
"""Earned, and to be earned."""


@dataclass(frozen=True)
class Share:
    """What was earned of the points on one objective, in an attempt, and the lessons that serve it."""

    key: str
    text: Text
    earned: Decimal
    points: Decimal
    lessons: tuple[Lesson, ...]
    before: tuple[Decimal, Decimal] | None = None
    """Of an exit test: what the entry test had shown, earned and points."""

    @property
    def is_enough(self) -> bool:
        """Whether there is nothing to go back to."""
        return self.earned >= ENOUGH * self.points


def shares_of(sitting: Sitting, answers: Mapping[int, Answer], *, verdicts_wait: bool = False) -> list[Share]:
    """In the course's order, the objectives of the marked questions; empty when they are fewer than two.

    Questions without an objective, or never marked, are left out. While verdicts wait, what one question alone asks about counts for
    its module, and is left out when it stands alone there, too.
    """
    found: dict[str, Points] = {}
    asked: dict[str, int] = {}
    for slot in Paper.load(sitting.attempt.paper).slots:
        answer, objective = answers.get(slot.number), sitting.content.questions[slot.question_id].objective
        if objective is None or (answer is not None and answer.outcome in ("pending", "unmarked")):
            continue
        fraction = answer.fraction if answer and answer.fraction is not None else Decimal(0)
        earned, points = found.get(objective, (Decimal(0), Decimal(0)))
        found[objective] = (earned + slot.points * fraction, points + slot.points)
        asked[objective] = asked.get(objective, 0) + 1
    document = sitting.content.document
    alone = frozenset(key for key, count in asked.items() if verdicts_wait and count == 1)
    shares = [share for module in document.modules for share in _shares(document, module, found, alone)]
    return shares if len(shares) >= FEWEST else []


def _shares(
    document: CourseDocument, module: Module, found: Mapping[str, Points], alone: Collection[str]
) -> Iterator[Share]:
    """A module's objectives; those in `alone` as one share under the module's title, if they are several."""
    keys = [goal.id for goal in module.objectives if goal.id in found]
    for goal in module.objectives:
        if goal.id in found and goal.id not in alone:
            earned, points = found[goal.id]
            yield Share(goal.id, goal.text, rounded(earned), points, serving(document, goal.id))
    together = [key for key in keys if key in alone]
    if len(together) > 1:
        earned = sum((found[key][0] for key in together), Decimal(0))
        points = sum((found[key][1] for key in together), Decimal(0))
        lessons = dict.fromkeys(lesson.id for key in together for lesson in serving(document, key))
        served = tuple(
            item for _, item in document.items() if isinstance(item, Lesson) and item.id in lessons
        )
        yield Share(module.id, module.title, rounded(earned), points, served)


def shares_since(sitting: Sitting, answers: Mapping[int, Answer], *, verdicts_wait: bool) -> list[Share]:
    """`shares_of`; of an exit test, beside what the learner's entry test had shown. Two more statements then."""
    shares = shares_of(sitting, answers, verdicts_wait=verdicts_wait)
    if sitting.content.policy.diagnostic != "exit":
        return shares
    earlier = {share.key: share for share in _entry_shares(sitting)}
    return [
        replace(share, before=(earlier[share.key].earned, earlier[share.key].points))
        if share.key in earlier
        else share
        for share in shares
    ]


def _entry_shares(sitting: Sitting) -> list[Share]:
    entry = diagnostic_quiz(sitting.content.document, "entry")
    attempt = queries.last_submitted(sitting.enrolment.id, entry.id) if entry else None
    if attempt is None:
        return []
    return shares_of(sitting_of(attempt, sitting.enrolment), queries.answers_of(attempt.id))


def diagnostic_quiz(document: CourseDocument, kind: Literal["entry", "exit"]) -> Quiz | None:
    """The course's first test of this kind, or None."""
    quizzes = (item for _, item in document.items() if isinstance(item, Quiz))
    return next((quiz for quiz in quizzes if policy_of(quiz.preset, quiz.policy).diagnostic == kind), None)


def serving(document: CourseDocument, objective: str) -> tuple[Lesson, ...]:
    """The lessons that serve an objective, in the course's order."""
    return tuple(
        item for _, item in document.items() if isinstance(item, Lesson) and objective in item.objectives
    )
