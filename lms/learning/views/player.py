"""The lesson player: reading, self-checks, done and on to the next (P8)."""

from collections.abc import Mapping

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lms.cohorts import access as cohort_access
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import Forbidden, NotFound
from lms.core.permissions import Permission, requires
from lms.core.policy import allow_frames
from lms.core.web import current_person
from lms.courses.document import Quiz
from lms.courses.queries import revision_document
from lms.learning import access, checks, lessons, steps
from lms.learning.views import bp
from lms.learning.views.reading import check_fields, media_url
from lms.progress import services
from lms.progress.queries import report_of
from lms.progress.report import Report


def _report(enrolment: Enrolment, key: str) -> Report:
    report = report_of(enrolment, clock.now())
    if key not in report.items:
        raise NotFound
    return report


def _text_of(enrolment: Enrolment, key: str) -> lessons.LessonText:
    return lessons.load(
        revision_document(enrolment.revision_id),
        enrolment.revision_id,
        key,
        enrolment.language,
        reader=str(enrolment.id),
        media_url=media_url(enrolment.revision_id),
    )


@bp.get("/learn/<int:enrolment_id>/<key>")
@requires(Permission.COURSE_STUDY)
def item(enrolment_id: int, key: str) -> ResponseReturnValue:
    """A lesson; a quiz has its own start page."""
    enrolment, replies = access.lesson_for(current_person(), enrolment_id, key)
    report = _report(enrolment, key)
    if report.items[key].lock is not None:
        return _locked_page(enrolment, report, key)
    if isinstance(revision_document(enrolment.revision_id).by_id[key][1], Quiz):
        return redirect(url_for("quiz.start", enrolment_id=enrolment_id, key=key))
    return _lesson_page(enrolment, report, key, replies)


def _lesson_page(enrolment: Enrolment, report: Report, key: str, replies: Mapping[str, checks.Reply]) -> str:
    text = _text_of(enrolment, key)
    document = revision_document(enrolment.revision_id)
    before, after = steps.neighbours(document, key)
    blocks = text.show(replies)
    allow_frames(lessons.frames_of(blocks))
    return render_template(
        "learning/player.html",
        enrolment=enrolment,
        document=document,
        report=report,
        lesson=text.lesson,
        module=document.by_id[key][0],
        blocks=blocks,
        content_language=text.language,
        before=before,
        after=after,
        practice=steps.practice_after(document, report, key),
    )


def _locked_page(enrolment: Enrolment, report: Report, key: str) -> ResponseReturnValue:
    page = render_template(
        "learning/locked.html",
        enrolment=enrolment,
        document=revision_document(enrolment.revision_id),
        entry=report.items[key],
    )
    return page, 403


@bp.post("/learn/<int:enrolment_id>/<key>/opened")
@requires(Permission.COURSE_STUDY)
def opened(enrolment_id: int, key: str) -> ResponseReturnValue:
    """The page's script tells that the item was opened (a GET writes nothing)."""
    enrolment = cohort_access.enrolment_for(current_person(), enrolment_id)
    with transaction():
        services.open_item(enrolment=enrolment, item_key=key, now=clock.now())
    return "", 204


@bp.post("/learn/<int:enrolment_id>/<key>/done")
@requires(Permission.COURSE_STUDY)
def done(enrolment_id: int, key: str) -> ResponseReturnValue:
    """Mark a lesson done, and go on to what comes next."""
    enrolment = cohort_access.enrolment_for(current_person(), enrolment_id)
    with transaction():
        report = services.mark_done(enrolment=enrolment, item_key=key, now=clock.now())
    document = revision_document(enrolment.revision_id)
    if steps.practice_after(document, report, key) is not None:
        here = url_for("learning.item", enrolment_id=enrolment_id, key=key, _anchor="practice")
        return redirect(here, 303)
    following = steps.following(document, report, key)
    if following is not None:
        return redirect(url_for("learning.item", enrolment_id=enrolment_id, key=following), 303)
    if report.completion.complete:
        flash(gettext("You have completed the course. Congratulations!"), "success")
    return redirect(url_for("learning.outline", enrolment_id=enrolment_id), 303)


@bp.post("/learn/<int:enrolment_id>/<key>/checks/<check_id>")
@requires(Permission.COURSE_STUDY)
def answer_check(enrolment_id: int, key: str, check_id: str) -> ResponseReturnValue:
    """A self-check was answered: it is recorded, never marked; the lesson comes back at its place."""
    enrolment, replies = access.lesson_for(current_person(), enrolment_id, key)
    report = _report(enrolment, key)
    if report.items[key].lock is not None:
        raise Forbidden(report.items[key].lock)
    reply = checks.read(_text_of(enrolment, key).paper(check_id), check_fields(check_id))
    if reply.error is not None:
        return _lesson_page(enrolment, report, key, {**replies, check_id: reply}), 422
    with transaction():
        services.record_check(
            enrolment=enrolment,
            item_key=key,
            check_id=check_id,
            answer=reply.answer,
            fraction=reply.fraction,
            now=clock.now(),
        )
    here = url_for("learning.item", enrolment_id=enrolment_id, key=key, _anchor=f"check-{check_id}")
    return redirect(here, 303)


@bp.get("/learn/<int:enrolment_id>/<key>/checks/<check_id>")
@requires(Permission.COURSE_STUDY)
def answered_check(enrolment_id: int, key: str, check_id: str) -> ResponseReturnValue:
    """The address of a refused answer, opened again (a reload, a change of language): the lesson, at that place."""
    here = url_for("learning.item", enrolment_id=enrolment_id, key=key, _anchor=f"check-{check_id}")
    return redirect(here, 303)
