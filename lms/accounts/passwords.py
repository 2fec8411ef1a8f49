"""Passwords: argon2id hashes, and which passwords are too easy to guess.

As many hashes run at once as there are processors, whatever the number of requests: memory and time stay bounded.
"""

import os
import secrets
import threading
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_slots = threading.BoundedSemaphore(os.cpu_count() or 2)
_MIN_SCORE = 2
_LONGEST_ESTIMATED = 40
"""The estimate's cost grows with length; a longer password is judged on its beginning."""
_SIGNS = frozenset("@({[<!|$+%")
_MOST_SIGNS = 3
"""The estimate tries every way to read signs as letters (`@` for a): without a bound, minutes for one password."""


def make_hash(password: str) -> str:
    """The stored form of a password."""
    with _slots:
        return _hasher.hash(_normal(password))


def is_right(password: str, stored: str | None) -> bool:
    """Whether a password is the stored one. Costs one hash whatever is stored, nothing included."""
    with _slots:
        try:
            return _hasher.verify(stored or _dummy(), _normal(password)) and bool(stored)
        except (VerificationError, InvalidHashError):
            return False


def is_common(password: str, about: list[str]) -> bool:
    """Whether a password is among the first that an attacker tries: known lists, patterns, words `about` the person."""
    # Loaded here: its word lists are 14 MB, which a server that nobody signs up on need not hold.
    from zxcvbn import zxcvbn

    beginning = _with_few_signs(_normal(password)[:_LONGEST_ESTIMATED])
    return bool(zxcvbn(beginning, user_inputs=about, max_length=_LONGEST_ESTIMATED)["score"] < _MIN_SCORE)


def _with_few_signs(password: str) -> str:
    """The password with its first three kinds of sign; any other kind is read as one that stands for no letter."""
    known = list(dict.fromkeys(char for char in password if char in _SIGNS))
    return password.translate(dict.fromkeys(map(ord, known[_MOST_SIGNS:]), "~"))


def _normal(password: str) -> str:
    return unicodedata.normalize("NFC", password)


@cache
def _dummy() -> str:
    return _hasher.hash(secrets.token_hex(16))
