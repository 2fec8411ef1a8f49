"""Making and running cohorts (P31): a new one, its settings and code, its next run. For managers."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from lms.cohorts import access, running, services
from lms.cohorts.models import Cohort
from lms.core import audit, clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput
from lms.core.i18n import language
from lms.core.permissions import Permission, Scope, allows, requires
from lms.core.texts import localize
from lms.core.web import current_person
from lms.courses import queries as courses
from lms.courses.models import Course
from lms.courses.queries import revision_document
from lms.followup.cohort_forms import CohortForm, RunAgainForm
from lms.followup.views import bp
from lms.people.queries import teachers_of
from lms.training.queries import titles_of

PLACE = "/teach/cohorts/<int:cohort_id>"
MANAGE = Permission.COHORT_MANAGE
AGAIN = "again-"
"""Tells the second form's fields from the first one's."""


def _courses() -> dict[int, Course]:
    """The published courses for which this person may make cohorts."""
    grants = current_person().grants
    found = courses.courses_of({grant.centre_id for grant in grants})
    return {
        one.id: one
        for one in found
        if one.latest_revision_id is not None and allows(grants, MANAGE, Scope(one.centre_id, one.id))
    }


def _title(course: Course) -> str:
    assert course.latest_revision_id is not None
    return localize(revision_document(course.latest_revision_id).sheet.title, language())[0]


def _new_form() -> CohortForm:
    form = CohortForm()
    del form.tell
    form.course.choices = [SelectChoice(id_, _title(one)) for id_, one in _courses().items()]
    return form


@bp.get("/teach/cohorts/new")
@requires(MANAGE)
def new_cohort() -> ResponseReturnValue:
    """An empty form."""
    return render_template("followup/cohort_new.html", form=_new_form())


@bp.post("/teach/cohorts/new")
@requires(MANAGE)
def create_cohort() -> ResponseReturnValue:
    """Make the cohort, dated by the course's calendar; its page shows the link and the code."""
    form = _new_form()
    if not form.validate_on_submit():
        return render_template("followup/cohort_new.html", form=form), 422
    try:
        with transaction():
            cohort = _create(form)
    except InvalidInput as error:
        form.refuse(error)
        return render_template("followup/cohort_new.html", form=form), 422
    flash(_("The group is made. Give its link or its code to its learners."), "success")
    return redirect(url_for("followup.cohort", cohort_id=cohort.id), 303)


def _create(form: CohortForm) -> Cohort:
    course = _courses()[form.course.data]
    cohort = services.create_cohort(
        centre_id=course.centre_id,
        course_id=course.id,
        name=form.name.data,
        now=clock.now(),
        **form.settings(),
    )
    _record("cohort.created", cohort)
    return cohort


def _record(action: str, cohort: Cohort) -> None:
    audit.record(
        action,
        actor_id=current_person().id,
        centre_id=cohort.centre_id,
        on=("cohort", cohort.id),
        now=clock.now(),
    )


def _page(cohort: Cohort, form: CohortForm | None = None, again: RunAgainForm | None = None) -> str:
    if form is None:
        form = CohortForm(formdata=None)
        form.show(cohort)
    if again is None:
        again = RunAgainForm(formdata=None, prefix=AGAIN)
        again.suggest(cohort)
    teachers = teachers_of(cohort.centre_id, cohort.course_id, cohort.id)
    return render_template(
        "followup/cohort_settings.html",
        cohort=cohort,
        form=form,
        again=again,
        teachers=teachers,
        titles=titles_of(cohort.centre_id, [member.user_id for member, _held in teachers.teaching]),
    )


@bp.get(f"{PLACE}/settings")
@requires(MANAGE)
def cohort_settings(cohort_id: int) -> ResponseReturnValue:
    """What the cohort has, its code, and its next run."""
    return _page(access.cohort_for(current_person(), cohort_id, MANAGE))


@bp.post(f"{PLACE}/settings")
@requires(MANAGE)
def save_cohort(cohort_id: int) -> ResponseReturnValue:
    """Save the settings, all or none."""
    cohort = access.cohort_for(current_person(), cohort_id, MANAGE)
    form = CohortForm()
    del form.course
    if not form.validate_on_submit():
        return _page(cohort, form), 422
    try:
        with transaction():
            running.update_cohort(
                cohort_id=cohort_id,
                name=form.name.data,
                now=clock.now(),
                tells=form.tell.data,
                **form.settings(),
            )
            _record("cohort.changed", cohort)
    except InvalidInput as error:
        form.refuse(error)
        return _page(cohort, form), 422
    flash(_("Saved."), "success")
    return redirect(url_for("followup.cohort_settings", cohort_id=cohort_id), 303)


@bp.post(f"{PLACE}/code")
@requires(MANAGE)
def renew_code(cohort_id: int) -> ResponseReturnValue:
    """Another code: the former one lets nobody in any more."""
    cohort = access.cohort_for(current_person(), cohort_id, MANAGE)
    with transaction():
        running.renew_code(cohort_id=cohort_id)
        _record("cohort.code_renewed", cohort)
    flash(_("The group has a new code. The former one lets nobody in any more."), "success")
    return redirect(url_for("followup.cohort_settings", cohort_id=cohort_id), 303)


@bp.post(f"{PLACE}/again")
@requires(MANAGE)
def run_again(cohort_id: int) -> ResponseReturnValue:
    """The next run, every date moved with its first day; nobody is in it yet."""
    cohort = access.cohort_for(current_person(), cohort_id, MANAGE)
    form = RunAgainForm(prefix=AGAIN)
    if not form.validate_on_submit():
        return _page(cohort, again=form), 422
    try:
        with transaction():
            values = {"name": form.name.data, "starts_on": form.starts_on.data}
            following = running.run_again(cohort_id=cohort_id, now=clock.now(), **values)
            _record("cohort.created", following)
    except InvalidInput as error:
        form.refuse(error)
        return _page(cohort, again=form), 422
    flash(_("The next run is made. Look at its dates, then give its link or its code."), "success")
    return redirect(url_for("followup.dates", cohort_id=following.id), 303)
