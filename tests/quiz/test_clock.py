"""What a page is told of its clock: the end and why, what was announced, in two statements; nobody else's clock."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from lms.core import clock
from lms.core.db import session, transaction
from lms.quiz.models import ExamAnnouncement
from tests.quiz.sitting import KEY, NOW, Learner, attempt_row, course_with, join, make_learner


def announce(learner: Learner, text: str, minutes: int) -> None:
    with transaction():
        session().add(
            ExamAnnouncement(
                cohort_id=learner.cohort.id,
                item_key=KEY,
                text=text,
                at=NOW + timedelta(minutes=minutes),
                by_id=learner.enrolment.user_id,
            )
        )


def test_the_clock_tells_the_end_and_the_last_announcement(app: Flask, count_statements: Callable) -> None:
    learner = make_learner(app, course_with(time_limit_minutes=20))
    announce(learner, "Before anyone started", -5)
    with clock.at(NOW):
        path = learner.begin()
    quiet = _clock(learner, path, 1)
    assert (quiet["state"], quiet["announcement"], quiet["paused"]) == ("open", None, False)
    assert quiet["due_at"] == attempt_row(path).due_at.isoformat()  # type: ignore[union-attr]
    assert 1130 <= quiet["seconds_left"] <= 1140
    assert quiet["due_reason"].startswith("Ends ")
    announce(learner, "First", 2)
    announce(learner, "Question 3: read metres.", 3)
    with count_statements() as statements:
        told = _clock(learner, path, 4)
    assert told["announcement"]["text"] == "Question 3: read metres."
    assert len([one for one in statements if not one.startswith(("BEGIN", "COMMIT"))]) <= 2
    assert not any(one.startswith(("INSERT", "UPDATE", "DELETE")) for one in statements)


def _clock(learner: Learner, path: str, minutes: int) -> dict:
    with clock.at(NOW + timedelta(minutes=minutes)):
        reply = learner.get(f"{path}/clock")
    assert (reply.status_code, reply.headers["Cache-Control"]) == (200, "no-store")
    assert len(reply.data) <= 1024
    return dict(reply.get_json())


def test_an_attempt_without_an_end_has_no_time_left(app: Flask) -> None:
    learner = make_learner(app)
    told = learner.get(f"{learner.begin()}/clock").get_json()
    assert (told["due_at"], told["seconds_left"]) == (None, None)


def test_another_s_clock_does_not_exist(app: Flask) -> None:
    ada = make_learner(app)
    path = ada.begin()
    bob = join(app, ada.cohort, "bob")
    assert bob.get(f"{path}/clock").status_code == 404
    assert ada.get("/attempts/999999/clock").status_code == 404
