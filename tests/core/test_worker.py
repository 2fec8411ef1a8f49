"""The worker's loop: it does what is due, goes on after a failure, and ends when told or orphaned."""

import os
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

from lms.core import clock, jobs, mail, server
from lms.core.db import transaction
from tests.factories import make_user


class Rounds:
    """Stands for `Stop`: lets the loop turn a number of times."""

    def __init__(self, count: int) -> None:
        self.left = count

    def wait(self, seconds: float) -> bool:
        self.left -= 1
        return self.left == 0


def work(app: Flask, rounds: int) -> None:
    server.work(app, Rounds(rounds))


def queue_mail() -> None:
    values = {"name": "Ada", "link": "http://localhost/x", "minutes": 60, "email": "ada@example.org"}
    with transaction():
        payload = {
            "template": "password_changed",
            "to": "ada@example.org",
            "language": "en",
            "params": values,
        }
        jobs.enqueue("mail", "test", payload, now=clock.now())


def test_one_round_sends_the_mail_and_does_the_periodic_tasks(app: Flask) -> None:
    ran: list[datetime] = []
    app.extensions["lms"].periodic.append(server.Periodic(3600, ran.append))
    queue_mail()
    work(app, 1)
    (message,) = app.extensions["mailman"].outbox
    assert message.to == ["ada@example.org"]
    work(app, 1)
    assert len(app.extensions["mailman"].outbox) == 1
    assert len(ran) == 2, "once for each start of the worker"


def test_a_periodic_task_keeps_its_pace(app: Flask) -> None:
    often: list[datetime] = []
    seldom: list[datetime] = []
    tasks = [server.Periodic(0, often.append), server.Periodic(3600, seldom.append)]
    app.extensions["lms"].periodic = tasks
    work(app, 3)
    assert (len(often), len(seldom)) == (3, 1)


def test_a_failing_task_does_not_end_the_worker(app: Flask) -> None:
    def fails(now: datetime) -> None:
        raise RuntimeError("the database restarts")

    app.extensions["lms"].periodic = [server.Periodic(0, fails)]
    queue_mail()
    work(app, 2)
    assert len(app.extensions["mailman"].outbox) == 1


def test_stop_waits_until_it_is_asked() -> None:
    stop = server.Stop()
    kept = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        stop.listen()
        assert not stop.wait(0)
        signal.raise_signal(signal.SIGTERM)
        assert stop.wait(60)
    finally:
        for number, action in kept.items():
            signal.signal(number, action)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell who the parent is")
def test_stop_notices_that_the_server_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LMS_PARENT", str(os.getppid()))
    assert not server.Stop().wait(0)
    monkeypatch.setenv("LMS_PARENT", str(os.getpid()))
    assert server.Stop().wait(60)


@pytest.mark.one_database
@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_the_worker_command_ends_on_a_signal(app: Flask, tmp_path: Path) -> None:
    make_user(password=None)
    environment = {**os.environ, "LMS_DATA_DIR": str(tmp_path), "SECRET_KEY": "k" * 40, "DATABASE_URL": ""}
    worker = subprocess.Popen([sys.executable, "-m", "lms.cli", "worker"], env=environment)
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(6)
    worker.terminate()
    assert worker.wait(20) in (0, -signal.SIGTERM)


def test_mail_goes_out_in_the_workers_own_context(app: Flask) -> None:
    with mail.run_in_worker_context(app):
        queue_mail()
        assert jobs.run_due_jobs(clock.now()) == 1
