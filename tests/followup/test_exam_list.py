"""Who invigilates finds the exams of their groups, those that are sat first, and nothing that they can't open."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from lms.centres.models import Centre
from lms.cohorts.models import Cohort
from lms.cohorts.rules import ItemDates
from lms.core import clock
from lms.core.db import session
from lms.core.permissions import Role
from lms.courses.document import Quiz
from lms.followup.exam_list import Exam, When
from tests.browsing import post
from tests.certificates.holder import browser_of
from tests.certificates.holder import make_staff as make_member
from tests.factories import make_centre, make_cohort
from tests.followup.staff import make_staff
from tests.learning.reading import words
from tests.quiz.sitting import KEY, Learner, course_with, make_learner
from tests.quiz.test_clocks import after

Counter = Callable[[], AbstractContextManager[list[str]]]
NOW = datetime(2027, 5, 4, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("opens", "closes", "running", "when"),
    [
        (None, None, 0, When.ANY_TIME),
        (None, None, 2, When.NOW),
        (1, 2, 0, When.COMING),
        (-1, 1, 0, When.NOW),
        (0, 1, 0, When.NOW),
        (-2, 0, 0, None),
        (-2, -1, 1, When.NOW),
        (-1, None, 0, When.ANY_TIME),
        (None, 1, 0, When.ANY_TIME),
        (None, 0, 0, None),
        (1, None, 0, When.COMING),
    ],
)
def test_where_an_exam_is_in_time(
    opens: int | None, closes: int | None, running: int, when: When | None
) -> None:
    moments = [None if hours is None else NOW + hours * HOUR for hours in (opens, closes)]
    dates = ItemDates(opens_at=moments[0], closes_at=moments[1])
    exam = Exam(Cohort(), {}, Quiz.model_construct(), 60, dates, running)
    assert exam.when(NOW) is when


@pytest.fixture
def learner(app: Flask) -> Learner:
    return make_learner(app, course_with(time_limit_minutes=20))


def test_an_invigilator_goes_from_today_to_the_console(app: Flask, learner: Learner) -> None:
    staff = make_staff(app, learner, Role.INVIGILATOR)
    assert staff.get("/today").location == "/teach/exams"
    assert "Open: learners begin" in words(staff.get("/teach/exams").text)
    with clock.at(after(0)):
        learner.begin()
        page = staff.get("/teach/exams").text
        assert "1 person is sitting it" in page
        assert f'href="{staff.exam_path}"' in page
        console = staff.get(staff.exam_path).text
        part = staff.get(f"{staff.exam_path}/now").text
    assert "Ada" in console
    for html in (console, part):
        assert "/learners/" not in html, "no page of a learner opens for them"
        assert f'href="{staff.cohort_path}"' not in html
    assert 'href="/teach"' not in console


def test_an_invigilator_of_one_group_sees_its_exams_alone(app: Flask, learner: Learner) -> None:
    other = make_cohort(learner.cohort.course, "Autre groupe")
    member = make_member(centre_of(learner), Role.INVIGILATOR, "guard", cohort_id=other.id)
    page = browser_of(app, member).get("/teach/exams").text
    assert f"/teach/cohorts/{other.id}/quizzes/{KEY}" in page
    assert f"/teach/cohorts/{learner.cohort.id}/" not in page


def centre_of(learner: Learner) -> Centre:
    return session().get_one(Centre, learner.cohort.centre_id)


def test_without_an_exam_the_page_says_so(app: Flask) -> None:
    browser = browser_of(app, make_member(make_centre("vide"), Role.INVIGILATOR, "guard"))
    assert "No exam" in words(browser.get("/teach/exams").text)
    assert post(browser, "/employer/export", {"format": "csv"}).status_code == 403


def test_it_costs_the_same_whatever_the_number_of_groups(
    app: Flask, learner: Learner, count_statements: Counter
) -> None:
    staff = make_staff(app, learner, Role.INVIGILATOR)
    staff.get("/teach/exams")
    with count_statements() as few:
        staff.get("/teach/exams")
    for number in range(5):
        make_cohort(learner.cohort.course, f"Groupe {number}")
    with count_statements() as many:
        assert "Groupe 4" in staff.get("/teach/exams").text
    assert len(many) == len(few) <= 6
