"""The centre sees what its learners gained between the entry test and the exit test."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.centres.models import Centre
from lms.cohorts.models import Cohort
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.permissions import Role
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_centre, make_cohort, make_course
from tests.followup.both_tests import course_with_both, sit
from tests.followup.test_cohort import FRAME
from tests.learning.reading import words
from tests.quiz.sitting import KEY, NOW, course_with, join

Counter = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.at(NOW):
        yield


@pytest.fixture
def centre(app: Flask) -> Centre:
    return make_centre("quais")


@pytest.fixture
def cohort(centre: Centre) -> Cohort:
    return make_cohort(make_course(centre, course_with_both()), "Automne 2026")


@pytest.fixture
def staff(app: Flask, centre: Centre) -> FlaskClient:
    return browser_of(app, make_staff(centre, Role.INSTRUCTOR, "teacher"))


def place(cohort: Cohort) -> str:
    return f"/teach/cohorts/{cohort.id}/gain"


def test_a_cohort_in_which_nobody_sat_a_test_says_so(staff: FlaskClient, cohort: Cohort) -> None:
    assert "Nobody has sat these tests yet" in words(staff.get(place(cohort)).text)


def test_gains_by_module_objective_and_learner(app: Flask, staff: FlaskClient, cohort: Cohort) -> None:
    ada, bob, eve = (join(app, cohort, name) for name in ("ada", "bob", "eve"))
    sit(ada, KEY, 1)
    sit(bob, KEY, 0)
    sit(eve, KEY, 2)
    sit(ada, "exit", 3)
    sit(bob, "exit", 2)
    page = words(staff.get(place(cohort)).text)
    assert "2 learners sat both tests." in page
    assert "1. Module 17 % 83 % +66 definir 25 % 100 % +75 compter 0 % 50 % +50" in page
    assert "Ada 33 % 100 % +67" in page
    assert "Bob 0 % 67 % +67" in page
    assert "Eve 67 % – not sat –" in page
    assert "The chart shows from 5 learners on." in page


def test_the_latest_attempt_counts_and_those_who_left_do_not(
    app: Flask, staff: FlaskClient, cohort: Cohort
) -> None:
    ada, bob = (join(app, cohort, name) for name in ("ada", "bob"))
    for learner in (ada, bob):
        sit(learner, KEY, 0)
        sit(learner, "exit", 1)
    sit(ada, "exit", 3)
    with transaction():
        session().merge(bob.enrolment).ended_at = NOW
    page = words(staff.get(place(cohort)).text)
    assert "1 learner sat both tests." in page
    assert "Ada 0 % 100 % +100" in page
    assert "Bob" not in page


def test_from_five_learners_on_a_chart_shows_the_same_numbers_in_three_statements(
    app: Flask, staff: FlaskClient, cohort: Cohort, count_statements: Counter
) -> None:
    for name in ("ada", "bob", "eve", "gus", "zoe"):
        learner = join(app, cohort, name)
        sit(learner, KEY, 1)
        sit(learner, "exit", 3)
    staff.get(place(cohort))
    with count_statements() as statements:
        page = staff.get(place(cohort)).text
    assert "Module 1: from 33 % to 100 %." in words(page)
    assert len(statements) == FRAME + 3


def test_the_cohort_s_page_leads_there(app: Flask, staff: FlaskClient, cohort: Cohort) -> None:
    join(app, cohort, "ada")
    assert place(cohort) in staff.get(f"/teach/cohorts/{cohort.id}").text


def test_a_course_without_such_tests_has_no_such_page(app: Flask, staff: FlaskClient, centre: Centre) -> None:
    other = make_cohort(make_course(centre, course_with()), "Autre")
    join(app, other, "ada")
    assert staff.get(place(other)).status_code == 404
    assert place(other) not in staff.get(f"/teach/cohorts/{other.id}").text


def test_another_centre_s_staff_finds_nothing(app: Flask, cohort: Cohort) -> None:
    stranger = browser_of(app, make_staff(make_centre("ailleurs"), Role.INSTRUCTOR, "stranger"))
    assert stranger.get(place(cohort)).status_code == 404
