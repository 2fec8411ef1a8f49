"""The sweep in every layout of processes: within the minute, by one process at a time, and once whoever runs it."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask

from lms.core import clock, leases, standby
from lms.core.standby import CHECK_SECONDS
from lms.quiz.closing import close_due_attempts
from lms.subscribers import SWEEP
from tests.quiz.sitting import NOW, attempt_row, course_with, events, join, make_learner

OVER = NOW + timedelta(minutes=21)


def begun(app: Flask, count: int = 1) -> list[str]:
    """Attempts of some learners at a quiz of 20 minutes."""
    learner = make_learner(app, course_with(time_limit_minutes=20))
    learners = [learner, *(join(app, learner.cohort, f"l{number}") for number in range(1, count))]
    with clock.at(NOW):
        return [one.begin() for one in learners]


def test_the_sweep_is_among_the_worker_s_tasks_and_never_waits_a_minute(app: Flask) -> None:
    assert SWEEP in app.extensions["lms"].periodic
    assert SWEEP.run is close_due_attempts
    assert SWEEP.seconds < leases.LASTS.total_seconds(), "a worker renews its lease before it ends"
    assert CHECK_SECONDS + leases.LASTS.total_seconds() < 60


def test_they_are_closed_when_nobody_asks_for_a_page_either(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    standby.Standby(app).stop()  # what never began has nothing to end
    stand_in = standby.Standby(app)
    (path,) = begun(app)
    monkeypatch.setattr(standby, "CHECK_SECONDS", 0.02)
    with clock.at(OVER):
        stand_in.start()
        for _ in range(200):
            if attempt_row(path).state == "submitted":
                break
            time.sleep(0.02)
        stand_in.stop()
    assert attempt_row(path).state == "submitted"


def test_a_process_that_serves_looks_by_itself(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[bool] = []
    monkeypatch.setattr(standby.Standby, "start", lambda self: started.append(True))
    app.testing = False
    app.test_client().get("/accessibility")
    assert started


def test_two_sweeps_at_once_close_each_attempt_once(app: Flask) -> None:
    paths = begun(app, 3)
    barrier = threading.Barrier(2)

    def sweep(_: int) -> None:
        with app.test_request_context():
            barrier.wait(timeout=30)
            close_due_attempts(OVER)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(sweep, range(2)))
    for path in paths:
        assert [event.kind for event in events(path)].count("timed_out") == 1


@pytest.mark.parametrize("has_worker", [False, True])
def test_any_request_closes_them_when_no_worker_does(
    app: Flask, monkeypatch: pytest.MonkeyPatch, has_worker: bool
) -> None:
    """A worker that died half a minute ago counts as none."""
    (path,) = begun(app)
    seen = OVER if has_worker else OVER - leases.LASTS - timedelta(seconds=5)
    assert leases.take(SWEEP.lease, "worker", seen)
    monkeypatch.setattr(standby, "CHECK_SECONDS", 0.0)
    with clock.at(OVER), app.test_client() as visitor:
        visitor.get("/accessibility").close()
    assert attempt_row(path).state == ("open" if has_worker else "submitted")
