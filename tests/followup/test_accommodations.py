"""Accommodations of a person (P34): shown before they are saved, set by managers, seen by those who need them."""

from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask

from lms.centres.queries import accommodation_history, accommodation_of, terms_of
from lms.centres.rules import Terms
from lms.core import clock
from lms.core.permissions import Role
from tests.factories import make_centre
from tests.followup.staff import Staff, make_staff
from tests.quiz.sitting import NOW, Learner, attempt_row, course_with, join, make_learner
from tests.quiz.test_clocks import after
from tests.quiz.test_start import set_dates

NOTHING = {
    "time": "1",
    "factor": "",
    "extra_minutes": "0",
    "window_minutes": "0",
    "extra_attempts": "0",
    "pause_minutes": "0",
}


@pytest.fixture
def learner(app: Flask) -> Learner:
    return make_learner(app, course_with(time_limit_minutes=20, attempts=2))


@pytest.fixture
def manager(app: Flask, learner: Learner) -> Staff:
    return make_staff(app, learner, Role.MANAGER)


def held(learner: Learner) -> Terms | None:
    found = accommodation_of(learner.enrolment.centre_id, learner.enrolment.user_id)
    return terms_of(found) if found else None


def path_of(staff: Staff) -> str:
    return f"{staff.learner_path}/accommodations"


def test_the_effect_shows_before_anything_is_saved(manager: Staff, learner: Learner) -> None:
    set_dates(learner, opens_local="2026-11-24T10:00", closes_local="2026-11-24T10:25")
    typed = {**NOTHING, "time": "1.5", "extra_attempts": "1", "window_minutes": "2", "go": "preview"}
    with clock.at(NOW):
        assert "20 min, as for everyone." in manager.get(path_of(manager)).text
        page = manager.post(path_of(manager), typed)
    assert page.status_code == 200
    for words in (
        "Not saved yet",
        "30 min, 20 min for others.",
        "3 attempts.",
        "10:27",
        "that leaves 27 min",
    ):
        assert words in page.text
    assert held(learner) is None
    with clock.at(NOW):
        assert manager.post(path_of(manager), {**typed, "go": "save"}).status_code == 303
    assert held(learner) == Terms(Decimal("1.5"), window_minutes=2, extra_attempts=1)


def test_every_choice_is_kept_and_shown_again(manager: Staff, learner: Learner) -> None:
    typed = {**NOTHING, "time": "own", "factor": "1,25", "extra_minutes": "5", "pause_minutes": "10"}
    typed |= {"hides_timer": "y", "spelling_not_assessed": "y"}
    assert manager.post(path_of(manager), typed).status_code == 303
    expected = Terms(Decimal("1.25"), 5, pause_minutes=10, hides_timer=True, spelling_not_assessed=True)
    assert held(learner) == expected
    page = manager.get(path_of(manager)).text
    assert 'value="1.25"' in page
    assert "Spelling is not assessed" in page
    manager.post(path_of(manager), {**NOTHING, "time": "unlimited"})
    assert held(learner) == Terms(is_unlimited=True)
    manager.post(path_of(manager), NOTHING)
    assert held(learner) is None
    assert len(accommodation_history(learner.enrolment.centre_id, learner.enrolment.user_id)) == 2


def test_saving_moves_the_attempt_that_runs(manager: Staff, learner: Learner) -> None:
    with clock.at(NOW):
        path = learner.begin()
    before = attempt_row(path).due_at
    assert before is not None
    with clock.at(after(5)):
        manager.post(path_of(manager), {**NOTHING, "time": "2"})
        assert "you have 40 min" in learner.get(path).text
    assert attempt_row(path).due_at == before + timedelta(minutes=20)


@pytest.mark.parametrize(
    "wrong",
    [
        {"time": "3"},
        {"time": ""},
        {"time": "own", "factor": ""},
        {"time": "own", "factor": "NaN"},
        {"time": "own", "factor": "1e309"},
        {"time": "own", "factor": "0.9"},
        {"time": "own", "factor": "5.01"},
        {"time": "own", "factor": "1.2345"},
        {"time": "own", "factor": "²"},
        {"extra_minutes": "-1"},
        {"extra_minutes": "601"},
        {"window_minutes": "99999999999999999999"},
        {"pause_minutes": "ten"},
        {"extra_attempts": "1.5"},
    ],
)
def test_what_makes_no_sense_is_refused_with_a_word(
    manager: Staff, learner: Learner, wrong: dict[str, str]
) -> None:
    reply = manager.post(path_of(manager), {**NOTHING, **wrong})
    assert reply.status_code == 422
    assert "There is a problem" in reply.text
    assert held(learner) is None


def test_fields_that_the_form_has_not_are_ignored(manager: Staff, learner: Learner) -> None:
    forged = {"time_factor": "5", "is_unlimited": "y", "reason": "Dyslexia", "user_id": "1", "centre_id": "9"}
    manager.post(path_of(manager), {**NOTHING, **forged, "extra_minutes": "5"})
    assert held(learner) == Terms(extra_minutes=5)


def test_managers_set_instructors_see_strangers_do_not(app: Flask, manager: Staff, learner: Learner) -> None:
    manager.post(path_of(manager), {**NOTHING, "time": "1.5"})
    instructor = make_staff(app, learner)
    assert "multiplied by 1.5" in instructor.get(instructor.learner_path).text
    assert "Set accommodations" not in instructor.get(instructor.learner_path).text
    assert instructor.get(path_of(instructor)).status_code == 403
    assert instructor.post(path_of(instructor), NOTHING).status_code == 403
    other = make_staff(app, learner, Role.MANAGER, make_centre("elsewhere").id)
    assert other.get(path_of(other)).status_code == 404
    assert other.post(path_of(other), NOTHING).status_code == 404
    assert manager.client.post(path_of(manager), data=NOTHING).status_code == 419
    assert held(learner) == Terms(Decimal("1.5"))


def test_the_person_reads_their_own_and_nobody_else_s(app: Flask, manager: Staff, learner: Learner) -> None:
    manager.post(path_of(manager), {**NOTHING, "time": "1.5", "pause_minutes": "10"})
    mine = learner.get("/arrangements").text
    assert "multiplied by 1.5" in mine
    assert "stand still for 10 minutes" in mine
    bob = join(app, learner.cohort, "bob")
    assert "No arrangement yet" in bob.get("/arrangements").text
