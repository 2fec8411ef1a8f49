"""Many requests at once, on real connections: one attempt, one mark, one receipt, and no answer written twice."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from werkzeug.test import TestResponse

from lms.cohorts.queries import events_of
from lms.core.db import session
from lms.quiz.models import Attempt
from lms.quiz.queries import attempts_of
from tests.quiz.sitting import KEY, Learner, answers, attempt_row, course_with, events, make_learner

CROWD = 50
AT_ONCE = 8


def together(learner: Learner, act: Callable[[object, int], TestResponse]) -> list[TestResponse]:
    """`CROWD` requests of one learner, `AT_ONCE` at a time, each from its own browser window."""
    with learner.client.session_transaction() as cookie:
        signed_in = dict(cookie)
    barrier = Barrier(AT_ONCE)

    def run(number: int) -> TestResponse:
        window = learner.app.test_client()
        with window.session_transaction() as cookie:
            cookie.update(signed_in)
        if number < AT_ONCE:
            barrier.wait(timeout=30)
        return act(window, number)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(run, range(CROWD)))


def test_fifty_starts_make_one_attempt(app: Flask) -> None:
    learner = make_learner(app)
    data = {"csrf_token": learner.token}
    replies = together(learner, lambda window, _: window.post(learner.start_path, data=data))  # type: ignore[attr-defined]
    assert Counter(reply.status_code for reply in replies) == {303: CROWD}
    assert len({reply.location for reply in replies}) == 1
    assert [one.number for one in attempts_of(learner.enrolment.id, KEY)] == [1]


def test_fifty_starts_of_the_last_attempt_never_make_two(app: Flask) -> None:
    learner = make_learner(app, course_with(attempts=1))
    data = {"csrf_token": learner.token, "confirm": "y"}

    def start_and_submit(window: object, _: int) -> TestResponse:
        reply = window.post(learner.start_path, data=data)  # type: ignore[attr-defined]
        if reply.status_code == 303:
            window.post(f"{reply.location}/submit", data=data)  # type: ignore[attr-defined]
        return reply  # type: ignore[no-any-return]

    replies = together(learner, start_and_submit)
    assert set(Counter(reply.status_code for reply in replies)) <= {303, 409}
    assert [(one.number, one.state) for one in attempts_of(learner.enrolment.id, KEY)] == [(1, "submitted")]


def test_fifty_submits_and_saves_make_one_mark_and_one_receipt(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    learner.save(path, 3, {"number": ["120"]})
    token = learner.token
    data, headers = (
        {"csrf_token": token, "confirm": "y"},
        {"X-CSRFToken": token, "Accept": "application/json"},
    )

    def submit_or_save(window: object, number: int) -> TestResponse:
        if number % 2:
            body = {"sequence": 1, "key": f"window-{number}", "fields": {"number": ["7"]}}
            return window.post(f"{path}/slots/3", json=body, headers=headers)  # type: ignore[attr-defined, no-any-return]
        return window.post(f"{path}/submit", data=data)  # type: ignore[attr-defined, no-any-return]

    replies = together(learner, submit_or_save)
    assert set(Counter(reply.status_code for reply in replies)) <= {200, 303, 409}
    kinds = Counter(event.kind for event in events(path))
    assert (kinds["submitted"], kinds["marked"]) == (1, 1)
    attempt, kept = attempt_row(path), answers(path)[3]
    saved_last = [event for event in events(path) if event.kind == "saved"][-1]
    assert kept.response == saved_last.payload["response"]
    assert attempt.mark == (1 if kept.response and kept.response["number"] == "120" else 0)
    assert session().query(Attempt).filter(Attempt.receipt_code.is_not(None)).count() == 1
    submitted = [event for event in events_of(learner.enrolment.id) if event.kind == "work_submitted"]
    assert len(submitted) == 1


def test_fifty_saves_over_the_same_number_write_one(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    headers = {"X-CSRFToken": learner.token, "Accept": "application/json"}

    def save(window: object, number: int) -> TestResponse:
        body = {"sequence": 0, "key": f"window-{number}", "fields": {"number": [str(number)]}}
        return window.post(f"{path}/slots/3", json=body, headers=headers)  # type: ignore[attr-defined, no-any-return]

    replies = together(learner, save)
    assert Counter(reply.status_code for reply in replies) == {200: 1, 409: CROWD - 1}
    winner = next(number for number, reply in enumerate(replies) if reply.status_code == 200)
    assert answers(path)[3].response["number"] == str(winner)  # type: ignore[index]


def test_fifty_retries_of_one_save_are_one_save(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    headers = {"X-CSRFToken": learner.token, "Accept": "application/json"}
    body = {"sequence": 0, "key": "one-and-the-same", "fields": {"number": ["5"]}}
    replies = together(learner, lambda window, _: window.post(f"{path}/slots/3", json=body, headers=headers))  # type: ignore[attr-defined]
    assert {(reply.status_code, reply.get_json()["sequence"]) for reply in replies} == {(200, 1)}
    assert [event.kind for event in events(path)] == ["saved"]
