"""The learner's side of more time and more attempts: asking, the answer, and what the centre grants them anyway."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.centres.queries import accommodations_of, settings_of
from lms.cohorts.models import Enrolment
from lms.cohorts.rules import ItemDates
from lms.core import clock, throttle
from lms.core.db import transaction
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.progress.queries import report_of
from lms.quiz import access, asking, queries
from lms.quiz.clocks import allowance_for
from lms.quiz.engine.allowance import Allowance
from lms.quiz.models import QuizOverride
from lms.quiz.queries import AttemptSummary
from lms.quiz.rules import SURVEY, QuizContent, past_of, window_of
from lms.quiz.views import bp


@dataclass(frozen=True)
class Ask:
    """What the partial `quiz/_ask.html` shows: the last request, and what may be asked for now (None: nothing), and
    within how many days the centre promises an answer (0: it promises nothing)."""

    enrolment_id: int
    item_key: str
    kind: str | None
    request: QuizOverride | None
    promised_days: int


@dataclass(frozen=True)
class Standing:
    """Where a learner stands with a quiz."""

    content: QuizContent
    attempts: Sequence[AttemptSummary]
    dates: ItemDates
    allowance: Allowance

    def wish(self, now: datetime) -> str | None:
        """What they may ask for. A survey is answered once: a second answer would be one person counted twice."""
        if self.content.item.preset == SURVEY and self.attempts:
            return None
        past = past_of(self.attempts)
        return asking.wish_of(self.content.policy, past, window_of(self.dates), now, self.allowance)


def ask_of(enrolment: Enrolment, standing: Standing, now: datetime) -> Ask | None:
    """What a page says about asking; None when it says nothing. Two statements, none in a cohort that is open to all."""
    if enrolment.cohort.is_open:
        return None
    key = standing.content.item.id
    last = asking.latest_request(enrolment.id, key)
    is_waiting = last is not None and last.decided_at is None
    if last is not None and last.decided_at is not None:
        was_used = any(attempt.started_at > last.decided_at for attempt in standing.attempts)
        last = None if was_used else last
    kind = None if is_waiting else standing.wish(now)
    if not kind and not last:
        return None
    return Ask(enrolment.id, key, kind, last, settings_of(enrolment.centre_id).answer_days)


@bp.post("/learn/<int:enrolment_id>/<key>/ask")
@requires(Permission.ATTEMPT_SIT)
def ask(enrolment_id: int, key: str) -> ResponseReturnValue:
    """Ask for another attempt or more time: one request at a time. 409 when there is nothing to ask for."""
    now, person = clock.now(), current_person()
    enrolment, content = access.quiz_for(person, enrolment_id, key)
    throttle.hit("ask", str(person.id))
    dates = report_of(enrolment, now).items[key].dates
    attempts = queries.attempts_of(enrolment_id, key)
    kind = Standing(content, attempts, dates, allowance_for(enrolment, key)).wish(now)
    with transaction():
        asking.ask(
            enrolment=enrolment, item_key=key, kind=kind, message=request.form.get("message", ""), now=now
        )
    return redirect(url_for("quiz.start", enrolment_id=enrolment_id, key=key, _anchor="ask"), 303)


@bp.get("/arrangements")
@requires(Permission.ATTEMPT_SIT)
def arrangements() -> ResponseReturnValue:
    """What each centre grants this person in its quizzes. Nobody but they, the centre and its instructors sees it."""
    return render_template("quiz/arrangements.html", held=accommodations_of(current_person().id))
