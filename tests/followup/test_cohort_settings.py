"""Managers make cohorts, change them, renew their code, and run them again; nobody else does."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.centres.models import Centre
from lms.cohorts.models import Cohort
from lms.cohorts.queries import cohort as cohort_by_id
from lms.cohorts.queries import local_dates_of
from lms.cohorts.rules import plainly_shifted, shifted
from lms.cohorts.services import set_item_date
from lms.core.db import session, transaction
from lms.core.models import AuditEvent
from lms.core.permissions import Role
from lms.courses.models import Course
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.factories import NOW, make_centre, make_cohort, make_course
from tests.learning.reading import words
from tests.quiz.sitting import join

QUIZ = "quiz-final"
FILLED = {
    "name": "Printemps",
    "starts_on": "2027-03-01",
    "ends_on": "2027-06-30",
    "timezone": "Europe/Paris",
    "seats": "15",
}


@pytest.fixture
def centre(app: Flask) -> Centre:
    return make_centre("quais")


@pytest.fixture
def course(centre: Centre) -> Course:
    return make_course(centre)


@pytest.fixture
def manager(app: Flask, centre: Centre) -> FlaskClient:
    return browser_of(app, make_staff(centre, Role.MANAGER, "boss"))


def actions() -> list[str]:
    return [event.action for event in session().query(AuditEvent) if event.action.startswith("cohort")]


def made(manager: FlaskClient, course: Course, **changes: Any) -> Cohort:
    reply = post(manager, "/teach/cohorts/new", {**FILLED, "course": str(course.id), **changes})
    assert reply.status_code == 303, words(reply.text)
    found = cohort_by_id(int(reply.location.rsplit("/", 1)[1]))
    assert found is not None
    return found


def test_a_cohort_is_made_in_one_gesture(manager: FlaskClient, course: Course) -> None:
    assert "New group" in words(manager.get("/teach").text)
    cohort = made(manager, course)
    assert (cohort.name, cohort.starts_on, cohort.seats) == ("Printemps", date(2027, 3, 1), 15)
    page = words(manager.get(f"/teach/cohorts/{cohort.id}").text)
    assert "Settings" in page
    assert actions() == ["cohort.created"]


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("name", " ", "Enter a name for the group."),
        ("name", "x" * 201, "longer than 200"),
        ("timezone", "Europe/Atlantis", "is not a known time zone"),
        ("seats", "0", "Enter a whole number from 1 on."),
        ("seats", "many", "Not a valid integer value"),
        ("starts_on", "2027-02-30", "Not a valid date value"),
        ("ends_on", "2027-02-01", "The group ends before it starts."),
        ("course", "9999", "Not a valid choice"),
    ],
)
def test_what_can_t_be_is_said_at_its_field(
    manager: FlaskClient, course: Course, field: str, value: str, why: str
) -> None:
    reply = post(manager, "/teach/cohorts/new", {**FILLED, "course": str(course.id), field: value})
    assert reply.status_code == 422
    assert why in words(reply.text)
    assert actions() == []


def test_another_centre_s_course_is_no_choice(app: Flask, manager: FlaskClient, course: Course) -> None:
    elsewhere = make_course(make_centre("ailleurs"))
    reply = post(manager, "/teach/cohorts/new", {**FILLED, "course": str(elsewhere.id)})
    assert reply.status_code == 422


def test_settings_are_changed_and_fewer_seats_than_people_refused(
    app: Flask, manager: FlaskClient, course: Course
) -> None:
    cohort = make_cohort(course, "Automne")
    for name in ("ada", "bob"):
        join(app, cohort, name)
    place = f"/teach/cohorts/{cohort.id}/settings"
    refused = post(manager, place, {**FILLED, "ends_on": "", "starts_on": "", "seats": "1"})
    assert refused.status_code == 422
    assert "2 people are in this group already." in words(refused.text)
    assert post(manager, place, {**FILLED, "seats": ""}).status_code == 303
    session().expire_all()
    found = cohort_by_id(cohort.id)
    assert found is not None
    assert (found.name, found.seats, found.ends_on) == ("Printemps", None, date(2027, 6, 30))
    assert actions() == ["cohort.changed"]


def test_another_zone_keeps_the_hours_of_the_clock(manager: FlaskClient, course: Course) -> None:
    cohort = made(manager, course)
    with transaction():
        set_item_date(cohort_id=cohort.id, item_key=QUIZ, now=NOW, due_local="2027-04-01T18:00")
    before = local_dates_of(cohort.id)[QUIZ].due_at
    place = f"/teach/cohorts/{cohort.id}/settings"
    assert post(manager, place, {**FILLED, "timezone": "America/Martinique"}).status_code == 303
    session().expire_all()
    dates = local_dates_of(cohort.id)[QUIZ]
    assert dates.due_local == "2027-04-01T18:00"
    assert before is not None
    assert dates.due_at == before + timedelta(hours=6)


def test_a_new_code_closes_the_former_link(manager: FlaskClient, course: Course) -> None:
    cohort = made(manager, course)
    former = cohort.join_code
    assert post(manager, f"/teach/cohorts/{cohort.id}/code").status_code == 303
    session().expire_all()
    assert cohort.join_code != former
    assert manager.get(f"/join/{former}").status_code == 404
    assert manager.get(f"/join/{cohort.join_code}").status_code == 200
    assert actions() == ["cohort.created", "cohort.code_renewed"]


def test_the_next_run_takes_settings_and_dates_with_it(manager: FlaskClient, course: Course) -> None:
    cohort = made(manager, course)
    with transaction():
        set_item_date(
            cohort_id=cohort.id,
            item_key=QUIZ,
            now=NOW,
            opens_local="2027-03-22T09:00",
            due_local="2027-03-26T18:00",
        )
    page = manager.get(f"/teach/cohorts/{cohort.id}/settings").text
    assert 'value="2027-07-05"' in page, "the Monday after the last day"
    again = {"again-name": "Automne", "again-starts_on": "2027-09-07"}
    reply = post(manager, f"/teach/cohorts/{cohort.id}/again", again)
    assert reply.status_code == 303
    following = cohort_by_id(int(reply.location.split("/")[-2]))
    assert following is not None
    days = date(2027, 9, 7) - date(2027, 3, 1)
    assert following.ends_on == date(2027, 6, 30) + days
    assert (following.seats, following.timezone) == (15, "Europe/Paris")
    assert following.join_code != cohort.join_code
    dates = local_dates_of(following.id)[QUIZ]
    assert dates.opens_local == "2027-09-28T09:00", "Monday becomes Tuesday, at the same hour"
    assert dates.due_local == "2027-10-04T18:00", "Friday would be Saturday: Monday takes it"


def test_without_a_first_day_there_is_nothing_to_count_from(manager: FlaskClient, course: Course) -> None:
    cohort = made(manager, course, starts_on="", ends_on="")
    again = {"again-name": "Automne", "again-starts_on": "2027-09-06"}
    reply = post(manager, f"/teach/cohorts/{cohort.id}/again", again)
    assert reply.status_code == 422
    assert "Give this group a first day" in words(reply.text)


def test_days_shift_over_week_ends_and_ends_of_years() -> None:
    assert shifted("2027-12-31T23:59", 1) == "2028-01-03T23:59"
    assert shifted("2027-12-25T10:00", 7) == "2028-01-01T10:00", "a week-end stays one"
    assert shifted("2027-03-26T18:00", 7) == "2027-04-02T18:00"
    assert plainly_shifted("2028-02-28T08:00", 1) == "2028-02-29T08:00"


def test_dates_never_change_their_order(manager: FlaskClient, course: Course) -> None:
    """An item that opens on a Thursday evening and is due on the Saturday morning, shifted by two days."""
    cohort = made(manager, course)
    with transaction():
        set_item_date(
            cohort_id=cohort.id,
            item_key=QUIZ,
            now=NOW,
            opens_local="2027-03-04T18:00",
            due_local="2027-03-06T09:00",
        )
    again = {"again-name": "Suite", "again-starts_on": "2027-03-03"}
    reply = post(manager, f"/teach/cohorts/{cohort.id}/again", again)
    assert reply.status_code == 303, words(reply.text)
    dates = local_dates_of(int(reply.location.split("/")[-2]))[QUIZ]
    assert (dates.opens_local, dates.due_local) == ("2027-03-06T18:00", "2027-03-08T09:00")
