"""The demo's folder: made once, kept, begun anew, never mistaken for another; and the people in it."""

import gc
import socket
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.accounts.models import User
from lms.accounts.views.demo import ROLES
from lms.app import create_app
from lms.centres.models import Accommodation
from lms.certificates.models import Certificate
from lms.cohorts.models import Cohort, Enrolment
from lms.core import clock
from lms.core.db import db, session
from lms.demo import cli
from lms.progress.welcome import AWAY
from lms.quiz.models import Attempt

pytestmark = pytest.mark.one_database


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo's folder, made once: it takes a while."""
    data = tmp_path_factory.mktemp("demo") / "data"
    cli._make(data)
    return data


@pytest.fixture
def demo(made: Path) -> Iterator[Flask]:
    app = create_app(cli._settings(made, "127.0.0.1", 8000))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_two_cohorts_of_fifteen_one_running_one_ended(demo: Flask) -> None:
    sizes = select(Cohort.ends_on, func.count()).join(Enrolment).group_by(Cohort.id, Cohort.ends_on)
    today = clock.now().date()
    found = sorted((ends_on > today, count) for ends_on, count in session().execute(sizes))
    assert found == [(False, 15), (True, 15)]
    assert gc.isenabled()


def test_every_kind_of_learner_is_there(demo: Flask) -> None:
    assert session().scalar(select(func.count()).select_from(Certificate)) >= 8
    assert session().scalar(select(func.count()).select_from(Accommodation)) == 2
    failed = select(func.count()).select_from(Attempt).where(Attempt.passed.is_(False), Attempt.number == 1)
    assert session().scalar(failed) >= 2
    idle = select(func.count()).select_from(Enrolment).where(Enrolment.last_activity_at.is_(None))
    assert session().scalar(idle) >= 1


@pytest.mark.parametrize("role", ROLES)
def test_each_button_signs_someone_in(demo: Flask, role: str) -> None:
    assert session().scalar(select(User.id).where(User.email_key == f"{role}@demo.example")) is not None


def test_the_people_behind_the_buttons_are_as_the_buttons_say(demo: Flask) -> None:
    own = select(Enrolment).join(User, User.id == Enrolment.user_id)
    by_name = {
        name: session().scalars(own.where(User.email_key == f"{name}@demo.example")).one()
        for name in ("learner", "away", "certified")
    }
    assert by_name["certified"].completed_at is not None
    assert 0 < by_name["learner"].done_count < by_name["learner"].required_count
    assert clock.now() - by_name["away"].last_activity_at >= AWAY


def test_nothing_happened_in_the_future(demo: Flask) -> None:
    assert session().scalar(select(func.max(Enrolment.last_activity_at))) <= clock.now()
    assert session().scalar(select(func.max(Attempt.submitted_at))) <= clock.now()


def test_every_page_says_that_it_is_a_demonstration(demo: Flask) -> None:
    page = demo.test_client().get("/sign-in?lang=en").text
    assert "Demonstration: invented people, data on this machine only." in page
    assert page.count('name="role"') == len(ROLES)


def test_the_folder_is_whole_and_its_secret_its_own(made: Path) -> None:
    assert not made.with_name("data.building").exists()
    assert len((made / cli.MARK).read_text()) >= 32
    assert (made / cli.MARK).stat().st_mode & 0o077 == 0


def test_a_folder_of_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("years of work")
    for act in (cli._remove, cli._make):
        with pytest.raises(click.ClickException, match="Choose"):
            act(tmp_path)
    assert (tmp_path / "thesis.odt").read_text() == "years of work"


def test_a_demo_can_be_removed_and_nothing_is_no_error(tmp_path: Path) -> None:
    old = tmp_path / "old"
    old.mkdir()
    (old / cli.MARK).write_text("secret")
    cli._remove(old)
    cli._remove(old)
    assert not old.exists()


def test_a_port_that_is_taken_is_said_with_another_to_try() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(click.ClickException, match=f"lms demo --port {port + 1}"):
            cli._check_port("127.0.0.1", port)
