"""The list of courses, a new one, its sheet and its modules: from a title to a published course."""

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from flask import Flask

from lms.accounts import services as accounts
from lms.core.db import session, transaction
from lms.core.permissions import Role
from lms.courses.models import Course
from tests.authoring.desk import Desk, make_desk
from tests.certificates.holder import browser_of, make_staff
from tests.factories import NOW, make_centre, make_user
from tests.followup.test_cohort import FRAME
from tests.learning.reading import words
from tests.quiz.sitting import sign_in

Counter = Callable[[], AbstractContextManager[list[str]]]


@pytest.fixture
def desk(app: Flask, tmp_path: Path) -> Desk:
    return make_desk(app, tmp_path)


def test_lists_the_courses_of_one_s_centre_with_how_they_stand(
    app: Flask, desk: Desk, tmp_path: Path
) -> None:
    make_desk(app, tmp_path, "ailleurs")
    page = words(desk.client.get("/teach/courses").text)
    assert "1 course that you may edit" in page
    assert "Animer une communauté" in page
    assert "Published" in page
    desk.send(desk.path("bienvenue"), {"body-fr": "Autre."})
    session().expire_all()
    assert "Changed since it was published" in words(desk.client.get("/teach/courses").text)


def begin(desk: Desk, **changes: object) -> Course:
    fields = {"title": "L’été des abeilles", "languages": ["fr", "en"], "centre": desk.centre.id, **changes}
    reply = desk.post("/teach/courses", fields)
    assert reply.status_code == 303, words(reply.text)
    number = re.fullmatch(r"/teach/courses/(\d+)", str(reply.location))
    assert number
    course = session().get(Course, int(number.group(1)))
    assert course is not None
    return course


def test_a_course_from_its_title_to_its_learners(desk: Desk) -> None:
    desk.course = begin(desk)
    assert desk.course.key == "l-ete-des-abeilles"
    assert "Not published yet." in words(desk.client.get(desk.place).text)
    assert desk.keys() == {"first-module": ["first-lesson"]}
    page = words(desk.client.get(f"{desk.place}/publication").text)
    assert "Programme sheet objectives" in page
    texts = {
        f"{name}-{code}": f"{name} {code}"
        for name in ("title", "tagline", "summary")
        for code in ("fr", "en")
    }
    goals = {f"goals-{code}": f"Un {code}\n\nDeux {code}" for code in ("fr", "en")}
    assert desk.send(f"{desk.place}/sheet", {**texts, **goals, "hours": "3,5"}).status_code == 303
    row = {f"goal-new1-{code}": f"Savoir {code}" for code in ("fr", "en")}
    assert desk.send(desk.path("first-module"), row).status_code == 303
    goal = desk.node("first-module").body["objectives"][0]
    assert goal == {"id": "first-module-savoir-fr", "text": {"fr": "Savoir fr", "en": "Savoir en"}}
    desk.send(
        desk.path("first-lesson"), {"body-fr": "Bonjour.", "body-en": "Hello.", "objectives": goal["id"]}
    )
    assert "The course appears in the catalogue" in words(desk.client.get(f"{desk.place}/publication").text)
    assert desk.publish().status_code == 303
    landing = desk.client.get(f"/courses/{desk.course.slug}")
    assert landing.status_code == 200
    assert "Un en" in landing.text or "Un fr" in landing.text


def test_two_courses_of_one_title_have_two_addresses(desk: Desk) -> None:
    first, second = begin(desk), begin(desk)
    assert (first.key, second.key) == ("l-ete-des-abeilles", "l-ete-des-abeilles-2")
    assert first.slug != second.slug


@pytest.mark.parametrize(
    "changes",
    [{"title": ""}, {"title": "x" * 201}, {"languages": []}, {"languages": ["xx"]}, {"centre": "abc"}],
)
def test_a_course_is_not_begun_with_bad_input(desk: Desk, changes: dict[str, object]) -> None:
    fields = {"title": "Un titre", "languages": ["fr"], "centre": desk.centre.id, **changes}
    assert desk.post("/teach/courses", fields).status_code == 422
    assert session().query(Course).count() == 1


def test_a_course_is_not_begun_in_another_centre(desk: Desk) -> None:
    other = make_centre("ailleurs")
    fields = {"title": "Un titre", "languages": ["fr"], "centre": other.id}
    assert desk.post("/teach/courses", fields).status_code == 422
    assert session().query(Course).count() == 1


def test_who_teaches_one_course_edits_that_one_and_begins_none(app: Flask, desk: Desk) -> None:
    person = make_user("only@example.org", "Only", password=None)
    with transaction():
        accounts.add_membership(
            user_id=person.id,
            role=Role.INSTRUCTOR,
            centre_id=desk.centre.id,
            course_id=desk.course.id,
            now=NOW,
        )
    begin(desk)
    client = sign_in(app, person.id)
    page = words(client.get("/teach/courses").text)
    assert "1 course that you may edit" in page
    assert "New course" not in page
    manager = browser_of(app, make_staff(desk.centre, Role.MANAGER, "boss"))
    assert "2 courses that you may edit" in words(manager.get("/teach/courses").text)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hours", "0"),
        ("hours", "abc"),
        ("hours", "NaN"),
        ("hours", "1e9"),
        ("title-fr", ""),
        ("level", "guru"),
    ],
)
def test_a_sheet_with_a_fault_is_refused_and_stays_typed(desk: Desk, field: str, value: str) -> None:
    reply = desk.send(f"{desk.place}/sheet", {"audience-fr": "Gardé tel quel", field: value})
    assert reply.status_code == 422
    assert "Not saved" in words(reply.text)
    assert "Gardé tel quel" in reply.text


def test_a_sheet_saved_meanwhile_is_not_overwritten(desk: Desk) -> None:
    assert desk.send(f"{desk.place}/sheet", {"hours": "5"}).status_code == 303
    late = desk.send(f"{desk.place}/sheet", {"version": "1", "hours": "9"})
    assert late.status_code == 409
    assert "Someone else saved this page" in words(late.text)


def test_objectives_differ_in_no_language(desk: Desk) -> None:
    desk.course = begin(desk)
    texts = {f"{name}-{code}": name for name in ("title", "tagline", "summary") for code in ("fr", "en")}
    reply = desk.send(f"{desk.place}/sheet", {**texts, "goals-fr": "Un\nDeux", "goals-en": "One"})
    assert reply.status_code == 422
    assert "Write the same objectives in each language." in words(reply.text)
    reply = desk.send(desk.path("first-module"), {"goal-new0-fr": "Seulement en français"})
    assert reply.status_code == 422


def test_an_objective_without_words_goes(desk: Desk) -> None:
    desk.send(
        desk.path("accueil"), {"goal-accueil-definir-fr": "", "goal-new0-fr": "Animer", "title-fr": "Accueil"}
    )
    body = desk.node("accueil").body
    assert [goal["id"] for goal in body["objectives"]] == ["accueil-animer"]
    assert body["title"] == {"fr": "Accueil"}
    assert desk.send(desk.path("accueil"), {"title-fr": " "}).status_code == 422


def test_pages_cost_a_few_statements_whatever_the_course(desk: Desk, count_statements: Counter) -> None:
    for path, most in (
        ("/teach/courses", 3),
        (desk.place, 2),
        (desk.path("bienvenue"), 4),
        (desk.path("quiz-final"), 4),
    ):
        desk.client.get(path)
        with count_statements() as statements:
            desk.client.get(path)
        assert len(statements) <= FRAME + most, path
