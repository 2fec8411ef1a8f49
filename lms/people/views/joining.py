"""The page behind the link of an invitation: sign in, or make an account, and take the role. Only its button does anything."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from lms.accounts import claiming, passwords, sessions
from lms.accounts import queries as accounts
from lms.accounts.models import User
from lms.centres.models import Centre
from lms.centres.role_names import ROLES
from lms.core import clock, throttle
from lms.core.db import session, transaction
from lms.core.permissions import public
from lms.core.web import current_person, security_log
from lms.people import inviting, queries, tokens
from lms.people.forms import JoinForm
from lms.people.models import Invitation
from lms.people.names import DUTIES
from lms.people.rules import State
from lms.people.views import bp

LINK = "/invitations/<token>"


@dataclass(frozen=True)
class Found:
    """An invitation that stands, the centre that sends it, and the account of its address if there is one."""

    invitation: Invitation
    centre: Centre
    user: User | None

    @property
    def must_sign_in(self) -> bool:
        """Whether the address has an account that is in use."""
        return not claiming.is_claimable(self.user)


def _found(token: str) -> Found | None:
    """What the link opens; None when it opens nothing, or nothing any more."""
    invitation = queries.invitation_by_digest(tokens.digest(token))
    if invitation is None or invitation.state(clock.now()) is not State.PENDING:
        return None
    centre = session().get_one(Centre, invitation.centre_id)
    user = accounts.user_by_email_key(invitation.email_key)
    return None if centre.archived_at or (user and user.archived_at) else Found(invitation, centre, user)


def _over() -> ResponseReturnValue:
    security_log.warning("link refused", page=request.endpoint, ip=request.remote_addr)
    return render_template("people/invitation_over.html"), 410


def _page(found: Found, form: JoinForm | None = None) -> str:
    """Who is asked what depends on who reads: a stranger's browser, the invited person's, somebody else's."""
    if form is None:
        known = found.user or found.centre
        form = JoinForm(formdata=None, language=known.language, name=found.user.name if found.user else "")
    return render_template(
        "people/invitation.html",
        centre=found.centre,
        invitation=found.invitation,
        place=found.invitation.offer.place,
        places=queries.places_of(found.centre.id),
        role=found.invitation.offer.role,
        roles=ROLES,
        duties=DUTIES,
        form=form,
        must_sign_in=found.must_sign_in,
        is_mine=_is_mine(found),
        here=request.path,
    )


def _is_mine(found: Found) -> bool:
    return found.user is not None and current_user.is_authenticated and current_user.id == found.user.id


@bp.get(LINK)
@public
def invitation(token: str) -> ResponseReturnValue:
    """What is offered, and by whom."""
    found = _found(token)
    return _over() if found is None else _page(found)


@bp.post(LINK)
@public
def accept(token: str) -> ResponseReturnValue:
    """Take the role; the account is made first where there is none."""
    throttle.hit("invitation", tokens.digest(token))
    found = _found(token)
    if found is None:
        return _over()
    if current_user.is_authenticated:
        return _accept(found) if _is_mine(found) else (_page(found), 409)
    if found.must_sign_in:
        return redirect(url_for("accounts.sign_in", next=request.path), 303)
    form = JoinForm()
    form.email = found.invitation.email
    return _join(found, form) if form.validate_on_submit() else (_page(found, form), 422)


def _accept(found: Found) -> ResponseReturnValue:
    person = current_person()
    with transaction():
        is_done = inviting.accept(invitation_id=found.invitation.id, user_id=person.id, now=clock.now())
    return _welcome(found) if is_done else _over()


def _join(found: Found, form: JoinForm) -> ResponseReturnValue:
    password_hash = passwords.make_hash(form.password.data)  # outside of the transaction: it takes a while
    newcomer = claiming.Newcomer(form.name.data, password_hash, form.language.data)
    with transaction():
        user = inviting.join(invitation_id=found.invitation.id, newcomer=newcomer, now=clock.now())
        if user is not None:
            sessions.start(user.id)
    if user is None:
        return _over()
    security_log.info("invitation accepted", user_id=user.id, ip=request.remote_addr)
    return _welcome(found)


def _welcome(found: Found) -> ResponseReturnValue:
    role = _(ROLES[found.invitation.offer.role])
    flash(_("Welcome to %(centre)s. Your role: %(role)s.", centre=found.centre.name, role=role), "success")
    return redirect(url_for("learning.today"), 303)
