"""Real databases for the tests: a migrated SQLite file to copy, and one PostgreSQL database per worker.

`TEST_DATABASE_URL` names a PostgreSQL server on which databases may be created; without it a local server is tried.
"""

import os
import shutil
from functools import cache
from pathlib import Path

import psycopg
from sqlalchemy import create_engine, inspect, text

from lms.core import migrate

LOCAL_SERVERS = ["postgresql://127.0.0.1:5432/postgres", "postgresql://postgres@127.0.0.1:5432/postgres"]
LARGE = 300
"""Rows deleted from a table at once, from which on it is worth vacuuming."""


def postgres_server() -> str | None:
    """The URL of a server that answers and lets us create databases, or None."""
    configured = os.environ.get("TEST_DATABASE_URL")
    for url in [configured] if configured else LOCAL_SERVERS:
        try:
            with psycopg.connect(url, connect_timeout=3):
                return url
        except psycopg.OperationalError:
            continue
    return None


def make_postgres(server: str, name: str) -> str:
    """A new, migrated database `name` on `server`; returns its URL."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
        connection.execute(f'ALTER DATABASE "{name}" SET synchronous_commit = off')  # tests cut no power
    url = server.rsplit("/", 1)[0] + f"/{name}"
    engine = create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    migrate.upgrade(engine)
    assert {*inspect(engine).get_table_names()} == {"alembic_version", *_pointing_first()}, (
        "`empty` misses one"
    )
    engine.dispose()
    return url


def drop_postgres(server: str, name: str) -> None:
    """Remove a database that `make_postgres` made."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@cache
def _pointing_first() -> list[str]:
    """The tables, each before those that its keys point at."""
    return [table.name for table in reversed(migrate.load_models().sorted_tables)]


def empty(connection: psycopg.Connection) -> None:
    """Remove every row, and restart the keys. `connection` commits by itself.

    Not by TRUNCATE: each commit of one waits for the disk, which was two thirds of the time of the tests on PostgreSQL.
    """
    order = _pointing_first()
    try:
        cursor = connection.execute("; ".join(f'DELETE FROM "{name}"' for name in order))
    except psycopg.errors.ForeignKeyViolation:
        connection.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in order) + " CASCADE")
    else:
        _forget_the_large(connection, order, [cursor.rowcount for _ in cursor.results()])
    connection.execute(
        "SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)"
        " FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL"
    )


def _forget_the_large(connection: psycopg.Connection, names: list[str], counts: list[int]) -> None:
    """Rows that are deleted stay in the way of who reads their table, until it is vacuumed."""
    for name, count in zip(names, counts, strict=True):
        if count > LARGE:
            connection.execute(f'VACUUM "{name}"')


def make_sqlite_template(folder: Path) -> Path:
    """A migrated, empty SQLite file."""
    path = folder / "template.sqlite3"
    engine = create_engine(f"sqlite:///{path}")
    migrate.upgrade(engine)
    with engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    engine.dispose()
    return path


def copy_sqlite(template: Path, target: Path) -> None:
    """A fresh copy of the template."""
    shutil.copyfile(template, target)
