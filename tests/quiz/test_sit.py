"""Taking a quiz (P10) without a script: pages, buttons, conflicts, refusals; and what a page weighs."""

import gzip
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from lms.core import clock
from tests.courses.sample import single_choice
from tests.quiz.sitting import (
    NOW,
    answers,
    attempt_row,
    course_with,
    form_of,
    make_learner,
    number_question,
    options_of,
    word_question,
)


def many(count: int) -> list[dict[str, Any]]:
    """Choices as long as real ones."""
    words = "Elle répond à chacun, puis elle prévient l’équipe qui peut agir, et note ce qui revient souvent"
    letters = "abcde"
    return [
        single_choice(
            f"q{number}",
            stem={
                "fr": f"Question {number} : que fait d’abord une community manager devant une critique publique ?"
            },
            options=[
                {"id": letter, "text": {"fr": f"{words} ({number}{letter})"}, "correct": letter == "a"}
                for letter in letters
            ],
        )
        for number in range(count)
    ]


def test_the_page_opens_on_the_first_question_without_an_answer(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    learner.save(path, 3, {"number": ["1"]})
    first = learner.get(path).text
    assert "Question 1 of 3" in first
    learner.save(path, 1, {"choice": [options_of(first, 1)["L’ignorer"]]})
    assert "Question 2 of 3" in learner.get(path).text
    assert "Question 3 of 3" in learner.get(f"{path}?q=3").text
    assert "Question 2 of 3" in learner.get(f"{path}?q=9999999999999999999999").text


def test_saving_goes_where_its_button_says_and_lands_on_the_question(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    form = form_of(learner.get(f"{path}?q=2").text)
    for go, target in (("next", 3), ("previous", 1), ("3", 3), ("stay", 2), ("nonsense", 2)):
        assert learner.post(path, {**form, "go": go}).location == f"{path}?q={target}#question"
    assert learner.post(path, {**form, "go": "check"}).location == f"{path}/check"
    assert learner.post(path, {**form, "go": "finish"}).location == f"{path}?q=2#question"
    assert attempt_row(path).state == "open"
    assert 'id="question" tabindex="-1"' in learner.get(f"{path}?q=2").text


def test_the_saved_answer_comes_back_chosen(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    page = learner.get(path).text
    token = options_of(page, 1)["L’ignorer"]
    learner.post(path, {**form_of(page), "q1-choice": token, "flag-1": "y", "go": "stay"})
    again = learner.get(f"{path}?q=1").text
    assert form_of(again)["q1-choice"] == token
    assert form_of(again)["flag-1"] == "y"
    assert "Saved at" in again
    assert re.search(r'palette-answered"[^>]*data-place="1"', again)


def test_clearing_takes_the_answer_back(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    learner.save(path, 3, {"number": ["1"]})
    form = form_of(learner.get(f"{path}?q=3").text)
    assert form["q3-number"] == "1"
    reply = learner.post(path, {**form, "go": "clear-3"})
    assert reply.location == f"{path}?q=3#question"
    assert answers(path)[3].response is None


def test_the_same_form_sent_twice_is_one_save(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    form = {**form_of(learner.get(f"{path}?q=3").text), "q3-number": "5", "go": "stay"}
    assert [learner.post(path, form).status_code for _ in range(2)] == [303, 303]
    assert answers(path)[3].sequence == 1


def test_an_answer_changed_elsewhere_is_shown_beside_what_was_typed(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    form = form_of(learner.get(f"{path}?q=3").text)
    learner.save(path, 3, {"number": ["120"]})
    reply = learner.post(path, {**form, "q3-number": "7", "go": "next"})
    assert reply.status_code == 409
    assert "You answered this question on another device at" in reply.text
    assert 'value="120" ' in reply.text
    assert form_of(reply.text)["q3-number"] == "7"
    assert answers(path)[3].response["text"] == "120"  # type: ignore[index]
    learner.post(path, {**form_of(reply.text), "go": "next"})
    assert answers(path)[3].response["text"] == "7"  # type: ignore[index]


def test_what_can_t_be_read_comes_back_as_it_was_typed(app: Flask) -> None:
    learner = make_learner(app, course_with([number_question(), word_question()], layout="all"))
    path = learner.begin()
    form = form_of(learner.get(path).text)
    reply = learner.post(path, {**form, "q1-number": "<b>douze</b>", "q2-text": "communauté", "go": "check"})
    assert reply.status_code == 422
    assert "There is a problem (1)" in reply.text
    assert re.search(r"<title>\s*Error:", reply.text)
    assert form_of(reply.text)["q1-number"] == "<b>douze</b>"
    assert "<b>douze" not in reply.text
    assert 'aria-invalid="true"' in reply.text
    assert form_of(reply.text)["base-2"] == "1"
    assert {slot: one.sequence for slot, one in answers(path).items()} == {2: 1}


def test_without_a_script_the_end_is_a_text(app: Flask) -> None:
    learner = make_learner(app, course_with(time_limit_minutes=20))
    with clock.at(NOW):
        page = learner.get(learner.begin()).text
    assert "Ends at 10:20:0" in page
    assert "server time now 10:00" in page
    assert "Save and refresh the time left" in page
    assert 'role="timer"' in page


def test_a_form_that_comes_too_late_is_refused_and_the_attempt_closed(app: Flask) -> None:
    learner = make_learner(app, course_with(time_limit_minutes=20))
    with clock.at(NOW):
        path = learner.begin()
        form = form_of(learner.get(f"{path}?q=3").text)
    with clock.at(NOW + timedelta(minutes=30)):
        reply = learner.post(path, {**form, "q3-number": "120", "go": "next"})
    assert reply.status_code == 409
    assert "it does not count" in reply.text
    assert f"{path}/receipt" in reply.text
    assert (attempt_row(path).submitted_by, attempt_row(path).mark) == ("time", 0)


def test_practice_is_one_page_that_ends_on_its_review(app: Flask) -> None:
    learner = make_learner(app, course_with(preset="practice"))
    path = learner.begin()
    page = learner.get(path).text
    assert page.count('<fieldset class="sit-question') == 3
    assert "Finish and see the corrections" in page
    reply = learner.post(path, {**form_of(page), "q3-number": "120", "go": "finish"})
    assert reply.location == f"{path}/review"
    assert (attempt_row(path).state, attempt_row(path).mark) == ("submitted", 1)
    assert learner.get(path).location == f"{path}/review"


@pytest.mark.parametrize("layout", [{}, {"layout": "all"}, {"preset": "practice", "certainty": True}])
def test_a_page_costs_five_statements_and_forty_kilobytes(
    app: Flask, count_statements: Callable, layout: dict[str, Any]
) -> None:
    """Every statement of the request counts, the sign-in's too. Sixty questions of five long choices each."""
    learner = make_learner(app, course_with(many(60), **layout))
    path = learner.begin()
    learner.get(path)
    with count_statements() as statements:
        page = learner.get(path)
    assert page.status_code == 200
    assert len(statements) <= 5, statements
    assert len(gzip.compress(page.data)) <= 40_000
