"""Who teaches a group: its managers put somebody of the staff on it, and take them off."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.cohorts import access
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.permissions import Permission, Role, requires
from lms.core.web import current_person
from lms.followup.views import bp
from lms.people import services
from lms.people.queries import staff_of
from lms.people.rules import Offer, Place

TEACHERS = "/teach/cohorts/<int:cohort_id>/teachers"
MANAGE = Permission.PEOPLE_MANAGE


@bp.post(TEACHERS)
@requires(MANAGE)
def add_teacher(cohort_id: int) -> ResponseReturnValue:
    """Somebody of the staff teaches this group, too; NotFound for anybody else."""
    person = current_person()
    cohort = access.cohort_for(person, cohort_id, MANAGE)
    staff = staff_of(cohort.centre_id)
    chosen = next((one for one in staff if str(one.user_id) == request.form.get("user_id", "")), None)
    if chosen is None or not chosen.may_teach:
        raise NotFound
    offer = Offer(cohort.centre_id, Role.INSTRUCTOR, Place(cohort_id=cohort.id))
    with transaction():
        services.give_role(offer=offer, user_id=chosen.user_id, actor_id=person.id, now=clock.now())
    flash(_("%(name)s teaches this group from now on.", name=chosen.name), "success")
    return redirect(url_for("followup.cohort_settings", cohort_id=cohort_id, _anchor="teachers"), 303)


@bp.post(f"{TEACHERS}/<int:membership_id>/end")
@requires(MANAGE)
def remove_teacher(cohort_id: int, membership_id: int) -> ResponseReturnValue:
    """An instructor of this group alone no longer teaches it; wider roles are taken back on the page of the person."""
    person = current_person()
    cohort = access.cohort_for(person, cohort_id, MANAGE)
    roles = (held for member in staff_of(cohort.centre_id) for held in member.roles)
    asked = next((one for one in roles if one.id == membership_id), None)
    if asked is None or asked.role is not Role.INSTRUCTOR or asked.place.cohort_id != cohort.id:
        raise NotFound
    with transaction():
        services.take_role(
            centre_id=cohort.centre_id, membership_id=membership_id, actor_id=person.id, now=clock.now()
        )
    flash(_("The role is taken back."), "success")
    return redirect(url_for("followup.cohort_settings", cohort_id=cohort_id, _anchor="teachers"), 303)
