"""The production server and its worker child; the demo runs on the same."""

import ctypes
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from types import FrameType
from typing import Any

import structlog
from flask import Flask

from lms.core import clock, leases
from lms.core.config import Settings
from lms.core.db import db
from lms.core.jobs import run_due_jobs
from lms.core.mail import run_in_worker_context
from lms.core.worker_child import WorkerChild

POLL_SECONDS = 1.0
M_MMAP_THRESHOLD = -3
"""The option's number in glibc's malloc.h."""
log = structlog.get_logger("worker")


@dataclass(frozen=True)
class Periodic:
    """Something the worker does every `seconds`; it opens its own transactions and may run twice without harm.

    With a `lease` one worker at a time does it, and a web process when no worker lives (`core.standby`).
    """

    seconds: float
    run: Callable[[datetime], object]
    lease: str = ""

    def run_leased(self, now: datetime) -> None:
        """Do it, unless another process holds its lease."""
        if not self.lease or leases.take(self.lease, leases.this_process(), now):
            self.run(now)


def serve(
    app: Flask, settings: Settings, host: str, port: int
) -> None:  # pragma: no cover - runs in a process of its own, which tests start and talk to
    """Serve until told to stop, with one worker child beside; SQLite gets one process whatever `processes` says."""
    db_processes = 1 if settings.is_sqlite else settings.processes
    _give_back_big_buffers()
    worker = WorkerChild([sys.executable, "-m", "lms.cli", "worker"], _child_environment(settings))
    own = os.getpid()
    try:
        if sys.platform == "win32":
            _serve_waitress(app, host, port, settings.threads)
        else:
            _serve_gunicorn(app, f"{host}:{port}", db_processes, settings.threads)
    finally:
        if os.getpid() == own:  # a forked server process that ends comes through here too
            worker.stop()


def _give_back_big_buffers() -> (
    None
):  # pragma: no cover - runs in a process of its own, which tests start and talk to
    """Have glibc map buffers over 1 MB apart, so that each password hash's 19 MB go back to the system at once.

    By default the limit rises to 32 MB after the first one, and every thread's arena keeps such a buffer for ever.
    """
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        if hasattr(libc, "mallopt"):
            libc.mallopt(M_MMAP_THRESHOLD, 1 << 20)


def _child_environment(
    settings: Settings,
) -> dict[str, str]:  # pragma: no cover - runs in a process of its own, which tests start and talk to
    named = {"SECRET_KEY": settings.secret_key, "DATABASE_URL": settings.database_url}
    own = {f"LMS_{name.upper()}": value for name, value in settings.model_dump(mode="json").items()}
    texts = {name: str(value) for name, value in {**own, **named}.items() if value is not None}
    return {**os.environ, **texts, "LMS_PARENT": str(os.getpid())}


def _serve_waitress(
    app: Flask, host: str, port: int, threads: int
) -> None:  # pragma: no cover - runs in a process of its own, which tests start and talk to
    from waitress import serve as waitress_serve

    waitress_serve(app, host=host, port=port, threads=threads)


def _serve_gunicorn(
    app: Flask, bind: str, processes: int, threads: int
) -> None:  # pragma: no cover - runs in a process of its own, which tests start and talk to
    from gunicorn.app.base import BaseApplication

    options = {
        "bind": bind,
        "workers": processes,
        "worker_class": "gthread",
        "threads": threads,
        "timeout": 60,
        "graceful_timeout": 20,
        "loglevel": "warning",
        "preload_app": False,
        "control_socket_disable": True,
        # `trusted_proxies` alone says whose headers count: gunicorn would believe any that comes from this machine.
        "forwarded_allow_ips": "",
    }

    class Server(BaseApplication):  # type: ignore[misc]
        """Gunicorn, configured here and not by a file."""

        def load_config(self) -> None:
            for name, value in options.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> Flask:
            return app

    Server().run()


class Stop:
    """Tells the worker's loop to end: on SIGTERM or SIGINT, or when the server that started it is gone."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._parent = int(os.environ.get("LMS_PARENT", "0"))

    def listen(self) -> None:
        """Install the signal handlers."""

        def ask(number: int, frame: FrameType | None) -> None:
            self._event.set()

        signal.signal(signal.SIGTERM, ask)
        signal.signal(signal.SIGINT, ask)

    def wait(self, seconds: float) -> bool:
        """Sleep; True when it is time to end."""
        orphaned = bool(self._parent) and sys.platform != "win32" and os.getppid() != self._parent
        return orphaned or self._event.wait(seconds)


def work(app: Flask, stop: Any) -> None:
    """The worker: runs due jobs each second, and each periodic task at its pace, until `stop.wait` says so."""
    last: dict[int, float] = {}
    while True:
        with run_in_worker_context(app):
            _one_round(app, last)
        if stop.wait(POLL_SECONDS):
            return


def _one_round(app: Flask, last: dict[int, float]) -> None:
    try:
        run_due_jobs(clock.now())
        for number, task in enumerate(app.extensions["lms"].periodic):
            if time.monotonic() - last.get(number, float("-inf")) >= task.seconds:
                last[number] = time.monotonic()
                task.run_leased(clock.now())
    except Exception:  # a database that restarts must not end the worker
        log.exception("worker round failed")
    finally:
        db.session.remove()
