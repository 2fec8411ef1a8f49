"""A course's calendar: days after the start become a cohort's dates, in its own time, over a change of the clocks too."""

from datetime import date, timedelta

import pytest
from flask import Flask
from pydantic import ValidationError

from lms.cohorts import queries, services
from lms.cohorts.rules import local_dates_of
from lms.core.db import transaction
from lms.courses import services as courses
from lms.courses.document import Calendar, CourseDocument
from lms.courses.models import Course
from tests.courses.sample import sample_document
from tests.factories import NOW, make_centre, make_course

QUIZ, LESSON = "quiz-final", "bienvenue"
START = date(2027, 3, 1)  # summer time begins on 28 March 2027


def dated(document: CourseDocument, **calendars: Calendar) -> CourseDocument:
    def with_days(item: object) -> object:
        wanted = calendars.get(item.id.replace("-", "_"))  # type: ignore[attr-defined]
        return item.model_copy(update={"calendar": wanted}) if wanted else item  # type: ignore[attr-defined]

    modules = [
        module.model_copy(update={"items": tuple(map(with_days, module.items))})
        for module in document.modules
    ]
    return document.model_copy(update={"modules": tuple(modules)})


@pytest.fixture
def course(app: Flask) -> Course:
    course = make_course(make_centre("quais"))
    days = {"quiz_final": Calendar(opens=7, due=28, closes=35), LESSON: Calendar(due=0)}
    with transaction():
        courses.publish_document(
            course=course, document=dated(sample_document(), **days), actor_id=None, now=NOW
        )
    return course


def make(course: Course, starts_on: date | None = START) -> int:
    with transaction():
        cohort = services.create_cohort(
            centre_id=course.centre_id, course_id=course.id, name="Printemps", now=NOW, starts_on=starts_on
        )
    return cohort.id


def test_a_new_cohort_takes_the_calendar_from_its_first_day_on(course: Course) -> None:
    cohort_id = make(course)
    found = queries.local_dates_of(cohort_id)
    assert set(found) == {QUIZ, LESSON}
    quiz = found[QUIZ]
    assert (quiz.opens_local, quiz.due_local, quiz.closes_local) == (
        "2027-03-08T00:00",
        "2027-03-29T23:59",
        "2027-04-05T23:59",
    )
    assert quiz.due_at is not None
    assert quiz.opens_at is not None
    hours = (quiz.due_at - quiz.opens_at) / timedelta(hours=1)
    assert round(hours, 2) == 21 * 24 + 23.98 - 1, "an hour is lost to summer time"
    assert found[LESSON].due_local == "2027-03-01T23:59"


def test_a_cohort_without_a_first_day_takes_none_and_dates_of_its_own_stay(course: Course) -> None:
    assert queries.local_dates_of(make(course, None)) == {}
    cohort_id = make(course)
    with transaction():
        services.set_item_date(cohort_id=cohort_id, item_key=QUIZ, now=NOW, due_local="2027-03-12T18:00")
        cohort = queries.cohort(cohort_id)
        assert cohort is not None
        assert services.take_calendar(cohort=cohort, now=NOW) == 0
    assert queries.local_dates_of(cohort_id)[QUIZ].due_local == "2027-03-12T18:00"


def test_days_stand_in_their_order_and_within_ten_years() -> None:
    assert local_dates_of(Calendar(), START) == {}
    for days in ({"opens": 3, "due": 2}, {"due": 5, "closes": 4}, {"opens": -1}, {"due": 3651}):
        with pytest.raises(ValidationError):
            Calendar(**days)


def test_a_document_without_a_calendar_says_what_it_said_before() -> None:
    document = sample_document()
    assert "calendar" not in str(document.dump())
    assert dated(document, bienvenue=Calendar(due=1)).digest != document.digest
