"""What a review prints of each question, as far as the policy lets it show, in the order in which it is worth reading."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from lms.core.reasons import Reason
from lms.courses.document import Lesson
from lms.quiz.engine.calibration import Calibration, calibrate
from lms.quiz.engine.outcomes import Mark, rounded
from lms.quiz.engine.paper import Paper, Slot
from lms.quiz.engine.policy import Policy
from lms.quiz.engine.question import Question
from lms.quiz.engine.question_type import question_type
from lms.quiz.engine.release import Shown
from lms.quiz.engine.scoring import slot_fraction
from lms.quiz.engine.views import verdict_of
from lms.quiz.explanations import how_marked
from lms.quiz.file_pages import AttemptFiles, with_files
from lms.quiz.images import with_address
from lms.quiz.models import Answer
from lms.quiz.notes import NO_NOTES, Notes
from lms.quiz.practice import Material
from lms.quiz.rules import QuizContent, lesson_to_read
from lms.quiz.services import circumstances_of
from lms.quiz.sittings import Sitting

MARKED = ("right", "partial", "wrong")
ORDER = ("wrong", "partial", "pending", "unmarked", "blank", "right")
"""What to look at first; right answers come last, folded away."""
HELD_KEYS = ("explanation", "feedback")


@dataclass(frozen=True)
class Reviewed:
    """One question of the review.

    `verdict` is None while verdicts are held. `is_full`: `view` holds the right answers, else the question and the
    learner's own answer. `points` is what it brought, None while marks are held or without a mark; `how` says how.
    `practise` is the objective on which there is more to practise.
    """

    slot: Slot
    type: str
    view: dict[str, Any]
    is_full: bool
    verdict: str | None
    certainty: int | None = None
    points: Decimal | None = None
    how: tuple[Reason, ...] = ()
    lesson: Lesson | None = None
    anchor: str | None = None
    practise: str | None = None
    notes: Notes = NO_NOTES
    may_assess: bool = False
    own_levels: Mapping[str, str] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        """How the names of its controls begin."""
        return f"review-{self.slot.number}-"


@dataclass(frozen=True)
class Beside:
    """What stands beside the answers: markers' notes and the learner's own levels by slot, exercises, and open items."""

    material: Material
    open_items: frozenset[str] = frozenset()
    notes: Mapping[int, Notes] = field(default_factory=dict)
    own_levels: Mapping[int, Mapping[str, str]] = field(default_factory=dict)


def reviewed(sitting: Sitting, shown: Shown, answers: Mapping[int, Answer], beside: Beside) -> list[Reviewed]:
    """The questions of an attempt in the paper's order; none while neither verdicts nor explanations may show."""
    if not (shown.verdicts or shown.explanations or beside.notes):
        return []
    page = _Page(sitting, shown, beside, AttemptFiles(sitting.attempt.id))
    return [page.one(slot, answers.get(slot.number)) for slot in Paper.load(sitting.attempt.paper).slots]


def in_order(questions: Sequence[Reviewed]) -> dict[str, list[Reviewed]]:
    """`first`: errors given with certainty, the most certain before, then the other errors, and so on; `right`: the rest.

    A right answer that a marker commented on is not folded away with the others.

    Without verdicts `first` is empty and `plain` has them all in the paper's order.
    """
    if any(one.verdict is None for one in questions):
        return {"first": [], "right": [], "plain": list(questions)}
    folded = [one for one in questions if one.verdict == "right" and not one.notes.comment]
    return {
        "first": sorted((one for one in questions if one not in folded), key=_urgency),
        "right": folded,
        "plain": [],
    }


def _urgency(one: Reviewed) -> tuple[int, int]:
    confident = one.certainty or 1 if one.verdict == "wrong" else 1
    return -confident, ORDER.index(one.verdict or "blank")


def calibration_of(questions: Iterable[Reviewed]) -> Calibration:
    """How certainty and being right went together in this attempt."""
    judged = [one for one in questions if one.verdict in MARKED]
    return calibrate((one.certainty, one.verdict == "right") for one in judged)


