"""The catalogue (P1)."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from lms.accounts.models import User
from lms.centres.models import Centre
from lms.cohorts.models import Cohort
from lms.core import clock
from lms.courses.models import Course
from tests.factories import make_centre, make_course, make_enrolment
from tests.learning.reading import named, words
from tests.payloads import PAYLOADS, active_parts

Count = Callable[[], Any]


def test_a_visitor_sees_the_courses(client: FlaskClient, course: Course) -> None:
    page = client.get("/?lang=en")
    assert page.status_code == 200
    assert "Animer une communauté" in page.text
    assert f'href="/courses/{course.slug}"' in page.text
    assert 'type="search"' not in page.text, "one course needs no search"


def test_before_any_centre_it_says_how_to_set_up(client: FlaskClient) -> None:
    page = client.get("/")
    assert page.status_code == 503
    assert "lms setup" in page.text


def test_before_any_course_it_says_that_they_will_come(client: FlaskClient) -> None:
    make_centre()
    assert "Courses will appear here when published." in client.get("/?lang=en").text


@pytest.fixture
def many(centre: Centre) -> None:
    make_course(centre, named("Apiculture", hours="60", level="advanced"))
    make_course(centre, named("Écrire pour le web", tagline={"fr": "Des mots clairs."}, hours="12"))
    make_course(centre, named("Photo"))


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", {"Apiculture", "Écrire pour le web", "Photo"}),
        ("q=ecrire", {"Écrire pour le web"}),
        ("q=CLAIRS+web", {"Écrire pour le web"}),
        ("level=advanced", {"Apiculture"}),
        ("duration=medium", {"Écrire pour le web"}),
        ("duration=long&level=beginner", set()),
        ("language=fr", {"Apiculture", "Écrire pour le web", "Photo"}),
        ("language=en", set()),
        ("access=open", set()),
        ("access=group", {"Apiculture", "Écrire pour le web", "Photo"}),
        (
            "level=none&language=xx&duration=1&access=%27--&page=99999999999999",
            {"Apiculture", "Écrire pour le web", "Photo"},
        ),
        ("q=%25", set()),
    ],
)
def test_search_and_filters(client: FlaskClient, many: None, query: str, titles: set[str]) -> None:
    page = client.get(f"/?lang=en&{query}")
    assert page.status_code == 200
    assert {title for title in ("Apiculture", "Écrire pour le web", "Photo") if title in page.text} == titles
    if not titles:
        assert "Clear filters" in page.text


def test_no_match_repeats_the_words(client: FlaskClient, many: None) -> None:
    assert "No course matches “miel”." in client.get("/?lang=en&q=miel").text


def test_pages_of_25_keep_the_filters_and_nothing_else(client: FlaskClient, centre: Centre) -> None:
    for number in range(26):
        make_course(centre, named(f"Cours {number}"))
    first = client.get("/?lang=en&q=cours&_scheme=javascript&_external=1&endpoint=x")
    assert first.text.count("course-card") == 25
    assert "26 courses" in words(first.text)
    assert 'href="/?q=cours&amp;page=2"' in first.text
    assert client.get("/?q=cours&page=2").text.count("course-card") == 1
    assert active_parts(first.text) == active_parts(client.get("/?lang=en&q=cours").text)


def test_an_open_course_and_ones_own_progress_show(
    learner: FlaskClient, user: User, open_cohort: Cohort
) -> None:
    assert "Open to everyone" in learner.get("/").text
    make_enrolment(user, open_cohort, now=clock.now())
    assert "0 of 4 steps" in words(learner.get("/").text)


def test_statements_do_not_grow_with_the_courses(
    learner: FlaskClient, centre: Centre, course: Course, count_statements: Count
) -> None:
    def statements() -> int:
        learner.get("/")
        with count_statements() as seen:
            assert learner.get("/").status_code == 200
        return len(seen)

    few = statements()
    for number in range(8):
        make_course(centre, named(f"Cours {number}"))
    assert statements() == few <= 5


def test_search_words_are_inert(client: FlaskClient, course: Course) -> None:
    plain = active_parts(client.get("/", query_string={"q": "zzz"}).text)
    for start in range(0, len(PAYLOADS), 20):
        page = client.get("/", query_string={"q": " ".join(PAYLOADS[start : start + 20])})
        assert page.status_code == 200
        assert active_parts(page.text) == plain


def test_course_texts_are_inert_on_every_public_page(client: FlaskClient, centre: Centre) -> None:
    def parts(title: str) -> list[list[str]]:
        course = make_course(
            centre, named(title, tagline={"fr": title}, summary={"fr": "Texte"}, audience={"fr": title})
        )
        pages = [f"/courses/{course.slug}", f"/courses/{course.slug}/try"]
        return [active_parts(client.get(page).text.replace(course.slug, "")) for page in pages]

    assert parts(" ".join(PAYLOADS)) == parts("Plain")
