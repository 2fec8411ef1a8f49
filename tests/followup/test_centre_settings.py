"""What a centre's settings change: who is at risk, how long a course is read, what is reported, and what learners are promised."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.centres import configuring
from lms.centres.models import Centre
from lms.cohorts.queries import ending_of
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.permissions import Grant, Role
from lms.followup import at_risk
from lms.followup.centre_today import needs_of
from lms.quiz.models import Attempt, QuizOverride
from tests.centres.test_settings import RULES
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_centre, make_cohort
from tests.followup.classroom import Classroom, make_classroom
from tests.followup.test_risk import fails
from tests.learning.reading import words
from tests.quiz.sitting import KEY, NOW, course_with, make_learner

DAY = timedelta(days=1)


@pytest.fixture
def room(app: Flask) -> Classroom:
    return make_classroom()


def choose(centre: Centre, **chosen: int) -> None:
    boss = make_staff(centre, Role.MANAGER, f"boss-{'-'.join(chosen)}")
    with transaction():
        configuring.change_settings(centre.id, chosen, boss.id, clock.now())


def test_groups_without_thresholds_of_their_own_follow_the_centre(room: Classroom) -> None:
    choose(room.centre, inactive_days=20, failed_tries=4, behind_points=35)
    other = make_classroom("ailleurs")
    found = at_risk.thresholds_of([room.cohort, other.cohort])
    chosen = found[room.cohort.id]
    assert (chosen.inactive_days, chosen.failed_tries, chosen.behind_points) == (20, 4, 35)
    assert found[other.cohort.id] == replace(chosen, inactive_days=7, failed_tries=2, behind_points=20)


@pytest.mark.parametrize(("months", "is_readable"), [(0, False), (1, False), (6, True), (36, True)])
def test_a_course_is_read_as_long_as_the_centre_says(room: Classroom, months: int, is_readable: bool) -> None:
    now = clock.now()
    over = make_cohort(room.cohort.course, "Été", now, ends_on=(now - 60 * DAY).date())
    choose(room.centre, readable_months=months)
    ending = ending_of(over, now)
    assert ending is not None
    assert ending.is_readable == is_readable
    assert ending_of(room.cohort, now) is None


def hand_in(room: Classroom, days_ago: int) -> None:
    """A work that waits for its mark."""
    fails(room.learners["Zoé"], 1)
    with transaction() as current:
        attempt = current.query(Attempt).filter_by(enrolment_id=room.learners["Zoé"].id).one()
        attempt.pending, attempt.submitted_at = 1, clock.now() - days_ago * DAY


def ask(room: Classroom, days_ago: int) -> None:
    with transaction() as current:
        current.add(
            QuizOverride(
                centre_id=room.centre.id,
                enrolment_id=room.learners["Zoé"].id,
                item_key="quiz-accueil",
                kind="attempt",
                message="",
                asked_at=clock.now() - days_ago * DAY,
            )
        )


def test_works_and_requests_are_reported_after_the_days_of_their_centre(room: Classroom) -> None:
    hand_in(room, 4)
    ask(room, 3)
    mine = [Grant(Role.MANAGER, room.centre.id), Grant(Role.MANAGER, make_centre("ailleurs").id)]
    needs = needs_of(mine, clock.now())
    assert (needs.unmarked, needs.requests, needs.late_requests) == (1, 1, 0)
    choose(room.centre, unmarked_days=5, answer_days=2)
    needs = needs_of(mine, clock.now())
    assert (needs.unmarked, needs.requests, needs.late_requests) == (0, 1, 1)
    choose(room.centre, answer_days=4)
    assert needs_of(mine, clock.now()).late_requests == 0


def test_a_late_request_is_a_line_of_the_day(app: Flask, room: Classroom) -> None:
    ask(room, 3)
    choose(room.centre, answer_days=2)
    boss: FlaskClient = browser_of(app, make_staff(room.centre, Role.MANAGER, "boss"))
    assert "1 request has waited longer than your centre promises" in words(boss.get("/teach").text)


def test_a_learner_reads_what_is_promised_where_they_ask(app: Flask) -> None:
    learner = make_learner(app, course_with(attempts=1))
    with clock.at(NOW):
        path = learner.begin()
        learner.post(f"{path}/submit", {"confirm": "y"})
        assert "promises" not in learner.get(learner.start_path).text
        choose(session().get_one(Centre, learner.enrolment.centre_id), answer_days=int(RULES["answer_days"]))
        promise = "Your centre promises an answer within 2 days."
        assert promise in learner.get(learner.start_path).text
        learner.post(f"/learn/{learner.enrolment.id}/{KEY}/ask", {"message": "Encore"})
        assert f"The answer appears here. {promise}" in words(learner.get(learner.start_path).text)
