"""The file of a trainee: a manager's alone, a date of birth only where somebody asks for it, and gone in its time."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.models import AuditEvent
from lms.core.permissions import Role
from lms.training import services
from lms.training.retention import BIRTHS
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.followup.classroom import Classroom, make_classroom
from tests.learning.reading import words
from tests.quiz.sitting import sign_in

Counter = Callable[[], AbstractContextManager[list[str]]]
FILE = {
    "category": "f1a",
    "funding": "c2e",
    "reference": "CPF-1",
    "employer": "Ruche",
    "born_on": "1991-04-17",
}


def place(room: Classroom, name: str = "Zoé") -> str:
    return f"/teach/cohorts/{room.cohort.id}/learners/{room.learners[name].id}/file"


def kept(room: Classroom) -> Enrolment:
    return session().get_one(Enrolment, room.learners["Zoé"].id, populate_existing=True)


def test_a_manager_keeps_a_file_and_the_log_says_only_what_changed(
    boss: FlaskClient, room: Classroom
) -> None:
    assert 'name="born_on"' not in boss.get(place(room)).text
    assert post(boss, place(room), {**FILE, "born_on": ""}).status_code == 303
    assert 'name="born_on"' in boss.get(place(room)).text, "the CPF asks for it"
    assert post(boss, place(room), FILE).status_code == 303
    one = kept(room)
    assert (one.category, one.funding, one.reference, one.employer, one.employer_key, one.born_on) == (
        "f1a",
        "c2e",
        "CPF-1",
        "Ruche",
        "ruche",
        date(1991, 4, 17),
    )
    noted = session().scalars(select(AuditEvent).where(AuditEvent.action == "enrolment.file_changed")).all()
    assert [one.details for one in noted] == [
        {"fields": "category, funding, reference, employer"},
        {"fields": "born_on"},
    ]
    assert post(boss, place(room), FILE).status_code == 303
    assert place(room) in boss.get(place(room).removesuffix("/file")).text


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"funding": "c7"}, "leave it empty"),
        ({"born_on": "2190-01-01"}, "Nobody who learns was born"),
        ({"born_on": "1990-02-30"}, "Not a valid date"),
        ({"category": "f9"}, "Not a valid choice"),
        ({"funding": "c2"}, "Not a valid choice"),
        ({"employer": "a" * 201}, "200 characters"),
    ],
)
def test_what_can_t_be_kept_comes_back(
    boss: FlaskClient, room: Classroom, data: dict[str, str], said: str
) -> None:
    answer = post(boss, place(room), {**FILE, **data})
    assert answer.status_code == 422
    assert said in words(answer.text)
    assert "CPF-1" in answer.text
    assert kept(room).reference == ""


def test_a_certification_lets_the_date_of_birth_be_kept(boss: FlaskClient, room: Classroom) -> None:
    course = room.cohort.course_id
    assert not services.may_ask_birth(course, "c7")
    assert (
        post(boss, f"/teach/courses/{course}/training", {"code": "RS1234", "version": "0"}).status_code == 303
    )
    assert services.may_ask_birth(course, "c7")
    assert 'name="born_on"' in boss.get(place(room)).text


def test_nobody_else_reads_it(app: Flask, boss: FlaskClient, room: Classroom) -> None:
    post(boss, place(room), FILE)
    teacher = browser_of(app, make_staff(room.centre, Role.INSTRUCTOR, "teacher"))
    marker = browser_of(app, make_staff(room.centre, Role.MARKER, "marker"))
    stranger = browser_of(app, make_staff(make_classroom("ailleurs").centre, Role.MANAGER, "stranger"))
    learner = sign_in(app, room.learners["Zoé"].user_id, clock.now())
    for browser, status in ((teacher, 403), (marker, 403), (stranger, 404), (learner, 403)):
        assert browser.get(place(room)).status_code == status
        assert post(browser, place(room), FILE).status_code == status
    assert "CPF-1" not in teacher.get(place(room).removesuffix("/file")).text
    assert app.test_client().get(place(room)).status_code == 303
    other = place(room).replace(f"cohorts/{room.cohort.id}/", "cohorts/999/")
    assert boss.get(other).status_code == 404


def test_dates_of_birth_go_after_their_period(boss: FlaskClient, room: Classroom) -> None:
    post(boss, place(room), FILE)
    enrolled = kept(room).enrolled_at
    for before, gone in ((enrolled, False), (enrolled + timedelta(seconds=1), True)):
        with transaction():
            ids = session().scalars(BIRTHS.find(room.centre.id, before)).all()
            BIRTHS.forget(ids)
        assert (kept(room).born_on is None) == gone
    assert kept(room).funding == "c2e"


def test_the_page_costs_few_statements(boss: FlaskClient, room: Classroom, count_statements: Counter) -> None:
    boss.get(place(room))
    with count_statements() as statements:
        assert boss.get(place(room)).status_code == 200
    assert len(statements) <= 6
