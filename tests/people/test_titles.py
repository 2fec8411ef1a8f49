"""Titles of trainers: said by a manager, read beside the name by learners and the public, and only of who teaches the course."""

import pytest
from flask import Flask
from sqlalchemy import select

from lms.core.db import session
from lms.core.models import AuditEvent
from lms.core.permissions import Role
from lms.training.queries import trainers_of
from tests.browsing import post
from tests.factories import make_cohort
from tests.learning.reading import words
from tests.people.office import Office, make_office

TITLE = "community manager depuis dix ans"


@pytest.fixture
def office(app: Flask) -> Office:
    return make_office(app)


def say(office: Office, user_id: int, title: str) -> tuple[int, str]:
    answer = post(office.browser, f"/centres/{office.centre.id}/people/{user_id}/title", {"title": title})
    return answer.status_code, words(answer.text)


def test_a_title_stands_beside_the_name_wherever_learners_and_staff_read_it(office: Office) -> None:
    ines = office.member(Role.INSTRUCTOR, "ines", cohort_id=office.cohort.id)
    ivan = office.member(Role.INSTRUCTOR, "ivan")
    office.member(Role.INSTRUCTOR, "igor")
    course = f"/courses/{office.cohort.course.slug}"
    visitor = office.app.test_client()
    assert "Who teaches" not in visitor.get(f"{course}?lang=en").text
    assert say(office, ines.id, TITLE)[0] == 303
    assert say(office, ines.id, TITLE)[0] == 303
    assert say(office, ivan.id, "formateur")[0] == 303
    public = words(visitor.get(f"{course}?lang=en").text).replace(" ,", ",")
    assert "Ivan, formateur" in public
    assert "Ines" not in public, "she teaches one group alone"
    assert "Igor" not in public, "of whom nothing is said"
    join = words(visitor.get(f"/join/{office.cohort.join_code}?lang=en").text)
    assert f"Ines, {TITLE} · Ivan, formateur" in join
    settings = words(office.browser.get(f"/teach/cohorts/{office.cohort.id}/settings").text)
    assert f"Ines, {TITLE}" in settings.replace(" ,", ",")
    other = make_cohort(office.cohort.course, "Autre groupe")
    assert trainers_of(office.centre.id, other.course_id, other.id) == [("Ivan", "formateur")]
    assert say(office, ivan.id, "")[0] == 303
    assert "Ivan" not in visitor.get(course).text
    noted = session().scalars(select(AuditEvent).where(AuditEvent.action == "trainer.title_changed")).all()
    assert [one.details["title"] for one in noted] == [f"– → {TITLE}", "– → formateur", "formateur → –"]


def test_a_title_that_is_too_long_comes_back(office: Office) -> None:
    ines = office.member(Role.INSTRUCTOR, "ines")
    status, page = say(office, ines.id, "a" * 201)
    assert (status, "200 characters" in page) == (422, True)


def test_only_the_staff_of_the_centre_have_one(office: Office, app: Flask) -> None:
    other = make_office(app, "ailleurs")
    assert say(office, other.manager.id, TITLE)[0] == 404
    assert say(office, 10**6, TITLE)[0] == 404
