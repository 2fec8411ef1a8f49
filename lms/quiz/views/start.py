"""The start card of a quiz, and the start itself (P9)."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.cohorts.models import Enrolment
from lms.core import clock, throttle
from lms.core.db import transaction
from lms.core.errors import InvalidInput
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.progress.queries import report_of
from lms.quiz import access, queries, services
from lms.quiz.card import attempts_now, card_of
from lms.quiz.forms import read_start
from lms.quiz.rules import QuizContent
from lms.quiz.views import bp
from lms.quiz.views.requests import Standing, ask_of

__all__ = ["attempts_now"]


def _page(
    enrolment: Enrolment, content: QuizContent, error: InvalidInput | None = None
) -> ResponseReturnValue:
    card = card_of(enrolment, content, current_person().session_id, clock.now())
    standing = Standing(content, card.attempts, card.entry.dates, card.allowance)
    page = render_template(
        "quiz/start.html",
        enrolment=enrolment,
        content=content,
        card=card,
        error=error,
        ask=ask_of(enrolment, standing, card.now),
    )
    return page, error.status if error else 403 if card.entry.lock else 200


@bp.get("/learn/<int:enrolment_id>/<key>/quiz")
@requires(Permission.ATTEMPT_SIT)
def start(enrolment_id: int, key: str) -> ResponseReturnValue:
    """The start card; of a practice quiz, a word and the way in. 403 when the quiz is locked."""
    enrolment, content = access.quiz_for(current_person(), enrolment_id, key)
    return _page(enrolment, content)


@bp.post("/learn/<int:enrolment_id>/<key>/quiz")
@requires(Permission.ATTEMPT_SIT)
def begin(enrolment_id: int, key: str) -> ResponseReturnValue:
    """Start an attempt, or go back to the one that runs. The timer starts here, once."""
    now = clock.now()
    enrolment, content = access.quiz_for(current_person(), enrolment_id, key)
    sent = read_start(request.form)
    _count_codes(enrolment, content)
    entry = report_of(enrolment, now).items[key]
    try:
        with transaction():
            attempt_id = services.start(enrolment=enrolment, content=content, entry=entry, sent=sent, now=now)
    except InvalidInput as error:
        return _page(enrolment, content, error)
    return redirect(url_for("quiz.sit", attempt_id=attempt_id), 303)


def _count_codes(enrolment: Enrolment, content: QuizContent) -> None:
    """An access code is short: the tries at it are counted per person and quiz, those of who only resumes are not."""
    key = content.item.id
    if content.policy.access_code is not None and queries.open_attempt_id(enrolment.id, key) is None:
        throttle.hit("access-code", f"{enrolment.id}:{key}")
