"""Reads of people and their sign-ins."""

from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, select

from lms.accounts.models import LoginSession, Membership, User
from lms.accounts.rules import IDLE_LIFETIME
from lms.core.db import session
from lms.core.permissions import Grant, Role
from lms.core.person import Person

# Every request of a signed-in person runs it: built once, for building it costs as much as running it.
SIGNED_IN = (
    select(
        LoginSession.id.label("session_id"),
        LoginSession.seen_at,
        User.id,
        User.name,
        User.email,
        User.language,
        User.theme,
        User.timezone,
        User.email_confirmed_at,
        Membership.role,
        Membership.centre_id,
        Membership.course_id,
        Membership.cohort_id,
    )
    .join(User, User.id == LoginSession.user_id)
    .outerjoin(Membership, (Membership.user_id == User.id) & Membership.ended_at.is_(None))
    .where(
        LoginSession.token_hash == bindparam("token_hash"),
        LoginSession.ended_at.is_(None),
        LoginSession.expires_at > bindparam("now"),
        LoginSession.seen_at > bindparam("idle_since"),
        User.archived_at.is_(None),
    )
    .order_by(Membership.id)
)


def person_signed_in(token_hash: str, now: datetime) -> Person | None:
    """The person of an open session, with the roles that they hold, in one statement; None when it is over."""
    values = {"token_hash": token_hash, "now": now, "idle_since": now - IDLE_LIFETIME}
    rows = session().execute(SIGNED_IN, values).all()
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
            Grant(Role(row.role), row.centre_id, row.course_id, row.cohort_id) for row in rows if row.role
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
