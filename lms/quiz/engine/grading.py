"""From answers to a result. Fractions stay exact until the one rounding of each mark and of the total."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from lms.quiz.engine.outcomes import Mark, Outcome, Pending, Unmarked, rounded, without_noise
from lms.quiz.engine.paper import Paper, Slot
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import Answer, question_type

SPELLING = "spelling"
"""The feedback key of an answer that counts as right although it holds a slip of spelling."""


@dataclass(frozen=True)
class Result:
    """`total` is rounded, for storing; `fraction` is not, for comparing with the pass mark.

    While `is_final` is false, a slot still waits for a marker and counts 0.
    """

    total: Decimal
    max: Decimal
    fraction: Decimal
    outcomes: Mapping[int, Outcome]

    @property
    def is_final(self) -> bool:
        """Whether no outcome waits for a marker."""
        return not any(isinstance(outcome, Pending) for outcome in self.outcomes.values())


def grade_slot(slot: Slot, question: Question, answer: Answer | None) -> Outcome:
    """What the question's type says of an answer; a blank one gets 0."""
    if answer is None:
        return Mark(Decimal(0))
    return question_type(question.type).grade(question, slot.prepared, answer)


def settle(outcome: Outcome) -> Outcome:
    """How an attempt that no marker will see decides: one slip from an accepted text is right, with a word on spelling.

    Otherwise a learner would wait for ever over a typing mistake, or lose the mark for it in silence.
    """
    if isinstance(outcome, Pending) and outcome.reason.code == "pending.near_spelling":
        return Mark(Decimal(1), (SPELLING,))
    return outcome


def grade_paper(
    paper: Paper, questions: Mapping[str, Question], answers: Mapping[int, Answer | None]
) -> Result:
    """Mark a whole paper, settled; `questions` by id, `answers` by slot number (absent or None: blank)."""
    outcomes = {
        slot.number: settle(grade_slot(slot, questions[slot.question_id], answers.get(slot.number)))
        for slot in paper.slots
    }
    return result_of(paper, outcomes)


def result_of(paper: Paper, outcomes: Mapping[int, Outcome]) -> Result:
    """The sum of a paper's outcomes; a slot that is never marked counts neither way."""
    counted = [slot for slot in paper.slots if not isinstance(outcomes[slot.number], Unmarked)]
    out_of = sum((slot.points for slot in counted), Decimal(0))
    total = sum((points_of(slot, outcomes[slot.number]) for slot in counted), Decimal(0))
    fraction = without_noise(total / out_of) if out_of else Decimal(0)
    return Result(rounded(total), out_of, fraction, dict(outcomes))


def points_of(slot: Slot, outcome: Outcome) -> Decimal:
    """The unrounded points that an outcome brings now; `rounded(points_of(…))` is what is stored."""
    return slot.points * outcome.fraction if isinstance(outcome, Mark) else Decimal(0)
