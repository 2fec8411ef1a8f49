"""The save of one answer by the page's script: small, idempotent, and clear about what became of it."""

from datetime import datetime
from typing import Any

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core import clock
from lms.core.db import transaction
from lms.core.i18n import sentence
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.quiz import access, saving
from lms.quiz.engine.paper import Paper
from lms.quiz.forms import prefix_of, read_json
from lms.quiz.pages import public_view
from lms.quiz.saving import Outcome, Stored
from lms.quiz.views import bp


@bp.post("/attempts/<int:attempt_id>/slots/<int:slot>")
@requires(Permission.ATTEMPT_SIT)
def autosave(attempt_id: int, slot: int) -> ResponseReturnValue:
    """Save one answer: 200; 409 when it was changed elsewhere or comes too late; 422 when it can't be read."""
    now, person = clock.now(), current_person()
    typed = read_json(request.get_data(), slot)
    with transaction():
        outcome = saving.save(
            person_id=person.id,
            attempt_id=attempt_id,
            typed=[typed],
            now=now,
            session_id=person.session_id,
        )
    body, status = told(attempt_id, slot, outcome, now)
    return jsonify(body), status


def told(attempt_id: int, slot: int, outcome: Outcome, now: datetime) -> tuple[dict[str, Any], int]:
    """What became of one save, as JSON values, and the status that says so."""
    if outcome.refusal:
        return _refused(attempt_id, outcome), 409
    if slot in outcome.invalid:
        why = outcome.invalid[slot]
        return {"error": why.code, "message": sentence(why), **_clock(outcome, now)}, 422
    if slot in outcome.stale:
        return _stale(attempt_id, slot, outcome, now), 409
    return _held(outcome.saved[slot]) | _clock(outcome, now), 200


def _clock(outcome: Outcome, now: datetime) -> dict[str, Any]:
    due_at = outcome.due_at.isoformat() if outcome.due_at else None
    return {
        "server_now": now.isoformat(),
        "due_at": due_at,
        "seconds_left": outcome.seconds_left(now),
        "state": outcome.state,
    }


def _held(stored: Stored) -> dict[str, Any]:
    saved_at = stored.saved_at.isoformat() if stored.saved_at else None
    return {"sequence": stored.sequence, "saved_at": saved_at}


def _refused(attempt_id: int, outcome: Outcome) -> dict[str, Any]:
    assert outcome.refusal is not None
    return {
        "error": outcome.refusal.code,
        "message": sentence(outcome.refusal),
        "receipt": outcome.receipt,
        "url": url_for("quiz.receipt", attempt_id=attempt_id),
        "state": outcome.state,
    }


def _stale(attempt_id: int, slot: int, outcome: Outcome, now: datetime) -> dict[str, Any]:
    """The stored answer as the page's own controls, for the script to read and to compare; it is never inserted."""
    sitting = access.attempt_for(current_person(), attempt_id)
    stored = outcome.stale[slot]
    place = Paper.load(sitting.attempt.paper).slot(slot)
    view = public_view(sitting, place, stored.response)
    controls = render_template("quiz/controls.html", view=view, prefix=prefix_of(slot))
    held = {"controls": controls, "certainty": stored.certainty, **_held(stored)}
    return {"error": "stale", **held, **_clock(outcome, now)}
