"""Choosing a new password by mail (P5)."""

import threading
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_mailman import EmailMessage
from sqlalchemy import select

from lms.accounts import services, tokens
from lms.accounts.models import User
from lms.core import clock
from lms.core.db import session, transaction
from tests.browsing import csrf_token, post, sign_in
from tests.factories import PASSWORD

NEW = "another long passphrase"
Link = Callable[[], str]
Sent = Callable[[], list[EmailMessage]]


@pytest.fixture
def path(client: FlaskClient, user: User, link: Link) -> str:
    """The path of a reset link that Ada was sent."""
    post(client, "/reset-password", {"email": user.email})
    return link()


def test_the_answer_is_the_same_for_everyone(
    client: FlaskClient, user: User, sent: Sent, hash_calls: list[str], count_statements
) -> None:  # type: ignore[no-untyped-def]
    token = csrf_token(client)
    answers, counts = [], []
    for email in (user.email, "nobody@example.org"):
        with count_statements() as statements:
            answers.append(client.post("/reset-password", data={"csrf_token": token, "email": email}))
        counts.append(len(statements))
    known, unknown = answers
    assert (known.status_code, known.location) == (303, "/reset-password-sent")
    assert (known.status_code, known.data, counts[0]) == (unknown.status_code, unknown.data, counts[1])
    assert hash_calls == []
    page = client.get("/reset-password-sent?lang=en")
    assert "If an account uses this address, we have sent a link. It works for 60 minutes." in page.text
    assert [mail.to for mail in sent()] == [["ada@example.org"]]


def test_the_mail_goes_to_the_stored_address(client: FlaskClient, user: User, sent: Sent) -> None:
    post(client, "/reset-password", {"email": "ＡDA@example.org"})
    assert [mail.to for mail in sent()] == [["ada@example.org"]]


def test_asks_for_an_address(client: FlaskClient) -> None:
    assert client.get("/reset-password").status_code == 200
    assert post(client, "/reset-password", {"email": ""}).status_code == 422
    assert client.post("/reset-password", data={"email": "a@example.org"}).status_code == 419


def test_is_throttled_alike_for_everyone(client: FlaskClient, user: User) -> None:
    for email in (user.email, "nobody@example.org"):
        statuses = [post(client, "/reset-password", {"email": email}).status_code for _ in range(6)]
        assert statuses == [303] * 5 + [429]


def test_the_link_works_once_and_only_by_its_form(
    app: Flask, client: FlaskClient, path: str, sent: Sent
) -> None:
    for _ in range(2):
        assert client.get(path).status_code == 200
    assert client.post(path, data={"password": NEW}).status_code == 419
    assert post(client, path, {"password": "short"}).status_code == 422
    assert post(client, path, {"password": NEW}).location == "/today"
    assert client.get("/account").status_code == 200
    assert "password was changed" in sent()[-1].subject.lower()
    other = app.test_client()
    assert other.get(path).status_code == 410
    assert post(other, path, {"password": "yet another passphrase"}).status_code == 410
    assert sign_in(other, "ada@example.org", PASSWORD).status_code == 422
    assert sign_in(other, "ada@example.org", NEW).status_code == 303


@pytest.mark.parametrize(("ticked", "status"), [(True, 303), (False, 200)])
def test_offers_to_end_the_other_sessions(
    app: Flask, client: FlaskClient, path: str, ticked: bool, status: int
) -> None:
    laptop = app.test_client()
    sign_in(laptop, "ada@example.org")
    assert "checked" in client.get(path).text
    post(client, path, {"password": NEW, **({"end_others": "y"} if ticked else {})})
    assert client.get("/account").status_code == 200
    assert laptop.get("/account").status_code == status


def test_a_locked_out_victim_comes_back_by_mail(client: FlaskClient, path: str) -> None:
    for _ in range(11):
        sign_in(client, "ada@example.org", "wrong")
    assert sign_in(client, "ada@example.org").status_code == 429
    post(client, path, {"password": NEW})
    post(client, "/sign-out")
    assert sign_in(client, "ada@example.org", NEW).status_code == 303


@pytest.mark.parametrize(("seconds", "status"), [(-1, 200), (1, 410)])
def test_lasts_sixty_minutes(client: FlaskClient, path: str, seconds: int, status: int) -> None:
    clock.shift(clock.timedelta(minutes=60, seconds=seconds))
    assert client.get(path).status_code == status


def test_tampered_and_foreign_tokens_are_refused(
    app: Flask, client: FlaskClient, user: User, path: str
) -> None:
    good = path.rsplit("/", 1)[1]
    flipped = chr(ord(good[10]) ^ 1)
    foreign = tokens.make(
        app.config["SECRET_KEY"], "confirm", user_id=user.id, password_hash=user.password_hash
    )
    other_key = tokens.make("another key", "reset", user_id=user.id, password_hash=user.password_hash)
    for token in (good[:10] + flipped + good[11:], good[:-1], foreign, other_key, "x", "é"):
        assert client.get(f"/reset-password/{token}").status_code == 410
        assert post(client, f"/reset-password/{token}", {"password": NEW}).status_code == 410
    assert sign_in(client, "ada@example.org").status_code == 303


def test_a_changed_password_ends_older_links(client: FlaskClient, user: User, path: str) -> None:
    with transaction():
        services.change_password(user_id=user.id, password_hash="x", now=clock.now())
    assert client.get(path).status_code == 410


def test_a_suspended_person_gets_no_mail_and_no_page(
    client: FlaskClient, user: User, path: str, sent: Sent
) -> None:
    with transaction():
        services.archive_user(user_id=user.id, now=clock.now())
    assert post(client, path, {"password": NEW}).status_code == 410
    before = len(sent())
    post(client, "/reset-password", {"email": user.email})
    assert len(sent()) == before


def test_a_forged_host_does_not_reach_the_mail(client: FlaskClient, user: User, sent: Sent) -> None:
    token = csrf_token(client)
    headers = {"X-Forwarded-Host": "evil.example", "Host": "evil.example", "X-Forwarded-Proto": "https"}
    client.post("/reset-password", data={"csrf_token": token, "email": user.email}, headers=headers)
    data = {"csrf_token": token, "email": user.email}
    client.post("/reset-password", data=data, headers={"X-Forwarded-Host": "evil.example"})
    bodies = [mail.body for mail in sent()]
    assert bodies
    assert all("evil" not in body and "http://localhost/reset-password/" in body for body in bodies)


def test_twenty_uses_at_once_set_one_password(app: Flask, user: User, path: str) -> None:
    browsers = [app.test_client() for _ in range(20)]
    forms = [
        {"csrf_token": csrf_token(browser), "password": f"passphrase of browser {number}"}
        for number, browser in enumerate(browsers)
    ]
    statuses: list[int] = [0] * 20
    barrier = threading.Barrier(20)

    def use(number: int) -> None:
        barrier.wait()
        statuses[number] = browsers[number].post(path, data=forms[number]).status_code

    threads = [threading.Thread(target=use, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [303] + [410] * 19
    winner = statuses.index(303)
    visitor = app.test_client()
    assert sign_in(visitor, user.email, f"passphrase of browser {winner}").status_code == 303
    assert len(session().scalars(select(User.id)).all()) == 1
