"""When the items of a cohort open, are due and close: set by its staff, all or nothing."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.centres.models import Centre
from lms.cohorts.models import Cohort
from lms.cohorts.queries import item_date, item_dates
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.permissions import Role
from lms.courses.document import Calendar
from lms.courses.queries import revision_document
from lms.courses.services import publish_document
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.cohorts.test_calendar import dated
from tests.factories import NOW, make_centre, make_cohort, make_course
from tests.learning.reading import words

QUIZ = "quiz-final"


@pytest.fixture
def centre(app: Flask) -> Centre:
    return make_centre("quais")


@pytest.fixture
def cohort(centre: Centre) -> Cohort:
    return make_cohort(make_course(centre), "Automne 2026")


@pytest.fixture
def staff(app: Flask, centre: Centre) -> FlaskClient:
    return browser_of(app, make_staff(centre, Role.INSTRUCTOR, "teacher"))


def place(cohort: Cohort) -> str:
    return f"/teach/cohorts/{cohort.id}/dates"


def stored(cohort: Cohort, key: str = QUIZ) -> tuple[str | None, str | None, str | None] | None:
    session().expire_all()
    found = item_date(cohort.id, key)
    return (found.opens_local, found.due_local, found.closes_local) if found else None


def test_dates_are_set_changed_and_taken_away(staff: FlaskClient, cohort: Cohort) -> None:
    assert place(cohort) in staff.get(f"/teach/cohorts/{cohort.id}").text
    sent = {f"opens_local-{QUIZ}": "2027-05-04T09:00", f"closes_local-{QUIZ}": "2027-05-11T18:00"}
    with clock.at(NOW):
        assert post(staff, place(cohort), sent).status_code == 303
        assert stored(cohort) == ("2027-05-04T09:00", None, "2027-05-11T18:00")
        page = staff.get(place(cohort)).text
        assert 'value="2027-05-04T09:00"' in page
        opens_at = item_dates(cohort.id)[QUIZ].opens_at
        assert opens_at is not None
        assert opens_at.isoformat() == "2027-05-04T07:00:00+00:00", "in the time of Paris"
        assert post(staff, place(cohort), {}).status_code == 303
    assert stored(cohort) == (None, None, None)


def test_an_exam_says_that_its_corrections_wait_for_a_close(staff: FlaskClient, cohort: Cohort) -> None:
    assert "Its corrections wait for the close" in words(staff.get(place(cohort)).text)


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        ("2027-05-12T09:00", "2027-05-11T18:00"),
        ("30 février", ""),
        ("2027-02-30T09:00", ""),
        ("2027-05-04T09:00+05:00", ""),
        ("9" * 400, ""),
        ("NaN", ""),
        ("0000-00-00T00:00", ""),
    ],
)
def test_what_can_t_be_is_said_at_its_item_and_nothing_is_saved(
    staff: FlaskClient, cohort: Cohort, opens: str, closes: str
) -> None:
    sent = {
        "due_local-bienvenue": "2027-05-01T12:00",
        f"opens_local-{QUIZ}": opens,
        f"closes_local-{QUIZ}": closes,
    }
    with clock.at(NOW):
        reply = post(staff, place(cohort), sent)
    assert reply.status_code == 422
    assert "Nothing was saved" in words(reply.text)
    assert f'id="error-{QUIZ}"' in reply.text
    assert "2027-05-01T12:00" in reply.text, "what was typed stays"
    assert stored(cohort) is None
    assert stored(cohort, "bienvenue") is None


def test_the_course_s_calendar_dates_what_has_no_date_yet(cohort: Cohort, staff: FlaskClient) -> None:
    document = revision_document(cohort.course.latest_revision_id or 0)
    days = {"quiz_final": Calendar(due=28), "bienvenue": Calendar(due=0)}
    with transaction():
        publish_document(course=cohort.course, document=dated(document, **days), actor_id=None, now=NOW)
    cohort.starts_on = NOW.date()
    session().commit()
    assert "2 items without a date here would get theirs" in words(staff.get(place(cohort)).text)
    assert post(staff, f"{place(cohort)}/calendar").status_code == 303
    assert item_date(cohort.id, QUIZ) is not None
    assert "without a date" not in words(staff.get(place(cohort)).text)
