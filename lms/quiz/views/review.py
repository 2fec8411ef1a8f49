"""Results and feedback (P12): what may show, in the order in which it is worth reading, and what happens next."""

from dataclasses import dataclass
from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.core import clock
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.courses.document import Lesson
from lms.progress.queries import report_of
from lms.quiz import access, queries
from lms.quiz.access import Sitting
from lms.quiz.closing import close_if_due
from lms.quiz.engine.paper import Paper, Slot
from lms.quiz.engine.policy import OPEN, Release, shown_percent, what_shows
from lms.quiz.engine.question_type import question_type
from lms.quiz.models import Answer
from lms.quiz.rules import Standing, lesson_to_read
from lms.quiz.views import bp


@dataclass(frozen=True)
class Reviewed:
    """One question of the review."""

    slot: Slot
    type: str
    view: dict[str, Any]
    outcome: str
    lesson: Lesson | None


ORDER = ("wrong", "partial", "pending", "unmarked", "blank")
"""What to look at first; right answers come last, folded away."""


def _reviewed(sitting: Sitting, slot: Slot, answer: Answer | None) -> Reviewed:
    question = sitting.content.questions[slot.question_id]
    response = answer.response if answer else None
    view = question_type(question.type).review(question, slot.prepared, response, sitting.attempt.language)
    outcome = (answer.outcome if answer else None) or "blank"
    return Reviewed(slot, question.type, view, outcome, lesson_to_read(sitting.content, question))


def _questions(sitting: Sitting, release: Release) -> list[Reviewed]:
    """Nothing at all until verdicts, answers and explanations may show together."""
    if not (release.verdicts and release.answers and release.explanations):
        return []
    answers = queries.answers_of(sitting.attempt.id)
    slots = Paper.load(sitting.attempt.paper).slots
    return [_reviewed(sitting, slot, answers.get(slot.number)) for slot in slots]


def _in_order(questions: list[Reviewed]) -> dict[str, list[Reviewed]]:
    return {
        "first": [one for kind in ORDER for one in questions if one.outcome == kind],
        "right": [one for one in questions if one.outcome == "right"],
    }


def _percent(sitting: Sitting) -> int:
    attempt = sitting.attempt
    assert attempt.mark is not None
    fraction = attempt.mark / attempt.max_mark if attempt.max_mark else attempt.max_mark
    percent = shown_percent(fraction, sitting.content.policy.pass_percent)
    # The stored mark is rounded, passing is not: the percentage follows what was decided.
    needed = sitting.content.policy.pass_percent
    return max(percent, needed) if attempt.passed else min(percent, max(0, needed - 1))


@bp.get("/attempts/<int:attempt_id>/review")
@requires(Permission.ATTEMPT_SIT)
def review(attempt_id: int) -> ResponseReturnValue:
    """The result of a submitted attempt; a running one goes on."""
    now = clock.now()
    sitting = access.attempt_for(current_person(), attempt_id)
    close_if_due(sitting.attempt, now)
    attempt, content, enrolment = sitting.attempt, sitting.content, sitting.enrolment
    if attempt.state == OPEN:
        return redirect(url_for("quiz.sit", attempt_id=attempt_id), 303)
    report = report_of(enrolment, now)
    entry = report.items[attempt.item_key]
    release = what_shows(content.policy, attempt.state, now, entry.dates.closes_at)
    standing = Standing.of(one.submitted_at for one in queries.attempts_of(enrolment.id, attempt.item_key))
    return render_template(
        "quiz/review.html",
        sitting=sitting,
        release=release,
        percent=_percent(sitting),
        **_in_order(_questions(sitting, release)),
        report=report,
        entry=entry,
        refusal=standing.refusal(content.policy, entry.dates, now),
    )
