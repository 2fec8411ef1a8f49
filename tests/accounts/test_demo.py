"""The demo's buttons and outbox: there for the machine that runs the demo, and for nobody else."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.outbox import sent_mails
from lms.app import create_app
from lms.core import clock, jobs
from lms.core.db import db
from lms.core.mail import run_in_worker_context
from tests.browsing import TOKEN, post
from tests.conftest import Browser, make_settings
from tests.factories import make_user

LOCAL = "http://127.0.0.1:8000"
Visit = Callable[..., int]


@pytest.fixture
def demo(tmp_path: Path, database_url: str) -> Iterator[Flask]:
    application = create_app(make_settings(tmp_path, database_url, mode="demo", base_url=LOCAL))
    application.test_client_class = Browser
    with application.app_context():
        yield application
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def browser(demo: Flask) -> FlaskClient:
    return demo.test_client()


def test_one_button_per_role(browser: FlaskClient) -> None:
    roles = (
        "learner",
        "away",
        "certified",
        "offered",
        "instructor",
        "manager",
        "marker",
        "invigilator",
        "employer",
    )
    for role in roles:
        make_user(f"{role}@demo.example", f"The {role}", password=None)
    page = browser.get("/sign-in?lang=en&next=/join/ABCD").text
    assert page.count('name="role"') == 9
    for role in roles:
        assert post(browser, "/demo/sign-in", {"role": role, "next": "/join/ABCD"}).location == "/join/ABCD"
        assert f"The {role}" in browser.get("/account").text


@pytest.mark.parametrize("role", ["admin", "", "learner@demo.example", "manager"])
def test_no_other_role_and_no_missing_person(browser: FlaskClient, role: str) -> None:
    assert post(browser, "/demo/sign-in", {"role": role}).status_code == 404


def test_the_button_needs_the_form_token(browser: FlaskClient) -> None:
    make_user("learner@demo.example", password=None)
    assert browser.post("/demo/sign-in", data={"role": "learner"}).status_code == 419
    assert browser.get("/demo/sign-in").status_code == 405


FAR = [
    {"headers": {"X-Forwarded-For": "127.0.0.1"}},
    {"headers": {"X-Forwarded-Proto": "https"}},
    {"headers": {"Forwarded": "for=127.0.0.1"}},
    {"headers": {"Via": "1.1 proxy"}},
    {"headers": {"X-Real-IP": "127.0.0.1"}},
    {"headers": {"Host": "demo.example"}},
    {"headers": {"Host": "127.0.0.1.evil.example"}},
    {"headers": {"Host": "localhost.evil.example:8000"}},
    {"environ_overrides": {"REMOTE_ADDR": "192.168.1.20"}},
    {"environ_overrides": {"REMOTE_ADDR": ""}},
]


@pytest.mark.parametrize("request_", FAR)
def test_is_off_through_a_proxy_or_from_afar(browser: FlaskClient, request_: dict[str, object]) -> None:
    make_user("learner@demo.example", password=None)
    found = TOKEN.search(browser.get("/accessibility", **request_).text)  # type: ignore[arg-type]
    assert found
    data = {"csrf_token": found.group(1), "role": "learner"}
    assert browser.post("/demo/sign-in", data=data, **request_).status_code == 404  # type: ignore[arg-type]
    assert browser.get("/demo/mail", **request_).status_code == 404  # type: ignore[arg-type]
    assert 'name="role"' not in browser.get("/sign-in", **request_).text  # type: ignore[arg-type]


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LOCALHOST:8000", "[::1]:8000"])
def test_is_on_under_the_machines_own_names(browser: FlaskClient, host: str) -> None:
    assert browser.get("/demo/mail", headers={"Host": host}).status_code == 200


def test_is_absent_outside_of_the_demo(app: Flask, client: FlaskClient) -> None:
    make_user("learner@demo.example", password=None)
    assert client.get("/demo/mail").status_code == 404
    assert post(client, "/demo/sign-in", {"role": "learner"}).status_code == 404
    assert 'name="role"' not in client.get("/sign-in").text


def test_shows_the_sent_mail_with_links_that_work(demo: Flask, browser: FlaskClient, tmp_path: Path) -> None:
    assert "No mail yet" in browser.get("/demo/mail?lang=en").text
    make_user("ada@example.org", "Ada <b>Lovelace</b>")
    post(browser, "/reset-password", {"email": "ada@example.org"})
    with run_in_worker_context(demo):
        assert jobs.run_due_jobs(clock.now()) == 1
    (mail,) = sent_mails(tmp_path / "mail")
    assert mail.name in browser.get("/demo/mail").text
    page = browser.get(f"/demo/mail/{mail.name}").text
    assert "Ada &lt;b&gt;Lovelace&lt;/b&gt;" in page
    assert f'<a href="{LOCAL}/reset-password/' in page
    assert "-----" not in page


@pytest.mark.parametrize(
    "name", ["x.log", "..%2fsecret.log", "20261123-101010-1.log", "20261123-101010-1.log%00"]
)
def test_reads_nothing_but_mails(browser: FlaskClient, tmp_path: Path, name: str) -> None:
    (tmp_path / "secret.log").write_text("secret")
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "x.log").write_text("secret")
    assert browser.get(f"/demo/mail/{name}").status_code in (404, 422)


def test_signed_in_people_find_the_outbox(browser: FlaskClient) -> None:
    make_user("learner@demo.example", password=None)
    post(browser, "/demo/sign-in", {"role": "learner"})
    assert "/demo/mail" in browser.get("/site-map").text
