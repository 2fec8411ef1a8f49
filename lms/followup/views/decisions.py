"""A mark and the decisions about it: where it comes from, its history; change it by hand, excuse from it, undo both."""

from collections.abc import Callable
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.certificates.queries import certificate_of
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput, NotFound
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.followup.gradebook import Individual, individual
from lms.followup.mark_forms import ExcuseForm, MarkForm
from lms.followup.mark_origin import origin_of
from lms.followup.views import bp
from lms.followup.views.gradebook import LEARNER, learner_for, may_change, said
from lms.progress import decisions
from lms.progress.decisions import Ruling
from lms.progress.report import Report

ITEM = f"{LEARNER}/<key>"
CHANGE = Permission.GRADE_CHANGE


def _item_for(cohort_id: int, enrolment_id: int, key: str, now: datetime) -> tuple[Enrolment, Individual]:
    """The learner with all that they did; NotFound for a step that their course lacks."""
    enrolment = learner_for(cohort_id, enrolment_id, Permission.COHORT_READ)
    one = individual(enrolment, now)
    if key not in one.items:
        raise NotFound
    return enrolment, one


def _page(
    enrolment: Enrolment,
    one: Individual,
    key: str,
    mark_form: MarkForm | None = None,
    excuse_form: ExcuseForm | None = None,
) -> str:
    own, history = one.items[key], decisions.history_of(enrolment.id, key)
    cohort = enrolment.cohort
    return render_template(
        "followup/mark.html",
        enrolment=enrolment,
        one=one,
        own=own,
        said=said,
        origin=origin_of(enrolment, own),
        history=history,
        seen=decisions.version_of(own.facts, len(history)),
        certificate=certificate_of(enrolment.id),
        may_change=may_change(cohort.centre_id, cohort.course_id, cohort.id),
        mark_form=mark_form or MarkForm(formdata=None, prefix="mark-"),
        excuse_form=excuse_form or ExcuseForm(formdata=None, prefix="excuse-"),
    )


@bp.get(ITEM)
@requires(Permission.COHORT_READ)
def mark(cohort_id: int, enrolment_id: int, key: str) -> ResponseReturnValue:
    """Where a mark comes from, what was decided about it, and what may be."""
    enrolment, one = _item_for(cohort_id, enrolment_id, key, clock.now())
    return _page(enrolment, one, key)


@bp.post(f"{ITEM}/mark")
@requires(CHANGE)
def set_mark(cohort_id: int, enrolment_id: int, key: str) -> ResponseReturnValue:
    """Change the mark by hand."""
    enrolment, now = learner_for(cohort_id, enrolment_id, CHANGE), clock.now()
    form = MarkForm(prefix="mark-")
    if form.validate_on_submit():
        try:
            with transaction():
                ruling = _ruling(form.why.data)
                report = decisions.set_mark(
                    enrolment_id=enrolment.id, item_key=key, score=form.fraction(), ruling=ruling, now=now
                )
            return _done(
                enrolment, key, report, _("The mark is changed. The learner sees it with your reason.")
            )
        except InvalidInput as error:
            form.refuse(error)
    return _page(*_item_for(cohort_id, enrolment_id, key, now), key, mark_form=form), 422


@bp.post(f"{ITEM}/mark/remove")
@requires(CHANGE)
def free_mark(cohort_id: int, enrolment_id: int, key: str) -> ResponseReturnValue:
    """Let the attempts decide again."""
    words = _("The change is taken back: the attempts decide again.")
    return _undo(decisions.free_mark, cohort_id, enrolment_id, key, words)


@bp.post(f"{ITEM}/excuse")
@requires(CHANGE)
def excuse(cohort_id: int, enrolment_id: int, key: str) -> ResponseReturnValue:
    """Excuse the learner from this step."""
    enrolment, now = learner_for(cohort_id, enrolment_id, CHANGE), clock.now()
    form = ExcuseForm(prefix="excuse-")
    if form.validate_on_submit():
        try:
            with transaction():
                ruling = _ruling(form.why.data)
                report = decisions.excuse(enrolment_id=enrolment.id, item_key=key, ruling=ruling, now=now)
            return _done(enrolment, key, report, _("The learner is excused and sees your reason."))
        except InvalidInput as error:
            form.refuse(error)
    return _page(*_item_for(cohort_id, enrolment_id, key, now), key, excuse_form=form), 422


@bp.post(f"{ITEM}/excuse/remove")
@requires(CHANGE)
def end_excuse(cohort_id: int, enrolment_id: int, key: str) -> ResponseReturnValue:
    """Let the step count again."""
    return _undo(decisions.end_excuse, cohort_id, enrolment_id, key, _("The step counts again."))


def _ruling(why: str | None) -> Ruling:
    """A decision of this person over what their page showed; a page that does not say what it showed is an old one."""
    return Ruling(current_person().id, why or "", request.form.get("seen", ""))


def _undo(
    act: Callable[..., Report], cohort_id: int, enrolment_id: int, key: str, words: str
) -> ResponseReturnValue:
    enrolment = learner_for(cohort_id, enrolment_id, CHANGE)
    with transaction():
        report = act(enrolment_id=enrolment.id, item_key=key, ruling=_ruling(""), now=clock.now())
    return _done(enrolment, key, report, words)


def _done(enrolment: Enrolment, key: str, report: Report, words: str) -> ResponseReturnValue:
    """Say what was done, and when that leaves nothing to do; back to the mark."""
    flash(words, "success")
    if report.completion.complete:
        flash(_("Everything that is required is done."), "info")
    cohort_id, enrolment_id = enrolment.cohort_id, enrolment.id
    place = url_for("followup.mark", cohort_id=cohort_id, enrolment_id=enrolment_id, key=key)
    return redirect(place, 303)
