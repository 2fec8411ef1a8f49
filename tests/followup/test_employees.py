"""An employer's reader sees the employer's people of the centre, how far they are, and nothing else of anybody."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import Membership, User
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.models import AuditEvent
from lms.core.permissions import Grant, Role
from lms.core.texts import name_key
from lms.followup import employees
from lms.followup.rules import Column, Order
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_cohort
from tests.followup.classroom import Classroom, make_classroom
from tests.learning.reading import words

Counter = Callable[[], AbstractContextManager[list[str]]]
MINE = "Les Ruchers d’Ici"


def employ(room: Classroom, names: str, employer: str) -> None:
    with transaction() as current:
        for name in names.split():
            found = current.get_one(Enrolment, room.learners[name].id, populate_existing=True)
            found.employer, found.employer_key = employer, name_key(employer)


@pytest.fixture
def room(app: Flask) -> Classroom:
    """Élodie has completed and Zoé is half-way for one employer; Bruno is another's; Adèle has none."""
    room = make_classroom()
    employ(room, "Élodie Zoé", MINE)
    employ(room, "Bruno", "Mairie")
    return room


def reader(room: Classroom, employer: str = MINE, name: str = "reader", **place: Any) -> User:
    return make_staff(room.centre, Role.EMPLOYER, name, employer=employer, **place)


@pytest.fixture
def browser(app: Flask, room: Classroom) -> FlaskClient:
    return browser_of(app, reader(room, "LES RUCHERS D’ICI"))


def page(browser: FlaskClient, asked: str = "") -> str:
    reply = browser.get(f"/employer{asked}")
    assert reply.status_code == 200
    return words(reply.text)


def test_the_employer_s_people_are_listed_and_nobody_else(browser: FlaskClient) -> None:
    assert browser.get("/today").location == "/employer"
    found = page(browser)
    assert "2 people in a course" in found
    assert "Centre Les Quais" in found
    for said in ("Élodie", "100 %", "Completed", "Zoé", "In progress", "Automne 2026", "Verify"):
        assert said in found
    for hidden in ("Bruno", "Adèle", "@example.org", "Objectives"):
        assert hidden not in found


def test_a_certificate_leads_to_where_anybody_verifies_it(browser: FlaskClient, app: Flask) -> None:
    path = browser.get("/employer").text.split('href="/verify/')[1].split('"')[0]
    assert app.test_client().get(f"/verify/{path}").status_code == 200


def test_the_list_is_searched_and_sorted(browser: FlaskClient) -> None:
    assert "Zoé" not in page(browser, "?q=elo")
    assert "Nobody matches" in page(browser, "?q=bruno"), "another employer's"
    assert "Nobody matches" in page(browser, "?q=%25")
    up, down = page(browser, "?sort=progress"), page(browser, "?sort=-progress")
    assert up.index("Zoé") < up.index("Élodie")
    assert down.index("Élodie") < down.index("Zoé")
    for forged in ("?sort=objectives", "?sort=%27;--&page=-9", "?page=99999999999"):
        assert "2 people in a course" in page(browser, forged)


def test_another_employer_and_another_centre_have_nothing_here(app: Flask, room: Classroom) -> None:
    for name, employer in (("mairie", "Mairie"), ("nobody", "Inconnu SA")):
        found = page(browser_of(app, reader(room, employer, name)))
        assert "Élodie" not in found
        assert ("Nobody yet" in found) == (employer == "Inconnu SA")
    other = make_classroom("ailleurs")
    assert "Nobody yet" in page(browser_of(app, reader(other, MINE, "elsewhere")))


def test_a_grant_without_an_employer_reaches_nobody(room: Classroom) -> None:
    """Those who have no employer are not the employees of an employer without a name."""
    grants = [Grant(Role.EMPLOYER, room.centre.id), Grant(Role.MANAGER, room.centre.id)]
    assert employees.count(grants, "") == 0
    assert employees.rows(grants, "", Order(Column.NAME, False), 0, clock.now()) == []


def test_a_role_on_one_group_reads_that_group(app: Flask, room: Classroom) -> None:
    elsewhere = make_cohort(room.cohort.course, "Hiver", clock.now())
    empty = browser_of(app, reader(room, MINE, "hiver", cohort_id=elsewhere.id))
    whole = browser_of(app, reader(room, MINE, "course", course_id=room.cohort.course_id))
    assert "Nobody yet" in page(empty)
    assert "2 people" in page(whole)


def test_who_left_the_group_is_left_out(browser: FlaskClient, room: Classroom) -> None:
    with transaction() as current:
        current.get_one(Enrolment, room.learners["Zoé"].id, populate_existing=True).ended_at = clock.now()
    assert "Zoé" not in page(browser)


def test_once_the_role_is_taken_nothing_is_left(browser: FlaskClient, room: Classroom) -> None:
    with transaction() as current:
        current.query(Membership).filter_by(role="employer").update({"ended_at": clock.now()})
    assert browser.get("/employer").status_code == 403
    assert post(browser, "/employer/export", {"format": "csv"}).status_code == 403


def test_the_export_is_exactly_the_list_and_is_noted(browser: FlaskClient, room: Classroom) -> None:
    reply = post(browser, "/employer/export", {"format": "json", "q": "elodie", "sort": "-name"})
    rows = json.loads(reply.get_data())
    assert [(row["name"], row["progress_percent"], row["state"]) for row in rows] == [
        ("Élodie", 100, "Completed")
    ]
    assert rows[0]["certificate"].startswith("http://localhost/verify/")
    assert set(rows[0]) == {
        "name",
        "employer",
        "course",
        "group",
        "progress_percent",
        "last_activity",
        "state",
        "completed",
        "certificate",
    }
    assert [
        row["name"] for row in json.loads(post(browser, "/employer/export", {"format": "json"}).data)
    ] == [
        "Élodie",
        "Zoé",
    ]
    noted = session().query(AuditEvent).filter_by(action="employees.exported").all()
    assert {event.centre_id for event in noted} == {room.centre.id}
    assert post(browser, "/employer/export", {"format": "exe"}).status_code == 422


def test_a_name_that_is_a_formula_is_a_text_in_the_file(browser: FlaskClient, room: Classroom) -> None:
    with transaction() as current:
        found = current.get_one(Enrolment, room.learners["Zoé"].id, populate_existing=True)
        found.printed_name, found.name_key = '=HYPERLINK("x")', "=hyperlink"
    csv = post(browser, "/employer/export", {"format": "csv"}).get_data(as_text=True)
    assert "'=HYPERLINK" in csv
    assert "Bruno" not in csv


def test_a_page_costs_the_same_whatever_the_number(
    browser: FlaskClient, room: Classroom, count_statements: Counter
) -> None:
    page(browser)
    with count_statements() as few:
        page(browser)
    for number in range(30):
        room.add(f"Recrue {number}")
    with transaction() as current:
        for name, enrolment in room.learners.items():
            if name.startswith("Recrue"):
                found = current.get_one(Enrolment, enrolment.id, populate_existing=True)
                found.employer, found.employer_key = MINE, name_key(MINE)
    with count_statements() as many:
        assert "32 people" in page(browser)
    assert len(many) == len(few) <= 5
