"""Joining a group with its code or link (P2)."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from lms.accounts.models import User
from lms.cohorts.models import Cohort, Enrolment
from lms.core import clock, jobs
from lms.core.db import session, transaction
from lms.core.mail import run_in_worker_context
from lms.core.models import ThrottleCounter
from tests.accounts.conftest import LINK
from tests.browsing import post, sign_in
from tests.factories import PASSWORD, make_cohort, make_user


@pytest.fixture
def link(group: Cohort) -> str:
    return f"/join/{group.join_code}"


def mailed_link(app: Flask) -> str:
    """Run the worker; the path of the link in the last mail."""
    with app.app_context(), run_in_worker_context(app):
        jobs.run_due_jobs(clock.now())
    found = LINK.search(app.extensions["mailman"].outbox[-1].body)
    assert found
    return found.group(1)


def test_a_typed_code_leads_to_the_group(client: FlaskClient, group: Cohort, link: str) -> None:
    assert client.get("/join").status_code == 200
    code = str(group.join_code)
    typed = f" {code[:4].lower()}-{code[4:]} ".replace("0", "o").replace("1", "i")
    answer = client.get("/join", query_string={"code": typed})
    assert (answer.status_code, answer.location) == (303, link)
    page = client.get(f"{link}?lang=en")
    assert "Groupe A" in page.text
    assert f'href="/sign-up?next={link}"' in page.text


@pytest.mark.parametrize("code", ["", "  ", "--", "x" * 41])
def test_what_is_no_code_is_refused(client: FlaskClient, code: str) -> None:
    page = client.get("/join", query_string={"code": code, "lang": "en"})
    assert page.status_code == 422
    assert "<title>Error: Join a group" in page.text


@pytest.mark.parametrize("code", ["AAAAAAAAAA", "é", "%3Cscript%3E", "1' OR '1'='1", "x" * 500])
def test_an_unknown_code_is_not_found(client: FlaskClient, group: Cohort, code: str) -> None:
    page = client.get(f"/join/{code}?lang=en")
    assert page.status_code == 404
    assert "No group has this code." in page.text


def test_guessing_is_throttled(learner: FlaskClient, link: str) -> None:
    for _ in range(20):
        assert learner.get("/join/AAAAAAAAAA").status_code == 404
    refused = learner.get("/join/AAAAAAAAAA")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert learner.get(link).status_code == 429, "or a refused guesser would learn a right code"


def test_a_whole_class_joins_from_one_address(client: FlaskClient, link: str) -> None:
    for _ in range(3):
        assert client.get(link).status_code == 200
    counted = select(func.count(ThrottleCounter.id), func.sum(ThrottleCounter.hits))
    assert session().execute(counted).one() == (2, 0), "right codes are counted, then forgiven"


def test_the_link_survives_sign_up_and_confirmation_on_another_device(
    app: Flask, client: FlaskClient, link: str
) -> None:
    person: dict[str, object] = {"email": "grace@example.org", "name": "Grace Hopper", "next": link}
    person["password"] = PASSWORD
    assert post(client, "/sign-up", person).status_code == 303
    phone = app.test_client()
    confirmation = mailed_link(app)
    assert phone.get(confirmation).status_code == 200
    answer = post(phone, confirmation)
    assert answer.location == link
    assert 'value="Grace Hopper"' in phone.get(link).text
    enrolled = post(phone, link, {"printed_name": "Grace Hopper", "language": "fr"})
    assert enrolled.status_code == 303
    assert phone.get(enrolled.location).status_code == 200


def test_the_link_survives_sign_in(client: FlaskClient, user: User, link: str) -> None:
    answer = post(client, "/sign-in", {"email": user.email, "password": PASSWORD, "next": link})
    assert answer.location == link


def test_a_signed_in_person_enrols_once(learner: FlaskClient, user: User, group: Cohort, link: str) -> None:
    page = learner.get(link)
    assert 'value="Ada Lovelace"' in page.text
    assert "Groupe A" in page.text
    answer = post(learner, link, {"printed_name": "Ada Lovelace", "language": "fr"})
    assert answer.status_code == 303
    mine = session().scalars(select(Enrolment)).one()
    assert (mine.user_id, mine.cohort_id) == (user.id, group.id)
    for again in (learner.get(link), post(learner, link, {"printed_name": "Other"})):
        assert again.location == f"/learn/{mine.id}"


def test_a_bad_name_is_refused(learner: FlaskClient, link: str) -> None:
    page = post(learner, link, {"printed_name": " "})
    assert page.status_code == 422
    assert "Enter the name to print on your certificate." in page.text


def test_a_visitor_cannot_post(client: FlaskClient, link: str) -> None:
    assert post(client, link, {"printed_name": "Ada"}).status_code == 401
    assert session().scalars(select(Enrolment)).all() == []


def test_a_group_that_is_full_or_over_refuses_with_its_reason(
    app: Flask, learner: FlaskClient, group: Cohort
) -> None:
    over = make_cohort(group.course, ends_on=clock.now().date() - timedelta(days=2))
    full = make_cohort(group.course, "Groupe B", seats=1)
    other = app.test_client()
    make_user("grace@example.org", now=clock.now())
    assert sign_in(other, "grace@example.org").status_code == 303
    assert post(other, f"/join/{full.join_code}", {"printed_name": "Grace"}).status_code == 303
    for cohort, said in ((over, "takes no more enrolments"), (full, "Every place in this group is taken")):
        page = post(learner, f"/join/{cohort.join_code}", {"printed_name": "Ada"})
        assert page.status_code == 409
        assert said in page.text


def test_a_group_of_an_unpublished_course_is_not_found(client: FlaskClient, group: Cohort, link: str) -> None:
    with transaction() as current:
        current.merge(group.course).latest_revision_id = None
    assert client.get(link).status_code == 404
