"""Writes to people, their sign-ins and their roles."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict, Unpack

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from lms.accounts import passwords, queries
from lms.accounts.addresses import key_of, usable
from lms.accounts.models import LoginSession, Membership, User
from lms.accounts.rules import ABSOLUTE_LIFETIME
from lms.accounts.tokens import Claim
from lms.core import jobs
from lms.core.db import session
from lms.core.errors import Conflict
from lms.core.permissions import Role
from lms.core.reasons import reason
from lms.core.texts import name_key

PREFERENCES = frozenset({"language", "theme"})


def create_user(
    *, email: str, name: str, password: str | None, language: str, confirmed: bool, now: datetime
) -> User:
    """A new person. Raises Conflict when the address, or one that looks the same, is taken."""
    user = User(
        email=usable(email) or email,
        email_key=key_of(email),
        name=name,
        password_hash=passwords.make_hash(password) if password is not None else None,
        language=language,
        created_at=now,
        email_confirmed_at=now if confirmed else None,
    )
    if not _insert(user):
        raise Conflict(reason("accounts.email_taken"))
    return user


@dataclass(frozen=True)
class Newcomer:
    """Somebody whom a centre enters: an account without a password until they choose one. `key` is that of `email`."""

    email: str
    key: str
    name: str
    language: str


def enter_people(people: Iterable[Newcomer], now: datetime) -> dict[str, int]:
    """The ids of these people by their keys; those without an account get one, in a few statements whatever their number."""
    wanted = {one.key: one for one in people}
    known = queries.ids_by_key(wanted)
    missing = [
        {"email": one.email, "email_key": key, "name": one.name, "language": one.language, "created_at": now}
        for key, one in wanted.items()
        if key not in known
    ]
    if missing:
        session().execute(insert(User), missing)
        known = queries.ids_by_key(wanted)
    return known


def queue_invitations(*, people: Mapping[int, str], about: Mapping[str, str], now: datetime) -> None:
    """Tell people by mail that they are in a group; those without a password choose one by the mail's link.

    `people` maps each person's id to the path to go on to; `about` names `course`, `group` and `centre`.
    """
    keys = {user_id: secrets.token_hex(8) for user_id in people}
    payloads = {
        keys[user_id]: {
            "purpose": "invite",
            "user_id": user_id,
            "after": after,
            "key": keys[user_id],
            "about": dict(about),
        }
        for user_id, after in people.items()
    }
    jobs.enqueue_all("account-mail", payloads, now=now)


def _insert(user: User) -> bool:
    """Whether the address was free; the database decides, so two sign-ups at once make one account."""
    if queries.user_by_email_key(user.email_key):
        return False
    try:
        with session().begin_nested():
            session().add(user)
    except IntegrityError:
        return False
    return True


def authenticate(*, email: str, password: str) -> User | None:
    """Who signs in with these; None alike for an unknown address, a wrong password and a suspended person.

    Costs one hash in every case.
    """
    user = queries.user_by_email_key(key_of(email))
    is_right = passwords.is_right(password, user.password_hash if user else None)
    return user if user and is_right and not user.archived_at else None


def sign_up(*, email: str, name: str, password_hash: str, language: str, after: str, now: datetime) -> None:
    """Ask for an account; what follows arrives by mail, so that nobody learns here whose address is known.

    When an unconfirmed address is signed up again, nobody knows which of the two is its owner's: neither password stands, earlier
    links stop working, and the mail lets whoever reads it choose one.
    """
    key = key_of(email)
    is_new = _insert(
        User(email=usable(email) or email, email_key=key, name=name, language=language, created_at=now)
    )
    user = queries.user_by_email_key(key)
    assert user is not None
    if user.email_confirmed_at or user.archived_at:
        _queue_mail(user, "already_registered", now=now)
        return
    user.name, user.language = name, language
    user.password_hash = password_hash if is_new else None
    session().flush()
    if is_new:
        queue_confirmation(user_id=user.id, after=after, now=now)
    else:
        queue_reset(email=email, after=after, now=now)


def queue_confirmation(*, user_id: int, after: str, now: datetime) -> None:
    """Have the mail sent that lets a person confirm their address, and then go on to the path `after`."""
    key = secrets.token_hex(8)
    payload = {"purpose": "confirm", "user_id": user_id, "after": after, "key": key}
    jobs.enqueue("account-mail", key, payload, now=now)


def queue_reset(*, email: str, now: datetime, after: str = "") -> None:
    """Have a reset link sent to the account of this address, if there is one; only the worker looks.

    Who uses it goes on to the path `after`.
    """
    key = secrets.token_hex(8)
    payload = {"purpose": "reset", "email_key": key_of(email), "after": after, "key": key}
    jobs.enqueue("account-mail", key, payload, now=now)


def confirm_email(*, claim: Claim, now: datetime) -> User | None:
    """Confirm the address that a token was sent to; None when it is confirmed already or the token no longer stands."""
    user = queries.user_for_update(claim.user_id)
    if user is None or user.archived_at or user.email_confirmed_at or not claim.is_for(user.password_hash):
        return None
    user.email_confirmed_at = now
    session().flush()
    return user


def reset_password(*, claim: Claim, password_hash: str, now: datetime) -> User | None:
    """Set the password that a reset token allows, once; None when it was used or no longer stands."""
    user = queries.user_for_update(claim.user_id)
    if user is None or user.archived_at or not claim.is_for(user.password_hash):
        return None
    user.email_confirmed_at = user.email_confirmed_at or now
    _set_password(user, password_hash, now)
    return user


def change_password(*, user_id: int, password_hash: str, now: datetime) -> None:
    """Set a signed-in person's new password; the caller has checked the current one."""
    user = queries.user_for_update(user_id)
    assert user is not None
    _set_password(user, password_hash, now)


