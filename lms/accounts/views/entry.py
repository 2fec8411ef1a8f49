"""Sign in, sign out, sign up, confirm the address (P3, P4)."""

import hashlib

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user
from flask_wtf.csrf import generate_csrf

from lms.accounts import passwords, queries, services, sessions, tokens
from lms.accounts.addresses import key_of
from lms.accounts.forms import SignInForm, SignUpForm
from lms.accounts.models import User
from lms.accounts.views import bp, destination
from lms.accounts.views.demo import demo_roles
from lms.core import clock, throttle
from lms.core.db import transaction
from lms.core.errors import TooMany
from lms.core.i18n import language, sentence
from lms.core.permissions import Permission, public, requires
from lms.core.web import security_log, wants_json


def answer(
    template: str, form: SignInForm | SignUpForm, status: int = 422, headers: dict[str, str] | None = None
) -> ResponseReturnValue:
    """The form's page again, or for a script the first thing that is wrong."""
    if wants_json():
        first = next((str(messages[0]) for messages in form.errors.values()), "")
        return jsonify(error="refused", message=first), status, headers or {}
    return render_template(template, form=form, demo_roles=demo_roles()), status, headers or {}


def refused(template: str, form: SignInForm | SignUpForm, why: TooMany) -> ResponseReturnValue:
    """The form's page with the throttle's sentence."""
    assert why.reason is not None
    form.form_errors.append(sentence(why.reason))
    security_log.warning("throttled", page=request.endpoint, ip=request.remote_addr)
    return answer(template, form, 429, {"Retry-After": str(why.retry_after)})


def account_mark(email: str) -> str:
    """How the security log names an account that may not exist: a digest, never the address."""
    return hashlib.sha256(key_of(email).encode()).hexdigest()[:12]


@bp.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Sign in; the answer to a wrong pair is the same whatever is wrong with it."""
    form = SignInForm(next=request.args.get("next", ""))
    if request.method != "POST":
        if current_user.is_authenticated:
            return redirect(destination(form.next.data), 303)
        return answer("accounts/sign_in.html", form, 200)
    if not form.validate():
        return answer("accounts/sign_in.html", form)
    too_many = throttle.refusal("sign-in", key_of(form.email.data))
    if too_many:
        return refused("accounts/sign_in.html", form, too_many)
    user = services.authenticate(email=form.email.data, password=form.password.data)
    if user is None:
        security_log.warning("sign-in failed", account=account_mark(form.email.data), ip=request.remote_addr)
        form.form_errors.append(_("Email or password not recognised."))
        return answer("accounts/sign_in.html", form)
    return _welcome(user, form) if user.email_confirmed_at else _confirm_first(user, form)


def _welcome(user: User, form: SignInForm) -> ResponseReturnValue:
    with transaction():
        throttle.forgive("sign-in", user.email_key)
        sessions.start(user.id)
    security_log.info("signed in", user_id=user.id, ip=request.remote_addr)
    if wants_json():
        return jsonify(user_id=user.id, csrf_token=generate_csrf())
    return redirect(destination(form.next.data), 303)


def _confirm_first(user: User, form: SignInForm) -> ResponseReturnValue:
    """Only someone with the right password comes here, so saying that a mail is on its way reveals nothing."""
    if throttle.refusal("confirm-mail", user.email_key) is None:
        with transaction():
            throttle.forgive("sign-in", user.email_key)
            services.queue_confirmation(user_id=user.id, after=destination(form.next.data), now=clock.now())
    if wants_json():
        return jsonify(error="unconfirmed", message=_("Check your email")), 403
    return redirect(url_for("accounts.check_email"), 303)


@bp.get("/session")
@public
def session_now() -> ResponseReturnValue:
    """Who is signed in on this browser, and a form token of that session: what a page that was left open asks before it sends."""
    person_id = current_user.id if current_user.is_authenticated else None
    return jsonify(user_id=person_id, csrf_token=generate_csrf())


@bp.post("/sign-out")
@requires(Permission.ACCOUNT_OWN)
def sign_out() -> ResponseReturnValue:
    """End this device's session, on the server too."""
    security_log.info("signed out", user_id=current_user.id)
    with transaction():
        sessions.end()
    flash(_("You are signed out."), "success")
    return redirect(url_for("learning.catalogue"), 303)


@bp.route("/sign-up", methods=["GET", "POST"])
@public
def sign_up() -> ResponseReturnValue:
    """Ask for an account; the same page follows whether or not the address is known."""
    form = SignUpForm(next=request.args.get("next", ""))
    if request.method != "POST":
        if current_user.is_authenticated:
            return redirect(destination(form.next.data), 303)
        return answer("accounts/sign_up.html", form, 200)
    if not form.validate():
        return answer("accounts/sign_up.html", form)
    too_many = throttle.refusal("sign-up", key_of(form.email.data))
    if too_many:
        return refused("accounts/sign_up.html", form, too_many)
    _register(form)
    return redirect(url_for("accounts.check_email"), 303)


def _register(form: SignUpForm) -> None:
    password_hash = passwords.make_hash(form.password.data)  # outside of the transaction: it takes a while
    with transaction():
        services.sign_up(
            email=form.email.data,
            name=form.name.data,
            password_hash=password_hash,
            language=language(),
            after=destination(form.next.data),
            now=clock.now(),
        )
    security_log.info("sign-up asked", account=account_mark(form.email.data), ip=request.remote_addr)


@bp.get("/check-email")
@public
def check_email() -> ResponseReturnValue:
    """What comes after a sign-up."""
    return render_template("accounts/check_email.html")


@bp.route("/confirm/<token>", methods=["GET", "POST"])
@public
def confirm(token: str) -> ResponseReturnValue:
    """The page behind the mail's link; only its button confirms, for mail scanners open links."""
    claim = tokens.read(sessions.secret(), "confirm", token)
    user = queries.user_by_id(claim.user_id) if claim else None
    if claim is None or user is None or user.archived_at:
        return expired()
    if user.email_confirmed_at:
        return _confirmed_before(claim)
    if not claim.is_for(user.password_hash):
        return expired()
    if request.method != "POST":
        return render_template("accounts/confirm.html", name=user.name, email=user.email)
    return _confirm(claim)


def _confirm(claim: tokens.Claim) -> ResponseReturnValue:
    with transaction():
        user = services.confirm_email(claim=claim, now=clock.now())
        if user:
            sessions.start(user.id)
    if user is None:  # another device was faster
        return _confirmed_before(claim)
    security_log.info("address confirmed", user_id=user.id, ip=request.remote_addr)
    flash(_("Your address is confirmed. Welcome!"), "success")
    return redirect(destination(claim.next), 303)


def _confirmed_before(claim: tokens.Claim) -> ResponseReturnValue:
    """A link signs in once; afterwards it only says that there is nothing left to confirm."""
    if current_user.is_authenticated:
        return redirect(destination(claim.next), 303)
    flash(_("Your address is already confirmed. You can sign in."), "info")
    return redirect(url_for("accounts.sign_in", next=destination(claim.next)), 303)


def expired() -> ResponseReturnValue:
    """The page of a link that was used, altered, replaced by a later one, or is too old."""
    security_log.warning("link refused", page=request.endpoint, ip=request.remote_addr)
    return render_template("accounts/link_expired.html"), 410
