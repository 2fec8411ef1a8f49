"""A learner changes the language of a course in the middle of it."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from lms.accounts.models import User
from lms.centres.models import Centre
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import session
from lms.courses.document import load_document
from tests.browsing import post
from tests.courses.sample import sample_data
from tests.factories import make_cohort, make_course, make_enrolment
from tests.learning.reading import row_counts

FRENCH, ENGLISH = "Bonjour à tous", "Hello everyone"


def bilingual() -> dict[str, Any]:
    """The sample course, its first lesson in two languages."""
    data = sample_data()
    data["languages"] = ["fr", "en"]
    lesson = data["modules"][0]["items"][0]
    lesson["body"] = {"fr": FRENCH, "en": ENGLISH}
    return data


@pytest.fixture
def reader(centre: Centre, user: User) -> Enrolment:
    """Ada in the bilingual course, in French."""
    course = make_course(centre, load_document(bilingual()), now=clock.now())
    return make_enrolment(user, make_cohort(course, now=clock.now()), now=clock.now())


@pytest.fixture
def path(reader: Enrolment) -> str:
    return f"/learn/{reader.id}"


def test_the_lesson_comes_back_in_the_other_language(learner: FlaskClient, path: str) -> None:
    page = learner.get(f"{path}/bienvenue").text
    assert FRENCH in page
    assert 'value="en" lang="en" aria-pressed="false"' in page
    answer = post(learner, f"{path}/language", {"language": "en", "key": "bienvenue"})
    assert (answer.status_code, answer.location) == (303, f"{path}/bienvenue")
    page = learner.get(f"{path}/bienvenue").text
    assert ENGLISH in page
    assert FRENCH not in page
    assert 'value="en" lang="en" aria-pressed="true"' in page


@pytest.mark.parametrize("key", ["", "none", "//evil.example", "https://evil.example"])
def test_from_anywhere_else_the_outline_comes_back(learner: FlaskClient, path: str, key: str) -> None:
    assert post(learner, f"{path}/language", {"language": "en", "key": key}).location == path


@pytest.mark.parametrize("language", ["", "de", "fr ", "x" * 9, "<script>"])
def test_a_language_that_the_course_lacks_is_refused(
    learner: FlaskClient, reader: Enrolment, path: str, language: str
) -> None:
    answer = post(learner, f"{path}/language", {"language": language})
    assert answer.status_code == 422
    session().expire_all()
    assert session().get_one(Enrolment, reader.id).language == "fr"


def test_a_stranger_finds_nothing_and_changes_nothing(stranger: FlaskClient, path: str) -> None:
    before = row_counts()
    assert post(stranger, f"{path}/language", {"language": "en"}).status_code == 404
    assert row_counts() == before


def test_it_needs_its_token(learner: FlaskClient, path: str) -> None:
    assert learner.post(f"{path}/language", data={"language": "en"}).status_code == 419


def test_a_course_in_one_language_asks_nothing(learner: FlaskClient, enrolment: Enrolment) -> None:
    assert "/language" not in learner.get(f"/learn/{enrolment.id}").text.replace('action="/language"', "")
