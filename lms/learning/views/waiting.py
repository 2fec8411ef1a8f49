"""Waiting for a place in a full cohort, from its join page."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from lms.cohorts import waiting
from lms.core import clock
from lms.core.db import transaction
from lms.core.i18n import language
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.learning.forms import EnrolForm
from lms.learning.views import bp
from lms.learning.views.enrolment import cohort_behind, document_of, waiting_page


@bp.post("/join/<code>/wait")
@requires(Permission.COURSE_ENROL)
def wait(code: str) -> ResponseReturnValue:
    """Take a place at the end of the list."""
    cohort = cohort_behind(code)
    document = document_of(cohort.course.latest_revision_id)
    form = EnrolForm()
    form.offer(document.languages, language())
    if not form.validate_on_submit():
        return waiting_page(cohort, document, code, form), 422
    with transaction():
        waiting.wait(
            user_id=current_person().id,
            cohort_id=cohort.id,
            printed_name=form.printed_name.data or "",
            language=form.language.data,
            now=clock.now(),
        )
    flash(gettext("You are on the waiting list. A mail tells you when you have a place."), "success")
    return redirect(url_for("learning.join_cohort", code=code), 303)


@bp.post("/join/<code>/leave")
@requires(Permission.COURSE_ENROL)
def leave_waiting(code: str) -> ResponseReturnValue:
    """Leave the list."""
    cohort = cohort_behind(code)
    with transaction():
        waiting.leave(user_id=current_person().id, cohort_id=cohort.id, now=clock.now())
    flash(gettext("You are no longer on the waiting list."), "success")
    return redirect(url_for("learning.join_cohort", code=code), 303)
