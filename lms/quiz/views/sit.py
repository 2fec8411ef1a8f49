"""Taking a quiz (P10): the page, and what it sends when it has no script."""

from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.quiz import access, saving, services
from lms.quiz.access import Sitting
from lms.quiz.closing import close_if_due
from lms.quiz.engine.policy import OPEN
from lms.quiz.forms import read_form
from lms.quiz.pages import SitPage, page_again, sit_page
from lms.quiz.views import bp
from lms.quiz.views.words import script_words


def ended(sitting: Sitting, now: datetime) -> ResponseReturnValue | None:
    """Where to go instead, when the attempt is over: its receipt, or for practice its review."""
    if not close_if_due(sitting.attempt, now) and sitting.attempt.state == OPEN:
        return None
    place = "quiz.review" if sitting.content.is_practice else "quiz.receipt"
    return redirect(url_for(place, attempt_id=sitting.attempt.id), 303)


def _shown(page: SitPage) -> str:
    return render_template(
        "quiz/sit.html",
        page=page,
        words=script_words(page),
        timezone=current_person().timezone,
        time_locale=str(get_locale()).replace("_", "-"),
    )


@bp.get("/attempts/<int:attempt_id>")
@requires(Permission.ATTEMPT_SIT)
def sit(attempt_id: int) -> ResponseReturnValue:
    """A page of the running attempt: question `q`, or all; by default the first one without an answer."""
    now = clock.now()
    sitting = access.attempt_for(current_person(), attempt_id)
    return ended(sitting, now) or _shown(sit_page(sitting, request.args.get("q", type=int), now))


@bp.post("/attempts/<int:attempt_id>")
@requires(Permission.ATTEMPT_SIT)
def save(attempt_id: int) -> ResponseReturnValue:
    """Save what the page sent, then go where its button says. What can't be saved comes back with what was typed."""
    now, person = clock.now(), current_person()
    sitting = access.attempt_for(person, attempt_id)
    typed = read_form(request.form)
    with transaction():
        outcome = saving.save(person_id=person.id, attempt_id=attempt_id, typed=typed, now=now)
    if outcome.refusal:
        close_if_due(sitting.attempt, now)
        return render_template("quiz/refused.html", sitting=sitting, outcome=outcome), 409
    if outcome.stale or outcome.invalid:
        return _shown(page_again(sitting, typed, outcome, now)), 409 if outcome.stale else 422
    return _go(sitting, request.form.get("go", ""), typed)


def _go(sitting: Sitting, go: str, typed: list[saving.Typed]) -> ResponseReturnValue:
    attempt_id = sitting.attempt.id
    if go == "check":
        return redirect(url_for("quiz.check", attempt_id=attempt_id), 303)
    if go == "finish" and sitting.content.is_practice:
        with transaction():
            services.submit(attempt_id=attempt_id, by="learner", now=clock.now())
        return redirect(url_for("quiz.review", attempt_id=attempt_id), 303)
    here = typed[0].slot if typed else 1
    moved = {"next": here + 1, "previous": max(1, here - 1)}
    target = int(go) if go.isascii() and go.isdigit() and len(go) < 5 else moved.get(go, here)
    return redirect(url_for("quiz.sit", attempt_id=attempt_id, q=target, _anchor="question"), 303)
