"""The browser's side of a sign-in: its cookie holds a random token, and the server knows only the token's hash."""

import structlog
from flask import Flask, Request, current_app, g, request
from flask import session as cookie
from flask_login import current_user

from lms.accounts import queries, rules, services
from lms.core import clock
from lms.core.db import transaction
from lms.core.person import Person
from lms.core.web import login_manager

TOKEN = "token"  # noqa: S105 - the name of the cookie's entry, not a secret
security_log = structlog.get_logger("security")


def init_sessions(app: Flask) -> None:
    """Tell Flask-Login who is asking, and note when a session was last seen."""
    login_manager.session_protection = None
    login_manager.request_loader(load_person)
    app.before_request(_note_seen)


def load_person(incoming: Request) -> Person | None:
    """The person of this browser's session; no statement for a visitor, one for anyone else."""
    token = cookie.get(TOKEN)
    if not isinstance(token, str):
        return None
    return queries.person_signed_in(services.token_hash(token), clock.now())


def _note_seen() -> None:
    """Write `seen_at`, at most every five minutes, in a transaction of its own."""
    if TOKEN not in cookie or (request.endpoint or "static").split(".")[-1] == "static":
        return
    now = clock.now()
    if current_user.is_authenticated and rules.must_note_seen(current_user.session_seen_at, now):
        with transaction():
            services.note_seen(session_id=current_user.session_id, now=now)


def start(user_id: int) -> None:
    """Sign in on this browser, in the caller's transaction: a new session, whatever the browser held before."""
    now = clock.now()
    end()
    device = rules.device_label(request.user_agent.string)
    cookie[TOKEN] = services.open_session(user_id=user_id, device=device, now=now)
    cookie.permanent = True


def end() -> None:
    """Sign out on this browser, in the caller's transaction. The form token ends with the session."""
    token = cookie.get(TOKEN)
    if isinstance(token, str):
        services.end_session_of_token(token=token, now=clock.now())
    cookie.clear()
    g.pop("csrf_token", None)
    g.pop("_login_user", None)


def secret() -> str:
    """The key that signs tokens in mails."""
    return str(current_app.config["SECRET_KEY"])
