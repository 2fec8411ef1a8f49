"""A learner's attempts at a quiz (P13), and the reminder of a running exam on every other page."""

from collections.abc import Iterator

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from lms.core import clock
from lms.core.permissions import Permission, requires
from lms.core.web import Banner, current_person
from lms.progress.queries import report_of
from lms.quiz import access, queries
from lms.quiz.engine.policy import what_shows
from lms.quiz.rules import Standing, seconds_left
from lms.quiz.views import bp
from lms.quiz.views.start import attempts_now


@bp.get("/learn/<int:enrolment_id>/<key>/attempts")
@requires(Permission.ATTEMPT_SIT)
def history(enrolment_id: int, key: str) -> ResponseReturnValue:
    """Every attempt, and the rule that says which score counts."""
    now = clock.now()
    enrolment, content = access.quiz_for(current_person(), enrolment_id, key)
    attempts = attempts_now(enrolment.id, key, now)
    entry = report_of(enrolment, now).items[key]
    standing = Standing.of(attempt.submitted_at for attempt in attempts)
    releases = [what_shows(content.policy, attempt.state, now, entry.dates.closes_at) for attempt in attempts]
    return render_template(
        "quiz/history.html",
        enrolment=enrolment,
        content=content,
        rows=list(zip(attempts, releases, strict=True)),
        refusal=entry.lock or standing.refusal(content.policy, entry.dates, now),
    )


def exam_banner() -> Iterator[Banner]:
    """The running exam of the person, on every page but its own. One statement; silent when the database is not there."""
    if not current_user.is_authenticated or (request.endpoint or "").startswith("quiz."):
        return
    now = clock.now()
    try:
        found = queries.timed_attempt(current_user.id, now)
    except SQLAlchemyError:
        return
    if found is not None:
        minutes = (seconds_left(found[1], now) or 0) // 60
        text = gettext("Exam in progress: %(minutes)s min left", minutes=minutes)
        yield Banner(text, url_for("quiz.sit", attempt_id=found[0]), gettext("Return to exam"))
