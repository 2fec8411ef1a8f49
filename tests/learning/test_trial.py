"""The first lesson, open without an account."""

import pytest
from flask.testing import FlaskClient

from lms.centres.models import Centre
from lms.cohorts.models import Enrolment
from lms.courses.document import load_document
from lms.courses.models import Course
from tests.browsing import post
from tests.courses.sample import sample_data
from tests.factories import make_course
from tests.learning.reading import choose, row_counts, words

PATH = "/courses/animer/try"
CHECK = f"{PATH}/check-accueil?lang=en"


def test_a_visitor_reads_and_answers_and_nothing_is_stored(client: FlaskClient, course: Course) -> None:
    before = row_counts()
    page = client.get(f"{PATH}?lang=en")
    assert page.status_code == 200
    assert "se parlent" in page.text
    assert "L’animation est le cœur du métier." not in page.text, "the explanation comes after the answer"
    right = post(client, CHECK, choose(page.text, "Le community manager"))
    assert right.status_code == 200
    assert "Correct." in words(right.text)
    assert "L’animation est le cœur du métier." in right.text
    wrong = post(client, CHECK, choose(page.text, "Personne"))
    assert "Not quite. Here is why:" in words(wrong.text)
    assert "Une communauté sans animation s’éteint." in wrong.text
    assert row_counts() == before


def test_a_blank_answer_is_asked_again(client: FlaskClient, course: Course) -> None:
    page = post(client, CHECK)
    assert page.status_code == 422
    assert "Choose or type an answer first." in page.text


@pytest.mark.parametrize("token", ["none", "a", "x" * 5000])
def test_a_forged_option_is_refused(client: FlaskClient, course: Course, token: str) -> None:
    page = post(client, CHECK, {"c-check-accueil-choice": token})
    assert page.status_code == 422
    assert "Correct." not in words(page.text)


def test_another_self_check_is_not_found(client: FlaskClient, course: Course) -> None:
    assert post(client, f"{PATH}/check-autre").status_code == 404


def test_a_post_without_token_is_refused(client: FlaskClient, course: Course) -> None:
    assert client.post(CHECK).status_code == 419


def test_a_course_that_begins_with_a_quiz_has_no_free_lesson(client: FlaskClient, centre: Centre) -> None:
    data = sample_data()
    data["modules"][0]["items"] = data["modules"][0]["items"][2:]
    data["modules"][0]["items"][0]["requires"] = []
    make_course(centre, load_document(data))
    assert client.get(PATH).status_code == 404
    assert PATH not in client.get("/courses/animer").text


def test_the_lesson_says_its_language(client: FlaskClient, course: Course) -> None:
    english = client.get(f"{PATH}?lang=en").text
    assert '<div class="prose" lang="fr"' in english
    assert (
        '<section class="self-check" id="check-check-accueil" data-self-check tabindex="-1" lang="en">'
        in english
    )
    assert '<div class="prose" data-announce' in client.get(f"{PATH}?lang=fr").text


def test_an_enrolled_person_goes_to_their_own_lesson(learner: FlaskClient, enrolment: Enrolment) -> None:
    answer = learner.get(PATH)
    assert (answer.status_code, answer.location) == (303, f"/learn/{enrolment.id}/bienvenue")


def test_the_address_of_an_answer_leads_back_to_the_lesson(client: FlaskClient, course: Course) -> None:
    answer = client.get(f"{PATH}/check-accueil")
    assert (answer.status_code, answer.location) == (303, f"{PATH}#check-check-accueil")
