"""A page that was left open asks who is signed in now, and gets a form token that works."""

from flask import Flask

from tests.factories import PASSWORD, make_user
from tests.quiz.sitting import make_learner, sign_in


def test_a_visitor_is_nobody_and_may_sign_in_with_the_token(app: Flask) -> None:
    person = make_user("ada@example.org", "Ada")
    client = app.test_client()
    told = client.get("/session").get_json()
    assert told["user_id"] is None
    sent = {"email": "ada@example.org", "password": PASSWORD, "csrf_token": told["csrf_token"]}
    reply = client.post("/sign-in", data=sent, headers={"Accept": "application/json"})
    assert reply.get_json()["user_id"] == person.id
    after = client.get("/session").get_json()
    assert after["user_id"] == person.id
    assert client.post("/sign-out", data={"csrf_token": after["csrf_token"]}).status_code == 303


def test_the_person_is_named_by_number_alone(app: Flask) -> None:
    person = make_user("ada@example.org", "Ada")
    reply = sign_in(app, person.id).get("/session")
    assert set(reply.get_json()) == {"user_id", "csrf_token"}
    assert reply.get_json()["user_id"] == person.id
    assert reply.headers["Cache-Control"] == "no-store"


def test_a_form_that_came_after_the_session_leads_back_to_its_page(app: Flask) -> None:
    """Without a script: signing in returns to the question, and the page says where the text is."""
    learner = make_learner(app)
    path = learner.begin().partition("?")[0]
    token = learner.token
    with learner.client.session_transaction() as cookie:
        del cookie["token"]
    reply = learner.client.post(path, data={"csrf_token": token, "base-1": "0"})
    assert (reply.status_code, reply.location) == (303, f"/sign-in?next={path}")
    assert "Le bouton Précédent" in learner.get(str(reply.location)).text
    gone = learner.client.post(f"{path}/submit", data={"csrf_token": token})
    assert gone.location == "/sign-in"
