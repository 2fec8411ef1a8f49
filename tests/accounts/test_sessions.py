"""Sessions on the server: lifetimes, fixation, replay, the list of devices."""

from http.cookies import SimpleCookie

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts import queries, services
from lms.accounts.models import LoginSession, User
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.permissions import Grant, Role
from tests.browsing import csrf_token, post, sign_in
from tests.factories import PASSWORD, make_centre, make_user

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def cookie_of(client: FlaskClient) -> str:
    cookie = client.get_cookie("lms")
    assert cookie
    return cookie.value


def with_cookie(app: Flask, value: str) -> FlaskClient:
    browser = app.test_client()
    browser.set_cookie("lms", value)
    return browser


def rows() -> list[LoginSession]:
    statement = select(LoginSession).order_by(LoginSession.id).execution_options(populate_existing=True)
    return list(session().scalars(statement))


def test_the_database_holds_no_token(app: Flask, ada: FlaskClient) -> None:
    with ada.session_transaction() as cookie:
        token = cookie["token"]
    assert len(token) >= 43  # 256 bits
    (row,) = rows()
    assert row.token_hash == services.token_hash(token)
    assert token not in row.token_hash


def test_an_old_cookie_is_not_promoted(app: Flask, client: FlaskClient, user: User) -> None:
    """Fixation: what a browser held before signing in is worth nothing afterwards."""
    token = csrf_token(client)
    planted = cookie_of(client)
    attacker = with_cookie(app, planted)
    client.post("/sign-in", data={"csrf_token": token, "email": user.email, "password": PASSWORD})
    assert cookie_of(client) != planted
    assert attacker.get("/account").status_code == 303


def test_signing_in_again_ends_the_first_session(app: Flask, ada: FlaskClient) -> None:
    first = cookie_of(ada)
    sign_in(ada, "ada@example.org")
    assert with_cookie(app, first).get("/account").status_code == 303
    assert ada.get("/account").status_code == 200


def test_a_cookie_is_dead_after_sign_out(app: Flask, ada: FlaskClient) -> None:
    stolen = cookie_of(ada)
    assert with_cookie(app, stolen).get("/account").status_code == 200
    post(ada, "/sign-out")
    assert with_cookie(app, stolen).get("/account").status_code == 303


def test_a_cookie_is_dead_after_a_password_change(app: Flask, ada: FlaskClient) -> None:
    stolen = cookie_of(ada)
    post(ada, "/account/password", {"current": PASSWORD, "password": "another long passphrase"})
    assert with_cookie(app, stolen).get("/account").status_code == 303
    assert ada.get("/account").status_code == 200


def test_a_forged_or_altered_cookie_is_nobody(app: Flask, ada: FlaskClient) -> None:
    good = cookie_of(ada)
    for value in (good[:-1], good[5:], "x", f"{good}x"):
        assert with_cookie(app, value).get("/account").status_code == 303
    visitor = app.test_client()
    for planted in ({"_user_id": "1", "_fresh": True}, {"token": 7}, {"token": "guess"}):
        with visitor.session_transaction() as cookie:
            cookie.update(planted)
        assert visitor.get("/account").status_code == 303


def test_a_suspended_person_is_out_at_the_next_request(ada: FlaskClient, user: User) -> None:
    with transaction() as current:
        current.get_one(User, user.id).archived_at = clock.now()
    assert ada.get("/account").status_code == 303
    assert rows()[0].ended_at is None  # the person's state alone is enough


def test_fourteen_idle_days_end_a_session(ada: FlaskClient) -> None:
    clock.shift(clock.timedelta(days=13, hours=23))
    assert ada.get("/account").status_code == 200
    clock.shift(clock.timedelta(days=27, hours=22))
    assert ada.get("/account").status_code == 200
    clock.shift(clock.timedelta(days=30, seconds=1))
    assert ada.get("/account").status_code == 303


def test_idle_too_long(ada: FlaskClient) -> None:
    clock.shift(clock.timedelta(days=14, seconds=1))
    assert ada.get("/account").status_code == 303


