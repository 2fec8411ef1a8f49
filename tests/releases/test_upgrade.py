"""A database of each release is brought up to date, and is read by this program."""

import lzma
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from lms.accounts.models import User
from lms.app import create_app
from lms.certificates.models import Certificate
from lms.cohorts.models import Enrolment
from lms.core import migrate
from lms.core.db import db, session
from lms.progress.queries import report_of
from lms.quiz.models import Attempt
from tests.access.world import World
from tests.browsing import sign_in
from tests.conftest import Browser, make_settings

pytestmark = pytest.mark.one_database
STORED = sorted(Path(__file__).parent.glob("*.sqlite3.xz"))


def test_a_release_is_stored() -> None:
    assert STORED, "run: python -m tests.releases.make 0001"


@pytest.fixture(params=STORED, ids=lambda path: path.name)
def upgraded(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    path = tmp_path / "lms.sqlite3"
    path.write_bytes(lzma.decompress(request.param.read_bytes()))
    app = create_app(make_settings(tmp_path, f"sqlite:///{path}"))
    app.test_client_class = Browser
    with app.app_context():
        migrate.upgrade(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


def test_people_and_what_they_did_are_there(upgraded: Flask) -> None:
    assert migrate.is_current(db.engine)
    assert sign_in(upgraded.test_client(), "signs-in@example.org").status_code == 303
    certificate = session().scalars(select(Certificate)).one()
    learner = session().get_one(User, certificate.user_id)
    client = World(upgraded, {"learner": learner}, {}).browser("learner")
    outline = client.get(f"/learn/{certificate.enrolment_id}").text
    assert "Bienvenue" in outline
    assert learner.name in client.get(f"/learn/{certificate.enrolment_id}/certificate").text
    assert learner.name in upgraded.test_client().get(f"/verify/{certificate.code}").text


def test_progress_is_what_it_was(upgraded: Flask) -> None:
    """The stored counters are what this program makes of the stored facts."""
    with_cohort = select(Enrolment).options(joinedload(Enrolment.cohort))
    for enrolment in session().scalars(with_cohort).all():
        report = report_of(enrolment, enrolment.last_activity_at or enrolment.enrolled_at)
        counters = (enrolment.done_count, enrolment.required_count, enrolment.objectives_reached)
        assert counters == (report.done, report.required, report.objectives_reached)


def test_attempts_of_the_first_release_have_their_mark_and_their_grace(tmp_path: Path) -> None:
    """One that runs against a deadline, and one that was submitted."""
    path = tmp_path / "lms.sqlite3"
    path.write_bytes(lzma.decompress(STORED[0].read_bytes()))
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE attempt SET due_at = started_at")
        names = [row[1] for row in raw.execute("PRAGMA table_info(attempt)") if row[1] != "id"]
        values = [
            {"number": "9", "state": "'submitted'", "submitted_at": "started_at"}.get(one, one)
            for one in names
        ]
        raw.execute(f"INSERT INTO attempt ({', '.join(names)}) SELECT {', '.join(values)} FROM attempt")
    raw.close()
    app = create_app(make_settings(tmp_path, f"sqlite:///{path}"))
    with app.app_context():
        migrate.upgrade(db.engine)
        running, ended = session().scalars(select(Attempt).order_by(Attempt.number)).all()
        assert running.due_at is not None
        assert (running.cutoff_at, running.marked_at) == (running.due_at + timedelta(seconds=15), None)
        assert (ended.cutoff_at, ended.marked_at) == (None, ended.submitted_at)
        db.session.remove()
        db.engine.dispose()
