"""Many clicks at once on Check, Hint and Next: one try, one hint, one step."""

from collections import Counter

from flask import Flask

from tests.quiz.sitting import (
    answers,
    attempt_row,
    course_with,
    events,
    form_of,
    make_learner,
    number_question,
    word_question,
)
from tests.quiz.test_races import together


def test_fifty_checks_of_one_answer_cost_one_try_and_fifty_hints_are_one(app: Flask) -> None:
    question = number_question(hints=[{"fr": "Un"}, {"fr": "Deux"}])
    learner = make_learner(app, course_with([question], preset="practice", tries=3))
    path = learner.begin()
    page = form_of(learner.get(path).text)
    learner.save(path, 1, {"number": ["7"]})
    form = {**page, "q1-number": "7"}

    def click(window: object, number: int) -> object:
        return window.post(path, data={**form, "go": "hint-1" if number % 2 else "check-1"})  # type: ignore[attr-defined]

    replies = together(learner, click)  # type: ignore[arg-type]
    assert Counter(reply.status_code for reply in replies) == {303: 50}
    assert (answers(path)[1].tries, answers(path)[1].hints, answers(path)[1].sequence) == (1, 1, 1)
    assert Counter(event.kind for event in events(path)) == {"saved": 1, "checked": 1, "hint": 1}


def test_fifty_clicks_on_next_are_one_step(app: Flask) -> None:
    learner = make_learner(
        app, course_with([number_question(), word_question(), word_question("w2")], navigation="sequential")
    )
    path = learner.begin()
    form = {**form_of(learner.get(path).text), "go": "next"}
    replies = together(learner, lambda window, _: window.post(path, data=form))  # type: ignore[attr-defined]
    assert Counter(reply.status_code for reply in replies) == {303: 50}
    assert attempt_row(path).position == 2
