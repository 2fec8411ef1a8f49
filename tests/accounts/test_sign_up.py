"""Signing up (P3): the same page for everyone, the rest by mail."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from flask_mailman import EmailMessage
from sqlalchemy import func, select

from lms.accounts.models import LoginSession, Membership, User
from lms.core import clock
from lms.core.db import session
from tests.browsing import TOKEN, csrf_token, post, sign_in
from tests.factories import PASSWORD, make_user

Sent = Callable[[], list[EmailMessage]]


def sign_up(client: FlaskClient, **changes: object):  # type: ignore[no-untyped-def]
    data = {"email": "grace@example.org", "name": "Grace Hopper", "password": PASSWORD, **changes}
    return post(client, "/sign-up?lang=en", data)


def users() -> list[User]:
    return list(session().scalars(select(User).order_by(User.id).execution_options(populate_existing=True)))


def test_makes_an_unconfirmed_account_and_mails_a_link(client: FlaskClient, sent: Sent) -> None:
    answer = sign_up(client)
    assert (answer.status_code, answer.location) == (303, "/check-email")
    (user,) = users()
    assert (user.email, user.name, user.email_confirmed_at) == ("grace@example.org", "Grace Hopper", None)
    (mail,) = sent()
    assert mail.to == ["grace@example.org"]
    assert "/confirm/" in mail.body
    assert client.get("/check-email").status_code == 200
    assert client.get("/account").status_code == 303


@pytest.mark.parametrize("taken", ["grace@example.org", "GRACE@example.org", "mike@example.org"])
def test_a_known_address_gets_the_same_answer_and_a_mail_that_says_so(
    client: FlaskClient, sent: Sent, hash_calls: list[str], taken: str
) -> None:
    make_user("grace@example.org", "Real Grace")
    make_user("mike@example.org", "Real Mike")
    hash_calls.clear()
    known = sign_up(client, email=taken)
    known_calls = list(hash_calls)
    hash_calls.clear()
    unknown = sign_up(client, email="new@example.org")
    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert known.data == unknown.data
    assert known_calls == hash_calls == ["hash"]
    first = sent()[0]
    assert "already" in first.subject
    assert "/sign-in" in first.body
    assert "/confirm/" not in first.body
    assert [user.name for user in users()[:2]] == ["Real Grace", "Real Mike"]


def test_statements_are_as_many_for_known_addresses(client: FlaskClient, count_statements) -> None:  # type: ignore[no-untyped-def]
    make_user("grace@example.org")
    data = {"csrf_token": csrf_token(client), "name": "G", "password": PASSWORD}
    counts = []
    for email in ("grace@example.org", "other@example.org"):
        with count_statements() as statements:
            client.post("/sign-up", data={**data, "email": email})
        counts.append(len(statements))
    assert (
        abs(counts[0] - counts[1]) <= 5
    )  # a savepoint, the insertion and the update: well under the hash's time


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "", "Enter your email address."),
        ("email", "nobody", "Enter an email address such as name@example.org."),
        ("email", "mıke@example.org", "Enter an email address such as name@example.org."),
        ("email", "a" * 300 + "@example.org", "Enter an email address such as name@example.org."),
        ("email", "a@example.org\r\nBcc: b@example.org", "Enter an email address such as name@example.org."),
        ("name", "", "Enter your name."),
        ("name", "   ", "Enter your name."),
        ("name", "a" * 121, "Enter a name of at most 120 characters."),
        ("name", "Eve\r\nBcc: all@example.org", "Enter a name on one line, without control characters."),
        ("password", "", "Choose a password."),
        ("password", "short7!", "Choose a password of at least 8 characters."),
        ("password", "a b" * 67, "Choose a password of at most 200 characters."),
        ("password", "password123", "This password is easy to guess."),
        ("password", "grace@example.org", "This password is easy to guess."),
    ],
)
def test_says_what_is_wrong(client: FlaskClient, field: str, value: str, sentence: str) -> None:
    answer = sign_up(client, **{field: value})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert "There is a problem (1)" in answer.text
    assert "<title>Error:" in answer.text
    assert users() == []


@pytest.mark.parametrize("field", ["email", "name", "password", "next"])
def test_refuses_a_nul(client: FlaskClient, field: str) -> None:
    assert sign_up(client, **{field: "Gra\x00ce"}).status_code == 422
    assert users() == []


@pytest.mark.parametrize(
    "password", ["été à la mer 42", "x" * 3 + " très long " * 17, "Tr0ub4dor&3 zzz <script>"]
)
def test_takes_any_characters_and_keeps_spaces(
    client: FlaskClient, password: str, link: Callable[[], str]
) -> None:
    sign_up(client, password=password)
    post(client, link())
    post(client, "/sign-out")
    assert sign_in(client, "grace@example.org", password).status_code == 303
    post(client, "/sign-out")
    assert sign_in(client, "grace@example.org", password + " ").status_code == 422


def test_extra_fields_change_nothing(client: FlaskClient) -> None:
    sign_up(
        client,
        email_confirmed_at="2020-01-01",
        confirmed="1",
        role="manager",
        id="99",
        user_id="99",
        archived_at="2020-01-01",
        theme="dark",
        timezone="UTC",
    )
    (user,) = users()
    assert (user.id == 99, user.email_confirmed_at, user.archived_at) == (False, None, None)
    assert (user.theme, user.timezone) == ("system", "Europe/Paris")
    assert session().scalar(select(func.count()).select_from(Membership)) == 0
    assert session().scalar(select(func.count()).select_from(LoginSession)) == 0


def test_needs_the_form_token(client: FlaskClient) -> None:
    data = {"email": "a@example.org", "name": "A", "password": PASSWORD}
    assert client.post("/sign-up", data=data).status_code == 419
    assert users() == []


def test_a_second_sign_up_of_an_unconfirmed_address_leaves_both_passwords_out(
    client: FlaskClient, link: Callable[[], str]
) -> None:
    """Someone who signs up with another's address, before or after them, leaves no password on the account."""
    sign_up(client, name="Mallory", password="mallory knows this one", next="/join/ABCD")
    first_link = link()
    for name, password in (("Grace Hopper", PASSWORD), ("Mallory", "mallory knows this one")):
        clock.shift(clock.timedelta(seconds=5))
        sign_up(client, name=name, password=password, next="/join/ABCD")
    last_link = link()
    assert "/reset-password/" in last_link
    assert post(client, first_link).status_code == 410
    answer = post(client, last_link, {"password": "grace alone knows this"})
    assert (answer.status_code, answer.location) == (303, "/join/ABCD")
    post(client, "/sign-out")
    for password in ("mallory knows this one", PASSWORD):
        assert sign_in(client, "grace@example.org", password).status_code == 422
    assert sign_in(client, "grace@example.org", "grace alone knows this").status_code == 303


