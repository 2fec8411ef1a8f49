"""The receipt on its page and by mail, and the word that work is late, before and after it is handed in."""

from datetime import timedelta

from flask import Flask

from lms.core import clock, mail
from lms.core.db import session
from lms.core.models import OutboxJob
from tests.courses.sample import true_false
from tests.quiz.sitting import NOW, attempt_row, course_with, make_learner, word_question
from tests.quiz.test_start import set_dates


def mails() -> list[OutboxJob]:
    session().expire_all()
    return [job for job in session().query(OutboxJob) if job.payload.get("template") == "quiz_receipt"]


def test_the_receipt_is_mailed_once(app: Flask) -> None:
    learner = make_learner(app, course_with([true_false("t1")], quiz={"title": {"fr": "Quiz <b>&\nfin"}}))
    with clock.at(NOW):
        path = learner.begin()
        learner.post(f"{path}/submit", {"confirm": "y"})
        learner.post(f"{path}/submit", {"confirm": "y"})
    attempt, (job,) = attempt_row(path), mails()
    with mail.run_in_worker_context(app):
        subject, body = mail.compose("quiz_receipt", "en", job.payload["params"])
    assert job.payload["to"] == "ada@example.org"
    assert attempt.receipt_code
    assert attempt.answers_digest
    assert attempt.receipt_code in subject
    assert "\n" not in subject
    assert attempt.answers_digest in body
    assert "2026-11-23 10:00:0" in body
    assert f"{path}/receipt" in body


def test_practice_sends_no_mail(app: Flask) -> None:
    learner = make_learner(app, course_with([true_false("t1")], preset="practice"))
    learner.post(f"{learner.begin()}/submit")
    assert mails() == []


def test_the_page_names_the_place_of_its_time_and_what_waits(app: Flask) -> None:
    learner = make_learner(app, course_with([word_question()]))
    path = learner.begin()
    learner.save(path, 1, {"text": ["comunauté"]})
    page = learner.post(f"{path}/submit", {"confirm": "y"})
    text = learner.get(page.location).text
    assert "(Paris)" in text
    assert "1 answer waits for a person to mark it." in text


def test_late_work_is_told_before_and_after(app: Flask) -> None:
    learner = make_learner(app, course_with([true_false("t1")], late_penalty_percent=10))
    set_dates(learner, due_local="2026-11-21T10:00")
    with clock.at(NOW):
        path = learner.begin()
        note = "Handed in late: 2 days after 21 November 2026, 10:00. It loses 10"
        assert note in learner.get(f"{path}/check").text
        learner.post(f"{path}/submit", {"confirm": "y"})
    with clock.at(NOW + timedelta(days=5)):
        assert note in learner.get(f"{path}/receipt").text


def test_work_in_time_is_not_called_late(app: Flask) -> None:
    learner = make_learner(app, course_with([true_false("t1")], late_penalty_percent=10))
    set_dates(learner, due_local="2026-11-24T10:00")
    with clock.at(NOW):
        path = learner.begin()
        assert "Handed in late" not in learner.get(f"{path}/check").text
