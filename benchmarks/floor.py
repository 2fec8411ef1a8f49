"""How much more *save one answer* costs than a minimal handler doing the same statements, on the same server in the same run.

`python -m benchmarks.floor [--rounds 6] [--saves 50] [--database sqlite|postgresql|both] [--json]`
"""

import argparse
import json
import sys
import time
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from benchmarks import processes
from benchmarks.client import Browser, Job, Played, Sample, reach_quiz
from benchmarks.floor_app import TOKEN
from benchmarks.processes import Server, serving
from benchmarks.report import machine_class, percentile
from benchmarks.world import DATABASES, LESSON, QUIZ, Person, world

BUDGET = 1.5
"""`save one answer`: server CPU, in floors (see the budgets in README.md)."""
SLOT = 1
FOREVER = 3600.0


@dataclass(frozen=True)
class Side:
    """The program, or its floor: an attempt of its own on a server of its own."""

    server: Server
    browser: Browser
    attempt: str
    choices: list[str]

    def save(self, sequence: int) -> int:
        """Change the answer; its new sequence number."""
        return self.browser.save(self.attempt, SLOT, self.choices[sequence % len(self.choices)], sequence)


@dataclass(frozen=True)
class Cost:
    """What one save cost: medians over the rounds. `process_ms` is CPU of the whole server, HTTP parsing included."""

    ms: float
    cpu_ms: float
    process_ms: float | None
    statements: int
    size: int


@dataclass(frozen=True)
class Comparison:
    """One database's result; a ratio is the median of the rounds' ratios."""

    database: str
    saves: int
    program: Cost
    floor: Cost
    cpu_ratio: float
    process_ratio: float | None
    time_ratio: float


def _side(server: Server, real: Server, person: Person) -> Side:
    """Play up to the quiz on the real server, and turn the browser to the server to measure."""
    browser = Browser(real.base_url, Played(), time.monotonic() + FOREVER)
    job = Job(real.base_url, [], LESSON, QUIZ, FOREVER)
    attempt, choices = reach_quiz(browser, job, person.email, person.password)
    if server is not real:
        browser.http.base_url = server.base_url
        browser.http.headers[TOKEN] = person.token
    return Side(server, browser, attempt, choices[SLOT])


def _round(side: Side, sequence: int, saves: int) -> tuple[Cost, int]:
    side.browser.played.samples.clear()
    before = processes.cpu_seconds(side.server.app_pids)
    for _ in range(saves):
        sequence = side.save(sequence)
    after = processes.cpu_seconds(side.server.app_pids)
    used = None if before is None or after is None else (after - before) * 1000 / saves
    return _cost(side.browser.played.samples, used), sequence


def _cost(samples: list[Sample], process_ms: float | None) -> Cost:
    return Cost(
        ms=percentile([one.ms for one in samples], 50),
        cpu_ms=percentile([one.cpu_ms for one in samples], 50),
        process_ms=process_ms,
        statements=max(one.statements for one in samples),
        size=max(one.size for one in samples),
    )


def compare(database: str, rounds: int, saves: int) -> Comparison | None:
    """Save in turns on both servers; None when there is no server for the database."""
    with world(database, 2) as place:
        if place is None:
            return None
        with (
            serving("benchmarks.app", place) as real,
            serving("benchmarks.floor_app", place, ready="/ready") as floor,
        ):
            sides = [_side(real, real, place.learners[0]), _side(floor, real, place.learners[1])]
            return _compare(database, sides, rounds, saves)


def _compare(database: str, sides: list[Side], rounds: int, saves: int) -> Comparison:
    sequences = [_round(side, 0, saves)[1] for side in sides]  # the first round warms up and is not counted
    costs: list[list[Cost]] = [[], []]
    for _ in range(rounds):
        for number, side in enumerate(sides):
            cost, sequences[number] = _round(side, sequences[number], saves)
            costs[number].append(cost)
    pairs = list(zip(*costs, strict=True))
    whole = [a.process_ms / b.process_ms for a, b in pairs if a.process_ms and b.process_ms]
    return Comparison(
        database=database,
        saves=rounds * saves,
        program=_median(costs[0]),
        floor=_median(costs[1]),
        cpu_ratio=median(a.cpu_ms / b.cpu_ms for a, b in pairs),
        process_ratio=median(whole) if whole else None,
        time_ratio=median(a.ms / b.ms for a, b in pairs),
    )


def _median(costs: list[Cost]) -> Cost:
    known = [cost.process_ms for cost in costs if cost.process_ms is not None]
    return Cost(
        ms=median(cost.ms for cost in costs),
        cpu_ms=median(cost.cpu_ms for cost in costs),
        process_ms=median(known) if known else None,
        statements=max(cost.statements for cost in costs),
        size=max(cost.size for cost in costs),
    )


def as_table(result: Comparison) -> str:
    """The comparison as people read it."""

    def line(name: str, values: list[Any]) -> str:
        return f"{name:<10}" + "".join(f"{'-' if one is None else f'{one:.2f}':>14}" for one in values)

    def costs(cost: Cost) -> list[Any]:
        return [cost.cpu_ms, cost.process_ms, cost.ms, cost.statements, cost.size]

    heads = ("app CPU ms", "server CPU ms", "p50 ms", "SQL", "bytes")
    verdict = "within" if result.cpu_ratio <= BUDGET else "OVER"
    return "\n".join(
        [
            f"{result.database}: save one answer, {result.saves} times on each server, in turns",
            "",
            f"{'':<10}" + "".join(f"{head:>14}" for head in heads),
            line("program", costs(result.program)),
            line("floor", costs(result.floor)),
            line("ratio", [result.cpu_ratio, result.process_ratio, result.time_ratio]),
            "",
            f"budget {BUDGET} floors of app CPU: {verdict}",
        ]
    )


def main() -> int:
    """Compare on the databases asked for; 1 when one is over its budget."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.floor", description=__doc__)
    parser.add_argument("--rounds", type=int, default=6, choices=range(1, 101), metavar="N")
    parser.add_argument("--saves", type=int, default=50, choices=range(1, 1001), metavar="N")
    parser.add_argument("--database", choices=(*DATABASES, "both"), default="both")
    parser.add_argument("--json", action="store_true", help="print data instead of tables")
    arguments = parser.parse_args()
    results = []
    for database in DATABASES if arguments.database == "both" else (arguments.database,):
        result = compare(database, arguments.rounds, arguments.saves)
        if result is None:
            print(
                f"{database}: SKIPPED, no PostgreSQL server answers (set TEST_DATABASE_URL)", file=sys.stderr
            )
        else:
            results.append(result)
    if arguments.json:
        print(json.dumps({"machine": machine_class(), "results": [asdict(one) for one in results]}, indent=2))
    else:
        print(f"machine: {machine_class()}; times are of this run only\n")
        print("\n\n".join(as_table(one) for one in results))
    return 1 if any(one.cpu_ratio > BUDGET for one in results) else 0


if __name__ == "__main__":
    raise SystemExit(main())
