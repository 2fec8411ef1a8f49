"""A database of each release is brought up to date, and is read by this program."""

import lzma
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lms.accounts.models import User
from lms.app import create_app
from lms.certificates.models import Certificate
from lms.cohorts.models import Enrolment
from lms.core import migrate
from lms.core.db import db, session
from lms.progress.queries import report_of
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
    for enrolment in session().scalars(select(Enrolment)).all():
        report = report_of(enrolment, enrolment.last_activity_at or enrolment.enrolled_at)
        counters = (enrolment.done_count, enrolment.required_count, enrolment.objectives_reached)
        assert counters == (report.done, report.required, report.objectives_reached)
