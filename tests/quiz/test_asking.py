"""Asking for more: offered where it helps, one at a time, and the answer comes back to who asked."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from lms.cohorts import services as cohorts
from lms.cohorts.models import Cohort
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.errors import Conflict
from lms.core.models import AuditEvent
from lms.quiz import asking, overrides
from lms.quiz.engine.allowance import USUAL, Allowance
from lms.quiz.engine.policy import Policy
from lms.quiz.engine.timing import Past, Window
from lms.quiz.models import QuizOverride
from lms.quiz.queries import attempts_of
from tests.quiz.sitting import KEY, NOW, Learner, attempt_row, course_with, join, make_learner
from tests.quiz.test_clocks import after, deadline
from tests.quiz.test_start import set_dates

LATER = NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("policy", "past", "window", "allowance", "wish"),
    [
        ({}, Past(), Window(), USUAL, None),
        ({"attempts": 1}, Past(1), Window(), USUAL, "attempt"),
        ({"attempts": 1}, Past(1), Window(), Allowance(extra_attempts=1), None),
        ({"attempts": 2}, Past(1), Window(None, NOW), USUAL, "window"),
        ({"attempts": 1}, Past(1), Window(None, NOW), USUAL, "attempt"),
        ({"attempts": 1}, Past(1), Window(LATER, None), USUAL, None),
        ({"time_limit_minutes": 20}, Past(), Window(), USUAL, "time"),
        ({"time_limit_minutes": 20}, Past(), Window(), Allowance(is_unlimited=True), None),
        ({}, Past(), Window(None, NOW), Allowance(window_minutes=5), None),
    ],
)
def test_what_may_be_asked_for(
    policy: dict[str, int], past: Past, window: Window, allowance: Allowance, wish: str | None
) -> None:
    settings = Policy.model_validate({"attempts": None, **policy})
    assert asking.wish_of(settings, past, window, NOW, allowance) == wish


def test_a_survey_is_not_asked_for_again(app: Flask) -> None:
    scale = {"id": "s1", "type": "scale", "stem": {"fr": "Utile ?"}}
    learner = make_learner(app, course_with([scale], preset="survey"))
    path = learner.begin()
    learner.post(f"{path}/submit", {"confirm": "y"})
    assert 'id="ask"' not in learner.get(learner.start_path).text
    assert learner.post(f"/learn/{learner.enrolment.id}/{KEY}/ask", {"message": "Encore"}).status_code == 409


def ended(app: Flask, **policy: object) -> Learner:
    """A learner who used their only attempt at 9:00."""
    learner = make_learner(app, course_with(attempts=1, **policy))
    with clock.at(NOW):
        path = learner.begin()
        learner.post(f"{path}/submit", {"confirm": "y"})
    return learner


def request_of(learner: Learner) -> QuizOverride:
    session().expire_all()
    found = asking.latest_request(learner.enrolment.id, KEY)
    assert found is not None
    return found


def decide(learner: Learner, is_granted: bool, now: datetime = LATER) -> None:
    with transaction():
        asking.decide(
            request_id=request_of(learner).id,
            enrolment=learner.enrolment,
            is_granted=is_granted,
            actor_id=learner.enrolment.user_id,
            now=now,
        )


def test_one_request_at_a_time_and_its_answer_comes_back(app: Flask) -> None:
    learner = ended(app)
    with clock.at(NOW):
        (attempt,) = attempts_of(learner.enrolment.id, KEY)
        assert f'href="{learner.start_path}#ask"' in learner.get(f"/attempts/{attempt.id}/review").text
        assert "Ask for another attempt" in learner.get(learner.start_path).text
        ask = f"/learn/{learner.enrolment.id}/{KEY}/ask"
        forged = {"kind": "time", "extra_attempts": "9", "is_granted": "1", "decided_at": "2026-01-01"}
        reply = learner.post(ask, {"message": " The power failed. ", **forged})
        assert (reply.status_code, reply.location) == (303, f"{learner.start_path}#ask")
        card = learner.get(learner.start_path).text
        assert "is with your instructor" in card
        assert "Ask for another attempt" not in card
        assert learner.post(ask, {"message": "Again"}).status_code == 409
    request = request_of(learner)
    assert (request.kind, request.message, request.is_granted, request.extra_attempts) == (
        "attempt",
        "The power failed.",
        False,
        0,
    )
    with clock.at(NOW):
        assert learner.post(learner.start_path, {"ready": "y"}).status_code == 409
    decide(learner, True)
    with clock.at(LATER):
        card = learner.get(learner.start_path).text
        assert "Your request was granted: 1 more attempt." in card
        assert learner.begin().startswith("/attempts/")
        assert "was granted" not in learner.get(learner.start_path).text, "it was used"
    (line,) = session().scalars(select(AuditEvent).where(AuditEvent.object_type == "quiz_override"))
    assert (line.action, line.details["extra_attempts"]) == ("quiz_override.granted", 1)
    assert "power" not in str(line.details)


def test_a_request_that_is_declined_says_so_and_may_come_again(app: Flask) -> None:
    learner = ended(app)
    ask = f"/learn/{learner.enrolment.id}/{KEY}/ask"
    with clock.at(NOW):
        learner.post(ask)
    decide(learner, False)
    with pytest.raises(Conflict):
        decide(learner, True)
    with clock.at(LATER):
        card = learner.get(learner.start_path).text
        assert "was declined" in card
        assert learner.post(learner.start_path).status_code == 409
        assert learner.post(ask).status_code == 303


def test_a_closed_quiz_opens_again_for_a_week_for_who_was_granted_it(app: Flask) -> None:
    learner = make_learner(app)
    bob = join(app, learner.cohort, "bob")
    set_dates(learner, closes_local="2026-11-23T10:00")
    with clock.at(LATER):
        assert f'href="{learner.start_path}#ask"' in learner.get(f"/learn/{learner.enrolment.id}").text
        assert "Ask to open it again" in learner.get(learner.start_path).text
        learner.post(f"/learn/{learner.enrolment.id}/{KEY}/ask")
    (waits,) = asking.waiting(Cohort.id == learner.cohort.id, LATER)
    decide(learner, True)
    week = datetime.fromisoformat("2026-11-30T22:59:00+00:00")
    assert request_of(learner).closes_at == waits.effect.closes_at == week
    with clock.at(LATER):
        assert learner.begin()
        assert bob.post(bob.start_path).status_code == 409


def test_minutes_asked_for_in_an_attempt_move_its_deadline(app: Flask) -> None:
    learner = make_learner(app, course_with(time_limit_minutes=20))
    with clock.at(NOW):
        path = learner.begin()
        assert "Ask for more time" in learner.get(learner.start_path).text
        learner.post(f"/learn/{learner.enrolment.id}/{KEY}/ask")
    assert request_of(learner).attempt_id == attempt_row(path).id
    before = deadline(path)[0]
    decide(learner, True, after(10))
    assert before is not None
    assert deadline(path) == (before + timedelta(minutes=overrides.STEP_MINUTES), "deadline.granted")


def test_minutes_for_an_attempt_that_is_over_are_refused_and_the_request_waits(app: Flask) -> None:
    learner = make_learner(app, course_with(time_limit_minutes=20))
    with clock.at(NOW):
        learner.begin()
        learner.post(f"/learn/{learner.enrolment.id}/{KEY}/ask")
    with pytest.raises(Conflict):
        decide(learner, True, after(30))
    assert request_of(learner).decided_at is None


def test_nothing_is_to_be_asked_where_nobody_answers(app: Flask) -> None:
    """A cohort that is open to all has no instructor; a quiz without limits has nothing to ask for."""
    learner = make_learner(app)
    assert learner.post(f"/learn/{learner.enrolment.id}/{KEY}/ask").status_code == 409
    with transaction():
        open_one = cohorts.open_cohort(course_id=learner.enrolment.course_id, now=NOW)
    ada = join(app, open_one, "zoe")
    assert 'id="ask"' not in ada.get(ada.start_path).text


def test_requests_are_few_short_and_one_s_own(app: Flask) -> None:
    learner = ended(app)
    ask = f"/learn/{learner.enrolment.id}/{KEY}/ask"
    bob = join(app, learner.cohort, "bob")
    with clock.at(NOW):
        assert bob.post(ask).status_code == 404
        assert learner.client.post(ask).status_code == 419
        assert learner.post(ask, {"message": "x" * 501}).status_code == 422
        replies = [learner.post(ask, {"message": "x" * 501}).status_code for _ in range(10)]
    assert replies[-1] == 429
    assert asking.latest_request(learner.enrolment.id, KEY) is None
    assert asking.count_waiting(Cohort.id == learner.cohort.id) == 0
