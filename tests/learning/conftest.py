"""A learner's browser in front of the sample course, which is open to everyone."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import User
from lms.centres.models import Centre
from lms.cohorts import services as cohorts
from lms.cohorts.models import Cohort, Enrolment
from lms.core import clock
from lms.core.db import transaction
from lms.courses.models import Course
from tests.browsing import sign_in
from tests.factories import make_centre, make_cohort, make_course, make_enrolment, make_user


@pytest.fixture
def centre(app: Flask) -> Centre:
    return make_centre(contact_email="contact@centre.example", legal_line="Déclaration n° 84 26 00000 26")


@pytest.fixture
def course(centre: Centre) -> Course:
    """The sample course, published, without any cohort."""
    return make_course(centre, now=clock.now())


@pytest.fixture
def open_cohort(course: Course) -> Cohort:
    """The cohort that everyone may join."""
    with transaction():
        return cohorts.open_cohort(course_id=course.id, now=clock.now())


@pytest.fixture
def group(course: Course) -> Cohort:
    """A group with a join code."""
    return make_cohort(course, "Groupe A", now=clock.now())


@pytest.fixture
def user(app: Flask) -> User:
    return make_user(now=clock.now())


@pytest.fixture
def learner(client: FlaskClient, user: User) -> FlaskClient:
    """Ada's browser, signed in, in English."""
    assert sign_in(client, user.email).status_code == 303
    return client


@pytest.fixture
def enrolment(user: User, group: Cohort) -> Enrolment:
    """Ada in the group."""
    return make_enrolment(user, group, now=clock.now())


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """Another signed-in person's browser."""
    make_user("stranger@example.org", "Stranger", now=clock.now())
    browser = app.test_client()
    assert sign_in(browser, "stranger@example.org").status_code == 303
    return browser
