"""The page behind the link of a confirmation mail."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts import services, tokens
from lms.accounts.models import User
from lms.core import clock
from lms.core.db import session, transaction
from tests.accounts.test_sign_up import sign_up
from tests.browsing import csrf_token, post
from tests.factories import make_user

Link = Callable[[], str]


def confirmed_at() -> object:
    return session().scalars(select(User.email_confirmed_at)).one()


def test_only_the_button_confirms(client: FlaskClient, link: Link) -> None:
    sign_up(client)
    path = link()
    for _ in range(2):
        page = client.get(path)
        assert page.status_code == 200
        assert "grace@example.org" in page.text
    assert client.head(path).status_code == 200
    assert confirmed_at() is None
    assert client.post(path).status_code == 419
    assert confirmed_at() is None
    assert post(client, path).location == "/today"
    assert confirmed_at() is not None
    assert client.get("/account").status_code == 200


def test_a_join_link_survives_on_another_device(app: Flask, client: FlaskClient, link: Link) -> None:
    page = client.get("/sign-up?next=/join/ABCD-EFGH")
    assert 'name="next" value="/join/ABCD-EFGH"' in page.text
    sign_up(client, next="/join/ABCD-EFGH")
    phone = app.test_client()
    assert post(phone, link()).location == "/join/ABCD-EFGH"
    assert phone.get("/account").status_code == 200
    assert client.get("/account").status_code == 303


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example"])
def test_a_forged_next_is_dropped(client: FlaskClient, link: Link, target: str) -> None:
    sign_up(client, next=target)
    assert post(client, link()).location == "/today"


def test_a_used_link_only_leads_to_sign_in(app: Flask, client: FlaskClient, link: Link) -> None:
    sign_up(client, next="/join/ABCD")
    path = link()
    post(client, path)
    assert client.get(path).location == "/join/ABCD"
    stranger = app.test_client()
    for answer in (stranger.get(path), post(stranger, path)):
        assert (answer.status_code, answer.location) == (303, "/sign-in?next=/join/ABCD")
    assert stranger.get("/account").status_code == 303


def make_token(app: Flask, user: User, purpose: str = "confirm") -> str:
    return tokens.make(
        app.config["SECRET_KEY"], purpose, user_id=user.id, password_hash=user.password_hash, after="/"
    )


def test_tampered_foreign_and_old_links_are_refused(app: Flask, client: FlaskClient) -> None:
    user = make_user(confirmed=False)
    good = make_token(app, user)
    tampered = good[:-2] + ("A" if good[-2] != "A" else "B") + good[-1]
    for token in (tampered, make_token(app, user, "reset"), "x", good + "x", good[1:]):
        assert client.get(f"/confirm/{token}").status_code == 410
        assert client.post(f"/confirm/{token}", data={"csrf_token": csrf_token(client)}).status_code == 410
    clock.shift(clock.timedelta(days=3, seconds=2))
    assert post(client, f"/confirm/{good}").status_code == 410
    assert confirmed_at() is None


def test_a_suspended_person_gets_nowhere(app: Flask, client: FlaskClient) -> None:
    user = make_user(confirmed=False)
    with transaction():
        services.archive_user(user_id=user.id, now=clock.now())
    assert post(client, f"/confirm/{make_token(app, user)}").status_code == 410


def test_the_faster_of_two_devices_signs_in(app: Flask) -> None:
    """Both opened the page; the service lets one through."""
    user = make_user(confirmed=False)
    claim = tokens.read(app.config["SECRET_KEY"], "confirm", make_token(app, user))
    assert claim
    with transaction():
        assert services.confirm_email(claim=claim, now=clock.now())
    with transaction():
        assert services.confirm_email(claim=claim, now=clock.now()) is None
