"""Profile and password (P18)."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_mailman import EmailMessage
from sqlalchemy import select

from lms.accounts.models import User
from lms.core.db import session
from tests.browsing import post, sign_in
from tests.factories import PASSWORD, make_user

NEW = "another long passphrase"
PROFILE = {"name": "Ada King", "language": "fr", "theme": "dark", "timezone": "America/New_York"}


def stored(email: str = "ada@example.org") -> User:
    return (
        session()
        .scalars(select(User).where(User.email == email).execution_options(populate_existing=True))
        .one()
    )


@pytest.mark.parametrize("path", ["/account", "/account/password", "/account/devices"])
def test_ask_to_sign_in(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (303, f"/sign-in?next={path}")
    assert client.get(path, headers={"Accept": "application/json"}).status_code == 401


def test_shows_and_saves_the_profile(ada: FlaskClient) -> None:
    page = ada.get("/account").text
    assert "ada@example.org" in page
    assert 'value="Ada Lovelace"' in page
    assert post(ada, "/account", PROFILE).location == "/account"
    user = stored()
    assert (user.name, user.language, user.theme, user.timezone) == tuple(PROFILE.values())
    page = ada.get("/account").text
    assert '<html lang="fr"' in page
    assert 'data-theme="dark"' in page


def test_costs_the_person_and_the_banner(ada: FlaskClient, count_statements) -> None:  # type: ignore[no-untyped-def]
    ada.get("/account")
    with count_statements() as statements:
        assert ada.get("/account").status_code == 200
    assert len(statements) == 2


@pytest.mark.parametrize(
    "change",
    [
        {"name": ""},
        {"name": "a" * 121},
        {"name": "Ada\r\nBcc: x@example.org"},
        {"name": "Ada\x00"},
        {"language": "de"},
        {"theme": "pink"},
        {"timezone": "Europe/Atlantis"},
        {"timezone": "../../etc/passwd"},
    ],
)
def test_refuses_what_it_does_not_know(ada: FlaskClient, change: dict[str, str]) -> None:
    assert post(ada, "/account", {**PROFILE, **change}).status_code == 422
    assert stored().name == "Ada Lovelace"


def test_extra_fields_change_nothing(ada: FlaskClient) -> None:
    other = make_user("other@example.org", "Other", password=None)
    forged = {"email": "evil@example.org", "id": str(other.id), "user_id": str(other.id), "role": "manager"}
    post(ada, "/account", {**PROFILE, **forged, "archived_at": "2020-01-01", "password_hash": "x"})
    user = stored()
    assert (user.name, user.email, user.archived_at) == ("Ada King", "ada@example.org", None)
    assert stored("other@example.org").name == "Other"
    assert sign_in(ada, "ada@example.org").status_code == 303


def test_a_name_is_shown_as_text(ada: FlaskClient) -> None:
    post(ada, "/account", {**PROFILE, "name": "<script>alert(1)</script>{{7*7}}"})
    page = ada.get("/account").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in page


def test_needs_the_form_token(ada: FlaskClient) -> None:
    assert ada.post("/account", data=PROFILE).status_code == 419
    assert ada.post("/account/password", data={"current": PASSWORD, "password": NEW}).status_code == 419
    assert stored().name == "Ada Lovelace"


def test_changes_the_password(app: Flask, ada: FlaskClient, sent: Callable[[], list[EmailMessage]]) -> None:
    phone = app.test_client()
    sign_in(phone, "ada@example.org")
    assert ada.get("/account/password").status_code == 200
    answer = post(ada, "/account/password", {"current": PASSWORD, "password": NEW, "end_others": "y"})
    assert answer.location == "/account/password"
    assert ada.get("/account").status_code == 200
    assert phone.get("/account").status_code == 303
    assert sign_in(phone, "ada@example.org").status_code == 422
    assert sign_in(phone, "ada@example.org", NEW).status_code == 303
    assert [mail.to for mail in sent()] == [["ada@example.org"]]


def test_may_keep_the_other_devices(app: Flask, ada: FlaskClient) -> None:
    phone = app.test_client()
    sign_in(phone, "ada@example.org")
    post(ada, "/account/password", {"current": PASSWORD, "password": NEW})
    assert phone.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("current", "password"),
    [("wrong", NEW), ("", NEW), (PASSWORD, "short"), (PASSWORD, "ada@example.org"), (PASSWORD, "x y" * 80)],
)
def test_keeps_the_password_when_something_is_wrong(ada: FlaskClient, current: str, password: str) -> None:
    before = stored().password_hash
    assert post(ada, "/account/password", {"current": current, "password": password}).status_code == 422
    assert stored().password_hash == before


def test_guesses_of_the_current_password_are_throttled(ada: FlaskClient) -> None:
    wrong = {"current": "wrong", "password": NEW}
    statuses = [post(ada, "/account/password", wrong).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]


def test_language_and_theme_of_the_footer_are_kept_for_the_person(app: Flask, ada: FlaskClient) -> None:
    assert post(ada, "/language", {"language": "fr", "next": "/account"}).location == "/account"
    assert post(ada, "/theme", {"theme": "light"}).status_code == 303
    assert (stored().language, stored().theme) == ("fr", "light")
    phone = app.test_client()
    sign_in(phone, "ada@example.org")
    page = phone.get("/account", headers={"Accept-Language": "en"}).text
    assert '<html lang="fr"' in page
    assert 'data-theme="light"' in page
