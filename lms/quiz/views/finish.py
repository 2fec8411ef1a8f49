"""Checking one's answers, submitting them, and the receipt (P11, P11b)."""

from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Permission, requires
from lms.core.reasons import reason
from lms.core.web import current_person
from lms.quiz import access, services
from lms.quiz.closing import close_if_due
from lms.quiz.engine.policy import OPEN
from lms.quiz.engine.timing import is_late
from lms.quiz.pages import sit_page
from lms.quiz.sittings import Sitting
from lms.quiz.totals import due_at_of
from lms.quiz.views import bp
from lms.quiz.views.sit import ended


def _check_page(sitting: Sitting, *, is_unconfirmed: bool = False) -> str:
    now = clock.now()
    page, due_at = sit_page(sitting, None, now), due_at_of(sitting)
    error = reason("submit.confirm") if is_unconfirmed else None
    late = due_at if is_late(now, due_at) else None
    return render_template("quiz/check.html", page=page, error=error, late_since=late)


@bp.get("/attempts/<int:attempt_id>/check")
@requires(Permission.ATTEMPT_SIT)
def check(attempt_id: int) -> ResponseReturnValue:
    """Every question with its state, before submitting."""
    sitting = access.attempt_for(current_person(), attempt_id)
    return ended(sitting, clock.now()) or _check_page(sitting)


def _needs_word(sitting: Sitting, now: datetime) -> bool:
    """Practice ends without ceremony, and when time is up nothing is left to decide."""
    attempt = sitting.attempt
    is_up = attempt.due_at is not None and now >= attempt.due_at
    return attempt.state == OPEN and not is_up and not sitting.content.is_practice


@bp.post("/attempts/<int:attempt_id>/submit")
@requires(Permission.ATTEMPT_SIT)
def submit(attempt_id: int) -> ResponseReturnValue:
    """Submit, once: a second click shows the same receipt. A graded quiz asks for an explicit confirmation."""
    now = clock.now()
    sitting = access.attempt_for(current_person(), attempt_id)
    if _needs_word(sitting, now) and not request.form.get("confirm"):
        return _check_page(sitting, is_unconfirmed=True), 422
    with transaction():
        services.submit(attempt_id=attempt_id, by="learner", now=now)
    place = "quiz.review" if sitting.content.is_practice else "quiz.receipt"
    return redirect(url_for(place, attempt_id=attempt_id), 303)


@bp.get("/attempts/<int:attempt_id>/receipt")
@requires(Permission.ATTEMPT_SIT)
def receipt(attempt_id: int) -> ResponseReturnValue:
    """The proof that an attempt was submitted; a running one goes on."""
    sitting = access.attempt_for(current_person(), attempt_id)
    close_if_due(sitting.attempt, clock.now())
    if sitting.attempt.state == OPEN:
        return redirect(url_for("quiz.sit", attempt_id=attempt_id), 303)
    due_at = due_at_of(sitting) if sitting.attempt.is_late else None
    city = current_person().timezone.rpartition("/")[2].replace("_", " ")
    return render_template("quiz/receipt.html", sitting=sitting, late_since=due_at, city=city)
