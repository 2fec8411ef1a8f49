"""Whom to turn to: each contact that a centre named, for its learners and staff; managers read what is missing."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from flask import Flask
from flask.testing import FlaskClient

from lms.centres import configuring
from lms.centres.models import Centre
from lms.cohorts.enrolling import end_enrolments
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Role
from lms.courses.models import Course
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_centre
from tests.learning.reading import words

Counter = Callable[[], AbstractContextManager[list[str]]]
NAMED = {
    "accessibility_contact": "Léa Roy, lea@centre.example",
    "complaints_contact": "04 26 00 00 00",
    "safety_contact": "<b>Max</b>",
}


def name(centre: Centre, **part: str) -> None:
    with transaction():
        configuring.change_identity(centre.id, part, 1, clock.now())


def place(centre: Centre) -> str:
    return f"/centres/{centre.id}/contacts"


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient, centre: Centre) -> None:
    assert client.get(place(centre)).location == f"/sign-in?next={place(centre)}"


def test_strangers_find_no_page(app: Flask, learner: FlaskClient, centre: Centre) -> None:
    elsewhere = browser_of(app, make_staff(make_centre("loin"), Role.MANAGER, "other"))
    assert [one.get(place(centre)).status_code for one in (learner, elsewhere)] == [404, 404]
    assert learner.get("/centres/999/contacts").status_code == 404


def test_a_learner_reads_who_was_named_and_for_what(
    learner: FlaskClient, centre: Centre, enrolment: Enrolment, count_statements: Counter
) -> None:
    name(centre, **NAMED)
    with transaction():
        configuring.change_settings(centre.id, {"answer_days": 2}, 1, clock.now())
    learner.get(place(centre))
    with count_statements() as statements:
        answer = learner.get(place(centre))
    page = words(answer.text)
    assert "Disability Léa Roy, lea@centre.example To have the course" in page
    assert '<a href="mailto:lea@centre.example">' in answer.text
    assert '<a href="tel:0426000000">04 26 00 00 00</a>' in answer.text
    assert "&lt;b&gt;Max" in answer.text
    assert "Your centre promises an answer within 2 days." in page
    assert "For anything else" in page
    for absent in ("Teaching", "Administration", "Data protection", "missing"):
        assert absent not in page
    assert len(statements) <= 5, statements


def test_who_left_still_knows_whom_to_turn_to(
    learner: FlaskClient, centre: Centre, enrolment: Enrolment
) -> None:
    with transaction():
        end_enrolments(cohort_id=enrolment.cohort_id, enrolment_ids=[enrolment.id], at=clock.now())
    assert learner.get(place(centre)).status_code == 200


def test_without_any_contact_the_page_says_so(app: Flask, course: Course) -> None:
    bare = make_centre("bare")
    page = words(browser_of(app, make_staff(bare, Role.INSTRUCTOR, "teacher")).get(place(bare)).text)
    assert "has not said yet whom to turn to" in page
    assert "promises" not in page


def test_a_manager_reads_what_is_missing(app: Flask, centre: Centre) -> None:
    name(centre, **NAMED)
    manager = browser_of(app, make_staff(centre, Role.MANAGER, "boss"))
    answer = manager.get(place(centre))
    assert "not shown to learners: Teaching, Administration, Data protection (DPO)." in words(answer.text)
    assert f'href="/centres/{centre.id}/settings?open=contacts#contacts"' in answer.text
    teacher = browser_of(app, make_staff(centre, Role.INSTRUCTOR, "teacher"))
    assert "missing" not in words(teacher.get(place(centre)).text)
    name(centre, teaching_contact="A", administrative_contact="B", privacy_contact="C")
    assert "missing" not in words(manager.get(place(centre)).text)


def test_pages_of_a_course_lead_there(learner: FlaskClient, centre: Centre, enrolment: Enrolment) -> None:
    own = f"/learn/{enrolment.id}"
    for page in ("/today", own):
        assert learner.get(page).text.count(f'href="{place(centre)}"') == 1, page


def test_the_programme_sheet_names_them(client: FlaskClient, centre: Centre, course: Course) -> None:
    sheet = f"/courses/{course.slug}"
    assert "Réclamations" not in words(client.get(sheet).text)
    name(centre, **NAMED, administrative_contact="bureau@centre.example")
    page = client.get(sheet).text
    assert '<a href="mailto:bureau@centre.example">' in page
    assert "Réclamations 04 26 00 00 00" in words(page)
    assert "Max" not in page
