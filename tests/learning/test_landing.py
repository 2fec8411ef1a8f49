"""A course's page before enrolment: the public programme sheet and the way in (P2)."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from lms.accounts.models import User
from lms.centres.models import Centre
from lms.cohorts.models import Cohort, Enrolment
from lms.core import clock
from lms.core.db import transaction
from lms.courses.document import load_document
from lms.courses.models import Course
from tests.courses.sample import sample_data
from tests.factories import make_cohort, make_course, make_enrolment, make_user
from tests.learning.reading import words

PATH = "/courses/animer"
SHEET = {
    "audience": "Les débutants",
    "prerequisites": "Aucun prérequis",
    "methods": "À distance",
    "assessment": "Deux quiz",
    "recognition": "Un certificat",
    "price": "120 €",
    "access_delay": "Sous 48 h",
    "accessibility": "Lisible au clavier",
}


def test_the_programme_sheet_shows_every_field(client: FlaskClient, centre: Centre) -> None:
    data = sample_data()
    data["sheet"].update({name: {"fr": value} for name, value in SHEET.items()})
    make_course(centre, load_document(data))
    shown = words(client.get(f"{PATH}?lang=en").text)
    for value in [*SHEET.values(), "2 h planned", "23 November 2026", "Définir une communauté"]:
        assert value in shown
    for value in ["Centre Horizon", "contact@centre.example", "Déclaration n° 84 26 00000 26"]:
        assert value in shown
    assert "Accessibility referent" not in shown, "the centre names none"


@pytest.mark.parametrize("path", ["/courses/none", "/courses/none/try", "/courses/ANIMER"])
def test_an_unknown_course_is_not_found(client: FlaskClient, course: Course, path: str) -> None:
    assert client.get(path).status_code == 404


def test_an_archived_course_is_not_found(client: FlaskClient, course: Course) -> None:
    with transaction() as session:
        session.merge(course).archived_at = clock.now()
    assert client.get(PATH).status_code == 404


def test_french_texts_say_that_they_are_french_on_an_english_page(
    client: FlaskClient, course: Course
) -> None:
    assert '<h1><span lang="fr">Animer une communauté</span></h1>' in client.get(f"{PATH}?lang=en").text
    assert "<h1>Animer une communauté</h1>" in client.get(f"{PATH}?lang=fr").text


def test_a_course_with_groups_only_asks_for_the_code(client: FlaskClient, course: Course) -> None:
    day = clock.now().date()
    make_cohort(course, "Entreprise Dupont", starts_on=day, ends_on=day + timedelta(days=30))
    make_cohort(course, "Ancienne", starts_on=day - timedelta(days=90), ends_on=day - timedelta(days=2))
    page = client.get(f"{PATH}?lang=en")
    assert "This course is taken with a group." in page.text
    assert 'href="/join"' in page.text
    assert f'href="{PATH}/enrol"' not in page.text
    assert "Dupont" not in page.text, "a group's name is for its members"
    assert page.text.count(" to ") - page.text.count("will be able to do") >= 1
    assert str(day.year) in words(page.text).partition("Groups")[2]


def test_an_open_course_offers_enrolment_and_its_first_lesson(
    client: FlaskClient, open_cohort: Cohort
) -> None:
    page = client.get(f"{PATH}?lang=en")
    assert f'href="{PATH}/enrol"' in page.text
    assert f'href="{PATH}/try"' in page.text


def test_a_full_course_says_so(client: FlaskClient, course: Course) -> None:
    cohort = make_cohort(course, is_open=True, seats=1)
    make_enrolment(make_user("grace@example.org"), cohort)
    page = client.get(f"{PATH}?lang=en")
    assert "Every place in this group is taken" in page.text
    assert f'href="{PATH}/enrol"' not in page.text


def test_a_seat_that_was_left_is_free(client: FlaskClient, course: Course) -> None:
    left = make_enrolment(make_user("grace@example.org"), make_cohort(course, is_open=True, seats=1))
    with transaction() as session:
        session.merge(left).ended_at = clock.now()
    assert f'href="{PATH}/enrol"' in client.get(PATH).text


def test_an_ended_course_says_so(client: FlaskClient, course: Course) -> None:
    make_cohort(course, is_open=True, ends_on=clock.now().date() - timedelta(days=2))
    page = client.get(f"{PATH}?lang=en")
    assert "takes no more enrolments" in page.text
    assert f'href="{PATH}/enrol"' not in page.text


def test_an_enrolled_person_continues(learner: FlaskClient, user: User, enrolment: Enrolment) -> None:
    page = learner.get(PATH)
    assert "You are enrolled." in page.text
    assert f'href="/learn/{enrolment.id}"' in page.text
