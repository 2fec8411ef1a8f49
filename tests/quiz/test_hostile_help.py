"""Bad input to what a start, a check, a hint and a move through the paper take: 4xx with a reason, and nothing lost."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from lms.core import clock
from tests.quiz.sitting import (
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
    word_question,
)

HUGE = "9" * 40


def practising(app: Flask) -> tuple[Learner, str]:
    questions = [number_question(hints=[{"fr": "Indice"}]), word_question()]
    learner = make_learner(app, course_with(questions, preset="practice"))
    return learner, learner.begin()


@pytest.mark.parametrize(
    "go",
    [
        "check-",
        "check-0",
        "check--1",
        "check-9",
        f"check-{HUGE}",
        "check-x",
        "check-1-1",
        "hint-9",
        "hint-NaN",
        "²",
        HUGE,
        "-",
        "check-¹",
    ],
)
def test_a_button_that_no_page_has(app: Flask, go: str) -> None:
    learner, path = practising(app)
    form = {**form_of(learner.get(path).text), "q1-number": "7"}
    reply = learner.post(path, {**form, "go": go})
    assert reply.status_code in (303, 422), reply.text
    assert answers(path)[1].response["text"] == "7"  # type: ignore[index]
    assert (answers(path)[1].tries, answers(path)[1].hints) == (0, 0)


@pytest.mark.parametrize("field", ["here", "hints-1"])
@pytest.mark.parametrize("sent", ["-1", "x", HUGE, "1.5", "", "NaN"])
def test_hidden_fields_are_numbers(app: Flask, field: str, sent: str) -> None:
    learner, path = practising(app)
    form = form_of(learner.get(path).text)
    assert learner.post(path, {**form, field: sent, "go": "hint-1"}).status_code == 422
    assert answers(path) == {}


@pytest.mark.parametrize("here", ["0", "99", "999999999"])
def test_a_place_that_the_paper_does_not_have_goes_nowhere(app: Flask, here: str) -> None:
    learner, path = practising(app)
    assert (
        learner.post(path, {**form_of(learner.get(path).text), "here": here, "go": "next"}).status_code == 303
    )
    assert attempt_row(path).position == 1


@pytest.mark.parametrize(
    "body", [b"", b"null", b"[]", b"{", b'{"bought": "1"}', b'{"bought": 1e400}', b"[" * 50_000, b"\xff"]
)
def test_a_hint_is_asked_for_in_json(app: Flask, body: bytes) -> None:
    learner, path = practising(app)
    headers = {"X-CSRFToken": learner.token, "Content-Type": "application/json", "Accept": "application/json"}
    reply = learner.client.post(f"{path}/slots/1/hint", data=body, headers=headers)
    assert reply.status_code == 422
    assert events(path) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"number": ["NaN"]},
        {"number": ["1e309"]},
        {"number": ["x" * 60_000]},
        {"number": ["\ud800"]},
        {"number": [1]},
        {"number": ["1", "2"]},
    ],
    ids=["nan", "huge", "long", "surrogate", "type", "two"],
)
def test_what_can_t_be_read_is_not_judged(app: Flask, fields: dict[str, Any]) -> None:
    learner, path = practising(app)
    headers = {"X-CSRFToken": learner.token, "Accept": "application/json"}
    body = {"sequence": 0, "key": "check-0001", "fields": fields}
    reply = learner.client.post(f"{path}/slots/1/check", json=body, headers=headers)
    assert reply.status_code in (413, 422)
    assert answers(path) == {}


def test_ten_thousand_options_and_a_foreign_one_are_no_answer_to_check(app: Flask) -> None:
    from tests.courses.sample import single_choice

    learner = make_learner(app, course_with([single_choice("c1")], preset="practice"))
    path = learner.begin()
    headers = {"X-CSRFToken": learner.token, "Accept": "application/json"}
    token = next(iter(options_of(learner.get(path).text, 1).values()))
    for choice in (["forged"], [token, token], ["x"] * 10_000, [-1], [None]):
        body = {"sequence": 0, "key": "check-0001", "fields": {"choice": choice}}
        reply = learner.client.post(f"{path}/slots/1/check", json=body, headers=headers)
        assert reply.status_code in (413, 422)
    assert answers(path) == {}


def test_an_older_page_checks_nothing_over_a_newer_answer(app: Flask) -> None:
    learner, path = practising(app)
    learner.save(path, 1, {"number": ["120"]})
    headers = {"X-CSRFToken": learner.token, "Accept": "application/json"}
    body = {"sequence": 0, "key": "check-0001", "fields": {"number": ["7"]}}
    reply = learner.client.post(f"{path}/slots/1/check", json=body, headers=headers)
    assert (reply.status_code, reply.get_json()["error"]) == (409, "stale")
    assert (answers(path)[1].tries, answers(path)[1].response["text"]) == (0, "120")  # type: ignore[index]


def test_after_the_deadline_neither_position_nor_tries_move(app: Flask) -> None:
    at_once = {"verdicts": "at_once"}
    policy: dict[str, Any] = {
        "navigation": "sequential",
        "time_limit_minutes": 20,
        "release": at_once,
        "tries": 3,
    }
    learner = make_learner(app, course_with([number_question(), word_question()], **policy))
    with clock.at(NOW):
        path = learner.begin()
        form = {**form_of(learner.get(path).text), "q1-number": "120", "server_now": NOW.isoformat()}
    with clock.at(NOW + timedelta(minutes=30)):
        assert learner.post(path, {**form, "go": "next", "due_at": "2099-01-01"}).status_code == 409
        assert learner.post(path, {**form, "go": "check-1"}).status_code == 409
    assert attempt_row(path).position == 1
    assert [one.tries for one in answers(path).values()] == [0, 0]
