"""The database that a benchmark plays on: temporary, migrated, filled through the services."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from lms.accounts import services as accounts
from lms.app import create_app
from lms.core import clock
from lms.core.config import Settings
from lms.core.db import db, transaction
from lms.courses.document import CourseDocument, load_document
from tests import databases, factories
from tests.courses.sample import sample_data, single_choice, true_false

LESSON = "bienvenue"
QUIZ = "quiz-accueil"
QUESTIONS = 10
LIMIT = 120
"""Minutes of an attempt, where a benchmark asks for a limit."""
SECRET = "benchmark-" * 4
DATABASES = ("sqlite", "postgresql")


@dataclass(frozen=True)
class Person:
    """A learner who may sign in; `token` is a session that is open already."""

    email: str
    password: str
    token: str


@dataclass(frozen=True)
class World:
    """A prepared database with its learners. `marker` names the database among PostgreSQL's processes."""

    database: str
    url: str
    folder: Path
    learners: tuple[Person, ...]
    marker: str = ""

    def environment(self, port: int, processes: int = 1) -> dict[str, str]:
        """Settings of a server on this database: those of production, on plain HTTP."""
        return {
            **os.environ,
            "SECRET_KEY": SECRET,
            "DATABASE_URL": self.url,
            "LMS_MODE": "production",
            "LMS_DATA_DIR": str(self.folder),
            "LMS_BASE_URL": f"http://127.0.0.1:{port}",
            "LMS_PROCESSES": str(processes),
        }


def course_document(limit: int | None = None) -> CourseDocument:
    """The sample course; its first quiz has ten questions on one page, any number of attempts, and `limit` minutes."""
    data = sample_data()
    quiz = next(item for item in data["modules"][0]["items"] if item["id"] == QUIZ)
    quiz["policy"] = {"layout": "all", "attempts": None, "time_limit_minutes": limit}
    quiz["questions"] = [
        (single_choice if number % 2 else true_false)(f"accueil-q{number}", "accueil-definir")
        for number in range(1, QUESTIONS + 1)
    ]
    return load_document(data)


@contextmanager
def world(
    database: str, learners: int, *, limit: int | None = None, server: str | None = None
) -> Iterator[World | None]:
    """A filled database, removed afterwards; None when there is no PostgreSQL server to make one on.

    `limit` is the quiz's, in minutes; `server` a PostgreSQL server of the caller's, on which commits are synchronous.
    """
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        folder = Path(name)
        if database == "sqlite":
            url = f"sqlite:///{databases.make_sqlite_template(folder)}"
            yield World(database, url, folder, _fill(url, folder, learners, limit))
            return
        own, server = server is not None, server or databases.postgres_server()
        if server is None:
            yield None
            return
        marker = f"lms_benchmark_{os.getpid()}"
        try:
            url = databases.make_postgres(server, marker)
            if own:
                _commit_safely(server, marker)
            yield World(database, url, folder, _fill(url, folder, learners, limit), marker)
        finally:
            databases.drop_postgres(server, marker)


def settings_of(url: str, folder: Path) -> Settings:
    """Settings of an application of this process on the database."""
    values = {"SECRET_KEY": SECRET, "DATABASE_URL": url, "data_dir": folder, "base_url": "http://127.0.0.1"}
    return Settings.model_validate(values)


def _commit_safely(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'ALTER DATABASE "{name}" RESET synchronous_commit')


def _fill(url: str, folder: Path, count: int, limit: int | None) -> tuple[Person, ...]:
    app = create_app(settings_of(url, folder))
    with app.app_context():
        now = clock.now()
        course = factories.make_course(factories.make_centre(now=now), course_document(limit), now=now)
        cohort = factories.make_cohort(course, now=now)
        people = []
        for number in range(count):
            user = factories.make_user(f"learner{number}@example.org", f"Learner {number}", now=now)
            factories.make_enrolment(user, cohort, now=now)
            with transaction():
                token = accounts.open_session(user_id=user.id, device="benchmark", now=now)
            people.append(Person(user.email, factories.PASSWORD, token))
        db.session.remove()
        db.engine.dispose()
    return tuple(people)
