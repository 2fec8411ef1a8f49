"""The commands of the program, called as a person does: what they refuse, what they make, what they say."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts.models import User
from lms.app import create_app
from lms.centres.models import Centre
from lms.cli import main
from lms.core import migrate
from lms.core.db import db, session
from tests.browsing import post
from tests.conftest import Browser, make_settings
from tests.courses.sample import sample_document, write_sample

pytestmark = [pytest.mark.one_database, pytest.mark.filterwarnings("ignore::ResourceWarning")]
SECRET = "a-secret-key-of-more-than-thirty-two-characters"
Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """A command with these settings in its environment, on an empty data folder."""
    monkeypatch.setenv("LMS_DATA_DIR", str(tmp_path))
    for name in ("SECRET_KEY", "DATABASE_URL", "LMS_BASE_URL", "LMS_MAIL_SERVER"):
        monkeypatch.delenv(name, raising=False)

    def invoke(*words: str, **environment: str) -> Result:
        return CliRunner().invoke(main, list(words), env=environment)

    return invoke


def setup(run: Run, **environment: str) -> Result:
    words = [
        "setup",
        "--centre",
        "L’Atelier du lien",
        "--name",
        "Hélène Garnier",
        "--email",
        "helene@example.org",
    ]
    return run(*words, **{"SECRET_KEY": SECRET, **environment})


def link_in(result: Result) -> str:
    found = re.search(r"http://127\.0\.0\.1:8000(/reset-password/\S+)", result.output)
    assert found, result.output
    return found.group(1)


def browse(tmp_path: Path) -> FlaskClient:
    app = create_app(make_settings(tmp_path, f"sqlite:///{tmp_path / 'lms.sqlite3'}", SECRET_KEY=SECRET))
    app.test_client_class = Browser
    return app.test_client()


def test_serve_wants_a_long_secret(run: Run) -> None:
    for environment in ({}, {"SECRET_KEY": "short"}):
        result = run("serve", LMS_BASE_URL="https://learn.example.org", **environment)
        assert result.exit_code == 1
        proposed = re.search(r"SECRET_KEY=(\S+)", result.output)
        assert proposed
        assert len(proposed.group(1)) >= 32


def test_serve_wants_https(run: Run) -> None:
    result = run("serve", SECRET_KEY=SECRET)
    assert result.exit_code == 1
    assert "LMS_BASE_URL must be the https://" in result.output


def test_serve_wants_a_migrated_database(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    ready = {"SECRET_KEY": SECRET, "LMS_BASE_URL": "https://learn.example.org"}
    result = run("serve", **ready)
    assert result.exit_code == 1
    assert "Run: lms migrate" in result.output
    assert "up to date" in run("migrate").output
    started: list[object] = []
    monkeypatch.setattr("lms.core.server.serve", lambda *given: started.append(given))
    assert run("serve", **ready).exit_code == 0
    assert len(started) == 1


def test_setup_makes_the_centre_and_a_link_that_works_once(run: Run, tmp_path: Path) -> None:
    result = setup(run)
    assert result.exit_code == 0, result.output
    for missing in ("LMS_MAIL_SERVER", "LMS_BASE_URL", "lms content import"):
        assert missing in result.output
    link, client = link_in(result), browse(tmp_path)
    assert client.get(link).status_code == 200
    assert post(client, link, {"password": "une ruche au pied du Vercors"}).status_code == 303
    assert client.get("/teach").status_code == 200
    assert client.get(link).status_code == 410


def test_setup_again_gives_a_new_link_until_a_password_is_chosen(run: Run, tmp_path: Path) -> None:
    setup(run)
    again = setup(run)
    client = browse(tmp_path)
    post(client, link_in(again), {"password": "une ruche au pied du Vercors"})
    third = setup(run)
    assert third.exit_code == 1
    assert "exists already" in third.output
    with client.application.app_context():
        assert len(session().scalars(select(Centre)).all()) == 1
        assert len(session().scalars(select(User)).all()) == 1
        db.session.remove()
        db.engine.dispose()


def test_setup_says_what_is_wrong_with_what_it_was_given(run: Run) -> None:
    assert "SECRET_KEY is missing" in setup(run, SECRET_KEY="").output
    bad = run("setup", "--centre", "C", "--name", "N", "--email", "not-an-address", SECRET_KEY=SECRET)
    assert bad.exit_code == 2
    assert "short" not in bad.output
    assert "a long SECRET_KEY" in setup(run, SECRET_KEY="short").output


def test_setup_sends_a_test_mail_or_says_why_not(run: Run) -> None:
    sent = setup(run, LMS_MODE="test", LMS_MAIL_SERVER="mail.example.org")
    assert "A test mail with this link was sent to helene@example.org." in sent.output
    refused = setup(run, LMS_MAIL_SERVER="127.0.0.1", LMS_MAIL_PORT="1")
    assert refused.exit_code == 0
    assert "The test mail was not sent" in refused.output
    assert "LMS_MAIL_PORT" in refused.output


def test_without_a_centre_every_visitor_sees_what_to_do(run: Run, tmp_path: Path) -> None:
    run("migrate")
    page = browse(tmp_path).get("/")
    assert page.status_code == 503
    assert "lms setup" in page.text


def test_progress_can_be_rebuilt(run: Run) -> None:
    run("migrate")
    assert "Enrolments rebuilt: 0." in run("progress", "rebuild", SECRET_KEY=SECRET).output
    unknown = run("progress", "rebuild", "--enrolment", "7", SECRET_KEY=SECRET)
    assert unknown.exit_code == 1
    assert "There is no enrolment 7." in unknown.output


def test_migrate_twice_is_once(run: Run, tmp_path: Path) -> None:
    assert run("migrate").exit_code == run("migrate").exit_code == 0
    client = browse(tmp_path)
    with client.application.app_context():
        assert migrate.is_current(db.engine)
        db.engine.dispose()


def test_a_course_is_opened_and_a_group_gets_its_link(run: Run, tmp_path: Path) -> None:
    setup(run)
    write_sample(tmp_path / "sample")
    assert run("content", "import", str(tmp_path / "sample"), "--publish", SECRET_KEY=SECRET).exit_code == 0
    opened = run("cohorts", "open", sample_document().id, SECRET_KEY=SECRET)
    assert (
        opened.output.strip() == f"Anyone can enrol at http://127.0.0.1:8000/courses/{sample_document().id}"
    )
    words = [
        "cohorts",
        "create",
        sample_document().id,
        "--name",
        "Hiver",
        "--from",
        "2027-01-11",
        "--seats",
        "12",
    ]
    made = run(*words, SECRET_KEY=SECRET)
    code = made.output.split("Code: ")[1].strip()
    client = browse(tmp_path)
    assert "Hiver" in client.get(f"/join/{code}?lang=en").text
    assert "Enrol" in client.get(f"/courses/{sample_document().id}?lang=en").text
    for bad, why in (
        (["cohorts", "open", "nothing"], "There is no course “nothing”"),
        ([*words[:3], "--name", " "], "Enter a name for the group."),
        ([*words[:5], "--from", "2027-02-01", "--to", "2027-01-01"], "The group ends before it starts."),
        ([*words[:5], "--from", "30 February"], "does not match the format"),
    ):
        refused = run(*bad, SECRET_KEY=SECRET)
        assert refused.exit_code != 0
        assert why in refused.output
