"""One command, then the whole way in plain HTTP: `lms demo` in a process of its own, stopped and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.journeys.http_journey import NAME, Journey

pytestmark = [
    pytest.mark.one_database,
    pytest.mark.skipif(sys.platform == "win32", reason="looks at process groups, which Windows has not"),
]
ROOT = Path(__file__).parents[2]
START_SECONDS = 240
STOP_SECONDS = 25


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Demo:
    """A running `lms demo`, in a process group of its own."""

    def __init__(self, data: Path, log: Path) -> None:
        port = free_port()
        self.base, self.log = f"http://127.0.0.1:{port}", log
        command = [sys.executable, "-m", "lms.cli", "demo", "--port", str(port), "--data", str(data)]
        clean = {name: value for name, value in os.environ.items() if not name.startswith("LMS_")}
        with log.open("w") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=clean, stdout=output, stderr=output, start_new_session=True
            )

    def wait(self) -> None:
        """Until its first page answers."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            try:
                assert httpx.get(self.base, timeout=10).status_code == 200
            except httpx.TransportError:
                time.sleep(0.2)
            else:
                return
        pytest.fail(f"no answer in {START_SECONDS} s: {self.log.read_text()}")

    def is_alone_gone(self) -> bool:
        """Whether no process of its group is left, neither servers nor worker."""
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return True
        return False

    def end(self, number: int) -> None:
        """Send its first process a signal, and wait until the last one is gone."""
        self.process.send_signal(number)
        self.process.wait(STOP_SECONDS)
        deadline = time.monotonic() + STOP_SECONDS
        while not self.is_alone_gone():
            assert time.monotonic() < deadline, "a process outlived the demo"
            time.sleep(0.2)


@contextmanager
def demo(data: Path, log: Path) -> Iterator[Demo]:
    running = Demo(data, log)
    try:
        running.wait()
        yield running
    finally:
        if not running.is_alone_gone():
            os.killpg(running.process.pid, signal.SIGKILL)
            running.process.wait()


def test_from_sign_up_to_a_verified_certificate(tmp_path: Path) -> None:
    data, lines = tmp_path / "demo", list[str]()
    with demo(data, tmp_path / "first.log") as first:
        assert "Making the demo centre" in first.log.read_text()
        with closing(Journey(first.base, lines.append)) as journey:
            journey.run()
        first.end(signal.SIGTERM)
        assert first.process.returncode == 0
    assert lines[-1].endswith(f"Valid, {NAME}")

    with demo(data, tmp_path / "second.log") as second:
        assert "Making" not in second.log.read_text()
        verified = httpx.get(second.base + journey.verify_path, headers={"Accept-Language": "en"})
        assert verified.status_code == 200
        assert "Valid" in verified.text
        second.end(signal.SIGKILL)  # even a killed server leaves no worker behind
