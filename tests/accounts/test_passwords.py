"""Hashes and the refusal of common passwords."""

import threading
import time

import pytest
from argon2 import PasswordHasher, extract_parameters
from zxcvbn import matching

from lms.accounts import passwords
from tests.speed import AGREED_HASHER


def test_hashes_are_argon2id_with_the_agreed_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", AGREED_HASHER)
    parameters = extract_parameters(passwords.make_hash("a"))
    assert parameters.type.name == "ID"
    assert (parameters.time_cost, parameters.memory_cost, parameters.parallelism) == (2, 19 * 1024, 1)


def test_two_hashes_of_one_password_differ() -> None:
    assert passwords.make_hash("a") != passwords.make_hash("a")


@pytest.mark.parametrize("password", ["a", "x" * 72 + "tail", "été " * 30, " spaces ", "e\u0301t\u00e9"])
def test_only_the_whole_password_is_right(password: str) -> None:
    stored = passwords.make_hash(password)
    assert passwords.is_right(password, stored)
    assert not passwords.is_right(password[:-1], stored)
    assert not passwords.is_right(password + "x", stored)


def test_two_writings_of_an_accent_are_one() -> None:
    assert passwords.is_right("été", passwords.make_hash("e\u0301te\u0301"))


@pytest.mark.parametrize("stored", [None, "", "not a hash"])
def test_without_a_stored_hash_nothing_is_right(stored: str | None) -> None:
    assert not passwords.is_right("", stored)


@pytest.mark.parametrize(
    "password", ["password", "12345678", "azertyuiop", "motdepasse", "Password1!", "aaaaaaaaaa"]
)
def test_common_ones_are_refused(password: str) -> None:
    assert passwords.is_common(password, [])


@pytest.mark.parametrize(
    "password",
    ["correct horse battery", "quatre mots pris au hasard", "x9$Lq2!vRt", "é" * 3 + "Wq7zk2m" * 20],
)
def test_others_are_taken_whatever_they_are_made_of(password: str) -> None:
    assert not passwords.is_common(password, [])


@pytest.mark.parametrize(
    "password", ["4@8({[<369%!1|7+$50" * 4, "n![a<j(+49@x+84|0bn[n!cb7(v[<7+<@cx+|0cv7{{+1369%z|e%(" * 2]
)
def test_signs_that_may_stand_for_letters_cost_little(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    """The estimate tries each way to read such signs as letters; without a bound that took a minute."""
    lookups = 0
    original = matching.dictionary_match

    def counted(*args: object, **kwargs: object) -> object:
        nonlocal lookups
        lookups += 1
        return original(*args, **kwargs)

    monkeypatch.setattr(matching, "dictionary_match", counted)
    assert not passwords.is_common(password, [])
    assert lookups < 200


@pytest.mark.parametrize("password", ["1234567890", "p@$$w0rd", "P@55w0rd!1", "P@$$w0rd!", "azerty123456789"])
def test_common_ones_with_many_signs_are_refused(password: str) -> None:
    assert passwords.is_common(password, [])


def test_the_persons_own_words_are_refused() -> None:
    assert passwords.is_common("clementine.durand", ["Clementine Durand", "clementine.durand"])


def test_few_hashes_run_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sixteen requests at once hash at most as many passwords as there are processors."""
    running = peak = 0
    guard = threading.Lock()
    original = PasswordHasher.hash

    def counted(self: PasswordHasher, password: str) -> str:
        nonlocal running, peak
        with guard:
            running += 1
            peak = max(peak, running)
        time.sleep(0.005)
        result = original(self, password)
        with guard:
            running -= 1
        return result

    monkeypatch.setattr(PasswordHasher, "hash", counted)
    threads = [threading.Thread(target=passwords.make_hash, args=("a",)) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1 <= peak <= (passwords.os.cpu_count() or 2)
