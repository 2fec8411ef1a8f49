"""The training sheet of a course: written by who edits the course, read by the public, noted with what was and what is."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.centres import configuring
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.models import AuditEvent
from lms.core.permissions import Role
from lms.training.queries import sheet_of
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_centre
from tests.followup.classroom import Classroom
from tests.learning.reading import words

Counter = Callable[[], AbstractContextManager[list[str]]]
SAID = {
    "nature": "training",
    "modality": "mixed",
    "hours": "36,5",
    "means": "Une salle\nUn ordinateur",
    "price": "1 450,00",
    "nsf": "320M",
    "formacodes": "46252, 46347",
    "romes": "e1101",
    "version": "0",
}
CERTIFIED = {
    **SAID,
    "code": "rncp 41364",
    "title": "Community manager",
    "certifier": "Doranco",
    "is_authorised": "y",
}


def place(room: Classroom) -> str:
    return f"/teach/courses/{room.cohort.course_id}/training"


def save(boss: FlaskClient, room: Classroom, data: dict[str, str]) -> tuple[int, str]:
    answer = post(boss, place(room), data)
    return answer.status_code, words(answer.text)


def test_what_is_said_reaches_the_public_page_and_the_log(
    boss: FlaskClient, room: Classroom, client: FlaskClient
) -> None:
    assert save(boss, room, SAID)[0] == 303
    sheet = sheet_of(room.cohort.course_id).sheet
    assert (sheet.nsf, sheet.formacodes, sheet.romes) == ("320m", ("46252", "46347"), ("E1101",))
    course = words(client.get("/courses/animer?lang=en").text)
    for said in (
        "Training action",
        "In a room and at a distance",
        "36.5 h planned",
        "€1,450.00",
        "Une salle",
    ):
        assert said in course
    noted = session().scalars(select(AuditEvent).where(AuditEvent.action == "course.sheet_changed")).one()
    assert noted.details["modality"] == "– → mixed"
    assert save(boss, room, {**SAID, "version": "1", "modality": "remote"})[0] == 303
    assert save(boss, room, {**SAID, "version": "2", "modality": "remote"})[0] == 303, "the same again"
    session().rollback()
    found = session().scalars(select(AuditEvent).where(AuditEvent.action == "course.sheet_changed")).all()
    assert [one.details for one in found][1:] == [{"modality": "mixed → remote"}]


def test_the_page_asks_only_what_the_course_does_not_say(boss: FlaskClient, room: Classroom) -> None:
    page = boss.get(place(room)).text
    assert 'name="objectives"' not in page, "the course says them"
    assert 'name="means"' in page
    assert "A French training centre still needs" in words(page)
    assert "Asynchronous" in page
    with transaction():
        configuring.change_identity(room.centre.id, {"vat": "exempt"}, 1, clock.now())
    assert "Exempt from VAT" in boss.get(place(room)).text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("code", "41364", "such as RNCP41364 or RS1234"),
        ("nsf", "32", "such as 320m"),
        ("formacodes", "462", "such as 46252"),
        ("romes", "1101", "such as E1101"),
        ("hours", "deux", "Enter a number"),
        ("hours", "1.005", "two decimals"),
        ("price", "-1", "amount in euros"),
        ("nature", "hobby", "Not a valid choice"),
        ("expires_on", "2030-02-30", "Not a valid date"),
        ("is_authorised", "y", "Enter the code"),
    ],
)
def test_what_can_t_be_comes_back_with_all_that_was_typed(
    boss: FlaskClient, room: Classroom, field: str, typed: str, said: str
) -> None:
    status, page = save(boss, room, {**SAID, field: typed})
    assert status == 422
    assert said in page
    assert "Un ordinateur" in page
    assert sheet_of(room.cohort.course_id).version == 0


def test_two_who_write_at_once_do_not_undo_each_other(boss: FlaskClient, room: Classroom) -> None:
    assert save(boss, room, SAID)[0] == 303
    status, page = save(boss, room, {**SAID, "means": "Autre chose"})
    assert status == 409
    assert "Somebody else saved this sheet" in page
    assert "Autre chose" in page
    assert sheet_of(room.cohort.course_id).sheet.means == "Une salle\nUn ordinateur"
    assert save(boss, room, {**SAID, "version": "1", "means": "Autre chose"})[0] == 303


def test_a_certification_is_public_only_while_it_holds_and_the_centre_is_authorised(
    boss: FlaskClient, room: Classroom, client: FlaskClient
) -> None:
    today = clock.now().date()
    open_, past = str(today + timedelta(days=30)), str(today - timedelta(days=1))
    asked = (
        ({"expires_on": open_}, True),
        ({"expires_on": past}, False),
        ({"expires_on": open_, "is_authorised": ""}, False),
    )
    for version, (changes, shows) in enumerate(asked):
        data = {**CERTIFIED, **changes, "version": str(version)}
        if not data["is_authorised"]:
            del data["is_authorised"]
        assert save(boss, room, data)[0] == 303
        assert ("RNCP41364" in client.get("/courses/animer").text) == shows
        assert ("The registration of this certification ended" in boss.get(place(room)).text) == (
            changes["expires_on"] == past
        )


def test_who_edits_the_course_writes_its_sheet_and_nobody_else(app: Flask, room: Classroom) -> None:
    elsewhere = make_centre("ailleurs")
    for who, centre, status in (
        (Role.INSTRUCTOR, room.centre, 200),
        (Role.MARKER, room.centre, 403),
        (Role.MANAGER, elsewhere, 404),
    ):
        browser = browser_of(app, make_staff(centre, who, f"{who}-{centre.id}"))
        assert browser.get(place(room)).status_code == status
        assert post(browser, place(room), SAID).status_code == (303 if status == 200 else status)
    assert app.test_client().get(place(room)).status_code == 303


def test_the_pages_cost_the_same_whatever_the_sheet(
    boss: FlaskClient, room: Classroom, client: FlaskClient, count_statements: Counter
) -> None:
    boss.get(place(room))
    with count_statements() as statements:
        assert boss.get(place(room)).status_code == 200
    assert len(statements) <= 8
    client.get("/courses/animer")
    with count_statements() as statements:
        assert client.get("/courses/animer").status_code == 200
    assert len(statements) <= 10
