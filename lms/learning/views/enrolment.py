"""Enrolling: from a course's page, or with a cohort's code or link (P2)."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from lms.cohorts import offers, waiting
from lms.cohorts import queries as cohort_queries
from lms.cohorts.models import Cohort, Enrolment
from lms.cohorts.rules import normalise_code
from lms.core import clock, throttle
from lms.core.db import transaction
from lms.core.errors import Conflict, Forbidden, NotFound
from lms.core.i18n import language
from lms.core.permissions import Permission, public, requires
from lms.core.reasons import reason
from lms.core.web import current_person
from lms.courses.document import CourseDocument
from lms.courses.queries import revision_document
from lms.learning import queries
from lms.learning.branding import belongs_to
from lms.learning.forms import CodeForm, EnrolForm
from lms.learning.views import bp
from lms.learning.views.catalogue import course_or_404
from lms.training.queries import trainers_of


@bp.route("/courses/<slug>/enrol", methods=["GET", "POST"])
@requires(Permission.COURSE_ENROL)
def enrol(slug: str) -> ResponseReturnValue:
    """Enrol in a course that is open to everyone."""
    course = course_or_404(slug)
    mine = queries.enrolment_in(course.id, current_person().id)
    if mine is not None:
        return redirect(url_for("learning.outline", enrolment_id=mine), 303)
    way_in = queries.way_in(course.id, clock.now())
    if way_in.open_cohort is None:
        raise NotFound(reason("learning.not_open"))
    if way_in.refusal is not None:
        raise Conflict(way_in.refusal)
    return _enrol_in(way_in.open_cohort, document_of(course.latest_revision_id))


def document_of(revision_id: int | None) -> CourseDocument:
    """What is published of a course; NotFound for nothing."""
    if revision_id is None:
        raise NotFound(reason("learning.not_open"))
    return revision_document(revision_id)


def _enrol_in(cohort: Cohort, document: CourseDocument) -> ResponseReturnValue:
    """The form with the name to print, then the enrolment."""
    form = EnrolForm(data={"printed_name": current_person().name})
    form.offer(document.languages, language())
    if not form.validate_on_submit():
        status = 422 if request.method == "POST" else 200
        trainers = trainers_of(cohort.centre_id, cohort.course_id, cohort.id)
        page = render_template(
            "learning/enrol.html", form=form, cohort=cohort, document=document, trainers=trainers
        )
        return page, status
    enrolment = _enrolled(cohort, form)
    if enrolment.ended_at is not None:
        raise Forbidden(reason("cohorts.enrolment_ended"))
    flash(gettext("You are enrolled. Good luck!"), "success")
    return redirect(url_for("learning.outline", enrolment_id=enrolment.id), 303)


def _enrolled(cohort: Cohort, form: EnrolForm) -> Enrolment:
    with transaction():
        return offers.join(
            user_id=current_person().id,
            cohort_id=cohort.id,
            printed_name=form.printed_name.data or "",
            language=form.language.data,
            now=clock.now(),
        )


@bp.get("/join")
@public
def join() -> ResponseReturnValue:
    """Type a code, and be sent to its page."""
    form = CodeForm(formdata=request.args if "code" in request.args else None, meta={"csrf": False})
    if "code" in request.args and form.validate():
        return redirect(url_for("learning.join_cohort", code=normalise_code(form.code.data or "")), 303)
    return render_template("learning/join.html", form=form), 422 if form.errors else 200


@bp.route("/join/<code>", methods=["GET", "POST"])
@public
def join_cohort(code: str) -> ResponseReturnValue:
    """A cohort's join page: what it is, then sign in, sign up or enrol. The link survives all of them."""
    cohort = cohort_behind(code)
    document = document_of(cohort.course.latest_revision_id)
    if not current_user.is_authenticated:
        waiting.check_joining(cohort, clock.now())
        here = url_for("learning.join_cohort", code=code)
        trainers = trainers_of(cohort.centre_id, cohort.course_id, cohort.id)
        page = render_template(
            "learning/join_cohort.html", cohort=cohort, document=document, here=here, trainers=trainers
        )
        return page, 401 if request.method == "POST" else 200
    mine = cohort_queries.enrolment_in_cohort(current_person().id, cohort.id)
    if mine is not None:
        return redirect(url_for("learning.outline", enrolment_id=mine.id), 303)
    waiting.check_joining(cohort, clock.now())
    if waiting.is_full(cohort) and request.method == "GET":
        return waiting_page(cohort, document, code)
    return _enrol_in(cohort, document)


def waiting_page(cohort: Cohort, document: CourseDocument, code: str, form: EnrolForm | None = None) -> str:
    """One's place in the list, or the form that asks for one."""
    if form is None:
        form = EnrolForm(formdata=None, data={"printed_name": current_person().name})
        form.offer(document.languages, language())
    people = waiting.waiting_of(cohort.id)
    return render_template(
        "learning/waiting.html",
        cohort=cohort,
        document=document,
        code=code,
        form=form,
        mine=next((one for one in people if one.user_id == current_person().id), None),
        total=len(people),
    )


def cohort_behind(code: str) -> Cohort:
    """The cohort of a code; only wrong codes use up the throttle, for a whole class joins from one address."""
    account = str(current_user.id) if current_user.is_authenticated else ""
    throttle.hit("join-code", account)
    cohort = cohort_queries.cohort_by_code(code)
    if cohort is None:
        raise NotFound(reason("learning.unknown_code"))
    with transaction():
        throttle.forgive("join-code", account)
    belongs_to(cohort.centre_id)
    return cohort
