"""Tokens: one purpose, one password, one hour or three days."""

from datetime import timedelta

import pytest

from lms.accounts import tokens
from lms.core import clock

SECRET = "a secret"


def make(purpose: str = "reset", **changes: object) -> str:
    values = {"user_id": 7, "password_hash": "h", "after": "/join/A", **changes}
    return tokens.make(SECRET, purpose, **values)  # type: ignore[arg-type]


def test_gives_back_what_was_signed() -> None:
    claim = tokens.read(SECRET, "reset", make())
    assert claim
    assert (claim.user_id, claim.next) == (7, "/join/A")
    assert claim.is_for("h")
    assert not claim.is_for("another")
    assert not claim.is_for(None)


def test_a_person_without_a_password_has_a_mark_too() -> None:
    claim = tokens.read(SECRET, "reset", make(password_hash=None))
    assert claim
    assert claim.is_for(None)


@pytest.mark.parametrize(("purpose", "other"), [("reset", "confirm"), ("confirm", "reset")])
def test_serves_one_purpose(purpose: str, other: str) -> None:
    assert tokens.read(SECRET, other, make(purpose)) is None
    assert tokens.read("another secret", purpose, make(purpose)) is None


@pytest.mark.parametrize(
    ("purpose", "lifetime"), [("reset", timedelta(minutes=60)), ("confirm", timedelta(days=3))]
)
def test_ends_to_the_second(purpose: str, lifetime: timedelta) -> None:
    start = clock.now().replace(microsecond=0)
    with clock.at(start):
        token = make(purpose)
    with clock.at(start + lifetime - timedelta(seconds=1)):
        assert tokens.read(SECRET, purpose, token)
    with clock.at(start + lifetime + timedelta(seconds=1)):
        assert tokens.read(SECRET, purpose, token) is None


def test_every_flipped_bit_is_seen() -> None:
    token = make()
    for place in range(len(token) - 1):
        altered = token[:place] + chr(ord(token[place]) ^ 1) + token[place + 1 :]
        assert tokens.read(SECRET, "reset", altered) is None, place


@pytest.mark.parametrize("token", ["", ".", "...", "é", "x" * 5000, "eyJhIjoxfQ.x.y"])
def test_nonsense_is_no_token(token: str) -> None:
    assert tokens.read(SECRET, "reset", token) is None


def test_does_not_show_the_password_hash() -> None:
    assert tokens.fingerprint("h") != "h"
    assert len(tokens.fingerprint("$argon2id$…")) == 32
