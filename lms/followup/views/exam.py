"""The exam console (P35): who sits a quiz now, time for one or for all, and a word to all."""

import hashlib
from datetime import datetime

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from lms.cohorts import access
from lms.cohorts.models import Cohort
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput, NotFound
from lms.core.permissions import Permission, Scope, allows, requires
from lms.core.reasons import reason
from lms.core.web import current_person
from lms.courses.queries import revision_document
from lms.followup import exam
from lms.followup.views import bp
from lms.quiz import announcements, overrides
from lms.quiz.rules import QuizContent, quiz_content

WATCH = "/teach/cohorts/<int:cohort_id>/quizzes/<key>"


def _quiz_for(cohort_id: int, key: str) -> tuple[Cohort, QuizContent]:
    """A quiz of a cohort for who runs its exams; NotFound to strangers and for what is no quiz of its course."""
    found = access.cohort_for(current_person(), cohort_id, Permission.EXAM_INVIGILATE)
    latest = found.course.latest_revision_id
    content = quiz_content(revision_document(latest), key) if latest is not None else None
    if content is None:
        raise NotFound
    return found, content


def _may_read(cohort: Cohort) -> bool:
    """Whether the group and its learners have pages for this person; for an invigilator they have none."""
    scope = Scope(cohort.centre_id, cohort.course_id, cohort.id)
    return allows(current_person().grants, Permission.COHORT_READ, scope)


def _page(
    cohort: Cohort, content: QuizContent, now: datetime, error: InvalidInput | None = None, typed: str = ""
) -> str:
    key = content.item.id
    return render_template(
        "followup/exam.html",
        cohort=cohort,
        may_read=_may_read(cohort),
        content=content,
        console=exam.console_of(exam.candidates(cohort.id, key), now),
        said=announcements.latest(cohort.id, key),
        now=now,
        error=error,
        typed=typed,
        most_minutes=overrides.MOST_MINUTES,
    )


@bp.get(WATCH)
@requires(Permission.EXAM_INVIGILATE)
def exam_console(cohort_id: int, key: str) -> ResponseReturnValue:
    """Where everyone stands: five statements whatever the number of learners."""
    cohort, content = _quiz_for(cohort_id, key)
    return _page(cohort, content, clock.now())


@bp.get(f"{WATCH}/now")
@requires(Permission.EXAM_INVIGILATE)
def exam_now(cohort_id: int, key: str) -> ResponseReturnValue:
    """The part of the console that changes, for its script; 304 when it has not."""
    cohort, content = _quiz_for(cohort_id, key)
    now = clock.now()
    console = exam.console_of(exam.candidates(cohort.id, content.item.id), now)
    part = render_template(
        "followup/_exam_now.html",
        cohort=cohort,
        may_read=_may_read(cohort),
        content=content,
        console=console,
        now=now,
    )
    response = Response(part, mimetype="text/html")
    response.headers["Cache-Control"] = "private, no-cache"
    response.set_etag(hashlib.sha256(part.encode()).hexdigest()[:32])
    return response.make_conditional(request)


def _minutes() -> int:
    typed = request.form.get("minutes", "")
    if not (typed.isascii() and typed.isdigit() and len(typed) < 5):
        raise InvalidInput(reason("grant.bad_minutes", most=overrides.MOST_MINUTES), field="minutes")
    return int(typed)


@bp.post(f"{WATCH}/time")
@requires(Permission.EXAM_INVIGILATE)
def exam_time(cohort_id: int, key: str) -> ResponseReturnValue:
    """More minutes for one attempt (`to` is its number here), or for all that run against a clock."""
    now, person = clock.now(), current_person()
    cohort, content = _quiz_for(cohort_id, key)
    try:
        minutes = _minutes()
        with transaction():
            chosen = _chosen(cohort, content, request.form.get("to", ""), now)
            for attempt_id in chosen:
                overrides.grant_time(attempt_id=attempt_id, minutes=minutes, actor_id=person.id, now=now)
    except InvalidInput as error:
        return _page(cohort, content, now, error), error.status
    flash(
        ngettext("Time added for %(num)s person.", "Time added for %(num)s people.", len(chosen)), "success"
    )
    return redirect(url_for("followup.exam_console", cohort_id=cohort_id, key=key), 303)


def _chosen(cohort: Cohort, content: QuizContent, to: str, now: datetime) -> list[int]:
    """The attempts meant: of this quiz and cohort only."""
    found = exam.candidates(cohort.id, content.item.id)
    running = [
        one for one in found if one.presence(now) not in (exam.Presence.NOT_STARTED, exam.Presence.SUBMITTED)
    ]
    if to == "everyone":
        return [one.attempt_id for one in running if one.attempt_id is not None and one.due_at is not None]
    meant = [one.attempt_id for one in found if one.attempt_id is not None and str(one.attempt_id) == to]
    if not meant:
        raise NotFound
    return meant


@bp.post(f"{WATCH}/announcements")
@requires(Permission.EXAM_INVIGILATE)
def exam_announce(cohort_id: int, key: str) -> ResponseReturnValue:
    """Say something to all who sit the quiz: their pages show it within half a minute."""
    now, person, typed = clock.now(), current_person(), request.form.get("text", "")
    cohort, content = _quiz_for(cohort_id, key)
    try:
        with transaction():
            announcements.announce_to_all(
                cohort=cohort, item_key=content.item.id, text=typed, actor_id=person.id, now=now
            )
    except InvalidInput as error:
        return _page(cohort, content, now, error, typed), error.status
    return redirect(url_for("followup.exam_console", cohort_id=cohort_id, key=key, _anchor="said"), 303)
