"""An account for whoever has just shown that an address is theirs, by a link that was sent to it."""

from dataclasses import dataclass
from datetime import datetime

from lms.accounts import queries, services
from lms.accounts.addresses import key_of
from lms.accounts.models import User
from lms.core.db import session


@dataclass(frozen=True)
class Newcomer:
    """What they say of themselves; the password already hashed."""

    name: str
    password_hash: str
    language: str


def is_claimable(user: User | None) -> bool:
    """Whether the address has no account yet, or one that nobody has confirmed, or entered with a password."""
    return user is None or not user.email_confirmed_at or not user.password_hash


def claim(*, email: str, newcomer: Newcomer, now: datetime) -> User | None:
    """The account of this address, now theirs: new, or one that `is_claimable`. None when it is another kind, or suspended.

    A password that an unconfirmed account had may be anybody's: it no longer works, and its sign-ins end.
    """
    user = queries.user_by_email_key(key_of(email))
    if user is None:
        user = services.create_user(
            email=email,
            name=newcomer.name,
            password=None,
            language=newcomer.language,
            confirmed=True,
            now=now,
        )
    elif user.archived_at or not is_claimable(user):
        return None
    user.name, user.language, user.password_hash = newcomer.name, newcomer.language, newcomer.password_hash
    user.email_confirmed_at = user.email_confirmed_at or now
    session().flush()
    services.end_sessions(user_id=user.id, but=None, now=now)
    return user
