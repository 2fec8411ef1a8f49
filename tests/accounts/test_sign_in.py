"""Signing in and out (P4)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts import services
from lms.accounts.models import LoginSession, User
from lms.core import clock
from lms.core.db import session, transaction
from tests.browsing import TOKEN, csrf_token, post, sign_in
from tests.factories import PASSWORD, make_user

ATTACKS = [
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "https:evil.example",
    "https://evil.example/",
    "javascript:alert(1)",
    "/\r\nSet-Cookie: a=b",
    "/\t/evil.example",
    " //evil.example",
    "evil.example",
]


def shown(page: str) -> str:
    """A page without what differs at each request."""
    return TOKEN.sub("", page)


def test_signs_in_and_out(client: FlaskClient, user: User) -> None:
    answer = sign_in(client, "ada@example.org")
    assert answer.status_code == 303
    assert answer.location == "/today"
    assert "Ada Lovelace" in client.get("/account").text
    assert post(client, "/sign-out").status_code == 303
    assert client.get("/account").status_code == 303


def test_signed_in_people_skip_the_page(ada: FlaskClient) -> None:
    assert ada.get("/sign-in").location == "/today"
    assert ada.get("/sign-up?next=/join/ABCD").location == "/join/ABCD"


def test_asks_for_what_is_missing(client: FlaskClient) -> None:
    answer = post(client, "/sign-in", {"email": "", "password": ""})
    assert answer.status_code == 422
    assert (
        "There is a problem (2)"
        in client.post("/sign-in?lang=en", data={"csrf_token": csrf_token(client)}).text
    )


def test_needs_the_form_token(client: FlaskClient, user: User) -> None:
    answer = client.post("/sign-in", data={"email": user.email, "password": PASSWORD})
    assert answer.status_code == 419
    assert session().scalars(select(LoginSession)).all() == []


@pytest.mark.parametrize("kind", ["unknown", "wrong", "archived", "no password", "unconfirmed"])
def test_failures_look_and_cost_the_same(client: FlaskClient, hash_calls: list[str], kind: str) -> None:
    email, password = "ada@example.org", "wrong password"
    if kind == "no password":
        make_user(email, password=None)
    elif kind != "unknown":
        made = make_user(email, confirmed=kind != "unconfirmed")
        if kind == "archived":
            password = PASSWORD
            with transaction():
                services.archive_user(user_id=made.id, now=clock.now())
    sign_in(
        client, "nobody@example.org", "x"
    )  # the hash that unknown addresses are compared with is made once
    hash_calls.clear()
    answer = client.post(
        "/sign-in?lang=en", data={"csrf_token": csrf_token(client), "email": email, "password": password}
    )
    assert answer.status_code == 422
    assert "Email or password not recognised." in answer.text
    assert hash_calls == ["verify"]
    other = client.post(
        "/sign-in?lang=en", data={"csrf_token": csrf_token(client), "email": "e@example.org", "password": "x"}
    )
    assert shown(answer.text).replace(email, "") == shown(other.text).replace("e@example.org", "")


@pytest.mark.parametrize("target", ATTACKS)
def test_next_never_leaves_the_site(client: FlaskClient, user: User, target: str) -> None:
    answer = post(client, "/sign-in", {"email": user.email, "password": PASSWORD, "next": target})
    assert answer.location == "/today"
    assert "Set-Cookie: a=b" not in str(answer.headers)


def test_an_encoded_line_break_in_next_stays_encoded(client: FlaskClient, user: User) -> None:
    target = "/join/%0d%0aSet-Cookie:%20a=b"
    answer = post(client, "/sign-in", {"email": user.email, "password": PASSWORD, "next": target})
    assert answer.location == target


def test_goes_on_to_a_path_of_the_site(client: FlaskClient, user: User) -> None:
    page = client.get("/sign-in?next=/join/ABCD%3Fa%3Db")
    assert 'name="next" value="/join/ABCD?a=b"' in page.text
    answer = post(client, "/sign-in", {"email": user.email, "password": PASSWORD, "next": "/join/ABCD?a=b"})
    assert answer.location == "/join/ABCD?a=b"


def test_protected_pages_come_back_after_sign_in(client: FlaskClient) -> None:
    assert client.get("/account?a=b").location == "/sign-in?next=/account?a%3Db"


def test_a_script_gets_json_and_a_fresh_form_token(app: Flask, client: FlaskClient, user: User) -> None:
    data = {"csrf_token": csrf_token(client), "email": user.email, "password": PASSWORD}
    answer = client.post("/sign-in", data=data, headers={"Accept": "application/json"})
    assert answer.json
    assert answer.json["user_id"] == user.id
    fresh = answer.json["csrf_token"]
    assert fresh != data["csrf_token"]
    assert client.post("/sign-out", data={"csrf_token": fresh}).status_code == 303
    data = {"csrf_token": csrf_token(client), "email": user.email, "password": "wrong"}
    answer = client.post("/sign-in", data=data, headers={"Accept": "application/json"})
    assert answer.status_code == 422
    assert answer.json
    assert answer.json["error"] == "refused"


@pytest.mark.parametrize("address", ["ADA@example.org", " ada@EXAMPLE.org ", "ａda@example.org"])
def test_an_address_may_be_typed_otherwise(client: FlaskClient, user: User, address: str) -> None:
    assert sign_in(client, address).status_code == 303


def test_too_many_wrong_passwords_close_the_account_for_a_while(client: FlaskClient, user: User) -> None:
    for _ in range(10):
        assert sign_in(client, user.email, "wrong").status_code == 422
    data = {"csrf_token": csrf_token(client), "email": user.email, "password": PASSWORD}
    answer = client.post("/sign-in?lang=en", data=data)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert "Too many attempts. Try again in 15 minutes or reset your password." in answer.text
    assert 'name="password"' in answer.text
    clock.shift(clock.timedelta(minutes=16))
    assert sign_in(client, user.email).status_code == 303


def test_unknown_accounts_are_throttled_alike(client: FlaskClient) -> None:
    statuses = [sign_in(client, "nobody@example.org", "x").status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]


def test_a_forged_forwarding_header_is_no_new_address(app: Flask, client: FlaskClient) -> None:
    token = csrf_token(client)
    statuses = []
    for number in range(102):
        data = {"csrf_token": token, "email": f"p{number}@example.org", "password": "x"}
        headers = {"X-Forwarded-For": f"10.0.0.{number}"}
        statuses.append(client.post("/sign-in", data=data, headers=headers).status_code)
    assert statuses[:100] == [422] * 100
    assert statuses[100:] == [429, 429]


def test_a_success_forgets_the_failures(client: FlaskClient, user: User) -> None:
    for _ in range(3):
        for _ in range(9):
            sign_in(client, user.email, "wrong")
        assert sign_in(client, user.email).status_code == 303
        post(client, "/sign-out")


def test_sign_out_is_a_post(ada: FlaskClient) -> None:
    assert ada.get("/sign-out").status_code == 405
    assert ada.get("/account").status_code == 200
