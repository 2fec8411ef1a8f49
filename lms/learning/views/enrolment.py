"""Enrolling: from a course's page, or with a cohort's code or link (P2)."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from lms.cohorts import queries as cohort_queries
from lms.cohorts import services as cohort_services
from lms.cohorts.models import Cohort
from lms.core import clock, throttle
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.i18n import language
from lms.core.permissions import Permission, public, requires
from lms.core.reasons import reason
from lms.core.web import current_person
from lms.courses.document import CourseDocument
from lms.courses.queries import revision_document
from lms.learning import queries
from lms.learning.forms import CodeForm, EnrolForm
from lms.learning.views import bp
from lms.learning.views.catalogue import course_or_404


@bp.route("/courses/<slug>/enrol", methods=["GET", "POST"])
@requires(Permission.COURSE_ENROL)
def enrol(slug: str) -> ResponseReturnValue:
    """Enrol in a course that is open to everyone."""
    course = course_or_404(slug)
    mine = queries.enrolment_in(course.id, current_person().id)
    if mine is not None:
        return redirect(url_for("learning.outline", enrolment_id=mine), 303)
    joinable = queries.cohorts_to_join(course.id, clock.now().date())
    if not joinable or not joinable[0].is_open:
        raise NotFound(reason("learning.not_open"))
    return _enrol_in(joinable[0], _document(course.latest_revision_id))


def _document(revision_id: int | None) -> CourseDocument:
    if revision_id is None:
        raise NotFound(reason("learning.not_open"))
    return revision_document(revision_id)


def _enrol_in(cohort: Cohort, document: CourseDocument) -> ResponseReturnValue:
    form = EnrolForm(data={"printed_name": current_person().name})
    form.offer(document.languages, language())
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        page = render_template("learning/enrol.html", form=form, cohort=cohort, document=document)
        return page, status
    with transaction():
        enrolment = cohort_services.enrol(
            user_id=current_person().id,
            cohort_id=cohort.id,
            printed_name=form.printed_name.data or "",
            language=form.language.data,
            now=clock.now(),
        )
    flash(gettext("You are enrolled. Good luck!"), "success")
    return redirect(url_for("learning.outline", enrolment_id=enrolment.id), 303)


@bp.get("/join")
@public
def join() -> ResponseReturnValue:
    """Type a code, or be sent to its page."""
    form = CodeForm(formdata=request.args if request.args.get("code") else None, meta={"csrf": False})
    if request.args.get("code") and form.validate():
        return redirect(url_for("learning.join_cohort", code=form.code.data), 303)
    return render_template("learning/join.html", form=form), 422 if form.errors else 200


@bp.route("/join/<code>", methods=["GET", "POST"])
@public
def join_cohort(code: str) -> ResponseReturnValue:
    """A cohort's join page: what it is, then sign in, sign up or enrol. The link survives all of them."""
    throttle.hit("join-code", request.remote_addr or "")
    cohort = cohort_queries.cohort_by_code(code)
    if cohort is None:
        raise NotFound(reason("learning.unknown_code"))
    document = _document(cohort.course.latest_revision_id)
    if not current_user.is_authenticated:
        status = 401 if request.method == "POST" else 200
        here = url_for("learning.join_cohort", code=code)
        page = render_template("learning/join_cohort.html", cohort=cohort, document=document, here=here)
        return page, status
    mine = cohort_queries.enrolment_in_cohort(current_person().id, cohort.id)
    if mine is not None:
        return redirect(url_for("learning.outline", enrolment_id=mine.id), 303)
    return _enrol_in(cohort, document)
