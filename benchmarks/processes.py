"""Starting a measured server, and reading from the system what its processes used."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from benchmarks.world import World

ROOT = Path(__file__).parents[1]
PROC = Path("/proc")
READY_SECONDS = 90
HZ = os.sysconf("SC_CLK_TCK") if hasattr(os, "sysconf") else 100


@dataclass(frozen=True)
class Server:
    """A running server; `tree` finds its processes."""

    pid: int
    base_url: str

    @property
    def app_pids(self) -> list[int]:
        """The processes that answer requests: the server and its children, the worker apart."""
        return [pid for pid in self.tree if pid not in self.worker_pids]

    @property
    def worker_pids(self) -> list[int]:
        """The background worker."""
        return [pid for pid in self.tree if " worker" in command(pid)]

    @property
    def tree(self) -> list[int]:
        """The server and all that descends from it."""
        parents = {pid: parent(pid) for pid in _pids()}
        found = [self.pid]
        for known in found:
            found += [pid for pid, above in parents.items() if above == known]
        return found


@contextmanager
def serving(module: str, world: World, processes: int = 1, ready: str = "/sign-in") -> Iterator[Server]:
    """Run `python -m module --port …` on a world until the block ends; RuntimeError with its log when it does not start."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    log = world.folder / f"{module}.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", module, "--port", str(port)],
            cwd=ROOT,
            env=world.environment(port, processes),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            server = Server(process.pid, f"http://127.0.0.1:{port}")
            wait_until_ready(process, server.base_url + ready, log)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def wait_until_ready(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    """Return once the server answers; RuntimeError with its log when it does not."""
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            if httpx.get(url, timeout=5, trust_env=False).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start:\n{log.read_text()[-3000:]}")


def _pids() -> list[int]:
    return [int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit()] if PROC.is_dir() else []


def _fields(pid: int) -> list[str]:
    """The fields of /proc/N/stat after the name, which may hold spaces."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def parent(pid: int) -> int | None:
    """The process that started another."""
    found = _fields(pid)
    return int(found[1]) if found else None


def command(pid: int) -> str:
    """The command line of a process."""
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def cpu_seconds(pids: list[int]) -> float | None:
    """CPU time used so far by processes, None where the system does not tell."""
    if not PROC.is_dir():
        return None
    return sum(sum(map(int, _fields(pid)[11:13])) for pid in pids) / HZ


def peak_mb(pid: int) -> float | None:
    """The most memory that a process ever held (resident, shared pages included)."""
    try:
        lines = (PROC / str(pid) / "status").read_text().splitlines()
    except OSError:
        return None
    found = next((line for line in lines if line.startswith("VmHWM:")), None)
    return int(found.split()[1]) / 1024 if found else None


def database_pids(marker: str) -> list[int]:
    """The PostgreSQL processes of one database, when its server runs on this machine."""
    return [pid for pid in _pids() if marker and f" {marker} " in command(pid) and "postgres" in command(pid)]


def machine_times() -> tuple[float, float] | None:
    """CPU seconds of the whole machine so far: busy, and waiting for the disk."""
    if not PROC.is_dir():
        return None
    times = [int(value) / HZ for value in (PROC / "stat").read_text().splitlines()[0].split()[1:9]]
    idle, waiting = times[3], times[4]
    return sum(times) - idle - waiting, waiting
