"""Who is accessibility officer of a centre: chosen and ended by a manager."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.centres import access, officers
from lms.centres.models import Centre
from lms.centres.views import bp
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput
from lms.core.permissions import Permission, requires
from lms.core.web import current_person

PLACE = "/centres/<int:centre_id>/accessibility-officers"
MANAGE = Permission.CENTRE_MANAGE


@bp.get(PLACE, endpoint="officers")
@requires(MANAGE)
def show_officers(centre_id: int) -> ResponseReturnValue:
    """Who is one now, and a form to choose another of the staff."""
    return _page(access.centre_for(current_person(), centre_id, MANAGE))


def _page(centre: Centre, refused: InvalidInput | None = None) -> str:
    held = officers.officers_of(centre.id)
    return render_template(
        "centres/officers.html",
        centre=centre,
        officers=held,
        candidates=officers.candidates_of(centre.id),
        is_mine=any(one.user_id == current_person().id and one.reads for one in held),
        refused=refused,
    )


@bp.post(PLACE)
@requires(MANAGE)
def choose_officer(centre_id: int) -> ResponseReturnValue:
    """Somebody of the staff reads what people need from now on."""
    person = current_person()
    centre = access.centre_for(person, centre_id, MANAGE)
    user_id = request.form.get("user_id", 0, type=int)
    try:
        with transaction():
            officers.choose(centre_id=centre.id, user_id=user_id, actor_id=person.id, now=clock.now())
    except InvalidInput as error:
        return _page(access.centre_for(person, centre_id, MANAGE), error), 422
    flash(_("The accessibility officer is chosen."), "success")
    return redirect(url_for("centres.officers", centre_id=centre_id), 303)


@bp.post(f"{PLACE}/<int:officer_id>/end")
@requires(MANAGE)
def end_officer(centre_id: int, officer_id: int) -> ResponseReturnValue:
    """Somebody reads it no more."""
    person = current_person()
    centre = access.centre_for(person, centre_id, MANAGE)
    with transaction():
        officers.end(centre_id=centre.id, officer_id=officer_id, actor_id=person.id, now=clock.now())
    flash(_("This person reads what people need no more."), "success")
    return redirect(url_for("centres.officers", centre_id=centre_id), 303)
