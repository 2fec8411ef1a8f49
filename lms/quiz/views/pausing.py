"""Pausing: the clock stands, the questions are hidden, and one button goes on."""

from datetime import datetime, timedelta

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.quiz import access, clocks, pauses
from lms.quiz.sittings import Sitting
from lms.quiz.views import bp


def in_pause(sitting: Sitting, now: datetime) -> ResponseReturnValue | None:
    """Where to go instead of the questions while the clock stands."""
    if not pauses.is_paused(sitting.attempt, now):
        return None
    return redirect(url_for("quiz.paused", attempt_id=sitting.attempt.id), 303)


def pause_now(attempt_id: int, now: datetime) -> ResponseReturnValue:
    """Pause an attempt that was checked already, and show that it is."""
    with transaction():
        clocks.pause(attempt_id, now)
    return redirect(url_for("quiz.paused", attempt_id=attempt_id), 303)


@bp.get("/attempts/<int:attempt_id>/pause")
@requires(Permission.ATTEMPT_SIT)
def paused(attempt_id: int) -> ResponseReturnValue:
    """The page of a paused attempt, without its questions; one that runs goes on."""
    now, sitting = clock.now(), access.attempt_for(current_person(), attempt_id)
    if in_pause(sitting, now) is None:
        return redirect(url_for("quiz.sit", attempt_id=attempt_id), 303)
    remaining = pauses.pause_remaining(sitting.attempt, now)
    return render_template(
        "quiz/paused.html",
        sitting=sitting,
        pause_seconds=remaining,
        ends_at=now + timedelta(seconds=remaining),
        work_seconds=pauses.seconds_left(sitting.attempt, now),
    )


@bp.post("/attempts/<int:attempt_id>/pause")
@requires(Permission.ATTEMPT_SIT)
def pause(attempt_id: int) -> ResponseReturnValue:
    """Stop the clock. 409 with the reason when the person has no pause left, or no clock runs."""
    sitting = access.attempt_for(current_person(), attempt_id)
    return pause_now(sitting.attempt.id, clock.now())


@bp.post("/attempts/<int:attempt_id>/resume")
@requires(Permission.ATTEMPT_SIT)
def resume(attempt_id: int) -> ResponseReturnValue:
    """Let the clock run again, and go back to the questions."""
    now, sitting = clock.now(), access.attempt_for(current_person(), attempt_id)
    with transaction():
        clocks.resume(sitting.attempt.id, now)
    return redirect(url_for("quiz.sit", attempt_id=attempt_id), 303)
