"""Notes about a learner: written and removed on the learner's page."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.cohorts import access
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput, NotFound
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.followup import notes
from lms.followup.note_forms import NoteForm
from lms.followup.views import bp
from lms.followup.views.cohorts import LEARNER, learner_page, may_manage

NOTES = f"{LEARNER}/notes"


def _learner(cohort_id: int, enrolment_id: int) -> Enrolment:
    enrolment = access.enrolment_in_cohort_for(current_person(), enrolment_id)
    if enrolment.cohort_id != cohort_id:
        raise NotFound
    return enrolment


def _back(enrolment: Enrolment) -> ResponseReturnValue:
    page = url_for("followup.learner", cohort_id=enrolment.cohort_id, enrolment_id=enrolment.id)
    return redirect(f"{page}#notes", 303)


@bp.post(NOTES)
@requires(Permission.COHORT_READ)
def add_note(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Note something; the page again, with what was typed, when it can't be."""
    enrolment, form = _learner(cohort_id, enrolment_id), NoteForm()
    if not form.validate_on_submit():
        return learner_page(enrolment, form), 422
    try:
        with transaction():
            notes.add(
                enrolment=enrolment,
                text=form.text.data or "",
                actor_id=current_person().id,
                now=clock.now(),
            )
    except InvalidInput as error:
        form.refuse(error)
        return learner_page(enrolment, form), 422
    return _back(enrolment)


@bp.post(f"{NOTES}/<int:note_id>/remove")
@requires(Permission.COHORT_READ)
def remove_note(cohort_id: int, enrolment_id: int, note_id: int) -> ResponseReturnValue:
    """Remove one's own note, or a colleague's as a manager."""
    enrolment = _learner(cohort_id, enrolment_id)
    with transaction():
        notes.remove(
            enrolment=enrolment,
            note_id=note_id,
            may_remove_all=may_manage(enrolment.cohort),
            actor_id=current_person().id,
            now=clock.now(),
        )
    flash(_("The note is removed."), "success")
    return _back(enrolment)
