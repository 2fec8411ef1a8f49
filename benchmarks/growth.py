"""How each page's time grows with what a centre holds: `python -m benchmarks.growth`.

One thing grows at a time: the learners of a cohort, the items of its course, the cohorts of the centre. Each size has a database and a
process of its own; all are measured in turns, so that whatever else the machine does touches them alike. The time is the CPU time of the
request. A page that should be constant may take 1.3 times as long at the largest size as at the smallest.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import event

from benchmarks.growth_world import Place, Size, place
from lms.core.db import db

BASE = "http://127.0.0.1"
LIMIT = 1.3
ROUNDS, WARM_UP = 15, 3

LEARNERS = tuple(Size(learners=count) for count in (100, 1_000, 10_000))
ITEMS = tuple(Size(items=count) for count in (10, 100))
COHORTS = tuple(Size(cohorts=count) for count in (1, 30, 1_000))
SERIES = {"learners": LEARNERS, "items": ITEMS, "cohorts": COHORTS}


@dataclass(frozen=True)
class Page:
    """An address, and what its time may not grow with."""

    name: str
    path: str
    constant: frozenset[str]
    role: str = "manager"


ALWAYS = frozenset({"learners", "cohorts"})
PAGES = (
    Page("today", "/today", ALWAYS, "learner"),
    Page("outline", "/learn/{enrolment_id}", ALWAYS, "learner"),
    Page("lesson", "/learn/{enrolment_id}/bienvenue", ALWAYS, "learner"),
    Page("groups", "/teach", ALWAYS),
    Page("cohort", "/teach/cohorts/{cohort_id}", ALWAYS),
    Page("cohort by name, last page", "/teach/cohorts/{cohort_id}?page=4", ALWAYS),
    Page("cohort searched", "/teach/cohorts/{cohort_id}?q={words}", ALWAYS),
    Page("learner", "/teach/cohorts/{cohort_id}/learners/{enrolment_id}", ALWAYS),
)


@dataclass(frozen=True)
class Figure:
    """A page at a size: median CPU time in milliseconds, statements, bytes."""

    cpu_ms: float
    statements: int
    size: int


def measure(size: Size, pipe: Connection) -> None:
    """The process of one size: for each number sent, that page is asked for once; None ends it."""
    with place(size) as found:
        clients = {"manager": _client(found, found.manager), "learner": _client(found, found.learner)}
        addresses = [page.path.format(**vars(found)) for page in PAGES]
        pipe.send("ready")
        while (number := pipe.recv()) is not None:
            pipe.send(_ask(clients[PAGES[number].role], addresses[number]))


def _client(found: Place, token: str) -> FlaskClient:
    client = found.app.test_client()
    with client.session_transaction(base_url=BASE) as cookie:
        cookie["token"] = token
    return client


def _ask(client: FlaskClient, address: str) -> Figure:
    with client.application.app_context(), _counted() as statements:
        began = time.process_time()
        response = client.get(address, base_url=BASE)
        spent = time.process_time() - began
    if response.status_code != 200:
        raise SystemExit(f"{address} answers {response.status_code}")
    return Figure(spent * 1000, len(statements), len(response.data))


@contextmanager
def _counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@dataclass
class Process:
    """A size being measured."""

    size: Size
    pipe: Connection

    def ask(self, number: int) -> Figure:
        """One request for a page."""
        self.pipe.send(number)
        figure: Figure = self.pipe.recv()
        return figure


@contextmanager
def _processes(sizes: tuple[Size, ...]) -> Iterator[list[Process]]:
    context = get_context("spawn")
    running, started = [], []
    for size in sizes:
        ours, theirs = context.Pipe()
        process = context.Process(target=measure, args=(size, theirs), daemon=True)
        process.start()
        theirs.close()  # else nobody would learn that the process has died
        started.append(process)
        running.append(Process(size, ours))
        assert ours.recv() == "ready"
    yield running
    for one, process in zip(running, started, strict=True):
        one.pipe.send(None)
        process.join()


def compare(sizes: tuple[Size, ...], rounds: int) -> list[list[Figure]]:
    """The figures of each page, size by size; every round asks each size for each page once."""
    with _processes(sizes) as running:
        samples: list[list[list[Figure]]] = [[[] for _ in sizes] for _ in PAGES]
        for turn in range(WARM_UP + rounds):
            for number in range(len(PAGES)):
                for place_of_size, process in enumerate(running):
                    figure = process.ask(number)
                    if turn >= WARM_UP:
                        samples[number][place_of_size].append(figure)
    return [[_median(found) for found in of_page] for of_page in samples]


def _median(found: list[Figure]) -> Figure:
    middle = statistics.median(one.cpu_ms for one in found)
    return Figure(middle, found[-1].statements, found[-1].size)


def _print(series: str, sizes: tuple[Size, ...], figures: list[list[Figure]]) -> int:
    """The table of one series; how many pages grew that should not."""
    amounts = [getattr(size, series) for size in sizes]
    print(f"\n{series}: " + " → ".join(f"{amount:,}" for amount in amounts))
    print(
        f"{'page':<28}"
        + "".join(f"{f'CPU ms, {amount:,}':>16}" for amount in amounts)
        + f"{'ratio':>8}{'SQL':>8}"
    )
    faults = 0
    for page, found in zip(PAGES, figures, strict=True):
        ratio = found[-1].cpu_ms / found[0].cpu_ms
        is_fault = series in page.constant and ratio > LIMIT
        faults += is_fault
        counts = {one.statements for one in found}
        sql = "/".join(str(count) for count in sorted(counts))
        times = "".join(f"{one.cpu_ms:>16.1f}" for one in found)
        print(f"{page.name:<28}{times}{ratio:>8.2f}{sql:>8}{'  grows' if is_fault else ''}")
    return faults


def main() -> int:
    """1 when a page that should be constant grew."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--series", choices=[*SERIES, "all"], default="all")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    wanted = SERIES if asked.series == "all" else {asked.series: SERIES[asked.series]}
    found = {series: compare(sizes, asked.rounds) for series, sizes in wanted.items()}
    if asked.json:
        print(
            json.dumps(
                {name: [[asdict(one) for one in page] for page in pages] for name, pages in found.items()}
            )
        )
        return 0
    return 1 if sum(_print(series, wanted[series], figures) for series, figures in found.items()) else 0


if __name__ == "__main__":
    sys.exit(main())
