"""Reads of people and their sign-ins."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select

from lms.accounts.models import LoginSession, Membership, User
from lms.accounts.rules import IDLE_LIFETIME
from lms.core.db import session
from lms.core.permissions import Grant, Role
from lms.core.person import Person

_session: Any = LoginSession.__table__
_user: Any = User.__table__
_membership: Any = Membership.__table__

# Every request of a signed-in person runs it: built once, for building it costs as much as running it; on the tables, for the
# mapper's part of reading a row costs as much again.
SIGNED_IN = (
    select(
        _session.c.id.label("session_id"),
        _session.c.seen_at,
        _user.c.id,
        _user.c.name,
        _user.c.email,
        _user.c.language,
        _user.c.theme,
        _user.c.timezone,
        _user.c.email_confirmed_at,
        _membership.c.role,
        _membership.c.centre_id,
        _membership.c.course_id,
        _membership.c.cohort_id,
        _membership.c.employer_key,
    )
    .select_from(_session)
    .join(_user, _user.c.id == _session.c.user_id)
    .outerjoin(_membership, (_membership.c.user_id == _user.c.id) & _membership.c.ended_at.is_(None))
    .where(
        _session.c.token_hash == bindparam("token_hash"),
        _session.c.ended_at.is_(None),
        _session.c.expires_at > bindparam("now"),
        _session.c.seen_at > bindparam("idle_since"),
        _user.c.archived_at.is_(None),
    )
    .order_by(_membership.c.id)
)


def person_signed_in(token_hash: str, now: datetime) -> Person | None:
    """The person of an open session, with the roles that they hold, in one statement; None when it is over."""
    values = {"token_hash": token_hash, "now": now, "idle_since": now - IDLE_LIFETIME}
    rows = session().connection().execute(SIGNED_IN, values).all()
    if not rows:
        return None
    first = rows[0]
    return Person(
        id=first.id,
        name=first.name,
        email=first.email,
        language=first.language,
        theme=first.theme,
        timezone=first.timezone,
        session_id=first.session_id,
        session_seen_at=first.seen_at,
        email_confirmed=first.email_confirmed_at is not None,
        grants=tuple(
            Grant(Role(row.role), row.centre_id, row.course_id, row.cohort_id, row.employer_key)
            for row in rows
            if row.role
        ),
    )


def sessions_of(user_id: int, now: datetime) -> list[LoginSession]:
    """A person's open sessions, the last seen first."""
    statement = select(LoginSession).where(LoginSession.user_id == user_id, *_is_open(now))
    return list(session().scalars(statement.order_by(LoginSession.seen_at.desc(), LoginSession.id.desc())))


def user_by_email_key(email_key: str) -> User | None:
    """The person whose address has this key, archived or not."""
    return session().scalar(
        select(User).where(User.email_key == email_key).execution_options(populate_existing=True)
    )


KEYS_AT_ONCE = 1_000
"""Databases limit how many values one statement may bear."""


def ids_by_key(keys: Iterable[str]) -> dict[str, int]:
    """The ids of the people whose addresses have these keys, archived or not."""
    wanted, found = list(keys), {}
    for start in range(0, len(wanted), KEYS_AT_ONCE):
        part = wanted[start : start + KEYS_AT_ONCE]
        rows = session().execute(select(User.email_key, User.id).where(User.email_key.in_(part)))
        found.update({row.email_key: row.id for row in rows})
    return found


def grants_of(user_id: int) -> list[Grant]:
    """The roles that a person holds now; none once their account is archived."""
    held = select(Membership).join(User, User.id == Membership.user_id)
    held = held.where(
        Membership.user_id == user_id, Membership.ended_at.is_(None), User.archived_at.is_(None)
    )
    return [
        Grant(Role(one.role), one.centre_id, one.course_id, one.cohort_id, one.employer_key)
        for one in session().scalars(held.order_by(Membership.id))
    ]


def user_by_id(user_id: int) -> User | None:
    """The person, read afresh."""
    return session().get(User, user_id, populate_existing=True)


def user_for_update(user_id: int) -> User | None:
    """The person, locked until the transaction ends."""
    return session().get(User, user_id, populate_existing=True, with_for_update=True)


def _is_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        LoginSession.ended_at.is_(None),
        LoginSession.expires_at > now,
        LoginSession.seen_at > now - IDLE_LIFETIME,
    )
