"""Pausing as the learner does it: what was typed is saved, the questions go, the clock stands, one button goes on."""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from lms.core import clock
from tests.quiz.sitting import NOW, Learner, answers, attempt_row, events, form_of, join
from tests.quiz.test_clocks import after, allow, begun

PAUSES = {"pause_minutes": 10}


def press(learner: Learner, path: str, now: datetime, data: dict[str, Any] | None = None) -> Any:
    with clock.at(now):
        return learner.post(path, data)


def test_the_button_saves_then_hides_the_questions(app: Flask) -> None:
    learner, path = begun(app, terms=PAUSES)
    with clock.at(after(2)):
        page = learner.get(f"{path}?q=3").text
    assert 'value="pause"' in page
    assert "10 minutes of pause left" in page
    reply = press(learner, path, after(2), {**form_of(page), "q3-number": "120", "go": "pause"})
    assert (reply.status_code, reply.location) == (303, f"{path}/pause")
    assert answers(path)[3].response is not None
    with clock.at(after(4)):
        told = learner.get(f"{path}/clock").json
        assert (told["paused"], told["seconds_left"] // 60) == (True, 18)
        shown = learner.get(f"{path}/pause").text
        assert "Resume" in shown
        assert "18 minutes" in shown
        assert "Combien" not in shown
        for page_of_it in (path, f"{path}/check"):
            assert learner.get(page_of_it).location == f"{path}/pause"
    reply = press(learner, f"{path}/resume", after(5))
    assert reply.location == path
    with clock.at(after(5)):
        assert "7 minutes of pause left" in learner.get(path).text
        assert learner.get(f"{path}/pause").location == path


def test_a_paused_attempt_takes_no_answer_and_says_so(app: Flask) -> None:
    learner, path = begun(app, terms=PAUSES)
    press(learner, f"{path}/pause", after(1))
    with clock.at(after(2)):
        reply = learner.save(path, 3, {"number": ["120"]})
        assert (reply.status_code, reply.json["error"]) == (409, "pause.paused")
        page = learner.post(path, {"q3-number": "120", "go": "next"})
    assert page.status_code == 409
    assert "This attempt is paused" in page.text
    assert answers(path) == {}


def test_who_has_no_pause_sees_no_button_and_gets_a_reason(app: Flask) -> None:
    learner, path = begun(app)
    with clock.at(after(1)):
        assert 'value="pause"' not in learner.get(path).text
    reply = press(
        learner, f"{path}/pause", after(1), {"pause_left": "600", "minutes": "10", "due_at": "2030-01-01"}
    )
    assert reply.status_code == 409
    assert "used up" in reply.text
    assert events(path) == []
    assert attempt_row(path).pause_left == 0


def test_nobody_pauses_for_another(app: Flask) -> None:
    learner, path = begun(app, terms=PAUSES)
    other = join(app, learner.cohort, "bob")
    for reply in (other.post(f"{path}/pause"), other.post(f"{path}/resume"), other.get(f"{path}/pause")):
        assert reply.status_code == 404
    assert learner.client.post(f"{path}/pause").status_code == 419, "without its token a form is refused"
    assert events(path) == []


def test_a_pause_that_ran_out_goes_on_by_itself(app: Flask) -> None:
    learner, path = begun(app, terms=PAUSES)
    press(learner, f"{path}/pause", after(1))
    with clock.at(after(12)):
        assert learner.get(f"{path}/clock").json["paused"] is False
        page = learner.get(path)
        assert page.status_code == 200
        assert 'value="pause"' not in page.text
        assert learner.save(path, 3, {"number": ["120"]}).status_code == 200


def test_who_needs_no_timer_sees_the_end_but_no_countdown(app: Flask) -> None:
    learner, path = begun(app)
    with clock.at(after(1)):
        assert "data-timer " in learner.get(path).text
    allow(learner, NOW + timedelta(minutes=1), hides_timer=True)
    with clock.at(after(2)):
        page = learner.get(path).text
    assert "data-timer " not in page
    assert "you have 20 min" in page
