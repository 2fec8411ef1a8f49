"""The demo's own pages: sign in as a role with one button, read the mail that was sent.

They exist only in demo mode, for a browser on the same machine: reached through a proxy or under another name, they are 404.
"""

from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.accounts import queries, sessions
from lms.accounts.addresses import key_of
from lms.accounts.outbox import sent_mail, sent_mails
from lms.accounts.views import bp, destination
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.permissions import public
from lms.core.web import security_log

ROLES = (
    "learner",
    "away",
    "certified",
    "offered",
    "instructor",
    "manager",
    "marker",
    "invigilator",
    "employer",
)
"""How the addresses of the demo's people begin."""
LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
FORWARDING = frozenset(
    {
        "forwarded",
        "via",
        "x-real-ip",
        "x-client-ip",
        "x-cluster-client-ip",
        "true-client-ip",
        "cf-connecting-ip",
    }
)


def is_local_demo() -> bool:
    """Whether this is the demo, asked by a browser on the machine that runs it, with nothing in between."""
    if current_app.config["LMS_MODE"] != "demo":
        return False
    names = {name.lower() for name, _value in request.headers}
    is_forwarded = bool(names & FORWARDING) or any(name.startswith("x-forwarded") for name in names)
    host = urlsplit(f"//{request.host}").hostname
    return not is_forwarded and host in LOOPBACK_NAMES and _is_loopback(request.remote_addr)


def _is_loopback(address: str | None) -> bool:
    try:
        return ip_address(address or "").is_loopback
    except ValueError:
        return False


def _only_local_demo() -> None:
    if not is_local_demo():
        raise NotFound


def demo_roles() -> list[tuple[str, str]]:
    """The buttons of the demo's sign-in page: role and label; none elsewhere."""
    labels = {
        "learner": _("A learner"),
        "away": _("A learner back after a break"),
        "certified": _("A learner with a certificate"),
        "offered": _("Somebody who is offered a place"),
        "instructor": _("An instructor"),
        "manager": _("A manager"),
        "marker": _("A marker"),
        "invigilator": _("An invigilator"),
        "employer": _("An employer’s reader"),
    }
    return [(role, labels[role]) for role in ROLES] if is_local_demo() else []


@bp.post("/demo/sign-in")
@public
def demo_sign_in() -> ResponseReturnValue:
    """Sign in as one of the demo's people."""
    _only_local_demo()
    role = request.form.get("role", "")
    user = queries.user_by_email_key(key_of(f"{role}@demo.example")) if role in ROLES else None
    if user is None or user.archived_at:
        raise NotFound
    with transaction():
        sessions.start(user.id)
    security_log.info("signed in", user_id=user.id, ip=request.remote_addr, demo=True)
    return redirect(destination(request.form.get("next")), 303)


@bp.get("/demo/mail")
@public
def demo_mail() -> ResponseReturnValue:
    """The mails that the demo has sent."""
    _only_local_demo()
    return render_template("accounts/demo_mail.html", mails=sent_mails(_folder()))


@bp.get("/demo/mail/<name>")
@public
def demo_mail_message(name: str) -> ResponseReturnValue:
    """One mail."""
    _only_local_demo()
    mail = sent_mail(_folder(), name)
    if mail is None:
        raise NotFound
    return render_template("accounts/demo_mail_message.html", mail=mail, back=url_for("accounts.demo_mail"))


def _folder() -> Path:
    return Path(current_app.config["LMS"].data_dir) / "mail"
