"""Texts that only their reader's page may show: sealed in the database with keys that are not in it.

The keys are those of `LMS_SENSITIVE_KEYS`, the newest first, then one made from `SECRET_KEY`. The first seals; each of them opens, so a key
can be replaced while what older ones sealed is still kept.
"""

from base64 import urlsafe_b64encode
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

PURPOSE = b"lms.core.sealing 1"
SEPARATOR = "\0"
"""Stands in no text: the edge refuses it."""


class Unreadable(Exception):
    """No key opens it, or it was sealed for another place."""


def seal(text: str, place: str) -> str:
    """The text, for one place alone (`need:7:statement`): moved elsewhere it opens no more. Empty stays empty."""
    return _keys().encrypt(f"{place}{SEPARATOR}{text}".encode()).decode() if text else ""


def unseal(sealed: str, place: str) -> str:
    """What was sealed for this place. Raises Unreadable."""
    if not sealed:
        return ""
    try:
        held, _, text = _keys().decrypt(sealed.encode()).decode().partition(SEPARATOR)
    except InvalidToken:
        raise Unreadable from None
    if held != place:
        raise Unreadable
    return text


def keys_in(setting: str) -> list[str]:
    """The keys that a setting names, between commas or spaces."""
    return setting.replace(",", " ").split()


def _keys() -> MultiFernet:
    return _made((*keys_in(current_app.config["LMS"].sensitive_keys), current_app.config["SECRET_KEY"]))


@lru_cache(maxsize=8)
def _made(secrets: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(_derived(secret)) for secret in secrets])


def _derived(secret: str) -> bytes:
    return urlsafe_b64encode(HKDF(SHA256(), 32, salt=None, info=PURPOSE).derive(secret.encode()))
