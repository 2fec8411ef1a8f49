"""Throttling: attempts counted per account, per address and in all, in a table that every process shares.

A view asks `refusal` (to show its own page) or `hit` (to give the 429 page) before its transaction opens; the count commits in its
own. Unknown accounts count like known ones. Keys are hashed: the table holds no address of anyone.
"""

import hashlib
import hmac
import ipaddress
import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import has_request_context, request
from limits import RateLimitItem, parse
from limits.storage import Storage
from limits.strategies import FixedWindowRateLimiter
from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lms.core import clock
from lms.core.db import session, transaction
from lms.core.errors import TooMany
from lms.core.i18n import register_sentences
from lms.core.models import ThrottleCounter
from lms.core.reasons import N_, reason

SENTENCES = {
    "throttle.later": N_("Too many attempts. Try again in %(minutes)s minutes."),
    "throttle.soon": N_("Too many attempts. Try again in one minute."),
    "throttle.later_or_reset": N_(
        "Too many attempts. Try again in %(minutes)s minutes or reset your password."
    ),
    "throttle.soon_or_reset": N_("Too many attempts. Try again in one minute or reset your password."),
}
register_sentences(SENTENCES)


@dataclass(frozen=True)
class Policy:
    """What one action allows; a class signs in from one address, so that limit is wider than an account's."""

    account: str
    address: str
    everyone: str
    hint: str = ""


POLICIES = {
    "sign-in": Policy("10 per 15 minute", "100 per 15 minute", "3000 per 15 minute", hint="_or_reset"),
    "sign-up": Policy("5 per 1 hour", "100 per 1 hour", "2000 per 1 hour"),
    "confirm-mail": Policy("4 per 1 hour", "100 per 1 hour", "2000 per 1 hour"),
    "reset": Policy("5 per 1 hour", "60 per 1 hour", "1000 per 1 hour"),
    "password": Policy("10 per 15 minute", "100 per 15 minute", "3000 per 15 minute"),
    "ask": Policy("10 per 1 hour", "200 per 1 hour", "3000 per 1 hour"),
    "access-code": Policy("10 per 15 minute", "300 per 15 minute", "3000 per 15 minute"),
    "join-code": Policy("20 per 15 minute", "200 per 15 minute", "3000 per 15 minute"),
    "invite": Policy("40 per 1 hour", "200 per 1 hour", "2000 per 1 hour"),
    "invitation": Policy("20 per 15 minute", "200 per 15 minute", "3000 per 15 minute"),
    "staff-mail": Policy("40 per 1 hour", "400 per 1 hour", "4000 per 1 hour"),
    "verify": Policy("60 per 15 minute", "60 per 15 minute", "6000 per 15 minute"),
}
"""Limits by action. An action without an account counts the address and everyone."""


class CounterStorage(Storage):
    """Fixed windows of the `limits` library in `throttle_counter`. Writes belong to the caller's transaction."""

    STORAGE_SCHEME = ["lms-database"]

    @property
    def base_exceptions(self) -> type[Exception]:
        """Errors of the database reach the caller as they are."""
        return Exception

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, opening a new window when the last one is over; one statement, so that parallel counts all count."""
        now = clock.now()
        is_over = ThrottleCounter.expires_at <= now
        ends_at = now + timedelta(seconds=expiry)
        insert = sqlite.insert if session().get_bind().dialect.name == "sqlite" else postgresql.insert
        counted = (
            insert(ThrottleCounter)
            .values(key=key, hits=amount, expires_at=ends_at)
            .on_conflict_do_update(
                index_elements=[ThrottleCounter.key],
                set_={
                    "hits": case((is_over, amount), else_=ThrottleCounter.hits + amount),
                    "expires_at": case((is_over, ends_at), else_=ThrottleCounter.expires_at),
                },
            )
            .returning(ThrottleCounter.hits)
        )
        return session().execute(counted).scalar_one()

    def get(self, key: str) -> int:
        """Hits in the current window."""
        return session().scalar(self._open(key, ThrottleCounter.hits)) or 0

    def get_expiry(self, key: str) -> float:
        """When the current window ends, as a timestamp."""
        ends_at = session().scalar(self._open(key, ThrottleCounter.expires_at))
        return (ends_at or clock.now()).timestamp()

    def check(self) -> bool:
        """Whether the database answers."""
        return session().scalar(select(1)) == 1

    def reset(self) -> int | None:
        """Forget every counter."""
        session().execute(delete(ThrottleCounter))
        return None

    def clear(self, key: str) -> None:
        """Forget one counter."""
        session().execute(delete(ThrottleCounter).where(ThrottleCounter.key == key))

    @staticmethod
    def _open(key: str, column: Any) -> Any:
        return select(column).where(ThrottleCounter.key == key, ThrottleCounter.expires_at > clock.now())


_storage = CounterStorage()
_limiter = FixedWindowRateLimiter(_storage)


def refusal(action: str, account: str = "") -> TooMany | None:
    """Count one attempt, in its own transaction; the refusal when it is one too many.

    The address comes first and a refusal stops the count, so an attacker already refused at their address no longer
    uses up the attempts of everyone, nor those of the account they aim at.
    """
    with transaction():
        for item, key in _counters(action, account):
            if not _limiter.hit(item, key):
                ends_at = _limiter.get_window_stats(item, key).reset_time
                return _too_many(action, ends_at - clock.now().timestamp())
    return None


def hit(action: str, account: str = "") -> None:
    """Like `refusal`, but raise it: the 429 page."""
    refused = refusal(action, account)
    if refused:
        raise refused


def forgive(action: str, account: str = "") -> None:
    """After a success, in the caller's transaction: forget the account's attempts, and take back this one elsewhere."""
    for item, key in _counters(action, account):
        name = item.key_for(key)
        if key.startswith("account:"):
            _storage.clear(name)
        else:
            session().execute(
                update(ThrottleCounter)
                .where(ThrottleCounter.key == name, ThrottleCounter.hits > 0)
                .values(hits=ThrottleCounter.hits - 1)
            )


def purge(now: datetime) -> None:
    """Drop windows that are over, in the caller's transaction."""
    session().execute(delete(ThrottleCounter).where(ThrottleCounter.expires_at <= now))


def _counters(action: str, account: str) -> list[tuple[RateLimitItem, str]]:
    policy = POLICIES[action]
    counters = [
        (parse(policy.address), f"address:{action}:{_digest(_network())}"),
        (parse(policy.everyone), f"everyone:{action}"),
    ]
    if account:
        counters.append((parse(policy.account), f"account:{action}:{_digest(account)}"))
    return counters


def address_mark(secret: str) -> str:
    """The caller's address as a keyed digest: two acts from one place show as such, and nobody reads the address from it."""
    return hmac.new(secret.encode(), _network().encode(), hashlib.sha256).hexdigest()[:32]


def _network() -> str:
    """The caller's address; of IPv6 the /64, which one subscriber holds whole."""
    address = (request.remote_addr if has_request_context() else None) or "none"
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 6:
        return str(ipaddress.ip_network(f"{parsed}/64", strict=False))
    return address


def _digest(value: str) -> str:
    return hashlib.sha256(value.encode()).hexdigest()[:32]


def _too_many(action: str, seconds: float) -> TooMany:
    minutes = max(1, math.ceil(seconds / 60))
    when = "soon" if minutes == 1 else "later"
    why = reason(f"throttle.{when}{POLICIES[action].hint}", minutes=minutes)
    return TooMany(why, retry_after=max(1, math.ceil(seconds)))
