"""Choose a new password by mail (P5)."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts import passwords, queries, services, sessions, tokens
from lms.accounts.addresses import key_of
from lms.accounts.forms import AskResetForm, NewPasswordForm
from lms.accounts.models import User
from lms.accounts.views import bp, destination
from lms.accounts.views.entry import account_mark, expired
from lms.core import clock, throttle
from lms.core.db import transaction
from lms.core.i18n import sentence
from lms.core.permissions import public
from lms.core.web import security_log


@bp.route("/reset-password", methods=["GET", "POST"])
@public
def ask_reset() -> ResponseReturnValue:
    """Ask for a reset link; the answer is the same whether or not the address is known."""
    form = AskResetForm()
    if request.method != "POST":
        return render_template("accounts/ask_reset.html", form=form)
    if not form.validate():
        return render_template("accounts/ask_reset.html", form=form), 422
    refused = throttle.refusal("reset", key_of(form.email.data))
    if refused and refused.reason:
        form.form_errors.append(sentence(refused.reason))
        headers = {"Retry-After": str(refused.retry_after)}
        return render_template("accounts/ask_reset.html", form=form), 429, headers
    with transaction():
        services.queue_reset(email=form.email.data, now=clock.now())
    security_log.info("reset asked", account=account_mark(form.email.data), ip=request.remote_addr)
    return redirect(url_for("accounts.reset_sent"), 303)


@bp.get("/reset-password-sent")
@public
def reset_sent() -> ResponseReturnValue:
    """What comes after asking for a reset link."""
    return render_template("accounts/reset_sent.html")


@bp.route("/reset-password/<token>", methods=["GET", "POST"])
@public
def reset(token: str) -> ResponseReturnValue:
    """The page behind the mail's link; its form sets the password, once."""
    secret = sessions.secret()
    claim = tokens.read(secret, "reset", token) or tokens.read(secret, "invite", token)
    user = queries.user_by_id(claim.user_id) if claim else None
    if claim is None or user is None or user.archived_at or not claim.is_for(user.password_hash):
        return expired()
    if request.method != "POST":
        return render_template("accounts/reset.html", form=NewPasswordForm(end_others=True))
    form = NewPasswordForm()
    if not form.validate():
        return render_template("accounts/reset.html", form=form), 422
    return _use(claim, form)


def _use(claim: tokens.Claim, form: NewPasswordForm) -> ResponseReturnValue:
    password_hash = passwords.make_hash(form.password.data)
    with transaction():
        user = services.reset_password(claim=claim, password_hash=password_hash, now=clock.now())
        if user:
            _sign_in_again(user, end_others=form.end_others.data)
    if user is None:  # the same link was used meanwhile
        return expired()
    security_log.info("password reset", user_id=user.id, ip=request.remote_addr)
    flash(_("Your password is changed. You are signed in."), "success")
    return redirect(destination(claim.next), 303)


def _sign_in_again(user: User, *, end_others: bool) -> None:
    if end_others:
        services.end_sessions(user_id=user.id, but=None, now=clock.now())
    throttle.forgive("sign-in", user.email_key)
    sessions.start(user.id)
