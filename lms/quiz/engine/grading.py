"""From answers to a result. Fractions stay exact until the one rounding of each mark and of the total."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from lms.quiz.engine.outcomes import Mark, Outcome, Pending, Unmarked, rounded, without_noise
from lms.quiz.engine.paper import Paper, Slot
from lms.quiz.engine.policy import Policy
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import Answer, question_type
from lms.quiz.engine.scoring import PLAIN, Circumstances, slot_fraction


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
    def pending(self) -> int:
        """How many outcomes wait for a marker."""
        return sum(isinstance(outcome, Pending) for outcome in self.outcomes.values())

    @property
    def is_final(self) -> bool:
        """Whether no outcome waits for a marker."""
        return self.pending == 0


def grade_slot(slot: Slot, question: Question, answer: Answer | None) -> Outcome:
    """What the question's type says of an answer; a blank one gets 0 where answers get marks."""
    kind = question_type(question.type)
    if answer is None:
        return Mark(Decimal(0)) if kind.is_marked else Unmarked()
    return kind.grade(question, slot.prepared, answer)


def settle(outcome: Outcome) -> Outcome:
    """How a slip of spelling is decided where no marker will see it: as right, with a word on spelling.

    Otherwise a learner would wait for ever over a typing mistake, or lose the mark for it in silence.
    """
    if isinstance(outcome, Pending) and outcome.if_settled is not None:
        return outcome.if_settled
    return outcome


@dataclass(frozen=True)
class Marking:
    """How a paper is marked.

    `settles_spelling`: a slip of spelling is right at once, for want of a marker or because this person's spelling is not
    assessed. `assesses_itself`: what a person would mark is left unmarked, for the learner assesses it.
    """

    policy: Policy
    settles_spelling: bool = True
    assesses_itself: bool = False


AS_IT_IS = Marking(Policy())
"""Without tries, hints, certainty or a marker."""


def grade_paper(
    paper: Paper,
    questions: Mapping[str, Question],
    answers: Mapping[int, Answer | None],
    marking: Marking = AS_IT_IS,
    circumstances: Mapping[int, Circumstances] | None = None,
) -> Result:
    """Mark a whole paper; `questions` by id, `answers` and `circumstances` by slot number (absent or None: blank, plain)."""
    how = circumstances or {}
    outcomes = {
        slot.number: decide(
            slot, questions[slot.question_id], answers.get(slot.number), marking, how.get(slot.number, PLAIN)
        )
        for slot in paper.slots
    }
    return result_of(paper, outcomes)


def decide(
    slot: Slot, question: Question, answer: Answer | None, marking: Marking, how: Circumstances = PLAIN
) -> Outcome:
    """What counts of one answer under a policy. A blank one to be marked by a person needs no one: it is 0."""
    if question_type(question.type).is_manual and marking.assesses_itself:
        return Unmarked()
    outcome = grade_slot(slot, question, answer)
    if marking.settles_spelling:
        outcome = settle(outcome)
    if not isinstance(outcome, Mark) or answer is None:
        return outcome
    return Mark(slot_fraction(marking.policy, outcome.fraction, how), outcome.feedback)


def result_of(paper: Paper, outcomes: Mapping[int, Outcome]) -> Result:
    """The sum of a paper's outcomes; a slot that is never marked counts neither way."""
    counted = [slot for slot in paper.slots if not isinstance(outcomes[slot.number], Unmarked)]
    out_of = sum((slot.points for slot in counted), Decimal(0))
    # Wrong answers given with certainty may cost more than right ones brought: an attempt as a whole never does.
    total = max(Decimal(0), sum((points_of(slot, outcomes[slot.number]) for slot in counted), Decimal(0)))
    fraction = without_noise(total / out_of) if out_of else Decimal(0)
    return Result(rounded(total), out_of, fraction, dict(outcomes))


def points_of(slot: Slot, outcome: Outcome) -> Decimal:
    """The unrounded points that an outcome brings now; `rounded(points_of(…))` is what is stored."""
    return slot.points * outcome.fraction if isinstance(outcome, Mark) else Decimal(0)
