"""Results (P12) and history (P13): what shows, when, in which order, and where it leads."""

import re
from datetime import timedelta

from flask import Flask

from lms.cohorts import services as cohorts
from lms.core import clock
from lms.core.db import transaction
from tests.courses.sample import single_choice, true_false
from tests.quiz.sitting import KEY, NOW, Learner, course_with, make_learner, number_question, options_of


def sit(learner: Learner, **answers: str) -> str:
    """An attempt at choice, statement and number, submitted; returns its path."""
    path = learner.begin()
    page = learner.get(f"{path}?q=1").text
    if "choice" in answers:
        learner.save(path, 1, {"choice": [options_of(page, 1)[answers["choice"]]]})
    if "statement" in answers:
        learner.save(path, 2, {"choice": [answers["statement"]]})
    if "number" in answers:
        learner.save(path, 3, {"number": [answers["number"]]})
    learner.post(f"{path}/submit", {"confirm": "y"})
    return path


def test_errors_come_first_then_what_was_left_then_what_was_right(app: Flask) -> None:
    learner = make_learner(app)
    page = learner.get(f"{sit(learner, choice='L’écouter', number='7')}/review").text
    order = [int(number) for number in re.findall(r'id="q(\d)-title"', page)]
    assert order == [3, 2, 1]
    assert page.index("Look at these first") < page.index('id="q3-title"')
    folded = page[page.index('<details class="disclosure"') :]
    assert 'id="q1-title"' in folded
    assert 'id="q2-title"' not in folded
    assert "1 question answered correctly" in page


def test_an_error_leads_to_the_lesson_of_its_objective(app: Flask) -> None:
    questions = [single_choice("c1", "definir"), true_false("t1"), number_question()]
    learner = make_learner(app, course_with(questions))
    whole = learner.get(f"{sit(learner, choice='L’effacer', statement='false', number='7')}/review").text
    page = whole[whole.index("Look at these first") :]
    links = re.findall(r"Read again:", page)
    assert len(links) == 3
    assert f"/learn/{learner.enrolment.id}/calcul" in page
    assert page.count(f'/learn/{learner.enrolment.id}/lecon"') == 2
    assert "Elle reviendrait ailleurs." in page


def test_a_failed_quiz_offers_another_try_first(app: Flask) -> None:
    learner = make_learner(app)
    page = learner.get(f"{sit(learner)}/review").text
    primary = re.search(r'<a class="btn btn-primary" href="([^"]+)">', page)
    assert primary
    assert primary.group(1) == learner.start_path
    assert "Not passed" in page


def test_a_passed_quiz_goes_on(app: Flask) -> None:
    learner = make_learner(app)
    page = learner.get(f"{sit(learner, choice='L’écouter', statement='true', number='120')}/review").text
    primary = re.search(r'<a class="btn btn-primary" href="([^"]+)">([^<]+)', page)
    assert primary
    assert primary.group(2) == "Continue"
    assert "3 / 3" in page


def test_without_attempts_left_the_reason_is_given(app: Flask) -> None:
    learner = make_learner(app, course_with(attempts=1))
    page = learner.get(f"{sit(learner)}/review").text
    assert "You have used every attempt." in page
    assert "Try again" not in page


def test_a_failing_score_is_never_shown_as_the_pass_mark(app: Flask) -> None:
    questions = [true_false(f"t{number}") for number in range(3)]
    learner = make_learner(app, course_with(questions, pass_percent=67))
    path = learner.begin()
    for slot in (1, 2):
        learner.save(path, slot, {"choice": ["true"]})
    learner.post(f"{path}/submit", {"confirm": "y"})
    page = learner.get(f"{path}/review").text
    assert "66 %" in page
    assert "Not passed" in page


def test_held_corrections_say_until_when_and_show_the_mark(app: Flask) -> None:
    learner = make_learner(app, course_with(feedback="after_close", time_limit_minutes=10))
    with transaction():
        cohorts.set_item_date(
            cohort_id=learner.cohort.id, item_key=KEY, now=NOW, closes_local="2026-11-23T12:00"
        )
    with clock.at(NOW):
        path = sit(learner, choice="L’effacer")
        held = learner.get(f"{path}/review").text
    assert "0 / 3" in held
    assert "The corrections appear when the quiz closes" in held
    assert "Écouter coûte peu" not in held
    assert "Que faire d’abord" not in held
    with clock.at(NOW + timedelta(hours=3)):
        assert "Écouter coûte peu" in learner.get(f"{path}/review").text


def test_corrections_that_never_show(app: Flask) -> None:
    learner = make_learner(app, course_with(feedback="never"))
    page = learner.get(f"{sit(learner, choice='L’effacer')}/review").text
    assert "The corrections of this quiz are not shown." in page
    assert "Écouter coûte peu" not in page


def test_practice_shows_no_pass_or_fail(app: Flask) -> None:
    learner = make_learner(app, course_with(preset="practice"))
    page = learner.get(f"{sit(learner, number='120')}/review").text
    assert "1 / 3" in page
    assert "Passed" not in page
    assert "Pass mark" not in page


def test_a_text_of_the_learner_is_inert(app: Flask) -> None:
    from tests.quiz.sitting import word_question

    learner = make_learner(app, course_with([word_question()]))
    path = learner.begin()
    learner.save(path, 1, {"text": ['<script>alert(1)</script>"onfocus="x']})
    assert "<script>alert" not in learner.get(path).text
    learner.post(f"{path}/submit", {"confirm": "y"})
    page = learner.get(f"{path}/review").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_the_history_of_nothing_and_of_a_running_attempt(app: Flask) -> None:
    learner = make_learner(app)
    path = f"/learn/{learner.enrolment.id}/{KEY}/attempts"
    assert "No attempt yet" in learner.get(path).text
    learner.begin()
    page = learner.get(path).text
    assert "In progress" in page
    assert "Resume" in page
    assert "/ 3" not in page
