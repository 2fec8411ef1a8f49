"""Taking a quiz (P10): the page, and what it sends when it has no script."""

from datetime import datetime
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput
from lms.core.permissions import Permission, requires
from lms.core.reasons import reason
from lms.core.web import LARGE_FORM, current_person, takes_bodies_of
from lms.quiz import access, queries, saving, services, tries
from lms.quiz.clocks import sit_time
from lms.quiz.closing import close_if_due
from lms.quiz.engine.paper import Paper
from lms.quiz.engine.policy import OPEN
from lms.quiz.forms import Going, read_form, read_going
from lms.quiz.layout import neighbour
from lms.quiz.pages import SitPage, leads_elsewhere, page_again, sit_page
from lms.quiz.saving import Outcome
from lms.quiz.sequence import move_on
from lms.quiz.sittings import Sitting
from lms.quiz.views import bp
from lms.quiz.views.pausing import in_pause, pause_now
from lms.quiz.views.words import script_words


def ended(sitting: Sitting, now: datetime) -> ResponseReturnValue | None:
    """Where to go instead, when the attempt is over: its receipt, or for practice its review."""
    if not close_if_due(sitting.attempt, now) and sitting.attempt.state == OPEN:
        return in_pause(sitting, now)
    place = "quiz.review" if sitting.content.is_practice else "quiz.receipt"
    return redirect(url_for(place, attempt_id=sitting.attempt.id), 303)


def shown(page: SitPage) -> str:
    """A page of a running attempt, rendered."""
    return render_template(
        "quiz/sit.html",
        page=page,
        returned=queries.returned_before(page.sitting.attempt),
        words=script_words(page),
        time=sit_time(page.sitting.attempt, page.now),
        timezone=current_person().timezone,
        time_locale=str(get_locale()).replace("_", "-"),
    )


@bp.get("/attempts/<int:attempt_id>")
@requires(Permission.ATTEMPT_SIT)
def sit(attempt_id: int) -> ResponseReturnValue:
    """A page of the running attempt: question `q`, or all; by default the first one without an answer."""
    now, number = clock.now(), request.args.get("q", type=int)
    sitting = access.attempt_for(current_person(), attempt_id)
    over = ended(sitting, now)
    if over is None and leads_elsewhere(sitting, number):
        return redirect(url_for("quiz.sit", attempt_id=attempt_id), 303)
    return over or shown(sit_page(sitting, number, now))


@bp.post("/attempts/<int:attempt_id>")
@requires(Permission.ATTEMPT_SIT)
@takes_bodies_of(lambda: LARGE_FORM)
def save(attempt_id: int) -> ResponseReturnValue:
    """Save what the page sent, then go where its button says. What can't be saved comes back with what was typed."""
    now, person = clock.now(), current_person()
    sitting = access.attempt_for(person, attempt_id)
    typed = read_form(request.form)
    going = read_going(request.form, typed)
    with transaction():
        outcome = saving.save(
            person_id=person.id, attempt_id=attempt_id, typed=typed, now=now, session_id=person.session_id
        )
    if outcome.refusal is None and outcome.is_clean:
        _help(attempt_id, going, outcome, now)
    return (
        _refused(sitting, outcome, now)
        or _page_again(sitting, typed, outcome, now)
        or _go(sitting, going, now)
    )


def _help(attempt_id: int, going: Going, outcome: Outcome, now: datetime) -> None:
    """Check an answer or buy a hint, once all that was typed is safe."""
    asked: dict[str, Any] = {"person_id": current_person().id, "attempt_id": attempt_id, "slot": going.slot}
    try:
        with transaction():
            if going.verb == "check":
                tries.check_answer(**asked, now=now)
            elif going.verb == "hint":
                tries.buy_hint(**asked, bought=going.bought, now=now)
    except InvalidInput as error:
        outcome.invalid[going.slot] = error.reason or reason("answer.malformed")


def _refused(sitting: Sitting, outcome: Outcome, now: datetime) -> ResponseReturnValue | None:
    """The page that says why nothing was saved: the attempt is over or paused, or these questions are behind the learner."""
    passed = next((why for why in outcome.invalid.values() if why.code == "save.passed"), None)
    if outcome.refusal is None and passed is None:
        return None
    is_over = close_if_due(sitting.attempt, now) or sitting.attempt.state != OPEN
    why = outcome.refusal or passed
    return render_template("quiz/refused.html", sitting=sitting, why=why, is_over=is_over), 409


def _page_again(
    sitting: Sitting, typed: list[saving.Typed], outcome: Outcome, now: datetime
) -> ResponseReturnValue | None:
    if outcome.is_clean:
        return None
    return shown(page_again(sitting, typed, outcome, now)), 409 if outcome.stale else 422


def _go(sitting: Sitting, going: Going, now: datetime) -> ResponseReturnValue:
    attempt_id, policy = sitting.attempt.id, sitting.content.policy
    paper = Paper.load(sitting.attempt.paper)
    following = neighbour(paper, policy, going.here, 1)
    if going.verb == "pause":
        return pause_now(attempt_id, now)
    if going.verb == "review" or (going.verb == "next" and following is None):
        return redirect(url_for("quiz.check", attempt_id=attempt_id), 303)
    if going.verb == "finish" and sitting.content.is_practice:
        with transaction():
            services.submit(attempt_id=attempt_id, by="learner", now=now)
        return redirect(url_for("quiz.review", attempt_id=attempt_id), 303)
    if going.verb == "next" and policy.is_sequential:
        with transaction():
            move_on(sitting, going.here, now)
    moved = {"next": following, "previous": neighbour(paper, policy, going.here, -1)}
    target = going.slot or moved.get(going.verb) or going.here
    anchor = "question" if policy.layout == "one_per_page" else f"question-{target}"
    return redirect(url_for("quiz.sit", attempt_id=attempt_id, q=target, _anchor=anchor), 303)
