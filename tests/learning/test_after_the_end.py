"""A course after the end of its cohort: read for months, nothing sent or started; then shut, with the reason."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import User
from lms.cohorts import live_sessions, running
from lms.cohorts.live_sessions import Meeting
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import transaction
from lms.progress.queries import report_of
from lms.progress.report import ItemState
from lms.progress.services import mark_done
from tests.browsing import post
from tests.certificates.holder import browser_of
from tests.factories import NOW, make_centre, make_cohort, make_course, make_enrolment, make_user
from tests.learning.reading import words

OVER, SHUT = NOW + timedelta(days=30), NOW + timedelta(days=300)


@pytest.fixture
def user(app: Flask) -> User:
    return make_user("ines@example.org", "Inès Martin")


@pytest.fixture
def enrolment(user: User) -> Enrolment:
    cohort = make_cohort(make_course(make_centre("quais")), "Automne", ends_on=date(2026, 12, 1))
    made = make_enrolment(user, cohort)
    with transaction():
        mark_done(enrolment=made, item_key="bienvenue", now=NOW)
    return made


def test_lessons_are_read_and_nothing_is_sent(app: Flask, user: User, enrolment: Enrolment) -> None:
    with clock.at(OVER):
        client: FlaskClient = browser_of(app, user)
        assert "you can read it until" in words(client.get(f"/learn/{enrolment.id}").text)
        assert client.get(f"/learn/{enrolment.id}/bienvenue").status_code == 200
        report = report_of(enrolment, clock.now())
        assert report.items["bienvenue"].state is ItemState.DONE
        others = {one.state for one in report.items.values() if not one.is_done}
        assert others <= {ItemState.MISSED, ItemState.LOCKED}
        assert report.next_item is None
        key = next(one.key for one in report.items.values() if one.state is ItemState.MISSED)
        assert report.items[key].refusal is not None
        start = client.get(f"/learn/{enrolment.id}/quiz-accueil", follow_redirects=True)
        assert "nothing can be sent any more" in words(start.text)
        assert post(client, f"/learn/{enrolment.id}/quiz/quiz-accueil/attempts").status_code in (
            404,
            405,
            409,
        )


def test_a_running_attempt_goes_on(enrolment: Enrolment) -> None:
    running_one = report_of(enrolment, OVER, ["quiz-accueil"]).items["quiz-accueil"]
    assert running_one.state is ItemState.IN_PROGRESS


def test_months_later_nothing_is_read_and_the_page_says_why(
    app: Flask, user: User, enrolment: Enrolment
) -> None:
    with clock.at(SHUT):
        client = browser_of(app, user)
        page = client.get(f"/learn/{enrolment.id}/bienvenue")
        assert page.status_code == 403
        assert "could be read until" in words(page.text)
        assert client.get(f"/learn/{enrolment.id}").status_code == 200


def test_run_again_takes_the_sessions_over_the_change_of_hour(enrolment: Enrolment) -> None:
    former = make_cohort(enrolment.cohort.course, "Hiver", starts_on=date(2027, 3, 1))
    meeting = Meeting("Classe", "2027-03-05T18:00", "2027-03-05T19:00")
    with transaction():
        made = live_sessions.create_sessions(cohort=former, meetings=[meeting, meeting], now=NOW)
        live_sessions.cancel_session(cohort_id=former.id, session_id=made[1].id, now=NOW)
        values = {"name": "Printemps", "starts_on": date(2027, 3, 30), "now": NOW}
        following = running.run_again(cohort_id=former.id, **values)
    one = live_sessions.sessions_of([following.id])
    assert [(each.starts_local, each.starts_at.hour) for each in one] == [("2027-04-05T18:00", 16)], (
        "a Monday"
    )
