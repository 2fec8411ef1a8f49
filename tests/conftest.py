"""Fixtures: an application on each database, clients that are signed in, and a count of statements.

`LMS_TEST_DATABASE` is `sqlite` (the default) or `postgresql`. `python -m tests` runs the whole suite on SQLite, then again on
PostgreSQL what a database can change: a test without the `database_url` fixture is marked `one_database` here, and runs once.
"""

import os
import sqlite3
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings
from sqlalchemy import Engine, event
from werkzeug.test import TestResponse

from lms.app import create_app
from lms.core import clock, standby
from lms.core.config import Settings
from lms.core.db import db
from tests import databases, speed

DATABASE = os.environ.get("LMS_TEST_DATABASE", "sqlite")
pytest_plugins = ["tests.browser.fixtures"]


speed.install()
settings.register_profile("suite", max_examples=50, deadline=None)
settings.load_profile("suite")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "database_url" not in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.one_database)


@event.listens_for(Engine, "connect")
def _spare_the_disk(connection: Any, record: Any) -> None:
    """Tests cut no power: they need no flush to the disk at each commit, which is most of their time."""
    if isinstance(connection, sqlite3.Connection):
        connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session", autouse=True)
def _no_stand_in() -> Iterator[None]:
    """No web process of this run does a worker's tasks by itself, at the real clock, in the middle of another test's story.

    On PostgreSQL all applications of a process share one database. A test that wants the stand-in sets its own interval.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(standby, "CHECK_SECONDS", 1e9)
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return databases.make_sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(scope="session")
def postgres_url(worker_id: str) -> Iterator[str]:
    server = databases.postgres_server()
    if server is None:
        if os.environ.get("CI"):
            pytest.fail("CI needs a PostgreSQL server: set TEST_DATABASE_URL")
        warnings.warn(
            "no PostgreSQL server answers: its tests are skipped (set TEST_DATABASE_URL)", stacklevel=1
        )
        pytest.skip("no PostgreSQL server answers (set TEST_DATABASE_URL)")
    name = f"lms_test_{worker_id}_{os.getpid()}"
    yield databases.make_postgres(server, name)
    databases.drop_postgres(server, name)


@pytest.fixture
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A clean, migrated database."""
    if DATABASE == "postgresql":
        url = request.getfixturevalue("postgres_url")
        yield url
        engine = databases.create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
        databases.empty(engine)
        engine.dispose()
        return
    path = tmp_path / "lms.sqlite3"
    databases.copy_sqlite(request.getfixturevalue("sqlite_template"), path)
    yield f"sqlite:///{path}"


def make_settings(tmp_path: Path, database_url: str, **changes: object) -> Settings:
    values: dict[str, object] = {
        "mode": "test",
        "SECRET_KEY": "test-secret",
        "data_dir": tmp_path,
        "DATABASE_URL": database_url,
        "base_url": "http://localhost",
        **changes,
    }
    return Settings.model_validate(values)


class Browser(FlaskClient):
    """A client whose every request has an application context of its own, as in production: nothing stays in `g`."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture
def app(tmp_path: Path, database_url: str) -> Iterator[Flask]:
    """The application on a clean database; its context is pushed, so that tests may call services."""
    application = create_app(make_settings(tmp_path, database_url))
    application.test_client_class = Browser
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()
    clock.shift(clock.timedelta())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser, without JavaScript. CSRF protection is on: post with `tests.browsing.post`."""
    return app.test_client()


@pytest.fixture
def count_statements(app: Flask) -> Callable[[], "contextmanager[list[str]]"]:  # type: ignore[type-arg]
    """`with count_statements() as statements: …` collects the SQL that ran."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(connection, cursor, statement, *rest):  # type: ignore[no-untyped-def]
            statements.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counting
