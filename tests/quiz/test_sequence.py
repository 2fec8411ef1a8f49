"""Sequential navigation and sections, held by the server: forwards only, whatever the address or the form says."""

from typing import Any

import pytest
from flask import Flask

from tests.courses.sample import true_false
from tests.quiz.sitting import (
    Learner,
    answers,
    attempt_row,
    course_with,
    form_of,
    make_learner,
    number_question,
)

SIX = [true_false(f"t{number}") for number in range(5)] + [number_question()]
SECTIONS = [
    {"id": "un", "title": {"fr": "Partie un"}, "questions": ["t0", "t1"]},
    {"id": "deux", "title": {"fr": "Partie deux"}, "questions": ["t2", "t3", "t4"]},
    {"id": "trois", "title": {"fr": "Partie trois"}, "questions": ["n1"]},
]


def begun(app: Flask, **policy: Any) -> tuple[Learner, str]:
    learner = make_learner(app, course_with(SIX, navigation="sequential", **policy))
    return learner, learner.begin()


def go_on(learner: Learner, path: str, go: str = "next", **fields: str) -> Any:
    return learner.post(path, {**form_of(learner.get(path).text), **fields, "go": go})


def test_the_page_warns_and_offers_no_way_back(app: Flask) -> None:
    learner, path = begun(app)
    page = go_on(learner, path, **{"q1-choice": "true"})
    assert page.location == f"{path}?q=2#question"
    text = learner.get(page.location).text
    assert "Question 2 of 6" in text
    assert "you can’t come back to this page" in text
    assert 'value="previous"' not in text
    assert '<button class="palette-item' not in text


@pytest.mark.parametrize("place", [1, 3, 6])
def test_an_address_leads_back_to_where_the_attempt_stands(app: Flask, place: int) -> None:
    learner, path = begun(app)
    go_on(learner, path)
    reply = learner.get(f"{path}?q={place}")
    assert (reply.status_code, reply.location) == (303, path)
    assert "Question 2 of 6" in learner.get(path).text


def test_only_save_and_next_moves_on_and_one_step_at_a_time(app: Flask) -> None:
    learner, path = begun(app)
    first = form_of(learner.get(path).text)
    for go in ("previous", "stay", "5", "6", "nonsense"):
        learner.post(path, {**first, "go": go})
        assert attempt_row(path).position == 1
    learner.post(path, {**first, "here": "5", "go": "next"})
    assert attempt_row(path).position == 1
    for _ in range(2):  # a click and its echo
        learner.post(path, {**first, "go": "next"})
        assert attempt_row(path).position == 2


@pytest.mark.parametrize("slot", [1, 3])
def test_an_answer_behind_or_ahead_stays_as_it_is(app: Flask, slot: int) -> None:
    learner, path = begun(app)
    go_on(learner, path, **{"q1-choice": "true"})
    forged = {
        f"base-{slot}": str(int(slot == 1)),
        f"q{slot}-choice": "false",
        "here": f"{slot}",
        "go": "next",
    }
    reply = learner.post(path, forged)
    assert reply.status_code == 409
    assert "This question is behind you or still ahead" in reply.text
    assert f'href="{path}"' in reply.text
    saved = learner.save(path, slot, {"choice": ["false"]}, sequence=int(slot == 1), key="jump-ahead")
    assert (saved.status_code, saved.get_json()["error"]) == (422, "save.passed")
    assert {number: one.response for number, one in answers(path).items()} == {1: {"value": True}}
    assert attempt_row(path).position == 2


def test_a_conflict_does_not_move_on(app: Flask) -> None:
    learner, path = begun(app)
    form = form_of(learner.get(path).text)
    learner.save(path, 1, {"choice": ["true"]})
    assert learner.post(path, {**form, "q1-choice": "false", "go": "next"}).status_code == 409
    assert attempt_row(path).position == 1


def test_the_last_page_leads_to_the_check_which_offers_no_way_back(app: Flask) -> None:
    learner, path = begun(app)
    for _ in range(5):
        go_on(learner, path)
    assert go_on(learner, path).location == f"{path}/check"
    check = learner.get(f"{path}/check").text
    assert f"{path}?q=1" not in check
    assert f"{path}?q=6" in check
    assert learner.post(f"{path}/submit", {"confirm": "y"}).location == f"{path}/receipt"


def test_a_page_per_section_with_its_title(app: Flask) -> None:
    learner, path = begun(app, layout="sections", sections=SECTIONS, shuffle_questions=False)
    page = learner.get(path).text
    assert page.count('<fieldset class="sit-question') == 2
    assert "Partie un" in page
    assert "Partie deux" not in page
    assert go_on(learner, path).location == f"{path}?q=3#question-3"
    page = learner.get(path).text
    assert page.count('<fieldset class="sit-question') == 3
    assert learner.get(f"{path}?q=5").status_code == 200
    assert learner.save(path, 5, {"choice": ["true"]}).status_code == 200
    assert learner.save(path, 2, {"choice": ["true"]}).status_code == 422


def test_sections_in_free_order(app: Flask) -> None:
    learner = make_learner(
        app, course_with(SIX, layout="sections", sections=SECTIONS, shuffle_questions=False)
    )
    path = learner.begin()
    page = learner.get(f"{path}?q=4").text
    assert "Partie deux" in page
    form = form_of(page)
    assert learner.post(path, {**form, "go": "previous"}).location == f"{path}?q=1#question-1"
    assert learner.post(path, {**form, "go": "next"}).location == f"{path}?q=6#question-6"
    assert learner.get(f"{path}/check").text.count("Change<") == 6
