"""Leases, the stand-in for a dead worker, and the worker that is started again: one does the task, and never nobody."""

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from flask import Flask
from structlog.testing import capture_logs

from lms.core import clock, leases, standby
from lms.core.db import db
from lms.core.server import Periodic
from lms.core.worker_child import WorkerChild
from tests.factories import NOW

NAME = "a-task"
LATER = NOW + leases.LASTS


def test_one_holder_at_a_time_until_it_stays_away(app: Flask) -> None:
    assert not leases.is_held(NAME, NOW)
    assert leases.take(NAME, "a", NOW)
    assert leases.is_held(NAME, NOW)
    assert not leases.take(NAME, "b", NOW)
    assert leases.take(NAME, "a", NOW + timedelta(seconds=10)), "a holder renews its own"
    assert not leases.take(NAME, "b", LATER)
    assert leases.take(NAME, "b", LATER + timedelta(seconds=10))
    assert not leases.take(NAME, "a", LATER + timedelta(seconds=11))
    assert leases.take("another", "a", NOW)


def test_a_lease_from_a_clock_that_was_set_back_binds_nobody(app: Flask) -> None:
    assert leases.take(NAME, "a", NOW + timedelta(hours=3))
    assert not leases.is_held(NAME, NOW)
    assert leases.take(NAME, "b", NOW)
    assert not leases.take(NAME, "a", NOW + timedelta(seconds=1))


@pytest.mark.parametrize("stale", [False, True])
def test_of_many_at_once_one_gets_it(app: Flask, stale: bool) -> None:
    if stale:
        assert leases.take(NAME, "gone", NOW - timedelta(hours=1))
    barrier = threading.Barrier(8)

    def grab(number: int) -> bool:
        with app.app_context():
            barrier.wait(timeout=30)
            return leases.take(NAME, f"holder {number}", NOW)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(grab, range(8))) == 1


@pytest.fixture
def runs(app: Flask) -> list[datetime]:
    """When a leased task ran that is the application's only one."""
    ran: list[datetime] = []
    app.extensions["lms"].periodic[:] = [Periodic(10, ran.append, lease=NAME), Periodic(10, _never)]
    return ran


def _never(now: datetime) -> None:
    raise AssertionError("a task without a lease is the worker's alone")


def ask(app: Flask) -> None:
    """A visitor's request, read to its end."""
    with app.test_client() as client:
        client.get("/accessibility").close()


def test_without_a_worker_a_request_does_what_can_t_wait(
    app: Flask, runs: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(app)
    assert runs == [], "a process that has just started looks later"
    monkeypatch.setattr(standby, "CHECK_SECONDS", 0.0)
    ask(app)
    assert len(runs) == 1
    ask(app)
    assert len(runs) == 1, "its own lease holds"
    with clock.at(clock.now() + timedelta(minutes=1)):
        ask(app)
    assert len(runs) == 2


def test_beside_a_living_worker_a_request_only_looks(
    app: Flask,
    runs: list[datetime],
    monkeypatch: pytest.MonkeyPatch,
    count_statements: Callable[[], AbstractContextManager[list[str]]],
) -> None:
    assert leases.take(NAME, "worker", clock.now())
    with count_statements() as before:
        ask(app)
    monkeypatch.setattr(standby, "CHECK_SECONDS", 0.0)
    with count_statements() as after:
        ask(app)
    assert runs == []
    assert len(after) == len(before) + 1
    assert after[-1].startswith("SELECT")


def test_a_second_worker_does_nothing_twice(app: Flask, runs: list[datetime]) -> None:
    task: Periodic = app.extensions["lms"].periodic[0]
    assert leases.take(NAME, "other worker", NOW)
    task.run_leased(NOW)
    assert runs == []
    task.run_leased(LATER)
    assert runs == [LATER]


def test_a_database_that_is_away_spoils_no_response(
    app: Flask, runs: list[datetime], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(standby, "CHECK_SECONDS", 0.0)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE lease RENAME TO away")
    try:
        with capture_logs() as logs:
            ask(app)
    finally:
        with db.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE away RENAME TO lease")
    assert [entry["event"] for entry in logs] == ["stand-in failed"]
    assert runs == []


@pytest.mark.one_database
def test_a_worker_that_dies_is_started_again_until_it_is_told_to_stop() -> None:
    with capture_logs() as logs:
        child = WorkerChild([sys.executable, "-c", "import time; time.sleep(60)"], {}, look_seconds=0.01)
        first = child.process
        first.kill()
        while child.process is first:
            assert child.is_watched
        second = child.process
        assert second.pid != first.pid
        child.stop()
    assert second.returncode is not None
    assert [entry["event"] for entry in logs] == ["worker ended"]
    assert not child.is_watched


@pytest.mark.one_database
def test_a_worker_that_dies_is_left_when_the_server_stops_meanwhile() -> None:
    """It ends by itself after a while, and the server stops in the pause before the next start."""
    with capture_logs() as logs:
        child = WorkerChild([sys.executable, "-c", "import time; time.sleep(0.2)"], {}, look_seconds=0.05)
        only = child.process
        while not logs:
            assert child.is_watched
        child.stop()
    assert child.process is only
    assert not child.is_watched
