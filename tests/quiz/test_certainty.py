"""Where certainty is asked, and what becomes of it when tries and hints have taken their share."""

from typing import Any

import pytest
from flask import Flask

from lms.core import clock
from lms.core.db import session
from lms.quiz.course_calibration import course_calibration
from tests.quiz.sitting import Learner, answers, course_with, form_of, make_learner, number_question
from tests.quiz.types.faults import sample


@pytest.mark.parametrize("key", ["long_text", "file_upload", "scale"])
def test_nobody_is_asked_to_be_sure_of_what_the_program_does_not_mark(app: Flask, key: str) -> None:
    questions = [sample(key, id="open"), number_question()]
    learner = make_learner(app, course_with(questions, certainty=True, layout="all"))
    page = learner.get(learner.begin()).text
    assert 'name="certainty-1"' not in page
    assert 'name="certainty-2"' in page


def answered(app: Flask, number: str, hints: int, **policy: Any) -> tuple[Learner, str]:
    question = number_question(hints=["Un", "Deux", "Trois"])
    learner = make_learner(app, course_with([question], certainty=True, **policy))
    path = learner.begin()
    for _ in range(hints):
        learner.post(path, {**form_of(learner.get(path).text), "go": "hint-1"})
    learner.post(
        path, {**form_of(learner.get(path).text), "q1-number": number, "certainty-1": "1", "go": "stay"}
    )
    learner.post(f"{path}/submit", {"confirm": "y"})
    return learner, path


@pytest.mark.parametrize(("number", "right"), [("120", 1), ("7", 0)])
@pytest.mark.parametrize("hints", [0, 1, 3])
def test_calibration_counts_a_right_answer_that_its_hints_ate_up(
    app: Flask, number: str, right: int, hints: int
) -> None:
    learner, path = answered(app, number, hints, hint_penalty_percent=50)
    assert answers(path)[1].hints == hints
    session().rollback()
    unsure = course_calibration(learner.enrolment, {}, clock.now()).levels[-1]
    assert (unsure.certainty, unsure.answers, unsure.right) == (1, 1, right)
