"""Invitations of a centre: made for many addresses at once, listed, sent again, withdrawn."""

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.centres.access import centre_for
from lms.centres.models import Centre
from lms.centres.role_names import ROLES
from lms.core import clock, throttle
from lms.core.db import transaction
from lms.core.errors import InvalidInput
from lms.core.permissions import requires
from lms.core.web import current_person
from lms.learning.paging import page_of
from lms.people import access, inviting, queries, services
from lms.people.forms import InviteForm
from lms.people.inviting import Inviter
from lms.people.names import DUTIES
from lms.people.views import bp

PLACE = "/centres/<int:centre_id>/invitations"
ONE = f"{PLACE}/<int:invitation_id>"


@bp.get(PLACE)
@requires(access.MANAGE)
def invitations(centre_id: int) -> ResponseReturnValue:
    """Those that wait and those that expired, the newest first."""
    centre = centre_for(current_person(), centre_id, access.MANAGE)
    return render_template(
        "people/invitations.html",
        centre=centre,
        page=page_of(queries.open_invitations(centre.id), request.args.get("page", "")),
        url_for_page=lambda number: url_for("people.invitations", centre_id=centre.id, page=number),
        places=queries.places_of(centre.id),
        roles=ROLES,
        now=clock.now(),
    )


def _inviter() -> Inviter:
    return Inviter(current_person().id, str(current_app.config["SECRET_KEY"]), clock.now())


def _form(centre: Centre) -> InviteForm:
    form = InviteForm()
    form.offers(queries.places_of(centre.id))
    return form


def _page(centre: Centre, form: InviteForm) -> str:
    employers = queries.employers_of(centre.id)
    return render_template(
        "people/invite.html", centre=centre, form=form, employers=employers, roles=ROLES, duties=DUTIES
    )


@bp.get(f"{PLACE}/new")
@requires(access.MANAGE)
def invite(centre_id: int) -> ResponseReturnValue:
    """An empty form."""
    centre = centre_for(current_person(), centre_id, access.MANAGE)
    return _page(centre, _form(centre))


@bp.post(f"{PLACE}/new")
@requires(access.MANAGE)
def send_invitations(centre_id: int) -> ResponseReturnValue:
    """Invite every address, or none while a line is wrong. Whether an address has an account changes nothing here."""
    centre = centre_for(current_person(), centre_id, access.MANAGE)
    form = _form(centre)
    if not form.validate_on_submit() or form.refuse_holders(services.holders(form.offer(centre.id))):
        return _page(centre, form), 422
    throttle.hit("invite", f"centre {centre.id}")
    try:
        with transaction():
            sent = inviting.invite(offer=form.offer(centre.id), addresses=form.wanted(), inviter=_inviter())
    except InvalidInput as error:
        form.refuse(error)
        return _page(centre, form), 422
    flash(
        ngettext("%(num)s invitation is on its way.", "%(num)s invitations are on their way.", sent),
        "success",
    )
    return redirect(url_for("people.invitations", centre_id=centre.id), 303)


@bp.post(f"{ONE}/resend")
@requires(access.MANAGE)
def resend_invitation(centre_id: int, invitation_id: int) -> ResponseReturnValue:
    """Send it again: a new link, for seven more days."""
    centre, found = access.invitation_for(current_person(), centre_id, invitation_id)
    throttle.hit("invite", f"centre {centre.id}")
    with transaction():
        inviting.resend(invitation_id=found.id, inviter=_inviter())
    flash(_("The invitation is sent again. The link of the former mail no longer works."), "success")
    return redirect(url_for("people.invitations", centre_id=centre_id), 303)


@bp.post(f"{ONE}/withdraw")
@requires(access.MANAGE)
def withdraw_invitation(centre_id: int, invitation_id: int) -> ResponseReturnValue:
    """Its link stops working."""
    actor = current_person()
    _centre, found = access.invitation_for(actor, centre_id, invitation_id)
    with transaction():
        inviting.withdraw(invitation_id=found.id, actor_id=actor.id, now=clock.now())
    flash(_("The invitation is withdrawn: its link no longer works."), "success")
    return redirect(url_for("people.invitations", centre_id=centre_id), 303)
