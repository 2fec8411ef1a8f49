"""The link of an invitation: who opens it makes an account or signs in, takes the role once, and nobody else does."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.models import AuditEvent
from lms.core.permissions import Role
from lms.people import inviting
from tests.browsing import post, sign_in
from tests.certificates.holder import browser_of
from tests.factories import PASSWORD, make_user
from tests.learning.reading import words
from tests.people.office import Office, link, make_office, roles_of
from tests.people.test_invitations import invitations

FILLED = {"name": "Zoé Blanc", "password": "quatre mots bien longs", "language": "fr"}


@pytest.fixture
def office(app: Flask) -> Office:
    return make_office(app)


@pytest.fixture
def path(office: Office, app: Flask) -> str:
    """The link of an invitation to mark in one group."""
    office.invite("zoe@example.org", Role.MARKER, place=f"cohort-{office.cohort.id}")
    return link(app)


def user(email: str = "zoe@example.org") -> User | None:
    session().rollback()
    return session().query(User).populate_existing().filter_by(email=email).one_or_none()


def test_a_newcomer_makes_an_account_and_has_the_role(office: Office, client: FlaskClient, path: str) -> None:
    page = words(client.get(path).text)
    assert "Centre Quais" in page
    assert "Automne 2026" in page
    assert "zoe@example.org" in page
    assert user() is None, "reading does nothing"
    reply = post(client, path, FILLED)
    assert reply.status_code == 303
    made = user()
    assert made is not None
    assert made.email_confirmed_at is not None
    assert (made.name, made.language) == ("Zoé Blanc", "fr")
    assert roles_of(made.id) == [("marker", office.centre.id, None, office.cohort.id, "")]
    assert client.get("/today").location == "/teach/marking"
    assert sign_in(office.app.test_client(), "zoe@example.org", FILLED["password"]).status_code == 303


def test_the_link_works_once(client: FlaskClient, path: str, app: Flask) -> None:
    assert post(client, path, FILLED).status_code == 303
    stranger = app.test_client()
    for reply in (stranger.get(path), post(stranger, path, FILLED), client.get(path)):
        assert reply.status_code == 410


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"password": "short"}, {"password": "zoe@example.org"}, {"language": "xx"}]
)
def test_a_form_that_can_t_be_used_makes_nothing(
    client: FlaskClient, path: str, wrong: dict[str, str]
) -> None:
    reply = post(client, path, {**FILLED, **wrong})
    assert reply.status_code == 422
    assert user() is None
    assert FILLED["password"] not in reply.text


def test_who_has_an_account_signs_in_and_accepts(office: Office, client: FlaskClient, path: str) -> None:
    make_user("zoe@example.org", "Zoé", clock.now())
    assert "Sign in to accept" in words(client.get(f"{path}?lang=en").text)
    assert post(client, path, FILLED).location.startswith("/sign-in?next=")
    there = post(client, "/sign-in", {"email": "zoe@example.org", "password": PASSWORD, "next": path})
    assert there.location == path
    assert "Accept" in words(client.get(path).text)
    found = user()
    assert found is not None
    assert roles_of(found.id) == []
    assert post(client, path).status_code == 303
    assert [row[0] for row in roles_of(found.id)] == ["marker"]
    noted = session().query(AuditEvent).filter(AuditEvent.action.in_(["role.given", "invitation.accepted"]))
    assert {(one.action, one.actor_id) for one in noted} == {
        ("role.given", office.manager.id),
        ("invitation.accepted", found.id),
    }


def test_somebody_else_s_browser_is_told_so(office: Office, app: Flask, path: str) -> None:
    other = browser_of(app, make_user("max@example.org", "Max Petit", clock.now()))
    page = words(other.get(path).text)
    assert "You are signed in as somebody else" in page
    assert "Max Petit" in page
    reply = post(other, path, FILLED)
    assert reply.status_code == 409
    max_petit = user("max@example.org")
    assert max_petit is not None
    assert roles_of(max_petit.id) == []
    assert user() is None


def test_a_service_refuses_another_person(office: Office, path: str) -> None:
    max_petit = make_user("max@example.org", "Max", clock.now())
    found = invitations()[0]
    with pytest.raises(Exception, match=r"people\.other_address"), transaction():
        inviting.accept(invitation_id=found.id, user_id=max_petit.id, now=clock.now())
    assert roles_of(max_petit.id) == []


def test_an_account_that_nobody_confirmed_becomes_the_reader_s(client: FlaskClient, path: str) -> None:
    """Whoever signed up with this address first, their password no longer opens it."""
    squatter = make_user("zoe@example.org", "Squatter", clock.now(), confirmed=False)
    assert post(client, path, FILLED).status_code == 303
    found = user()
    assert found is not None
    assert (found.id, found.name) == (squatter.id, "Zoé Blanc")
    with transaction():
        assert accounts.authenticate(email="zoe@example.org", password=PASSWORD) is None
        assert accounts.authenticate(email="zoe@example.org", password=FILLED["password"]) is not None


def test_a_learner_whom_the_centre_entered_keeps_their_account(client: FlaskClient, path: str) -> None:
    entered = make_user("zoe@example.org", "Zoé B.", clock.now(), password=None, confirmed=False)
    assert 'value="Zoé B."' in client.get(path).text
    assert post(client, path, FILLED).status_code == 303
    assert [row[0] for row in roles_of(entered.id)] == ["marker"]


def test_a_suspended_person_s_link_opens_nothing(client: FlaskClient, path: str) -> None:
    suspended = make_user("zoe@example.org", "Zoé", clock.now())
    with transaction():
        accounts.archive_user(user_id=suspended.id, now=clock.now())
    assert client.get(path).status_code == 410
    assert post(client, path, FILLED).status_code == 410
    assert roles_of(suspended.id) == []


def test_a_role_that_was_given_meanwhile_is_held_once(office: Office, client: FlaskClient, path: str) -> None:
    zoe = make_user("zoe@example.org", "Zoé", clock.now())
    with transaction():
        accounts.add_membership(
            user_id=zoe.id,
            role=Role.MARKER,
            centre_id=office.centre.id,
            cohort_id=office.cohort.id,
            now=clock.now(),
        )
    sign_in(client, "zoe@example.org")
    assert post(client, path).status_code == 303
    assert len(roles_of(zoe.id)) == 1


@pytest.mark.parametrize("token", ["x", "é", "a" * 5000, "..%2F..", "%27%20OR%201=1"])
def test_a_forged_link_opens_nothing(client: FlaskClient, office: Office, token: str) -> None:
    assert client.get(f"/invitations/{token}").status_code in (404, 410)


def test_trying_is_throttled(client: FlaskClient, path: str) -> None:
    statuses = {post(client, path, {"name": ""}).status_code for _ in range(21)}
    assert statuses == {422, 429}