def test_is_throttled(client: FlaskClient, sent: Sent) -> None:
    answers = [sign_up(client) for _ in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert "Too many attempts. Try again in 60 minutes." in answers[-1].text
    assert len(sent()) == 5


def test_signing_in_unconfirmed_sends_a_new_link_to_who_knows_the_password(
    client: FlaskClient, sent: Sent
) -> None:
    make_user("grace@example.org", confirmed=False)
    assert sign_in(client, "grace@example.org", "wrong").status_code == 422
    assert sent() == []
    answer = sign_in(client, "grace@example.org")
    assert (answer.status_code, answer.location) == (303, "/check-email")
    assert client.get("/account").status_code == 303
    for _ in range(6):
        sign_in(client, "grace@example.org")
    assert len(sent()) == 4
    data = {"csrf_token": csrf_token(client), "email": "grace@example.org", "password": PASSWORD}
    answer = client.post("/sign-in", data=data, headers={"Accept": "application/json"})
    assert answer.status_code == 403


def test_the_page_keeps_what_was_typed_but_the_password(client: FlaskClient) -> None:
    page = sign_up(client, email="<b>@x", next="/join/ABCD").text
    assert "&lt;b&gt;@x" in page
    assert "<b>@x" not in page
    assert 'value="/join/ABCD"' in page
    assert PASSWORD not in TOKEN.sub("", page)
