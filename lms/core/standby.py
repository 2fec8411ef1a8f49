"""The stand-in: with no worker alive, web processes do the tasks that can't wait, whether or not somebody asks for a page."""

import threading
import time

import structlog
from flask import Flask, Response

from lms.core import clock, leases
from lms.core.mail import run_in_worker_context

CHECK_SECONDS = 30.0
log = structlog.get_logger("standby")


class Standby:
    """Looks every half minute whether the tasks that have a lease are being done: after a response, else on its own thread.

    The thread begins with a process's first response, so that it lives in the processes that serve, not in the one that
    they were forked from; a process that never served has begun nothing that could end.
    """

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._looked = time.monotonic()
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        app.after_request(self._after)

    def _after(self, response: Response) -> Response:
        if self._thread is None and not self._app.testing:
            self.start()
        if time.monotonic() - self._looked >= CHECK_SECONDS:
            self._looked = time.monotonic()
            response.call_on_close(self.look)
        return response

    def start(self) -> None:
        """Look by itself from now on, until `stop` or the process's end."""
        self._thread = threading.Thread(target=self._watch, name="standby", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread, and wait for it."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(CHECK_SECONDS):
            self._looked = time.monotonic()
            self.look()

    def look(self) -> None:
        """Do each leased task that nobody does. Never fails: nobody waits for it."""
        try:
            with run_in_worker_context(self._app):
                now = clock.now()
                for task in self._app.extensions["lms"].periodic:
                    if task.lease and not leases.is_held(task.lease, now):
                        task.run_leased(now)
        except Exception:  # a database that is away is the next look's trouble
            log.exception("stand-in failed")