def _set_password(user: User, password_hash: str, now: datetime) -> None:
    user.password_hash = password_hash
    session().flush()
    _queue_mail(user, "password_changed", now=now)


def _queue_mail(user: User, template: str, *, now: datetime) -> None:
    key = secrets.token_hex(8)
    payload = {
        "template": template,
        "to": user.email,
        "language": user.language,
        "params": {"name": user.name},
        "key": key,
    }
    jobs.enqueue("mail", key, payload, now=now)


def update_profile(*, user_id: int, name: str, language: str, theme: str, timezone: str) -> None:
    """Set what a person says about themselves."""
    user = queries.user_for_update(user_id)
    assert user is not None
    user.name, user.language, user.theme, user.timezone = name, language, theme, timezone
    session().flush()


def set_preference(*, user_id: int, field: str, value: str) -> None:
    """Set `language` or `theme`."""
    assert field in PREFERENCES
    session().execute(update(User).where(User.id == user_id).values({field: value}))


def token_hash(token: str) -> str:
    """The stored form of a session's token."""
    return hashlib.sha256(token.encode()).hexdigest()


def open_session(*, user_id: int, device: str, now: datetime) -> str:
    """Sign a person in on a device; returns the new random token that its cookie holds."""
    token = secrets.token_urlsafe(32)
    session().add(
        LoginSession(
            user_id=user_id,
            token_hash=token_hash(token),
            device=device[:200],
            created_at=now,
            seen_at=now,
            expires_at=now + ABSOLUTE_LIFETIME,
        )
    )
    session().flush()
    return token


def end_session(*, session_id: int, now: datetime) -> None:
    """Sign one device out; nothing changes when it was already."""
    session().execute(
        update(LoginSession)
        .where(LoginSession.id == session_id, LoginSession.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_session_of_token(*, token: str, now: datetime) -> None:
    """Sign out the device whose cookie holds this token."""
    session().execute(
        update(LoginSession)
        .where(LoginSession.token_hash == token_hash(token), LoginSession.ended_at.is_(None))
        .values(ended_at=now)
    )


def end_sessions(*, user_id: int, but: int | None, now: datetime) -> None:
    """Sign a person out everywhere, but of the session `but`."""
    ended = update(LoginSession).where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None))
    if but is not None:
        ended = ended.where(LoginSession.id != but)
    session().execute(ended.values(ended_at=now))


def note_seen(*, session_id: int, now: datetime) -> None:
    """Note that a session is in use."""
    session().execute(update(LoginSession).where(LoginSession.id == session_id).values(seen_at=now))


def archive_user(*, user_id: int, now: datetime) -> None:
    """Suspend a person: their sessions end and they can't sign in."""
    session().execute(update(User).where(User.id == user_id).values(archived_at=now))
    end_sessions(user_id=user_id, but=None, now=now)


class RolePlace(TypedDict, total=False):
    """On what part of a centre a role is held; `employer` names the one whose people an employer's reader sees."""

    course_id: int | None
    cohort_id: int | None
    employer: str


def add_membership(
    *, user_id: int, role: Role, centre_id: int, now: datetime, **place: Unpack[RolePlace]
) -> Membership:
    """Give a staff role on a centre, or on one course or cohort of it; one already held is returned unchanged."""
    employer = place.get("employer", "").strip()
    where: dict[str, Any] = {
        "user_id": user_id,
        "role": role.value,
        "centre_id": centre_id,
        "course_id": place.get("course_id"),
        "cohort_id": place.get("cohort_id"),
        "employer_key": name_key(employer),
    }
    held = session().scalar(select(Membership).filter_by(ended_at=None, **where))
    if held:
        return held
    membership = Membership(employer=employer, created_at=now, **where)
    session().add(membership)
    session().flush()
    return membership
