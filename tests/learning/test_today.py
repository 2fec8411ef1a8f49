"""*Today* (P6)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask.testing import FlaskClient

from lms.accounts.models import User
from lms.centres.models import Centre
from lms.cohorts import services as cohorts
from lms.cohorts.models import Cohort, Enrolment
from lms.core import clock
from lms.core.db import transaction
from lms.progress import services as progress
from tests.factories import make_cohort, make_course, make_enrolment
from tests.learning.reading import named, words
from tests.payloads import PAYLOADS, active_parts

DAY = timedelta(days=1)
Count = Callable[[], Any]


def local(offset: timedelta) -> str:
    return (clock.now() + offset + timedelta(hours=2)).strftime("%Y-%m-%dT%H:%M")


def set_date(cohort: Cohort, key: str, **dates: timedelta) -> None:
    with transaction():
        values = {f"{name}_local": local(offset) for name, offset in dates.items()}
        cohorts.set_item_date(cohort_id=cohort.id, item_key=key, now=clock.now(), **values)


def mark_done(enrolment: Enrolment, key: str = "bienvenue") -> None:
    with transaction():
        progress.mark_done(enrolment=enrolment, item_key=key, now=clock.now())


def test_a_visitor_is_asked_to_sign_in(client: FlaskClient) -> None:
    assert client.get("/today").location == "/sign-in?next=/today"


def test_a_new_person_chooses_a_first_course(learner: FlaskClient) -> None:
    page = learner.get("/today")
    assert "Hello Ada Lovelace" in page.text
    assert "Choose a first course" in page.text


def test_a_course_starts_then_continues_at_the_next_step(learner: FlaskClient, enrolment: Enrolment) -> None:
    page = learner.get("/today").text
    assert f'href="/learn/{enrolment.id}/bienvenue">Start</a>' in page
    assert "0 of 4 steps" in words(page)
    mark_done(enrolment)
    page = learner.get("/today").text
    assert f'href="/learn/{enrolment.id}/quiz-accueil">Continue</a>' in page
    assert "1 of 4 steps" in words(page)
    assert "0 of 2 objectives" in words(page)


def test_what_is_due_within_two_weeks_shows(
    learner: FlaskClient, enrolment: Enrolment, group: Cohort
) -> None:
    set_date(group, "bienvenue", due=-DAY, closes=2 * DAY)
    set_date(group, "pour-aller-plus-loin", due=-5 * DAY, closes=-DAY)
    set_date(group, "quiz-accueil", due=3 * DAY)
    set_date(group, "quiz-final", due=20 * DAY)
    due = words(learner.get("/today").text.partition("Due soon")[2].partition("My courses")[0])
    assert "Bienvenue Was due" in due
    assert "accepted until" in due
    assert "Overdue" in due
    assert "Quiz : accueillir Due" in due
    assert "in 3 days" in due
    assert "Quiz final" not in due, "it is too far"
    assert "Pour aller plus loin" not in due, "it is closed"
    mark_done(enrolment)
    assert "Bienvenue Was due" not in words(learner.get("/today").text)


def test_back_after_a_week_one_is_told_where_one_stopped(
    learner: FlaskClient, enrolment: Enrolment, group: Cohort
) -> None:
    mark_done(enrolment)
    set_date(group, "quiz-accueil", due=3 * DAY)
    clock.shift(timedelta(days=6))
    assert "Welcome back" not in learner.get("/today").text
    clock.shift(timedelta(days=7, minutes=1))
    shown = words(learner.get("/today").text)
    assert "Welcome back" in shown
    assert "you stopped at “Bienvenue”" in shown
    assert "Fell due meanwhile, and still counts Quiz : accueillir" in shown


def test_when_everything_waits_for_a_date_it_says_until_when(
    learner: FlaskClient, enrolment: Enrolment, group: Cohort
) -> None:
    for key in ("bienvenue", "pour-aller-plus-loin"):
        mark_done(enrolment, key)
    set_date(group, "quiz-accueil", opens=5 * DAY)
    shown = words(learner.get("/today").text)
    assert "Nothing to do today" in shown
    assert "Quiz : accueillir · Opens" in shown


def test_when_every_course_is_complete_nothing_is_due(learner: FlaskClient, enrolment: Enrolment) -> None:
    with transaction() as current:
        current.merge(enrolment).completed_at = clock.now()
    shown = words(learner.get("/today").text)
    assert "Nothing due: your courses are complete" in shown
    assert "Completed" in shown


def test_an_ended_enrolment_is_gone(learner: FlaskClient, enrolment: Enrolment) -> None:
    with transaction() as current:
        current.merge(enrolment).ended_at = clock.now()
    assert "Choose a first course" in learner.get("/today").text


def test_seven_statements_whatever_the_number_of_courses(
    learner: FlaskClient, user: User, centre: Centre, enrolment: Enrolment, count_statements: Count
) -> None:
    def statements() -> int:
        learner.get("/today")
        with count_statements() as seen:
            assert learner.get("/today").status_code == 200
        return len(seen)

    assert statements() <= 7, "one of them reads the next live sessions and the places offered"
    few = statements()
    for number in range(5):
        cohort = make_cohort(make_course(centre, named(f"Cours {number}")), now=clock.now())
        make_enrolment(user, cohort, now=clock.now())
    assert statements() == few


def test_names_that_try_to_run_are_inert(learner: FlaskClient, user: User, enrolment: Enrolment) -> None:
    plain = active_parts(learner.get("/today").text)
    with transaction() as current:
        current.merge(user).name = "".join(PAYLOADS)[:200]
        current.merge(enrolment.cohort).name = "".join(PAYLOADS)[200:400]
    assert active_parts(learner.get("/today").text) == plain
