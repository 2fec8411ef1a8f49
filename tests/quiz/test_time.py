"""When time ends: closed once by the sweep or by the next page, with what was saved, whoever looks first."""

from datetime import timedelta

import pytest
from flask import Flask
from structlog.testing import capture_logs

from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import transaction
from lms.quiz.closing import close_due_attempts
from tests.quiz.sitting import KEY, NOW, Learner, attempt_row, course_with, events, join, make_learner

TIMED = {"time_limit_minutes": 20}
END = NOW + timedelta(minutes=20)


def begun(app: Flask) -> tuple[Learner, str]:
    learner = make_learner(app, course_with(**TIMED))
    with clock.at(NOW):
        path = learner.begin()
        learner.save(path, 3, {"number": ["120"]})
    return learner, path


def test_the_sweep_submits_what_is_saved_once(app: Flask) -> None:
    """Also when the learner never comes back: their last autosave counts."""
    _, path = begun(app)
    assert close_due_attempts(END + timedelta(seconds=14)) == 0
    assert close_due_attempts(END + timedelta(minutes=1)) == 1
    assert close_due_attempts(END + timedelta(minutes=2)) == 0
    attempt = attempt_row(path)
    assert (attempt.submitted_by, attempt.submitted_at, attempt.mark) == ("time", attempt.due_at, 1)
    assert [event.kind for event in events(path)] == ["saved", "timed_out", "marked"]


def test_the_sweep_leaves_an_ended_enrolment_as_it_is(app: Flask) -> None:
    """Progress takes nothing more then: trying again every half minute would fail for ever."""
    learner, path = begun(app)
    with transaction() as current:
        current.get_one(Enrolment, learner.enrolment.id).ended_at = NOW
    with capture_logs() as logs:
        assert close_due_attempts(END + timedelta(minutes=1)) == 0
    assert logs == []
    assert (attempt_row(path).state, attempt_row(path).mark) == ("open", None)


def test_one_attempt_that_can_t_be_closed_stops_no_other(app: Flask) -> None:
    ada, one = begun(app)
    bob = join(app, ada.cohort, "bob")
    with clock.at(NOW + timedelta(seconds=5)):
        other = bob.begin()
    with transaction():
        attempt_row(one).paper = {"schema": 99, "slots": []}
    close_due_attempts(END + timedelta(minutes=1))
    assert (attempt_row(one).state, attempt_row(other).state) == ("open", "submitted")


@pytest.mark.parametrize("page", ["", "/check", "/receipt", "/review"])
def test_every_page_of_the_attempt_closes_it_first(app: Flask, page: str) -> None:
    learner, path = begun(app)
    with clock.at(END + timedelta(minutes=1)):
        reply = learner.get(f"{path}{page}")
        assert attempt_row(path).submitted_by == "time"
        shown = learner.get(reply.location) if reply.location else reply
        assert "Time is up. We submitted your saved answers at 10:20:0" in shown.text


@pytest.mark.parametrize("page", ["quiz", "attempts"])
def test_the_quiz_s_pages_close_it_first(app: Flask, page: str) -> None:
    learner, path = begun(app)
    with clock.at(END + timedelta(minutes=1)):
        assert learner.get(f"/learn/{learner.enrolment.id}/{KEY}/{page}").status_code == 200
    assert attempt_row(path).submitted_by == "time"


def test_starting_after_the_end_leads_to_the_receipt_not_to_more_time(app: Flask) -> None:
    learner, path = begun(app)
    with clock.at(END + timedelta(minutes=1)):
        reply = learner.post(learner.start_path)
        assert reply.location == path
        assert learner.get(path).location == f"{path}/receipt"


def test_the_learner_s_clock_changes_nothing(app: Flask) -> None:
    learner, path = begun(app)
    with clock.at(END + timedelta(minutes=1)):
        forged = {"server_now": NOW.isoformat(), "due_at": "2099-01-01T00:00:00Z", "seconds_left": 9999}
        reply = learner.save(path, 3, {"number": ["1"]}, key="forged-clock", sequence=1, **forged)
    assert reply.status_code == 409


def test_other_pages_remind_of_a_running_exam(app: Flask) -> None:
    learner, path = begun(app)
    with clock.at(NOW + timedelta(minutes=5, seconds=30)):
        home = learner.get("/accessibility").text
        assert "Exam in progress: 14 min left" in home
        assert f'href="{path}"' in home
        assert "Exam in progress" not in learner.get(path).text
    with clock.at(END + timedelta(minutes=1)):
        assert "Exam in progress" not in learner.get("/accessibility").text


def test_an_untimed_quiz_presses_nobody(app: Flask) -> None:
    learner = make_learner(app)
    learner.begin()
    assert "Exam in progress" not in learner.get("/accessibility").text
