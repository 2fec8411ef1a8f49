"""Real databases for the tests: a migrated SQLite file to copy, and one PostgreSQL database per worker.

`TEST_DATABASE_URL` names a PostgreSQL server on which databases may be created; without it a local server is tried.
"""

import os
import shutil
from pathlib import Path

import psycopg
from sqlalchemy import Engine, create_engine, inspect, text

from lms.core import migrate

LOCAL_SERVERS = ["postgresql://127.0.0.1:5432/postgres", "postgresql://postgres@127.0.0.1:5432/postgres"]


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
    engine.dispose()
    return url


def drop_postgres(server: str, name: str) -> None:
    """Remove a database that `make_postgres` made."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def empty(engine: Engine) -> None:
    """Remove every row, and restart the keys, of the tables that hold any."""
    with engine.begin() as connection:
        names = [name for name in inspect(connection).get_table_names() if name != "alembic_version"]
        probes = " UNION ALL ".join(
            f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in names
        )
        touched = list(connection.scalars(text(probes)))
        if touched:
            tables = ", ".join(f'"{name}"' for name in touched)
            connection.execute(text(f"TRUNCATE {tables} RESTART IDENTITY CASCADE"))


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