def verdict_of_answer(content: QuizContent, slot: Slot, answer: Answer | None) -> str:
    """What to call an answer: what its type says of it, for a right answer after two tries is right, though it counts less.

    What a marker decided stands.
    """
    outcome = (answer.outcome if answer else None) or "blank"
    if answer is None or outcome not in MARKED or answer.response is None or answer.fraction is None:
        return outcome
    question = content.questions[slot.question_id]
    graded = question_type(question.type).grade(question, slot.prepared, answer.response)
    if not isinstance(graded, Mark):
        return outcome
    counted = rounded(slot_fraction(content.policy, graded.fraction, circumstances_of(answer)))
    return verdict_of(graded.fraction) if counted == answer.fraction else outcome


@dataclass(frozen=True)
class _Page:
    """What is the same for each question of one review."""

    sitting: Sitting
    shown: Shown
    beside: Beside
    files: AttemptFiles

    def one(self, slot: Slot, answer: Answer | None) -> Reviewed:
        question = self.sitting.content.questions[slot.question_id]
        verdict = verdict_of_answer(self.sitting.content, slot, answer)
        notes = self.beside.notes.get(slot.number, NO_NOTES)
        own = self.beside.own_levels.get(slot.number, {})
        is_full = self.shown.verdicts and self.shown.answers
        shows_marks = self.shown.verdicts and self.shown.marks and verdict in (*MARKED, "blank")
        lesson = lesson_to_read(self.sitting.content, question)
        return Reviewed(
            slot=slot,
            type=question.type,
            view={**self._shown(question, slot, answer, is_full), "levels": notes.levels or own},
            is_full=is_full,
            verdict=verdict if self.shown.verdicts else None,
            certainty=answer.certainty if answer and not question_type(question.type).is_manual else None,
            points=_points(slot, answer) if shows_marks else None,
            how=how_marked(self._policy(question), answer, verdict) if shows_marks and answer else (),
            lesson=lesson,
            anchor=self.beside.material.anchor(lesson.id, question.objective) if lesson else None,
            practise=self._practise(question),
            notes=notes,
            may_assess=is_full and verdict == "unmarked" and bool(getattr(question, "rubric", ())),
            own_levels=own,
        )

    def _policy(self, question: Question) -> Policy:
        """Nobody is sure of an essay: what a person marks has no certainty."""
        policy = self.sitting.content.policy
        is_manual = question_type(question.type).is_manual
        return policy.model_copy(update={"certainty": False}) if is_manual else policy

    def _shown(self, question: Question, slot: Slot, answer: Answer | None, is_full: bool) -> dict[str, Any]:
        view = with_address(self._view(question, slot, answer, is_full), self.sitting.attempt.revision_id)
        return with_files(view, self.files, slot.number)

    def _view(self, question: Question, slot: Slot, answer: Answer | None, is_full: bool) -> dict[str, Any]:
        kind, response = question_type(question.type), answer.response if answer else None
        language = self.sitting.attempt.language
        view = kind.review(question, slot.prepared, response, language)
        if not is_full:
            explanation = view.get("explanation")
            view = kind.public(question, slot.prepared, language, response)
            return {**view, "explanation": explanation if self.shown.explanations else None}
        return view if self.shown.explanations else without_explanations(view)

    def _practise(self, question: Question) -> str | None:
        objective = question.objective
        if objective is None or not self.beside.material.on(objective, self.beside.open_items):
            return None
        return objective


def _points(slot: Slot, answer: Answer | None) -> Decimal:
    fraction = answer.fraction if answer and answer.fraction is not None else Decimal(0)
    return rounded(slot.points * fraction)


def without_explanations(value: Any) -> Any:
    """A type's view with every explanation and every feedback, at any depth, left empty."""
    if isinstance(value, Mapping):
        return {
            key: None if str(key).startswith(HELD_KEYS) else without_explanations(item)
            for key, item in value.items()
        }
    return [without_explanations(item) for item in value] if isinstance(value, list) else value
