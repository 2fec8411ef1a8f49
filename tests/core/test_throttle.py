"""Counting attempts: per account, per address, in all."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.core import clock, throttle
from lms.core.db import session, transaction
from lms.core.errors import TooMany
from lms.core.i18n import sentence
from lms.core.models import ThrottleCounter

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@contextmanager
def at(minutes: float) -> Iterator[None]:
    with clock.at(NOW + timedelta(minutes=minutes)):
        yield


def attempts(app: Flask, action: str, account: str, count: int, address: str = "10.0.0.1") -> list[bool]:
    """Whether each of `count` attempts was let through."""
    with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
        return [throttle.refusal(action, account) is None for _ in range(count)]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits that a test reaches quickly."""
    monkeypatch.setitem(
        throttle.POLICIES, "try", throttle.Policy("3 per 10 minute", "6 per 10 minute", "9 per 10 minute")
    )


@pytest.mark.usefixtures("small")
def test_an_account_is_closed_whatever_the_address(app: Flask) -> None:
    with at(0):
        assert attempts(app, "try", "ada", 3, "10.0.0.1") == [True] * 3
        assert attempts(app, "try", "ada", 1, "10.0.0.2") == [False]
        assert attempts(app, "try", "grace", 1, "10.0.0.2") == [True]
    with at(11):
        assert attempts(app, "try", "ada", 1) == [True]


@pytest.mark.usefixtures("small")
def test_an_address_is_closed_whatever_the_account(app: Flask) -> None:
    with at(0):
        assert [attempts(app, "try", f"p{number}", 1)[0] for number in range(7)] == [True] * 6 + [False]
        assert attempts(app, "try", "ada", 1, "10.0.0.2") == [True]


@pytest.mark.usefixtures("small")
def test_everyone_is_closed_in_the_end(app: Flask) -> None:
    with at(0):
        tries = [attempts(app, "try", f"p{number}", 1, f"10.0.0.{number}")[0] for number in range(10)]
    assert tries == [True] * 9 + [False]


@pytest.mark.usefixtures("small")
def test_a_refused_address_uses_up_nothing_else(app: Flask) -> None:
    with at(0):
        attempts(app, "try", "", 6)
        assert attempts(app, "try", "ada", 2) == [False, False]
        assert attempts(app, "try", "ada", 3, "10.0.0.2") == [True] * 3


@pytest.mark.usefixtures("small")
def test_success_forgets_the_account_and_this_attempt(app: Flask) -> None:
    with at(0):
        attempts(app, "try", "ada", 3)
        with app.test_request_context(environ_base={"REMOTE_ADDR": "10.0.0.1"}), transaction():
            throttle.forgive("try", "ada")
        assert session().scalars(select(ThrottleCounter.hits)).all() == [2, 2]
        assert attempts(app, "try", "ada", 4) == [True] * 3 + [False]


@pytest.mark.usefixtures("small")
def test_actions_do_not_mix(app: Flask) -> None:
    with at(0):
        attempts(app, "try", "ada", 4)
        assert attempts(app, "reset", "ada", 1) == [True]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("10.0.0.1", "10.0.0.2", False),
        ("", "", True),
        ("unix:", "unix:", True),
    ],
)
def test_an_ipv6_subscriber_is_one_address(app: Flask, first: str, second: str, same: bool) -> None:
    with at(0):
        assert attempts(app, "try", "", 6, first) == [True] * 6
        assert attempts(app, "try", "", 1, second) == [not same]


@pytest.mark.usefixtures("small")
def test_hit_raises_with_the_minutes_to_wait(app: Flask) -> None:
    for minutes, left, words in ((0, 10, "10 minutes"), (7.5, 3, "3 minutes"), (9.5, 1, "one minute")):
        with (
            at(minutes),
            app.test_request_context(environ_base={"REMOTE_ADDR": "10.0.0.9"}, query_string="lang=en"),
        ):
            while throttle.refusal("try", "ada") is None:
                pass
            with pytest.raises(TooMany) as refused:
                throttle.hit("try", "ada")
            assert refused.value.reason
            assert refused.value.reason.params["minutes"] == left
            assert sentence(refused.value.reason) == f"Too many attempts. Try again in {words}."
            assert 0 < refused.value.retry_after <= left * 60


def test_every_policy_can_be_read_and_has_its_sentences(app: Flask) -> None:
    for action, policy in throttle.POLICIES.items():
        assert attempts(app, action, "ada", 1) == [True]
        assert {f"throttle.soon{policy.hint}", f"throttle.later{policy.hint}"} <= set(throttle.SENTENCES)


@pytest.mark.usefixtures("small")
def test_parallel_attempts_are_all_counted(app: Flask) -> None:
    passed: list[bool] = []
    barrier = threading.Barrier(8)

    def attempt() -> None:
        barrier.wait()
        passed.extend(attempts(app, "try", "ada", 1))

    threads = [threading.Thread(target=attempt) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(passed) == [False] * 5 + [True] * 3


@pytest.mark.usefixtures("small")
def test_keeps_no_address_and_drops_old_windows(app: Flask) -> None:
    with at(0):
        attempts(app, "try", "ada@example.org", 1)
    keys = " ".join(session().scalars(select(ThrottleCounter.key)))
    assert "ada" not in keys
    assert "10.0.0.1" not in keys
    assert session().scalar(select(func.count()).select_from(ThrottleCounter)) == 3
    for minutes, left in ((5, 3), (11, 0)):
        with transaction():
            throttle.purge(NOW + timedelta(minutes=minutes))
        assert session().scalar(select(func.count()).select_from(ThrottleCounter)) == left


def test_the_storage_answers_as_the_library_expects(app: Flask) -> None:
    storage = throttle.CounterStorage()
    with clock.at(NOW):
        assert storage.check()
        assert storage.get("k") == 0
        assert storage.get_expiry("k") == pytest.approx(NOW.timestamp(), abs=5)
        with transaction():
            assert [storage.incr("k", 60), storage.incr("k", 60, 2), storage.incr("l", 60)] == [1, 3, 1]
        assert storage.get("k") == 3
        assert storage.get_expiry("k") == pytest.approx(NOW.timestamp() + 60, abs=5)
        with transaction():
            storage.clear("k")
        assert (storage.get("k"), storage.get("l")) == (0, 1)
        with transaction():
            storage.reset()
        assert storage.get("l") == 0
    assert issubclass(ValueError, storage.base_exceptions)
