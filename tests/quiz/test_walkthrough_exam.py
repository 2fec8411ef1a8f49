"""Two exams as stories, without JavaScript: one sat to its end and read once it is closed, one that the clock ends."""

from datetime import timedelta

from flask import Flask

from lms.cohorts import services as cohorts
from lms.core import clock
from lms.core.db import transaction
from lms.quiz.closing import close_due_attempts
from tests.courses.sample import single_choice, true_false
from tests.learning.reading import words
from tests.quiz.sitting import (
    KEY,
    NOW,
    Learner,
    answers,
    attempt_row,
    course_with,
    events,
    form_of,
    make_learner,
    number_question,
    options_of,
)

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
CODE = "ruche"
EXPLANATION = "Écouter coûte peu et apprend beaucoup."


def candidate(app: Flask) -> Learner:
    """In front of an exam of 20 minutes with a code, one question after the other, that closes in three hours."""
    questions = [single_choice("c1", "definir"), true_false("t1", "definir"), number_question()]
    exam = course_with(
        questions, preset="exam", time_limit_minutes=20, access_code=CODE, navigation="sequential"
    )
    learner = make_learner(app, exam)
    with transaction():
        cohorts.set_item_date(
            cohort_id=learner.cohort.id, item_key=KEY, now=NOW, closes_local="2026-11-23T13:00"
        )
    return learner


def start(learner: Learner) -> str:
    """The card says what is coming; the timer starts with the right code and the learner's word, and only then."""
    card = words(learner.get(learner.start_path).text)
    for told in ("Time 20 min", "1 of 1", "without going back", "Corrections After the quiz closes"):
        assert told in card
    refused = learner.post(learner.start_path, {"ready": "y", "access_code": "miel"})
    assert refused.status_code == 422
    assert "code" in refused.text
    silent = learner.post(learner.start_path, {"access_code": CODE})
    assert silent.status_code == 422
    reply = learner.post(learner.start_path, {"ready": "y", "access_code": CODE})
    assert reply.status_code == 303
    return str(reply.location).partition("?")[0]


def go_on(learner: Learner, path: str, go: str, **fields: str) -> None:
    reply = learner.post(path, {**form_of(learner.get(path).text), **fields, "go": go})
    assert reply.status_code == 303, reply.text


def test_an_exam_is_sat_held_and_read_after_its_close(app: Flask) -> None:
    learner = candidate(app)
    with clock.at(NOW):
        path = start(learner)
        page = learner.get(path).text
        assert "Ends 23 November 2026, 10:20: you have 20 min." in words(page)
        go_on(learner, path, "next", **{"q1-choice": options_of(page, 1)["L’effacer"]})
    with clock.at(NOW + 5 * MINUTE):
        assert "Question 2 of 3" in learner.client.get(f"{path}?q=1", follow_redirects=True).text, (
            "no way back"
        )
        go_on(learner, path, "next", **{"q2-choice": "true"})
        go_on(learner, path, "check", **{"q3-number": "120"})
        assert learner.post(f"{path}/submit", {"confirm": "y"}).location == f"{path}/receipt"
        assert attempt_row(path).receipt_code in learner.get(f"{path}/receipt").text
    with clock.at(NOW + HOUR):
        held = learner.get(f"{path}/review").text
        assert "2 / 3" in held
        assert "13:00" in held
        assert EXPLANATION not in held
        again = learner.post(learner.start_path, {"ready": "y", "access_code": CODE})
        assert again.status_code == 409
    with clock.at(NOW + 4 * HOUR):
        read = learner.get(f"{path}/review").text
        assert "Look at these first" in read
        assert EXPLANATION in read
        assert [one.outcome for one in answers(path).values()] == ["wrong", "right", "right"]


def test_an_exam_that_nobody_ends_is_submitted_with_what_was_saved(app: Flask) -> None:
    learner = candidate(app)
    with clock.at(NOW):
        path = start(learner)
        go_on(learner, path, "next", **{"q1-choice": options_of(learner.get(path).text, 1)["L’écouter"]})
    with clock.at(NOW + 19 * MINUTE):
        assert learner.save(path, 2, {"choice": ["true"]}).status_code == 200
    assert close_due_attempts(NOW + 20 * MINUTE) == 0, "saves on their way still have the grace"
    assert close_due_attempts(NOW + 21 * MINUTE) == 1
    attempt = attempt_row(path)
    assert (attempt.state, attempt.submitted_by) == ("submitted", "time")
    assert [one.outcome for one in answers(path).values()] == ["right", "right", "blank"]
    with clock.at(NOW + 22 * MINUTE):
        late = learner.save(path, 3, {"number": ["120"]})
        assert late.status_code == 409
        assert "late" in [event.kind for event in events(path)]
        assert "Time is up. We submitted your saved answers at" in learner.get(f"{path}/review").text
    assert attempt_row(path).mark == 2
