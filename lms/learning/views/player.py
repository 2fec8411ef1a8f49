"""The lesson player: reading, self-checks, done and on to the next (P8)."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lms.cohorts import access
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import Forbidden, NotFound
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.courses.document import Quiz
from lms.courses.queries import revision_document
from lms.learning import checks, lessons, queries
from lms.learning.views import bp
from lms.learning.views.catalogue import check_fields, media_url
from lms.progress import services
from lms.progress.queries import report_of
from lms.progress.report import Report


def _enrolment_and_report(enrolment_id: int, key: str) -> tuple[Enrolment, Report]:
    enrolment = access.enrolment_for(current_person(), enrolment_id)
    report = report_of(enrolment, clock.now())
    if key not in report.items:
        raise NotFound
    return enrolment, report


def _text_of(enrolment: Enrolment, key: str) -> lessons.LessonText:
    document = revision_document(enrolment.revision_id)
    return lessons.load(document, enrolment.revision_id, key, enrolment.language, media_url(enrolment.revision_id))


def _refuse_locked(report: Report, key: str) -> None:
    lock = report.items[key].lock
    if lock is not None:
        raise Forbidden(lock)


@bp.get("/learn/<int:enrolment_id>/<key>")
@requires(Permission.COURSE_STUDY)
def item(enrolment_id: int, key: str) -> ResponseReturnValue:
    """A lesson; a quiz has its own start page."""
    enrolment, report = _enrolment_and_report(enrolment_id, key)
    document = revision_document(enrolment.revision_id)
    if isinstance(document.by_id[key][1], Quiz):
        return redirect(url_for("quiz.start", enrolment_id=enrolment_id, key=key))
    if report.items[key].lock is not None:
        return _locked_page(enrolment, report, key)
    text = _text_of(enrolment, key)
    answers = {check: payload["answer"] for check, payload in queries.answered_checks(enrolment_id, key).items()}
    order = list(document.by_id)
    position = order.index(key)
    return render_template(
        "learning/player.html",
        enrolment=enrolment,
        document=document,
        report=report,
        lesson=text.lesson,
        module=document.by_id[key][0],
        blocks=lessons.show(text, reader=str(enrolment_id), answers=answers),
        content_language=text.language,
        position=position + 1,
        before=document.by_id[order[position - 1]][1] if position else None,
        after=document.by_id[order[position + 1]][1] if position + 1 < len(order) else None,
    )


def _locked_page(enrolment: Enrolment, report: Report, key: str) -> ResponseReturnValue:
    page = render_template(
        "learning/locked.html",
        enrolment=enrolment,
        document=revision_document(enrolment.revision_id),
        entry=report.items[key],
        key=key,
    )
    return page, 403


@bp.post("/learn/<int:enrolment_id>/<key>/opened")
@requires(Permission.COURSE_STUDY)
def opened(enrolment_id: int, key: str) -> ResponseReturnValue:
    """The page's script tells that the item was opened (a GET writes nothing)."""
    enrolment, report = _enrolment_and_report(enrolment_id, key)
    _refuse_locked(report, key)
    with transaction():
        services.open_item(enrolment=enrolment, item_key=key, now=clock.now())
    return "", 204


@bp.post("/learn/<int:enrolment_id>/<key>/done")
@requires(Permission.COURSE_STUDY)
def done(enrolment_id: int, key: str) -> ResponseReturnValue:
    """Mark a lesson done, and go on to what comes next."""
    enrolment = access.enrolment_for(current_person(), enrolment_id)
    with transaction():
        report = services.mark_done(enrolment=enrolment, item_key=key, now=clock.now())
    following = _following(enrolment, key, report)
    if following is None:
        if report.completion.complete:
            flash(gettext("You have completed the course. Congratulations!"), "success")
        return redirect(url_for("learning.outline", enrolment_id=enrolment_id), 303)
    return redirect(url_for("learning.item", enrolment_id=enrolment_id, key=following), 303)


def _following(enrolment: Enrolment, key: str, report: Report) -> str | None:
    """The item after `key` when it is open to the learner, else the first one that is and is not done."""
    order = list(revision_document(enrolment.revision_id).by_id)
    position = order.index(key) + 1
    if position < len(order) and report.items[order[position]].lock is None:
        return order[position]
    return report.next_item


@bp.post("/learn/<int:enrolment_id>/<key>/checks/<check_id>")
@requires(Permission.COURSE_STUDY)
def answer_check(enrolment_id: int, key: str, check_id: str) -> ResponseReturnValue:
    """A self-check was answered: it is recorded, never marked; the lesson comes back at its place."""
    enrolment, report = _enrolment_and_report(enrolment_id, key)
    _refuse_locked(report, key)
    text = _text_of(enrolment, key)
    answer, fraction = checks.read(
        lessons.check_data(text, check_id),
        seed=lessons.seed(str(enrolment_id), check_id),
        language=text.language,
        fields=check_fields(check_id),
    )
    if answer is not None:
        with transaction():
            services.record_check(
                enrolment=enrolment,
                item_key=key,
                check_id=check_id,
                answer=answer,
                fraction=fraction,
                now=clock.now(),
            )
    here = url_for("learning.item", enrolment_id=enrolment_id, key=key, _anchor=f"check-{check_id}")
    return redirect(here, 303)

