"""The time left, for the page's script: small enough to ask every half minute."""

from typing import Any

from flask import jsonify
from flask.typing import ResponseReturnValue

from lms.core import clock
from lms.core.i18n import sentence
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.quiz import pauses
from lms.quiz.clock_reading import Said, clock_reading
from lms.quiz.views import bp


@bp.get("/attempts/<int:attempt_id>/clock", endpoint="clock")
@requires(Permission.ATTEMPT_SIT)
def time_now(attempt_id: int) -> ResponseReturnValue:
    """The server's time, when the attempt ends and why, and what was announced last. Two statements."""
    now = clock.now()
    reading = clock_reading(current_person().id, attempt_id)
    return jsonify(
        server_now=now.isoformat(),
        due_at=reading.due_at.isoformat() if reading.due_at else None,
        seconds_left=pauses.seconds_left(reading, now),
        state=reading.state,
        due_reason=sentence(reading.due_reason),
        announcement=_announced(reading.said),
        paused=pauses.is_paused(reading, now),
    )


def _announced(said: Said | None) -> dict[str, Any] | None:
    return {"id": said.id, "text": said.text, "at": said.at.isoformat()} if said else None
