"""The server of the kill test, and on PostgreSQL a database server of its own: both are killed, and started again."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from benchmarks.processes import ROOT, Server, wait_until_ready
from benchmarks.world import LIMIT, World, world

EVERYTHING_EVERY, DATABASE_EVERY = 10, 15
READY_SECONDS = 60
OWNER = "postgres"
"""Who runs PostgreSQL when we are root, for whom it refuses to start."""


def free_port() -> int:
    """A port of this machine that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


@dataclass
class Cluster:
    """A PostgreSQL server in a folder, with its safe settings."""

    folder: Path
    programs: Path
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"postgresql://{OWNER}@127.0.0.1:{self.port}/postgres"

    @property
    def user(self) -> str | None:
        """The account that runs it."""
        return OWNER if os.geteuid() == 0 else None

    def make(self) -> None:
        """Create it."""
        if self.user:
            shutil.chown(self.folder, self.user)
        command = [
            self.programs / "initdb",
            "-D",
            self.folder / "data",
            "-U",
            OWNER,
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, user=self.user, cwd="/")

    def start(self) -> None:
        """Start it, also after a crash, and wait until it answers."""
        (self.folder / "data" / "postmaster.pid").unlink(missing_ok=True)
        command = [
            self.programs / "postgres",
            "-D",
            self.folder / "data",
            "-p",
            str(self.port),
            "-k",
            self.folder,
        ]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen(command, user=self.user, cwd="/", start_new_session=True, **quiet)  # type: ignore[call-overload]
        end = time.monotonic() + READY_SECONDS
        while time.monotonic() < end:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
                return
            except psycopg.OperationalError:
                time.sleep(0.1)
        raise RuntimeError("PostgreSQL did not start")

    def kill(self) -> None:
        """Kill every process of it at once."""
        assert self.process is not None
        for pid in reversed(Server(self.process.pid, "").tree):
            _kill(pid)
        self.process.wait()


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


@dataclass
class Machine:
    """The program's server on one port. `killed` counts what died."""

    world: World
    cluster: Cluster | None
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None
    killed: Counter[str] = field(default_factory=Counter)

    @property
    def base_url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it and wait until it answers."""
        log = self.world.folder / "kill.log"
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.app", "--port", str(self.port)],
                cwd=ROOT,
                env=self.world.environment(self.port, 2 if self.world.marker else 1),
                stdout=output,
                stderr=subprocess.STDOUT,
            )
        wait_until_ready(self.process, f"{self.base_url}/sign-in", log)

    def stop(self) -> None:
        """End it in good order."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=60)

    def strike(self, rng: random.Random) -> None:
        """Kill something: mostly one process; each tenth time all of the program's, each fifteenth the database."""
        count = sum(self.killed.values()) + 1
        if self.cluster is not None and count % DATABASE_EVERY == 0:
            self.cluster.kill()
            self.cluster.start()
            self.killed["database server"] += 1
        elif count % EVERYTHING_EVERY == 0:
            self._kill_everything()
            self.start()
            self.killed["whole program"] += 1
        else:
            self._kill_one(rng)

    def _kill_everything(self) -> None:
        assert self.process is not None
        for pid in Server(self.process.pid, self.base_url).tree:
            _kill(pid)
        self.process.wait()

    def _kill_one(self, rng: random.Random) -> None:
        assert self.process is not None
        server = Server(self.process.pid, self.base_url)
        workers = server.worker_pids
        children = [pid for pid in server.tree[1:] if pid not in workers]
        if not children:  # the master is about to start them again
            return
        victims = {"worker": workers, "app process": children}
        kind = "worker" if workers and rng.random() < 0.1 else "app process"
        _kill(rng.choice(victims[kind]))
        self.killed[kind] += 1


@contextmanager
def machine(database: str, learners: int) -> Iterator[tuple[World, Machine] | None]:
    """A filled world and its running server; None without the database's programs on this machine."""
    with tempfile.TemporaryDirectory(prefix="kill-", ignore_cleanup_errors=True) as name:
        cluster = _cluster(Path(name)) if database == "postgresql" else None
        if database == "postgresql" and cluster is None:
            yield None
            return
        try:
            with world(database, learners, limit=LIMIT, server=cluster.url if cluster else None) as place:
                assert place is not None
                server = Machine(place, cluster)
                server.start()
                try:
                    yield place, server
                finally:
                    server.stop()
        finally:
            if cluster is not None:
                cluster.kill()


def _cluster(folder: Path) -> Cluster | None:
    found = shutil.which("initdb") or next(map(str, Path("/usr/lib/postgresql").glob("*/bin/initdb")), None)
    if found is None:
        return None
    cluster = Cluster(folder, Path(found).parent)
    cluster.make()
    cluster.start()
    return cluster
