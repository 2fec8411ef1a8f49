"""The start card of a quiz, and the start itself (P9)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.centres.queries import time_factor
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Permission, requires
from lms.core.reasons import Reason
from lms.core.web import current_person
from lms.progress.queries import report_of
from lms.progress.report import ItemReport
from lms.quiz import access, queries, services
from lms.quiz.closing import close_if_due
from lms.quiz.engine.policy import OPEN
from lms.quiz.queries import AttemptSummary
from lms.quiz.rules import QuizContent, Standing, seconds_left
from lms.quiz.views import bp


@dataclass(frozen=True)
class StartCard:
    """What the card says: the attempts so far, the running one, the person's own time, why nothing may start."""

    attempts: list[AttemptSummary]
    running: AttemptSummary | None
    entry: ItemReport
    own_minutes: Decimal | None
    refusal: Reason | None
    seconds_left: int | None


def attempts_now(enrolment_id: int, key: str, now: datetime) -> list[AttemptSummary]:
    """A learner's attempts at a quiz, those whose time is up submitted first."""
    attempts = queries.attempts_of(enrolment_id, key)
    if any(close_if_due(attempt, now) for attempt in attempts):
        return queries.attempts_of(enrolment_id, key)
    return attempts


def _card(enrolment: Enrolment, content: QuizContent, now: datetime) -> StartCard:
    key = content.item.id
    attempts = attempts_now(enrolment.id, key, now)
    running = next((attempt for attempt in attempts if attempt.state == OPEN), None)
    entry = report_of(enrolment, now, [key] if running else ()).items[key]
    standing = Standing.of(attempt.submitted_at for attempt in attempts)
    limit, own = content.policy.time_limit_minutes, None
    if limit is not None:
        own = limit * time_factor(enrolment.centre_id, enrolment.user_id)
    return StartCard(
        attempts=attempts,
        running=running,
        entry=entry,
        own_minutes=own,
        refusal=None if running else entry.lock or standing.refusal(content.policy, entry.dates, now),
        seconds_left=seconds_left(running.due_at, now) if running else None,
    )


@bp.get("/learn/<int:enrolment_id>/<key>/quiz")
@requires(Permission.ATTEMPT_SIT)
def start(enrolment_id: int, key: str) -> ResponseReturnValue:
    """The start card; of a practice quiz, a word and the way in. 403 when the quiz is locked."""
    enrolment, content = access.quiz_for(current_person(), enrolment_id, key)
    card = _card(enrolment, content, clock.now())
    page = render_template("quiz/start.html", enrolment=enrolment, content=content, card=card)
    return page, 403 if card.entry.lock else 200


@bp.post("/learn/<int:enrolment_id>/<key>/quiz")
@requires(Permission.ATTEMPT_SIT)
def begin(enrolment_id: int, key: str) -> ResponseReturnValue:
    """Start an attempt, or go back to the one that runs. The timer starts here, once."""
    now = clock.now()
    enrolment, content = access.quiz_for(current_person(), enrolment_id, key)
    entry = report_of(enrolment, now).items[key]
    with transaction():
        attempt_id = services.start(enrolment=enrolment, content=content, entry=entry, now=now)
    return redirect(url_for("quiz.sit", attempt_id=attempt_id), 303)
