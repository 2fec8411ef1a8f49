"""Results and feedback (P12): what may show, in the order in which it is worth reading, and what happens next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Permission, requires
from lms.core.reasons import Reason
from lms.core.web import current_person
from lms.courses.queries import revision_document
from lms.progress.queries import report_of
from lms.progress.report import ItemReport, Report
from lms.quiz import access, explanations, queries, reviewing, self_assessment, starting
from lms.quiz.by_objective import Share, shares_since
from lms.quiz.clocks import allowance_for
from lms.quiz.closes import last_close
from lms.quiz.closing import close_if_due
from lms.quiz.engine.allowance import USUAL
from lms.quiz.engine.paper import Paper
from lms.quiz.engine.policy import OPEN
from lms.quiz.engine.release import Shown, what_shows
from lms.quiz.late import kept_of
from lms.quiz.models import Answer
from lms.quiz.notes import Notes, notes_of
from lms.quiz.practice import material_of
from lms.quiz.queries import AttemptSummary
from lms.quiz.rules import standing_of
from lms.quiz.services import marking_of
from lms.quiz.sittings import Sitting
from lms.quiz.telling import tell_if_due
from lms.quiz.views import bp


@dataclass(frozen=True)
class Result:
    """An attempt that is over, with all that its page says. `next_version` is the attempt that improves a returned one."""

    sitting: Sitting
    report: Report
    shown: Shown
    answers: Mapping[int, Answer]
    next_version: AttemptSummary | None
    refusal: Reason | None
    now: datetime

    @property
    def entry(self) -> ItemReport:
        """The quiz in the learner's report."""
        return self.report.items[self.sitting.attempt.item_key]

    @property
    def is_returned(self) -> bool:
        """Whether it was returned to be improved: its comments show then, whatever else must wait."""
        return self.sitting.attempt.returned_at is not None

    @property
    def score(self) -> explanations.Score:
        """The result as people read it."""
        return explanations.score_of(self.sitting.attempt, self.sitting.content.policy)

    @property
    def lateness(self) -> Reason | None:
        """What lateness did to the result; None in time, or while marks are held."""
        if not self.shown.marks:
            return None
        attempt, policy = self.sitting.attempt, self.sitting.content.policy
        slots = Paper.load(attempt.paper).slots
        return explanations.lateness_of(attempt, policy, slots, self.answers, self.entry.due_at)

    @property
    def held(self) -> Reason | None:
        """Why and until when something is held back; a returned work waits for its learner only."""
        return None if self.is_returned else explanations.why_held(self.shown)

    def questions(self) -> list[reviewing.Reviewed]:
        """What may show of each question."""
        return reviewing.reviewed(self.sitting, self.shown, self.answers, self._beside())

    def _beside(self) -> reviewing.Beside:
        attempt, enrolment = self.sitting.attempt, self.sitting.enrolment
        open_items = frozenset(key for key, item in self.report.items.items() if item.lock is None)
        material = material_of(revision_document(enrolment.revision_id), enrolment.language)
        return reviewing.Beside(material, open_items, self._notes(), self._own_levels(attempt.id))

    def _notes(self) -> Mapping[int, Notes]:
        """Nothing is asked for when no person can have marked: the marks came with the submission."""
        attempt = self.sitting.attempt
        by_person = attempt.marked_at is None or attempt.marked_at != attempt.submitted_at
        shows = self.is_returned or (self.shown.marks and self.shown.verdicts)
        return notes_of(attempt.id) if shows and (by_person or self.is_returned) else {}

    def _own_levels(self, attempt_id: int) -> Mapping[int, Mapping[str, str]]:
        is_own = any(answer.outcome == "unmarked" for answer in self.answers.values())
        return self_assessment.own_levels(attempt_id) if is_own and self.shown.answers else {}


def _result(sitting: Sitting, now: datetime) -> Result:
    attempt, enrolment = sitting.attempt, sitting.enrolment
    report = report_of(enrolment, now)
    entry = report.items[attempt.item_key]
    attempts = queries.attempts_of(enrolment.id, attempt.item_key)
    later = [one for one in attempts if one.number > attempt.number]
    return Result(
        sitting=sitting,
        report=report,
        shown=_shown(sitting, entry, now),
        answers=queries.answers_of(attempt.id),
        next_version=later[0] if later and attempt.returned_at else None,
        refusal=_refusal(sitting, entry, attempts, now),
        now=now,
    )


def _shown(sitting: Sitting, entry: ItemReport, now: datetime) -> Shown:
    policy = sitting.content.policy
    closes_at = last_close(policy, sitting.enrolment, entry.key, entry.dates.closes_at, now)
    return what_shows(policy, standing_of(sitting.attempt, closes_at, now))


def _refusal(
    sitting: Sitting, entry: ItemReport, attempts: list[AttemptSummary], now: datetime
) -> Reason | None:
    """Why no further attempt may start; what the learner was granted is only looked up when it would make a difference."""
    enrolment, content = sitting.enrolment, sitting.content
    refusal = starting.refusal(enrolment, content, entry, attempts, USUAL, now)
    if refusal is None:
        return None
    return starting.refusal(enrolment, content, entry, attempts, allowance_for(enrolment, entry.key), now)


@bp.get("/attempts/<int:attempt_id>/review")
@requires(Permission.ATTEMPT_SIT)
def review(attempt_id: int) -> ResponseReturnValue:
    """The result of a submitted attempt; a running one goes on."""
    now = clock.now()
    sitting = access.attempt_for(current_person(), attempt_id)
    close_if_due(sitting.attempt, now)
    if sitting.attempt.state == OPEN:
        return redirect(url_for("quiz.sit", attempt_id=attempt_id), 303)
    result = _result(sitting, now)
    if tell_if_due(sitting, result.entry, result.shown, now):
        result = _result(sitting, now)
    return render_template("quiz/review.html", **_page(result))


def _shares(result: Result) -> list[Share]:
    """The result by objective, once marks show."""
    if not result.shown.marks:
        return []
    waits = not result.shown.verdicts and result.sitting.content.policy.release.verdicts != "never"
    return shares_since(result.sitting, result.answers, verdicts_wait=waits)


def _page(result: Result) -> dict[str, Any]:
    questions = result.questions()
    return {
        "result": result,
        "sitting": result.sitting,
        "release": result.shown,
        "score": result.score,
        "late": None if result.sitting.content.is_practice else kept_of(result.sitting.attempt.id),
        "is_self_assessed": marking_of(result.sitting).assesses_itself,
        "calibration": reviewing.calibration_of(questions),
        "shares": _shares(result),
        **reviewing.in_order(questions),
    }


@bp.post("/attempts/<int:attempt_id>/slots/<int:slot>/assessment")
@requires(Permission.ATTEMPT_SIT)
def assess(attempt_id: int, slot: int) -> ResponseReturnValue:
    """The learner's own levels for an answer that nobody else marks; kept, never a mark."""
    now = clock.now()
    sitting = access.attempt_for(current_person(), attempt_id)
    shown = _shown(sitting, report_of(sitting.enrolment, now).items[sitting.attempt.item_key], now)
    with transaction():
        self_assessment.assess(sitting, shown, slot, dict(request.form.lists()), now)
    return redirect(url_for("quiz.review", attempt_id=attempt_id, _anchor=f"q{slot}-title"), 303)
