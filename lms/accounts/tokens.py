"""The tokens in mails: signed for one purpose, with an end, and bound to the password they were made under.

A new password makes older tokens useless; that is what makes a reset link work once.
"""

import hashlib
import hmac
from dataclasses import dataclass

from itsdangerous import BadData, TimestampSigner, URLSafeTimedSerializer

from lms.accounts.rules import CONFIRM_LIFETIME, INVITE_LIFETIME, RESET_LIFETIME
from lms.core import clock

LIFETIMES = {"confirm": CONFIRM_LIFETIME, "reset": RESET_LIFETIME, "invite": INVITE_LIFETIME}


@dataclass(frozen=True)
class Claim:
    """What a token says, once its signature, purpose and age were checked."""

    user_id: int
    fingerprint: str
    next: str = ""

    def is_for(self, password_hash: str | None) -> bool:
        """Whether the person's password is still the one that the token was made under."""
        return hmac.compare_digest(self.fingerprint, fingerprint(password_hash))


class _Signer(TimestampSigner):
    """Ages by the program's clock, which tests and the demo may move."""

    def get_timestamp(self) -> int:
        return int(clock.now().timestamp())


def fingerprint(password_hash: str | None) -> str:
    """A short digest of a stored password hash; says nothing about the password."""
    return hashlib.sha256((password_hash or "").encode()).hexdigest()[:32]


def make(secret: str, purpose: str, *, user_id: int, password_hash: str | None, after: str = "") -> str:
    """A token for `confirm`, `reset` or `invite`; `after` is the path to go on to."""
    return _serializer(secret, purpose).dumps([user_id, fingerprint(password_hash), after])


def read(secret: str, purpose: str, token: str) -> Claim | None:
    """What the token claims; None when it was altered, made for something else, or is too old."""
    lifetime = LIFETIMES[purpose].total_seconds()
    try:
        user_id, mark, after = _serializer(secret, purpose).loads(token, max_age=int(lifetime))
    except BadData:
        return None
    return Claim(user_id, mark, after)


def _serializer(secret: str, purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(
        secret,
        salt=f"lms.accounts.{purpose}",
        signer=_Signer,
        signer_kwargs={"digest_method": hashlib.sha256},
    )
