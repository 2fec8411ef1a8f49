"""A person's account: profile, password, devices (P18)."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts import access, passwords, queries, services, sessions
from lms.accounts.forms import ChangePasswordForm, ProfileForm
from lms.accounts.views import bp
from lms.core import clock, throttle
from lms.core.db import transaction
from lms.core.i18n import sentence
from lms.core.permissions import Permission, requires
from lms.core.web import current_person, security_log


@bp.route("/account", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def profile() -> ResponseReturnValue:
    """Name, language, theme and time zone."""
    person = current_person()
    form = ProfileForm(obj=person)
    if request.method != "POST":
        return render_template("accounts/profile.html", form=form, email=person.email)
    if not form.validate():
        return render_template("accounts/profile.html", form=form, email=person.email), 422
    with transaction():
        services.update_profile(
            user_id=person.id,
            name=form.name.data,
            language=form.language.data,
            theme=form.theme.data,
            timezone=form.timezone.data,
        )
    flash(_("Your profile is saved."), "success")
    return redirect(url_for("accounts.profile"), 303)


@bp.route("/account/password", methods=["GET", "POST"])
@requires(Permission.ACCOUNT_OWN)
def password() -> ResponseReturnValue:
    """Change the password, knowing the current one."""
    if request.method != "POST":
        return render_template("accounts/password.html", form=ChangePasswordForm(end_others=True))
    form = ChangePasswordForm()
    if not form.validate():
        return render_template("accounts/password.html", form=form), 422
    refused = throttle.refusal("password", str(current_person().id))
    if refused and refused.reason:
        form.form_errors.append(sentence(refused.reason))
        return (
            render_template("accounts/password.html", form=form),
            429,
            {"Retry-After": str(refused.retry_after)},
        )
    user = queries.user_by_id(current_person().id)
    if user is None or not passwords.is_right(form.current.data, user.password_hash):
        security_log.warning("password change refused", user_id=current_person().id, ip=request.remote_addr)
        form.current.errors = [_("This is not your current password.")]
        return render_template("accounts/password.html", form=form), 422
    return _change_password(form)


def _change_password(form: ChangePasswordForm) -> ResponseReturnValue:
    person = current_person()
    password_hash = passwords.make_hash(form.password.data)
    with transaction():
        services.change_password(user_id=person.id, password_hash=password_hash, now=clock.now())
        if form.end_others.data:
            services.end_sessions(user_id=person.id, but=None, now=clock.now())
        throttle.forgive("password", str(person.id))
        sessions.start(person.id)
    security_log.info("password changed", user_id=person.id, ip=request.remote_addr)
    flash(_("Your password is changed."), "success")
    return redirect(url_for("accounts.password"), 303)


@bp.get("/account/devices")
@requires(Permission.ACCOUNT_OWN)
def devices() -> ResponseReturnValue:
    """Where the person is signed in."""
    person = current_person()
    open_sessions = queries.sessions_of(person.id, clock.now())
    return render_template("accounts/devices.html", open_sessions=open_sessions, current_id=person.session_id)


@bp.post("/account/devices/<int:session_id>/sign-out")
@requires(Permission.ACCOUNT_OWN)
def end_device(session_id: int) -> ResponseReturnValue:
    """Sign one device out."""
    login_session = access.session_for(current_person(), session_id, clock.now())
    with transaction():
        services.end_session(session_id=login_session.id, now=clock.now())
    flash(_("This device is signed out."), "success")
    return redirect(url_for("accounts.devices"), 303)


@bp.post("/account/devices/sign-out-others")
@requires(Permission.ACCOUNT_OWN)
def end_other_devices() -> ResponseReturnValue:
    """Sign out every device but this one."""
    person = current_person()
    with transaction():
        services.end_sessions(user_id=person.id, but=person.session_id, now=clock.now())
    flash(_("Your other devices are signed out."), "success")
    return redirect(url_for("accounts.devices"), 303)
