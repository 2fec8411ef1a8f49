"""The README's test command: the whole suite on SQLite, then what depends on the database again on PostgreSQL.

`python -m tests [pytest arguments]`. Two workers; coverage with `--cov` as usual.
"""

import os
import subprocess
import sys

from tests.databases import postgres_server

WORKERS = "2"
ON_EACH_DATABASE = "not browser and not one_database"


def run(database: str, arguments: list[str]) -> int:
    """One pytest run; its exit code."""
    print(f"== Tests on {database}", flush=True)
    command = [sys.executable, "-m", "pytest", "-n", WORKERS, *arguments]
    # Compiled modules are kept: four workers and the programs that tests start would compile everything, 10 s each.
    environment = {**os.environ, "LMS_TEST_DATABASE": database, "PYTHONDONTWRITEBYTECODE": ""}
    return subprocess.run(command, env=environment).returncode


def main() -> int:
    """0 when every run passed."""
    extra = sys.argv[1:]
    code = run("sqlite", extra)
    if postgres_server() is None:
        print("== No PostgreSQL server answers: its run is SKIPPED (set TEST_DATABASE_URL to a server's URL)")
        return code or (1 if os.environ.get("CI") else 0)
    if any(argument.startswith("--cov") for argument in extra):
        extra.append("--cov-append")
    return code or run("postgresql", ["-m", ON_EACH_DATABASE, *extra])


if __name__ == "__main__":
    sys.exit(main())
