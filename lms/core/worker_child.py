"""The worker beside a server: a child process that is started again whenever it ends by itself."""

import subprocess
import threading
import time
from collections.abc import Mapping, Sequence

import structlog

LONGEST_PAUSE = 30.0
log = structlog.get_logger("server")


class WorkerChild:
    """Runs `command` until `stop`; `process` is the one that runs now. One that ends is started again: at once, then after pauses that double up to half a minute."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], look_seconds: float = 1.0
    ) -> None:
        self._command, self._environment = list(command), dict(environment)
        self._look_seconds = look_seconds
        self._stopping = threading.Event()
        self.process = self._start()
        self._watcher = threading.Thread(target=self._watch, name="worker-watch", daemon=True)
        self._watcher.start()

    @property
    def is_watched(self) -> bool:
        """Whether a child that ends would be started again."""
        return self._watcher.is_alive()

    def _start(self) -> "subprocess.Popen[bytes]":
        self._began = time.monotonic()
        return subprocess.Popen(self._command, env=self._environment)  # noqa: S603 - the program's own command

    def _watch(self) -> None:
        pause = self._look_seconds
        while not self._stopping.wait(self._look_seconds):
            if self.process.poll() is None:
                continue
            log.error("worker ended", status=self.process.returncode)
            lived = time.monotonic() - self._began
            pause = self._look_seconds if lived > LONGEST_PAUSE else min(LONGEST_PAUSE, pause * 2)
            if self._stopping.wait(pause):
                return
            self.process = self._start()

    def stop(self) -> None:
        """End the child, and wait for it for ten seconds."""
        self._stopping.set()
        self._watcher.join(timeout=LONGEST_PAUSE)
        self.process.terminate()
        self.process.wait(timeout=10)
