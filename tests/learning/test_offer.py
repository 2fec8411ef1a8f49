"""A place that one is offered: its page, accepted or declined with one button each; nobody reaches another's."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import User
from lms.cohorts import offers, queries, waiting
from lms.cohorts.enrolling import end_enrolments
from lms.cohorts.models import Cohort
from lms.core import clock, jobs
from lms.core.db import transaction
from lms.core.mail import run_in_worker_context
from lms.courses.models import Course
from tests.browsing import post
from tests.factories import make_cohort, make_enrolment, make_user
from tests.learning.reading import words


@pytest.fixture
def full(course: Course) -> Cohort:
    """A group of one place, of which its only learner has just left: who waits has an offer from then on."""
    return make_cohort(course, "Soir", now=clock.now(), seats=1)


@pytest.fixture
def place(full: Cohort, user: User) -> int:
    """Ada's place in the list, under offer."""
    now = clock.now()
    first = make_enrolment(make_user("first@example.org", "First", now, password=None), full, now)
    values = {"printed_name": "Ada", "language": "fr", "now": now}
    with transaction():
        waits = waiting.wait(user_id=user.id, cohort_id=full.id, **values).id
        end_enrolments(cohort_id=full.id, enrolment_ids=[first.id], at=now)
    return waits


def path(place: int, more: str = "") -> str:
    return f"/places/{place}{more}"


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient, place: int) -> None:
    assert client.get(path(place)).location == f"/sign-in?next=/places/{place}"


def test_another_s_place_is_found_by_nobody(stranger: FlaskClient, place: int) -> None:
    assert stranger.get(path(place)).status_code == 404
    assert post(stranger, path(place, "/accept")).status_code == 404
    assert post(stranger, path(place, "/decline")).status_code == 404


def test_a_place_is_accepted_with_one_button(
    learner: FlaskClient, place: int, full: Cohort, user: User
) -> None:
    shown = learner.get(path(place)).text
    assert "A place is offered to you until" in words(shown)
    assert "Soir" in shown
    for _ in range(2):
        reply = post(learner, path(place, "/accept"))
        assert reply.status_code == 303
    mine = queries.enrolment_in_cohort(user.id, full.id)
    assert mine is not None
    assert reply.location == f"/learn/{mine.id}" == learner.get(path(place)).location


def test_a_place_is_declined(learner: FlaskClient, place: int, full: Cohort, user: User) -> None:
    page = post(learner, path(place, "/decline"), follow_redirects=True)
    assert "You have declined the place" in words(page.text)
    assert "you are no longer on the waiting list" in words(page.text)
    assert post(learner, path(place, "/accept")).status_code == 409
    assert queries.enrolment_in_cohort(user.id, full.id) is None


def test_after_two_days_it_is_over(learner: FlaskClient, place: int) -> None:
    clock.shift(timedelta(hours=48))
    assert "This offer is over" in words(learner.get(path(place)).text)
    assert post(learner, path(place, "/accept")).status_code == 409


def test_an_offer_that_was_withdrawn_leaves_one_on_the_list(
    learner: FlaskClient, place: int, full: Cohort
) -> None:
    with transaction():
        offers.withdraw(cohort_id=full.id, place_id=place, now=clock.now())
    assert "No place is offered to you now" in words(learner.get(path(place)).text)


def test_the_group_s_link_leads_to_the_offer(learner: FlaskClient, place: int, full: Cohort) -> None:
    shown = learner.get(f"/join/{full.join_code}").text
    assert f'href="/places/{place}"' in shown


def test_one_mail_says_until_when_and_where_to_answer(app: Flask, place: int, user: User) -> None:
    with run_in_worker_context(app):
        for _ in range(2):
            jobs.run_due_jobs(clock.now())
            offers.pass_on_offers(clock.now())
    mail, *others = [one for one in app.extensions["mailman"].outbox if one.to == [user.email]]
    assert not others
    assert mail.subject.startswith("A place is offered to you: ")
    assert f"/places/{place}" in mail.body
    assert "(Europe/Paris)" in mail.body
