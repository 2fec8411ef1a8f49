"""What a start checks beside dates and attempts: the access code, the group, the word that the timer may start; and draws."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from lms.core import clock
from lms.core.db import transaction
from lms.quiz.engine.paper import Paper
from tests.courses.sample import true_false
from tests.quiz.sitting import NOW, Learner, attempt_row, course_with, join, make_learner, sign_in
from tests.quiz.test_start import set_dates

CODE = "Sésame-42"


def asked(path: str) -> list[str]:
    return [slot.question_id for slot in Paper.load(attempt_row(path).paper).slots]


def test_the_access_code_opens_the_quiz_and_stands_on_no_page(app: Flask) -> None:
    learner = make_learner(app, course_with(access_code=CODE))
    card = learner.get(learner.start_path)
    assert 'name="access_code"' in card.text
    for typed in ("", "sesame-42", CODE + "x", "\ud800".encode(errors="replace").decode(), "x" * 5000):
        refused = learner.post(learner.start_path, {"access_code": typed})
        assert refused.status_code == 422
        assert "This access code is not the right one." in refused.text
        assert 'aria-describedby="access_code-hint access_code-error"' in refused.text
        assert CODE not in refused.text + card.text
    path = str(learner.post(learner.start_path, {"access_code": f" {CODE.upper()} "}).location)
    for page in (path, learner.start_path, f"/learn/{learner.enrolment.id}"):
        assert CODE not in learner.get(page).text
    assert learner.begin() == path  # who resumes types no code


def test_codes_are_not_guessed_by_trying(app: Flask) -> None:
    learner = make_learner(app, course_with(access_code=CODE))
    bob = join(app, learner.cohort, "bob")
    replies = [learner.post(learner.start_path, {"access_code": f"{n}"}).status_code for n in range(11)]
    assert replies == [422] * 10 + [429]
    assert learner.post(learner.start_path, {"access_code": CODE}).status_code == 429
    assert bob.post(bob.start_path, {"access_code": CODE}).status_code == 303


def test_a_quiz_for_groups_refuses_who_learns_alone(app: Flask) -> None:
    learner = make_learner(app, course_with(cohort_only=True))
    with transaction() as current:
        current.get_one(type(learner.cohort), learner.cohort.id).is_open = True
    assert "for the learners of a group" in learner.get(learner.start_path).text
    assert learner.post(learner.start_path).status_code == 409
    with transaction() as current:
        current.get_one(type(learner.cohort), learner.cohort.id).is_open = False
    assert learner.begin()


def test_a_timer_starts_only_on_one_s_word(app: Flask) -> None:
    learner = make_learner(app, course_with(time_limit_minutes=20))
    for sent in ({}, {"ready": "n"}, {"ready": ""}):
        refused = learner.post(learner.start_path, sent)
        assert refused.status_code == 422
        assert "Tick the box to say that the timer may start." in refused.text
    path = learner.begin()
    assert str(learner.post(learner.start_path).location) == path


def test_a_start_that_the_close_cuts_short_is_warned_of(app: Flask) -> None:
    learner = make_learner(app, course_with(time_limit_minutes=60))
    set_dates(learner, closes_local="2026-11-23T10:30")
    with clock.at(NOW):
        assert "that leaves 30 min, the time limit is 60 min" in learner.get(learner.start_path).text
    with clock.at(NOW - timedelta(hours=1)):
        assert "that leaves" not in learner.get(learner.start_path).text


def test_the_card_says_how_the_quiz_works(app: Flask) -> None:
    policy: dict[str, Any] = {"navigation": "sequential", "certainty": True, "hint_penalty_percent": 10}
    learner = make_learner(app, course_with(**policy))
    card = learner.get(learner.start_path).text
    for fact in (
        "One question after the other, without going back",
        "Each hint costs 10 %",
        "The best score",
    ):
        assert fact in card


def drawing(**policy: Any) -> Any:
    """Six questions in two sections: the first fixed, two of the rest drawn."""
    questions = [true_false(f"t{number}", tags=["tirage"] if number else []) for number in range(6)]
    sections = [
        {"id": "un", "title": {"fr": "Un"}, "questions": ["t0"]},
        {"id": "deux", "title": {"fr": "Deux"}, "draw": {"count": 2, "tags": ["tirage"]}},
    ]
    return course_with(questions, sections=sections, **policy)


def test_a_draw_avoids_what_was_seen_before(app: Flask) -> None:
    learner = make_learner(app, drawing(attempts=3))
    papers = []
    for _ in range(2):
        path = learner.begin()
        papers.append(asked(path))
        learner.post(f"{path}/submit", {"confirm": "y"})
    assert [paper[0] for paper in papers] == ["t0", "t0"]
    assert all(len(paper) == 3 for paper in papers)
    assert not set(papers[0][1:]) & set(papers[1][1:])
    card = learner.get(learner.start_path).text
    assert "2 questions drawn for each attempt" in card
    assert [slot.section for slot in Paper.load(attempt_row(path).paper).slots] == ["un", "deux", "deux"]


@pytest.mark.parametrize("other", [True, False])
def test_a_running_attempt_says_when_another_device_has_it(app: Flask, other: bool) -> None:
    learner = make_learner(app)
    with clock.at(NOW):
        path = learner.begin()
        learner.save(path, 3, {"number": ["1"]})
    phone = Learner(
        app,
        learner.enrolment,
        learner.cohort,
        sign_in(app, learner.enrolment.user_id) if other else learner.client,
    )
    with clock.at(NOW + timedelta(minutes=5)):
        card = phone.get(phone.start_path).text
    assert ("Open on another device: an answer was saved there at 10:00" in card) == other
    assert ("Continue here" in card) == other
    assert ("Resume" in card) != other
