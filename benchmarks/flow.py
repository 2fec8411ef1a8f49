"""N learners play the whole path at once, from sign-in to the review of a quiz, against the real server.

`python -m benchmarks.flow [--learners 20] [--seconds 20] [--database sqlite|postgresql|both] [--json]`
"""

import argparse
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks import processes
from benchmarks.client import GO, MAX_LEARNERS, MAX_SECONDS, READY, REPLY_SECONDS, Job, Sample
from benchmarks.processes import Server, serving
from benchmarks.report import Run, Use, as_data, as_table, machine_class
from benchmarks.world import DATABASES, LESSON, QUIZ, World, world

SPARE_SECONDS = 60


def run(
    database: str, learners: int, seconds: float, *, flows: int | None = None, app_processes: int = 1
) -> Run | None:
    """Play on one database, at most `flows` times per learner; None when there is no server for it."""
    with world(database, learners) as place:
        if place is None:
            return None
        count = 1 if database == "sqlite" else app_processes
        with serving("benchmarks.app", place, count) as server:
            return _measure(place, server, seconds, flows, count)


@dataclass(frozen=True)
class Snapshot:
    """What was used so far."""

    app: float | None
    worker: float | None
    database: float | None
    machine: tuple[float, float] | None


def _snapshot(place: World, server: Server) -> Snapshot:
    backends = processes.database_pids(place.marker)
    return Snapshot(
        processes.cpu_seconds(server.app_pids),
        processes.cpu_seconds(server.worker_pids),
        processes.cpu_seconds(backends) if backends else None,
        processes.machine_times(),
    )


def _measure(place: World, server: Server, seconds: float, flows: int | None, count: int) -> Run:
    people = [(person.email, person.password) for person in place.learners]
    job = Job(server.base_url, people, LESSON, QUIZ, seconds, flows)
    with _client(job) as client:
        assert client.stdin is not None
        assert client.stdout is not None
        client.stdin.write(json.dumps(asdict(job)) + "\n")
        client.stdin.flush()
        if client.stdout.readline().strip() != READY:
            raise RuntimeError("the client could not begin")
        before = _snapshot(place, server)
        client.stdin.write(GO + "\n")
        client.stdin.flush()
        played = json.loads(client.stdout.readline())
        after = _snapshot(place, server)
    return Run(
        database=place.database,
        learners=len(people),
        elapsed=played["elapsed"],
        flows=played["flows"],
        samples=[Sample(**one) for one in played["samples"]],
        errors=[(step, what) for step, what in played["errors"]],
        use=_use(before, after, server, played, count),
    )


@contextmanager
def _client(job: Job) -> Iterator[subprocess.Popen[str]]:
    """The learners' process, ended when its time is well over."""
    client = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.client"],
        cwd=processes.ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    watchdog = threading.Timer(job.seconds + 2 * REPLY_SECONDS + SPARE_SECONDS, client.kill)
    watchdog.start()
    try:
        with client:
            yield client
    finally:
        watchdog.cancel()


def _use(before: Snapshot, after: Snapshot, server: Server, played: dict[str, Any], count: int) -> Use:
    wall = float(played["elapsed"])

    def cores(one: float | None, other: float | None) -> float | None:
        return None if other is None else (other - (one or 0.0)) / wall

    machine = [cores(a, b) for a, b in zip(before.machine or (), after.machine or (), strict=True)]
    peaks = [peak for peak in map(processes.peak_mb, server.app_pids) if peak is not None]
    worker_peaks = [peak for peak in map(processes.peak_mb, server.worker_pids) if peak is not None]
    return Use(
        cores=os.cpu_count() or 1,
        processes=count,
        app=cores(before.app, after.app),
        worker=cores(before.worker, after.worker),
        database=cores(before.database, after.database),
        client=played["cpu"] / wall,
        machine=machine[0] if machine else None,
        disk_wait=machine[1] if machine else None,
        app_cpu_seconds=None if after.app is None else after.app - (before.app or 0.0),
        app_peak_mb=max(peaks, default=None),
        worker_peak_mb=max(worker_peaks, default=None),
    )


def _read_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.flow", description=__doc__)
    parser.add_argument("--learners", type=int, default=20, choices=range(1, MAX_LEARNERS + 1), metavar="N")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--processes", type=int, default=1, help="app processes on PostgreSQL")
    parser.add_argument("--json", action="store_true", help="print data instead of tables")
    arguments = parser.parse_args()
    if not 1 <= arguments.seconds <= MAX_SECONDS:
        parser.error(f"--seconds: from 1 to {MAX_SECONDS}")
    return arguments


def main() -> int:
    """Run the benchmark on the databases asked for; 1 when a request failed."""
    arguments = _read_arguments()
    wanted = DATABASES if arguments.database == "both" else (arguments.database,)
    runs = []
    if not arguments.json:
        print(f"machine: {machine_class()}; times are of this run only\n")
    for database in wanted:
        done = run(database, arguments.learners, arguments.seconds, app_processes=arguments.processes)
        if done is None:
            print(
                f"{database}: SKIPPED, no PostgreSQL server answers (set TEST_DATABASE_URL)\n",
                file=sys.stderr,
            )
            continue
        runs.append(done)
        if not arguments.json:
            print(as_table(done), "\n", flush=True)
    if arguments.json:
        print(json.dumps({"machine": machine_class(), "runs": [as_data(one) for one in runs]}, indent=2))
    return 1 if any(one.errors for one in runs) else 0


if __name__ == "__main__":
    raise SystemExit(main())
