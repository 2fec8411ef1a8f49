"""A learner's attempts at a quiz (P13), and the reminder of a running exam on every other page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from lms.core import clock
from lms.core.permissions import Permission, requires
from lms.core.web import Banner, current_person
from lms.progress.queries import report_of
from lms.quiz import access, queries, starting
from lms.quiz.clocks import allowance_for
from lms.quiz.closes import last_close
from lms.quiz.engine import release
from lms.quiz.engine.policy import OPEN
from lms.quiz.engine.timing import attempts_allowed
from lms.quiz.explanations import Score, score_of
from lms.quiz.queries import AttemptSummary
from lms.quiz.rules import QuizContent, seconds_left, standing_of
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
    allowance = allowance_for(enrolment, key)
    closes_at = last_close(content.policy, enrolment, key, entry.dates.closes_at, now)
    refusal = starting.refusal(enrolment, content, entry, attempts, allowance, now)
    return render_template(
        "quiz/history.html",
        enrolment=enrolment,
        content=content,
        rows=[_row(content, attempt, closes_at, now) for attempt in attempts],
        refusal=entry.lock or refusal,
        allowed=attempts_allowed(content.policy, allowance),
        extra_attempts=allowance.extra_attempts if content.policy.attempts is not None else 0,
    )


@dataclass(frozen=True)
class Row:
    """An attempt as the list shows it. `state` is the first word that applies; `score` is None while marks are held."""

    attempt: AttemptSummary
    state: str
    score: Score | None


def _row(content: QuizContent, attempt: AttemptSummary, closes_at: datetime | None, now: datetime) -> Row:
    """A held result tells neither its mark nor whether it passed."""
    shown = release.what_shows(content.policy, standing_of(attempt, closes_at, now))
    score = score_of(attempt, content.policy) if shown.marks and attempt.max_mark else None
    holds = {
        "running": attempt.state == OPEN,
        "returned": attempt.returned_at is not None,
        "waiting": attempt.pending > 0 and not shown.marks,
        "recorded": not attempt.max_mark,
        "held": not shown.marks,
        "partial": attempt.pending > 0,
        "done": not content.policy.pass_percent,
        "passed": bool(attempt.passed),
    }
    return Row(attempt, next((state for state, applies in holds.items() if applies), "failed"), score)


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
