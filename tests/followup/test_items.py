"""The page of a group's questions: what it counts, what it tells, who may read it, in how many statements."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.centres.models import Centre
from lms.cohorts.models import Cohort, Enrolment
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.models import AuditEvent
from lms.core.permissions import Role
from lms.courses import services as courses
from lms.courses.models import DraftItem
from lms.quiz.models import Attempt
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.courses.sample import single_choice, true_false
from tests.factories import make_centre, make_cohort, make_course
from tests.followup.answered import BLANK, RIGHT, UNMARKED, people, sat, wrong
from tests.followup.test_cohort import FRAME
from tests.learning.reading import words
from tests.quiz.sitting import KEY, NOW, QUESTIONS, course_with, number_question

Counter = Callable[[], AbstractContextManager[list[str]]]
NUMBER = wrong(number="90", text="90", is_ambiguous=False)


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.at(NOW):
        yield


@pytest.fixture
def centre(app: Flask) -> Centre:
    return make_centre("quais")


@pytest.fixture
def cohort(centre: Centre) -> Cohort:
    return make_cohort(make_course(centre, course_with()), "Automne 2026")


@pytest.fixture
def staff(app: Flask, centre: Centre) -> FlaskClient:
    return browser_of(app, make_staff(centre, Role.INSTRUCTOR, "teacher"))


def place(cohort: Cohort, tail: str = "") -> str:
    return f"/teach/cohorts/{cohort.id}/questions{tail}"


def other_option() -> str:
    return next(one["id"] for one in QUESTIONS[0]["options"] if not one.get("correct"))


def sit_all(cohort: Cohort, count: int = 6) -> list[Enrolment]:
    """The first is right everywhere; the others chose the wrong option, left the statement blank and typed 90."""
    found = people(cohort, count)
    sat(found[0], [RIGHT, RIGHT, RIGHT])
    for one in found[1:]:
        sat(one, [wrong(option=other_option()), BLANK, NUMBER])
    return found


def test_before_anyone_has_marked_answers_it_says_so(staff: FlaskClient, cohort: Cohort) -> None:
    assert "No marked answers yet" in words(staff.get(place(cohort)).text)


def test_under_five_learners_there_is_no_figure_and_the_page_says_why(
    staff: FlaskClient, cohort: Cohort
) -> None:
    sit_all(cohort, 4)
    page = words(staff.get(place(cohort)).text)
    assert "Figures show from 5 learners on" in page
    assert "Question by question" not in page


def test_a_question_that_fewer_than_five_answered_has_no_figure(staff: FlaskClient, cohort: Cohort) -> None:
    for enrolment in people(cohort, 6):
        sat(enrolment, [RIGHT, UNMARKED, RIGHT])
    page = words(staff.get(place(cohort)).text)
    assert "Everybody is right" in page
    some = people(make_cohort(cohort.course, "Autre"), 1)[0]
    with transaction():
        session().merge(some).cohort_id = cohort.id
    sat(some, [RIGHT, RIGHT, RIGHT])
    page = words(staff.get(place(cohort)).text)
    assert "Too few learners to tell" in page


def test_what_the_figures_say(staff: FlaskClient, cohort: Cohort) -> None:
    sit_all(cohort)
    reply = staff.get(place(cohort))
    page = words(reply.text)
    assert "Counted: 6 attempts of 6 learners." in page
    assert "Hard: 17 % right" in page
    assert "Often left blank: 83 %" in page
    assert "83 % of the answers" in page
    assert "Question 1: 17 %." in page
    wrong_label = next(one for one in QUESTIONS[0]["options"] if not one.get("correct"))["text"]["fr"]
    assert wrong_label in page


def test_first_attempts_count_unless_all_are_asked_for(staff: FlaskClient, cohort: Cohort) -> None:
    for enrolment in sit_all(cohort):
        sat(enrolment, [RIGHT, RIGHT, RIGHT], number=2)
    assert "Counted: 6 attempts of 6 learners." in words(staff.get(place(cohort)).text)
    page = words(staff.get(place(cohort, "?attempts=all")).text)
    assert "Counted: 12 attempts of 6 learners." in page
    assert "58 %" in page


def test_what_waits_was_returned_or_is_of_people_who_left_is_not_counted(
    staff: FlaskClient, cohort: Cohort
) -> None:
    gone, waiting, returned, open_, *_ = sit_all(cohort, 9) + people(make_cohort(cohort.course, "Autre"), 1)
    with transaction():
        session().merge(gone).ended_at = NOW
    for enrolment, changes in (
        (waiting, {"pending": 1}),
        (returned, {"returned_at": NOW}),
        (open_, {"state": "open"}),
    ):
        _change(enrolment, changes)
    assert "Counted: 5 attempts of 5 learners." in words(staff.get(place(cohort)).text)


def _change(enrolment: Enrolment, changes: dict[str, Any]) -> None:
    with transaction():
        attempt = session().query(Attempt).filter_by(enrolment_id=enrolment.id).one()
        for name, value in changes.items():
            setattr(attempt, name, value)


def test_what_counts_for_nothing_is_analysed_when_it_is_chosen(staff: FlaskClient, centre: Centre) -> None:
    document = course_with(diagnostic="entry", pass_percent=0)
    cohort = make_cohort(make_course(centre, document), "Avant")
    sit_all(cohort)
    assert "No marked answers yet" in words(staff.get(place(cohort)).text)
    assert "Counted: 6 attempts" in words(staff.get(place(cohort, f"?quiz={KEY}")).text)


def test_another_key_is_another_line_and_another_wording_is_not(staff: FlaskClient, cohort: Cohort) -> None:
    sit_all(cohort)
    changed = [
        {**single_choice("c1", "definir"), "stem": {"fr": "Autrement dit ?"}},
        {**true_false("t1", "definir"), "correct": False},
        number_question(),
    ]
    with transaction():
        courses.publish_document(
            course=session().merge(cohort.course), document=course_with(changed), actor_id=None, now=NOW
        )
    for enrolment in people(make_cohort(cohort.course, "Autre"), 5):
        with transaction():
            session().merge(enrolment).cohort_id = cohort.id
        sat(enrolment, [RIGHT, RIGHT, RIGHT])
    page = words(staff.get(place(cohort)).text)
    assert page.count("Marked by an earlier key") == 1
    assert page.count("Autrement dit ?") == 1
    assert "Counted: 11 attempts" in page


def test_who_may_edit_is_led_to_the_draft_s_question(
    staff: FlaskClient, centre: Centre, cohort: Cohort
) -> None:
    sit_all(cohort)
    assert "/questions/c1" not in staff.get(place(cohort)).text
    with transaction():
        body = {"questions": [{"id": "c1"}]}
        node = DraftItem(course_id=cohort.course_id, kind="quiz", key=KEY, body=body, updated_at=NOW)
        session().add(node)
        session().flush()
        node_id = node.id
    page = staff.get(place(cohort)).text
    assert f"/teach/courses/{cohort.course_id}/quizzes/{node_id}/questions/c1" in page
    assert f"/teach/courses/{cohort.course_id}/quizzes/{node_id}/preview" in page
    assert "/questions/t1" not in page


@pytest.mark.parametrize(
    "asked",
    [
        "sort=-success",
        "sort=quiz",
        "sort=-blank",
        "sort=discrimination",
        "sort=replies",
        "sort=%27",
        "page=99999999999",
        "page=x",
        "quiz=x",
        f"quiz={KEY}",
    ],
)
def test_what_an_address_asks_for(staff: FlaskClient, cohort: Cohort, asked: str) -> None:
    sit_all(cohort)
    assert staff.get(place(cohort, f"?{asked}")).status_code == 200


def test_the_page_costs_four_statements_whatever_the_group(
    staff: FlaskClient, cohort: Cohort, count_statements: Counter
) -> None:
    sit_all(cohort, 5)
    staff.get(place(cohort))
    with count_statements() as few:
        staff.get(place(cohort))
    for enrolment in people(make_cohort(cohort.course, "Autre"), 15):
        with transaction():
            session().merge(enrolment).cohort_id = cohort.id
        sat(enrolment, [RIGHT, RIGHT, RIGHT])
    with count_statements() as many:
        staff.get(place(cohort))
    assert len(few) == len(many) == FRAME + 4


def test_the_export_says_what_the_page_says_and_is_noted(staff: FlaskClient, cohort: Cohort) -> None:
    sit_all(cohort)
    rows = json.loads(post(staff, place(cohort, "/export"), {"format": "json"}).get_data())
    assert [row["rank"] for row in rows] == [1, 2, 3]
    assert {row["success_percent"] for row in rows} == {17}
    assert {row["wrong"] for row in rows if row["wrong_percent"]} >= {"90"}
    assert post(staff, place(cohort, "/export"), {"format": "csv"}).status_code == 200
    with post(staff, place(cohort, "/export"), {"format": "xlsx", "quiz": KEY}) as book:
        assert book.status_code == 200
    assert post(staff, place(cohort, "/export"), {"format": "x"}).status_code == 422
    noted = select(AuditEvent).where(AuditEvent.action == "items.exported").order_by(AuditEvent.id)
    assert [one.details.get("quiz") for one in session().scalars(noted)] == [None, None, KEY]


def test_under_five_learners_the_export_has_no_figure_either(staff: FlaskClient, cohort: Cohort) -> None:
    sit_all(cohort, 4)
    rows = json.loads(post(staff, place(cohort, "/export"), {"format": "json"}).get_data())
    assert {row["success_percent"] for row in rows} == {row["wrong"] for row in rows} == {None}


def test_the_heat_map_leads_there(staff: FlaskClient, cohort: Cohort) -> None:
    assert place(cohort) in staff.get(f"/teach/cohorts/{cohort.id}/map").text


def test_signing_in_is_asked(app: Flask, cohort: Cohort) -> None:
    assert app.test_client().get(place(cohort)).status_code == 303


def test_another_centre_s_staff_finds_nothing(app: Flask, cohort: Cohort) -> None:
    stranger = browser_of(app, make_staff(make_centre("ailleurs"), Role.INSTRUCTOR, "stranger"))
    assert stranger.get(place(cohort)).status_code == 404


@pytest.mark.parametrize("role", [Role.MARKER, Role.INVIGILATOR])
def test_those_who_only_mark_or_invigilate_are_refused(
    app: Flask, centre: Centre, cohort: Cohort, role: Role
) -> None:
    assert browser_of(app, make_staff(centre, role, "other")).get(place(cohort)).status_code == 403
