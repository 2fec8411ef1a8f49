"""The staff of a centre: everyone with their roles, one person, a role given, a role taken back."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_timedelta
from flask_babel import gettext as _

from lms.centres.access import centre_for
from lms.centres.models import Centre
from lms.centres.queries import centres
from lms.centres.role_names import ROLES
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput, NotFound
from lms.core.permissions import Role, Scope, allows, requires
from lms.core.texts import fold
from lms.core.web import current_person
from lms.learning.paging import page_of
from lms.people import access, queries, services
from lms.people.forms import RoleForm, TitleForm
from lms.people.names import DUTIES
from lms.people.queries import Member
from lms.people.views import bp
from lms.training.queries import titles_of

PLACE = "/centres/<int:centre_id>/people"
ONE = f"{PLACE}/<int:user_id>"
FORMER = "former"


@bp.get("/people")
@requires(access.MANAGE)
def mine() -> ResponseReturnValue:
    """The centres whose staff this person manages; the only one is shown at once."""
    grants = current_person().grants
    found = [one for one in centres() if allows(grants, access.MANAGE, Scope(one.id))]
    if len(found) == 1:
        return redirect(url_for("people.people", centre_id=found[0].id), 303)
    return render_template("people/centres.html", centres=found)


@bp.get(PLACE)
@requires(access.MANAGE)
def people(centre_id: int) -> ResponseReturnValue:
    """Everyone who holds a role in the centre, in a few statements whatever their number."""
    centre = centre_for(current_person(), centre_id, access.MANAGE)
    words, role = request.args.get("q", "").strip(), _role_asked()
    found = [one for one in queries.staff_of(centre.id) if _is_asked(one, words, role)]
    page = page_of(sorted(found, key=_order), request.args.get("page", ""))
    return render_template(
        "people/people.html",
        centre=centre,
        words=words,
        role=role,
        page=page,
        url_for_page=lambda number: url_for(
            "people.people", centre_id=centre.id, q=words or None, role=role or None, page=number
        ),
        seen=queries.last_seen(one.user_id for one in page.rows),
        waiting=queries.count_open(centre.id),
        **_wording(centre, clock.now()),
    )


def _role_asked() -> str:
    asked = request.args.get("role", "")
    return asked if asked == FORMER or asked in list(Role) else ""


def _is_asked(member: Member, words: str, role: str) -> bool:
    """Whether somebody is listed: those who left only when they are asked for."""
    if words and fold(words) not in f"{fold(member.name)} {fold(member.email)}":
        return False
    if role == FORMER:
        return not member.held
    return any(not role or held.role == role for held in member.held)


def _order(member: Member) -> tuple[str, int]:
    return fold(member.name), member.user_id


def _wording(centre: Centre, now: datetime) -> dict[str, Any]:
    """What pages call roles and places."""
    ago: Callable[[datetime], str] = lambda moment: format_timedelta(moment - now, add_direction=True)  # noqa: E731
    return {"places": queries.places_of(centre.id), "roles": ROLES, "duties": DUTIES, "ago": ago}


@bp.get(ONE)
@requires(access.MANAGE)
def person(centre_id: int, user_id: int) -> ResponseReturnValue:
    """One of the staff: the roles they hold, those they held, and a form to give another."""
    return person_page(*access.member_for(current_person(), centre_id, user_id))


def person_page(
    centre: Centre, member: Member, form: RoleForm | None = None, title_form: TitleForm | None = None
) -> str:
    """The page of one of the staff, with forms as they were sent."""
    wording, titles = _wording(centre, clock.now()), titles_of(centre.id, [member.user_id])
    if form is None:
        form = RoleForm(formdata=None)
        form.offers(wording["places"])
    return render_template(
        "people/person.html",
        centre=centre,
        member=member,
        form=form,
        title_form=title_form or TitleForm(formdata=None, data={"title": titles.get(member.user_id, "")}),
        me=current_person().id,
        seen=queries.last_seen([member.user_id]).get(member.user_id),
        employers=queries.employers_of(centre.id),
        **wording,
    )


@bp.post(f"{ONE}/roles")
@requires(access.MANAGE)
def give_role(centre_id: int, user_id: int) -> ResponseReturnValue:
    """Somebody of the staff holds one more role."""
    actor = current_person()
    centre, member = access.member_for(actor, centre_id, user_id)
    form = RoleForm()
    form.offers(queries.places_of(centre.id))
    if not form.validate_on_submit():
        return person_page(centre, member, form), 422
    try:
        with transaction():
            offer = form.offer(centre.id)
            services.give_role(offer=offer, user_id=user_id, actor_id=actor.id, now=clock.now())
    except InvalidInput as error:
        form.refuse(error)
        return person_page(centre, member, form), 422
    flash(_("The role is given."), "success")
    return redirect(url_for("people.person", centre_id=centre_id, user_id=user_id), 303)


@bp.post(f"{ONE}/roles/<int:membership_id>/end")
@requires(access.MANAGE)
def take_role(centre_id: int, user_id: int, membership_id: int) -> ResponseReturnValue:
    """Somebody no longer holds a role; who takes their own away goes to what they may still see."""
    actor = current_person()
    _centre, member = access.member_for(actor, centre_id, user_id)
    taken = next((one for one in member.roles if one.id == membership_id), None)
    if taken is None:
        raise NotFound
    with transaction():
        services.take_role(
            centre_id=centre_id, membership_id=membership_id, actor_id=actor.id, now=clock.now()
        )
    flash(_("The role is taken back."), "success")
    if user_id == actor.id and taken.role is Role.MANAGER:
        return redirect(url_for("learning.today"), 303)
    return redirect(url_for("people.person", centre_id=centre_id, user_id=user_id), 303)
