"""Results by the release matrix: each thing shows from its own moment on, and each mark explains itself."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from lms.cohorts import services as cohorts
from lms.core import clock
from lms.core.db import session, transaction
from lms.quiz.models import Attempt
from tests.courses.sample import single_choice, true_false
from tests.learning.reading import words
from tests.quiz.sitting import KEY, NOW, Learner, answers, attempt_row, course_with, make_learner, options_of

EXPLANATION, FEEDBACK = "Écouter coûte peu", "Elle reviendrait ailleurs."
ALL_SHOW = dict.fromkeys(("verdicts", "marks", "answers", "explanations"), "after_submit")


def wrong_choice(learner: Learner, **saved: Any) -> str:
    """One question, answered wrong and submitted."""
    path = learner.begin()
    options = options_of(learner.get(f"{path}?q=1").text, 1)
    learner.save(path, 1, {"choice": [options["L’effacer"]]}, **saved)
    learner.post(f"{path}/submit", {"confirm": "y"})
    return path


def review_with(app: Flask, **release: str) -> str:
    learner = make_learner(app, course_with([single_choice("c1")], release={**ALL_SHOW, **release}))
    return learner.get(f"{wrong_choice(learner)}/review").text


def mark_again(path: str, **changes: Any) -> Attempt:
    """The attempt and its answers as other circumstances would have left them."""
    with transaction():
        attempt = attempt_row(path)
        for name, value in changes.items():
            setattr(attempt, name, value)
    return attempt


def answered(path: str, slot: int, **changes: Any) -> None:
    with transaction():
        answer = answers(path)[slot]
        for name, value in changes.items():
            setattr(answer, name, value)


def test_everything_shows(app: Flask) -> None:
    page = review_with(app)
    assert "0 / 1" in page
    assert "Not quite. Here is why:" in page
    assert "Correct answer" in page
    assert EXPLANATION in page
    assert FEEDBACK in page


def test_verdicts_alone_show_the_own_answer_without_the_right_one(app: Flask) -> None:
    page = review_with(app, answers="never", explanations="never")
    assert "Not quite." in page
    assert "Not quite. Here is why:" not in page
    assert re.search(r'value="\w+" checked disabled', page)
    for hidden in ("Correct answer", EXPLANATION, FEEDBACK):
        assert hidden not in page
    assert "The corrections of this quiz are not shown." in page


def test_right_answers_without_explanations_show_no_feedback_either(app: Flask) -> None:
    page = review_with(app, explanations="never")
    assert "Correct answer" in page
    assert EXPLANATION not in page
    assert FEEDBACK not in page


def test_explanations_alone_show_no_verdict(app: Flask) -> None:
    page = review_with(app, verdicts="never", answers="never", marks="never")
    assert EXPLANATION in page
    assert "Your answers" in page
    for hidden in ("Not quite", "Correct answer", FEEDBACK, "0 / 1", "Look at these first"):
        assert hidden not in page


def test_marks_without_verdicts_are_one_total(app: Flask) -> None:
    page = review_with(app, verdicts="never", answers="never", explanations="never")
    assert "0 / 1" in page
    assert "question-legend" not in page


def test_verdicts_without_marks_show_no_points(app: Flask) -> None:
    page = review_with(app, marks="never")
    assert "Not quite." in words(page) or "Here is why" in page
    assert "0 / 1" not in page
    assert "Not passed" not in page


@pytest.mark.parametrize(
    ("moment", "sentence"),
    [
        ("on_date", "Results on 2 December 2026"),
        ("after_close", "Results when the quiz closes, on 24 November 2026"),
        ("never", "The result of this quiz is not shown."),
    ],
)
def test_a_held_result_says_until_when(app: Flask, moment: str, sentence: str) -> None:
    release = dict.fromkeys(ALL_SHOW, moment)
    policy: dict[str, Any] = {"release": release, "release_at": "2026-12-02T08:00:00Z"}
    learner = make_learner(app, course_with([single_choice("c1")], **policy))
    with transaction():
        cohorts.set_item_date(
            cohort_id=learner.cohort.id, item_key=KEY, now=NOW, closes_local="2026-11-24T12:00"
        )
    with clock.at(NOW):
        path = wrong_choice(learner)
        page = learner.get(f"{path}/review").text
        history = learner.get(f"/learn/{learner.enrolment.id}/{KEY}/attempts").text
    assert sentence in words(page)
    for hidden in ("0 / 1", "Passed", "Not passed", "question-legend", EXPLANATION):
        assert hidden not in page
    assert "0 / 1" not in history
    assert "Not passed" not in history
    with clock.at(NOW + timedelta(days=10)):
        assert ("0 / 1" in learner.get(f"{path}/review").text) == (moment != "never")


def test_answers_that_wait_for_a_marker_hold_the_whole_result(app: Flask) -> None:
    learner = make_learner(app, course_with([single_choice("c1"), true_false("t1")]))
    path = wrong_choice(learner)
    mark_again(path, pending=1, marked_at=None, passed=None)
    answered(path, 2, outcome="pending", fraction=None)
    page = words(learner.get(f"{path}/review").text)
    assert "Your result appears when everything is marked. Still to be marked: 1." in page
    assert "0 / 2" not in page
    assert "Try again" not in page
    assert "Waiting for marks" in learner.get(f"/learn/{learner.enrolment.id}/{KEY}/attempts").text


def test_a_partial_result_says_so(app: Flask) -> None:
    learner = make_learner(app, course_with([single_choice("c1"), true_false("t1")], results="partial"))
    path = wrong_choice(learner)
    mark_again(path, pending=1, marked_at=None, passed=None)
    answered(path, 2, outcome="pending", fraction=None, response={"value": True})
    page = learner.get(f"{path}/review").text
    for said in (
        "Partial result",
        "Still to be marked by a person: 1",
        "Not final",
        "This answer waits for a marker.",
    ):
        assert said in words(page)
    assert "Not passed" not in page
    assert page.index("Not quite") < page.index("This answer waits for a marker.")
    assert "Partly marked" in learner.get(f"/learn/{learner.enrolment.id}/{KEY}/attempts").text


def test_a_result_waits_for_the_instructor(app: Flask) -> None:
    learner = make_learner(app, course_with([single_choice("c1")], results="when_released"))
    path = wrong_choice(learner)
    held = words(learner.get(f"{path}/review").text)
    assert "Your result appears when your instructor releases it." in held
    assert "0 / 1" not in held
    mark_again(path, released_at=NOW)
    assert "0 / 1" in learner.get(f"{path}/review").text


def test_errors_given_with_certainty_come_first(app: Flask) -> None:
    questions = [true_false(f"t{number}") for number in range(1, 6)]
    learner = make_learner(app, course_with(questions, certainty=True))
    path = learner.begin()
    for slot, (choice, certainty) in enumerate([("false", 1), ("true", 2), ("false", 2), ("false", 3)], 1):
        learner.save(path, slot, {"choice": [choice]}, certainty=certainty)
    learner.post(f"{path}/submit", {"confirm": "y"})
    page = learner.get(f"{path}/review").text
    assert [int(number) for number in re.findall(r'id="q(\d)-title"', page)] == [4, 3, 1, 5, 2]
    assert "Sure, and wrong" in page
    text = words(page)
    assert "a right answer brings 67 % of the points, a wrong one −67 %" in text
    assert "When you were fairly sure, you were right 1 out of 2 times." in text
    assert "With fewer than five answers" in text


def test_tries_and_hints_explain_what_they_cost(app: Flask) -> None:
    policy: dict[str, Any] = {"tries": 3, "try_penalty_percent": 20, "hint_penalty_percent": 10}
    learner = make_learner(
        app, course_with([true_false("t1"), true_false("t2")], preset="practice", **policy)
    )
    path = learner.begin()
    learner.save(path, 1, {"choice": ["true"]})
    answered(path, 1, tries=1, hints=1)
    learner.post(f"{path}/submit", {"confirm": "y"})
    page = words(learner.get(f"{path}/review").text)
    assert "Counted at try 2: the tries before cost 20 % of the points." in page
    assert "Hints used: 1. They cost 10 % of the points." in page
    assert "This answer counts for 70 % of the points." in page
    assert "1 question answered correctly" in page
    assert "0.7 / 1" in page


def test_lateness_explains_itself(app: Flask) -> None:
    learner = make_learner(app, course_with([true_false("t1")], late_penalty_percent=10))
    with transaction():
        cohorts.set_item_date(
            cohort_id=learner.cohort.id, item_key=KEY, now=NOW, due_local="2026-11-21T10:00"
        )
    with clock.at(NOW):
        path = learner.begin()
        learner.save(path, 1, {"choice": ["true"]})
        learner.post(f"{path}/submit", {"confirm": "y"})
        page = words(learner.get(f"{path}/review").text)
        history = words(learner.get(f"/learn/{learner.enrolment.id}/{KEY}/attempts").text)
    assert "Handed in 2 d 0 h late: 10 % off, 100 % became 90 %." in page
    assert "0.9 / 1" in page
    assert "Late" in history


def test_where_nothing_is_marked_no_percentage_shows(app: Flask) -> None:
    learner = make_learner(app, course_with([single_choice("c1")]))
    path = wrong_choice(learner)
    mark_again(path, mark=Decimal(0), max_mark=Decimal(0), passed=True)
    answered(path, 1, outcome="unmarked", fraction=None)
    page = learner.get(f"{path}/review").text
    assert "they get no mark" in page
    assert "This answer gets no mark." in page
    assert "%" not in words(page)
    assert "Done" in learner.get(f"/learn/{learner.enrolment.id}/{KEY}/attempts").text


def test_a_review_costs_nine_statements(app: Flask, count_statements: Any) -> None:
    learner = make_learner(app)
    path = learner.begin()
    learner.post(f"{path}/submit", {"confirm": "y"})
    session().rollback()
    with count_statements() as statements:
        assert learner.get(f"{path}/review").status_code == 200
    assert len([one for one in statements if not one.startswith(("BEGIN", "PRAGMA"))]) <= 9, statements
