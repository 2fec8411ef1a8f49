"""A course's home: outline, states, lock reasons, what was reached (P7)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask.testing import FlaskClient

from lms.cohorts.models import Cohort, Enrolment
from lms.core import clock
from lms.core.db import transaction
from lms.progress import services as progress
from tests.learning.reading import row_counts, words
from tests.learning.test_today import mark_done, set_date

DAY = timedelta(days=1)
Count = Callable[[], Any]


@pytest.fixture
def path(enrolment: Enrolment) -> str:
    return f"/learn/{enrolment.id}"


def pass_quiz(enrolment: Enrolment, key: str) -> None:
    shown = {"accueil-definir": (3, Decimal(3))}
    with transaction():
        progress.record_attempt(
            enrolment=enrolment,
            item_key=key,
            fraction=Decimal("0.9"),
            passed=True,
            objectives=shown,
            first_attempt=True,
            now=clock.now(),
        )


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient, path: str) -> None:
    assert client.get(path).location == f"/sign-in?next={path}"


def test_a_stranger_finds_nothing(stranger: FlaskClient, path: str) -> None:
    assert stranger.get(path).status_code == 404
    assert stranger.get("/learn/999999").status_code == 404


def test_an_ended_enrolment_is_closed_with_its_reason(
    learner: FlaskClient, enrolment: Enrolment, path: str
) -> None:
    with transaction() as current:
        current.merge(enrolment).ended_at = clock.now()
    page = learner.get(path)
    assert page.status_code == 403
    assert "Your enrolment in this course has ended." in page.text


def test_at_first_one_starts_and_locks_say_what_opens_them(learner: FlaskClient, path: str) -> None:
    page = learner.get(path)
    assert page.status_code == 200
    assert f'href="{path}/bienvenue">Start' in page.text
    assert page.text.count('aria-current="step"') == 1
    shown = words(page.text)
    assert "Done 0 %" in shown
    assert "Objectives 0 of 2" in shown
    assert "Finish “Bienvenue” first Go there" in shown
    assert f'href="{path}/quiz-accueil"' not in page.text, "a locked step is no link"
    assert "optional" in shown


def test_states_and_figures_follow_what_was_done(
    learner: FlaskClient, enrolment: Enrolment, path: str
) -> None:
    mark_done(enrolment)
    pass_quiz(enrolment, "quiz-accueil")
    page = learner.get(path)
    shown = words(page.text)
    assert f'href="{path}/repondre">Resume' in page.text
    assert "Done 50 %" in shown
    assert "2 of 4 steps" in shown
    assert "Objectives 1 of 2" in shown
    assert "Acquired Définir une communauté" in shown
    assert "3 of 3 questions right" in shown
    assert "Passed with 90 %" in shown
    assert "2 of 2 done" in shown


def test_dates_show_as_due_overdue_missed_and_not_open_yet(
    learner: FlaskClient, enrolment: Enrolment, group: Cohort, path: str
) -> None:
    set_date(group, "bienvenue", due=-DAY, closes=2 * DAY)
    set_date(group, "pour-aller-plus-loin", closes=-DAY)
    shown = words(learner.get(path).text)
    assert "Overdue Was due" in shown
    assert "Missed Closed" in shown
    mark_done(enrolment)
    set_date(group, "quiz-accueil", opens=DAY, due=3 * DAY)
    assert "Locked Opens" in words(learner.get(path).text)
    set_date(group, "quiz-accueil", due=3 * DAY)
    assert "Not started Due" in words(learner.get(path).text)


def test_a_complete_course_leads_to_its_certificate(
    learner: FlaskClient, enrolment: Enrolment, path: str
) -> None:
    for lesson, quiz in (("bienvenue", "quiz-accueil"), ("repondre", "quiz-final")):
        mark_done(enrolment, lesson)
        pass_quiz(enrolment, quiz)
    page = learner.get(path)
    assert "You have completed the course." in page.text
    assert f'<a class="btn btn-primary" href="{path}/certificate">' in page.text
    assert "Resume" not in page.text


def test_six_statements_and_nothing_written(learner: FlaskClient, path: str, count_statements: Count) -> None:
    learner.get(path)
    before = row_counts()
    with count_statements() as statements:
        assert learner.get(path).status_code == 200
    assert len(statements) <= 6, "one of them reads the next live sessions"
    assert row_counts() == before
