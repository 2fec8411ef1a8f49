"""Jobs of kind `account-mail`: mails with a token, made when they are sent so that no token rests in the database."""

from datetime import datetime
from typing import Any

from flask import url_for

from lms.accounts import queries, sessions, tokens
from lms.accounts.models import User
from lms.core import jobs, mail


@jobs.handler("account-mail", outside=True)
def _send(payload: dict[str, Any], now: datetime) -> None:
    purpose = payload["purpose"]
    user = _recipient(payload)
    if user is None or user.archived_at or (purpose == "confirm" and user.email_confirmed_at):
        return
    if purpose == "invite" and user.password_hash:
        _tell(user, payload)
        return
    token = tokens.make(
        sessions.secret(),
        purpose,
        user_id=user.id,
        password_hash=user.password_hash,
        after=payload.get("after", ""),
    )
    endpoint = {"confirm": "accounts.confirm"}.get(purpose, "accounts.reset")
    mail.send(
        purpose,
        to=user.email,
        language=user.language,
        params={
            "name": user.name,
            "url": url_for(endpoint, token=token, _external=True),
            **payload.get("about", {}),
        },
        message_key=payload["key"],
    )


def _tell(user: User, payload: dict[str, Any]) -> None:
    """Who has a password needs no token: they sign in, and go on to what they are invited to."""
    url = url_for("accounts.sign_in", next=payload["after"], _external=True)
    params = {"name": user.name, "url": url, **payload["about"]}
    mail.send("enrolled", to=user.email, language=user.language, params=params, message_key=payload["key"])


def _recipient(payload: dict[str, Any]) -> User | None:
    if payload["purpose"] in ("confirm", "invite"):
        return queries.user_by_id(payload["user_id"])
    return queries.user_by_email_key(payload["email_key"])
