"""Nothing acknowledged is lost: learners save and submit while processes are killed, then every acknowledgement is looked up.

`python -m benchmarks.kill [--kills 100] [--learners 20] [--database sqlite|postgresql|both] [--json]`
"""

import argparse
import json
import random
import sys
import threading
from dataclasses import asdict

from benchmarks.kill_checks import Verdict, check
from benchmarks.kill_learners import Crowd
from benchmarks.kill_machine import Machine, machine
from benchmarks.world import DATABASES

MAX_KILLS, MAX_LEARNERS = 1000, 200
PAUSE = (0.3, 1.6)
"""Seconds between two kills."""


def run(database: str, kills: int, learners: int) -> Verdict | None:
    """Play until so many kills happened; None when there is no such database here."""
    with machine(database, learners) as place:
        if place is None:
            return None
        world, server = place
        crowd = Crowd(server.base_url, world.learners)
        crowd.begin()
        _kill(server, crowd, kills)
        crowd.finish()
        server.stop()
        return check(world, crowd, server.killed)


def _kill(server: Machine, crowd: Crowd, kills: int) -> None:
    rng = random.Random(kills)
    pause = threading.Event()
    while sum(server.killed.values()) < kills:
        pause.wait(rng.uniform(*PAUSE))
        crowd.struck()
        server.strike(rng)


def main() -> int:
    """1 when something that the server had acknowledged is not there, or an attempt has more than one mark."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--learners", type=int, default=20)
    parser.add_argument("--database", choices=[*DATABASES, "both"], default="both")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    if not 0 < asked.kills <= MAX_KILLS or not 0 < asked.learners <= MAX_LEARNERS:
        parser.error(f"at most {MAX_KILLS} kills and {MAX_LEARNERS} learners")
    failed = False
    for database in DATABASES if asked.database == "both" else [asked.database]:
        verdict = run(database, asked.kills, asked.learners)
        if verdict is None:
            print(f"{database}: SKIPPED, there is no server of it that may be killed here")
            continue
        failed |= not verdict.is_clean
        print(json.dumps({"database": database, **asdict(verdict)}) if asked.json else verdict.text(database))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
