"""Accommodations of one person (P34): the form, and what it makes of each quiz before it is saved."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.centres.queries import accommodation_history, accommodation_of, terms_of
from lms.centres.rules import NOTHING_GRANTED, Terms
from lms.centres.services import set_accommodation
from lms.cohorts import access
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput, NotFound
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.followup.effects import effects_of
from lms.followup.forms import AccommodationForm
from lms.followup.views import bp

PLACE = "/teach/cohorts/<int:cohort_id>/learners/<int:enrolment_id>/accommodations"


def _enrolment_for(cohort_id: int, enrolment_id: int) -> Enrolment:
    enrolment = access.enrolment_in_cohort_for(current_person(), enrolment_id, Permission.ACCOMMODATION_SET)
    if enrolment.cohort_id != cohort_id:
        raise NotFound
    return enrolment


def _page(enrolment: Enrolment, form: AccommodationForm, terms: Terms, *, is_preview: bool = False) -> str:
    return render_template(
        "followup/accommodations.html",
        enrolment=enrolment,
        form=form,
        effects=effects_of(enrolment, terms, clock.now()),
        history=accommodation_history(enrolment.centre_id, enrolment.user_id),
        is_preview=is_preview,
    )


@bp.get(PLACE)
@requires(Permission.ACCOMMODATION_SET)
def accommodations(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """What is granted now, and what it makes of each quiz."""
    enrolment = _enrolment_for(cohort_id, enrolment_id)
    held = accommodation_of(enrolment.centre_id, enrolment.user_id)
    form = AccommodationForm()
    form.show(held)
    return _page(enrolment, form, terms_of(held) if held else NOTHING_GRANTED)


@bp.post(PLACE)
@requires(Permission.ACCOMMODATION_SET)
def set_accommodations(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Show what these terms would make of each quiz (`go=preview`), or grant them."""
    enrolment = _enrolment_for(cohort_id, enrolment_id)
    form = AccommodationForm()
    if not form.validate_on_submit():
        return _page(enrolment, form, NOTHING_GRANTED), 422
    if request.form.get("go") == "preview":
        return _page(enrolment, form, form.terms(), is_preview=True)
    try:
        _grant(enrolment, form.terms())
    except InvalidInput as error:
        form.refuse(error)
        return _page(enrolment, form, NOTHING_GRANTED), 422
    flash(_("The accommodations are saved. Attempts that run have their new end."), "success")
    here = url_for("followup.accommodations", cohort_id=cohort_id, enrolment_id=enrolment_id)
    return redirect(here, 303)


def _grant(enrolment: Enrolment, terms: Terms) -> None:
    with transaction():
        set_accommodation(
            centre_id=enrolment.centre_id,
            user_id=enrolment.user_id,
            terms=terms,
            actor_id=current_person().id,
            now=clock.now(),
        )