def test_seen_at_is_written_every_five_minutes_at_most(ada: FlaskClient, count_statements) -> None:  # type: ignore[no-untyped-def]
    first = rows()[0].seen_at
    for minutes, is_written in ((4, False), (6, True)):
        clock.shift(clock.timedelta(minutes=minutes))
        with count_statements() as statements:
            ada.get("/account")
        assert any("UPDATE login_session" in statement for statement in statements) == is_written
    assert rows()[0].seen_at > first


def test_visitors_and_static_files_cost_no_statement(client: FlaskClient, count_statements) -> None:  # type: ignore[no-untyped-def]
    with count_statements() as statements:
        client.get("/accessibility")
        client.get("/static/core/css/base.css").close()
    assert statements == []


def test_one_statement_loads_the_person_and_their_roles(app: Flask, user: User, count_statements) -> None:  # type: ignore[no-untyped-def]
    here, there = make_centre("here"), make_centre("there")
    with transaction():
        token = services.open_session(user_id=user.id, device="", now=clock.now())
        services.add_membership(user_id=user.id, role=Role.MANAGER, centre_id=here.id, now=clock.now())
        services.add_membership(user_id=user.id, role=Role.INSTRUCTOR, centre_id=there.id, now=clock.now())
        over = services.add_membership(
            user_id=user.id, role=Role.INSTRUCTOR, centre_id=here.id, now=clock.now()
        )
        over.ended_at = clock.now()
    with count_statements() as statements:
        person = queries.person_signed_in(services.token_hash(token), clock.now())
    assert person
    assert person.grants == (Grant(Role.MANAGER, here.id), Grant(Role.INSTRUCTOR, there.id))
    assert (person.name, person.get_id(), person.email_confirmed) == ("Ada Lovelace", str(user.id), True)
    assert len(statements) == 1


def test_lists_the_devices_and_ends_one(app: Flask, ada: FlaskClient, user: User) -> None:
    phone = app.test_client()
    data = {"csrf_token": csrf_token(phone), "email": user.email, "password": PASSWORD}
    phone.post("/sign-in", data=data, headers={"User-Agent": FIREFOX})
    page = ada.get("/account/devices?lang=en").text
    assert "Firefox, Linux" in page
    assert page.count("This device") == 1
    phone_id = rows()[1].id
    assert post(ada, f"/account/devices/{phone_id}/sign-out").location == "/account/devices"
    assert phone.get("/account").status_code == 303
    assert ada.get("/account").status_code == 200
    assert post(ada, f"/account/devices/{phone_id}/sign-out").status_code == 404


def test_ends_every_other_device(app: Flask, ada: FlaskClient, user: User) -> None:
    others = [app.test_client(), app.test_client()]
    for other in others:
        sign_in(other, user.email)
    assert "Sign out all other devices" in ada.get("/account/devices?lang=en").text
    post(ada, "/account/devices/sign-out-others")
    assert [other.get("/account").status_code for other in others] == [303, 303]
    assert ada.get("/account").status_code == 200


def test_devices_cost_the_person_the_banner_and_the_list(ada: FlaskClient, count_statements) -> None:  # type: ignore[no-untyped-def]
    with count_statements() as statements:
        ada.get("/account/devices")
    assert len(statements) == 3


@pytest.mark.parametrize("session_id", ["theirs", "999", str(2**70)])
def test_nobody_ends_another_persons_session(app: Flask, ada: FlaskClient, session_id: str) -> None:
    make_user("grace@example.org")
    grace = app.test_client()
    sign_in(grace, "grace@example.org")
    wanted = str(rows()[1].id) if session_id == "theirs" else session_id
    assert post(ada, f"/account/devices/{wanted}/sign-out").status_code == 404
    assert grace.get("/account").status_code == 200


def test_the_cookie_is_closed_to_scripts_and_other_sites(ada: FlaskClient, client: FlaskClient) -> None:
    answer = sign_in(client, "ada@example.org")
    flags = SimpleCookie(answer.headers["Set-Cookie"])["lms"]
    assert (flags["httponly"], flags["samesite"], flags["path"]) == (True, "Lax", "/")
    assert flags["domain"] == ""
    assert flags["expires"]
