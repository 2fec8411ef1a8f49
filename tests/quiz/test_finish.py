"""Check, submit, receipt (P11, P11b), and what is stored when an attempt is marked."""

import json
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

from flask import Flask

from lms.cohorts.queries import events_of
from lms.core import clock, signals
from lms.progress.queries import facts_of
from tests.quiz.sitting import (
    KEY,
    NOW,
    answers,
    attempt_row,
    course_with,
    events,
    make_learner,
    options_of,
    word_question,
)


def test_the_check_lists_every_question_with_its_state(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    learner.save(path, 3, {"number": ["1"]}, flagged=True)
    page = learner.get(f"{path}/check").text
    assert "1 answered, 2 not answered, 1 flagged." in page
    assert page.count("Change<") == 3
    assert f"{path}?q=3#question" in page


def test_submitting_asks_for_an_explicit_word(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    reply = learner.post(f"{path}/submit")
    assert reply.status_code == 422
    assert "Tick the box to confirm that you want to submit." in reply.text
    assert attempt_row(path).state == "open"


def test_a_second_submit_shows_the_same_receipt(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    learner.post(f"{path}/submit", {"confirm": "y"})
    code = attempt_row(path).receipt_code
    again = learner.post(f"{path}/submit")
    assert again.location == f"{path}/receipt"
    assert attempt_row(path).receipt_code == code
    assert code
    assert code in learner.get(again.location).text
    assert [event.kind for event in events(path)] == ["submitted", "marked"]
    assert learner.get(path).location == f"{path}/receipt"
    assert learner.get(f"{path}/check").location == f"{path}/receipt"


def test_a_running_attempt_has_no_receipt_and_no_review(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    assert learner.get(f"{path}/receipt").location == path
    assert learner.get(f"{path}/review").location == path


def test_what_is_stored_of_a_marked_attempt(app: Flask) -> None:
    learner = make_learner(app, course_with([word_question(), word_question("w2"), word_question("w3")]))
    path = learner.begin()
    learner.save(path, 1, {"text": ["Communaute"]})
    learner.save(path, 2, {"text": ["COMMUNAUTÉ"]})
    learner.post(f"{path}/submit", {"confirm": "y"})
    attempt, stored = attempt_row(path), answers(path)
    assert (attempt.mark, attempt.max_mark, attempt.passed) == (Decimal(2), Decimal(3), False)
    assert [stored[slot].outcome for slot in (1, 2, 3)] == ["right", "right", "blank"]
    assert [stored[slot].fraction for slot in (1, 2, 3)] == [1, 1, 0]
    rows = [[1, "w1", {"text": "Communaute"}], [2, "w2", {"text": "COMMUNAUTÉ"}], [3, "w3", None]]
    canonical = json.dumps(rows, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert attempt.answers_digest == sha256(canonical.encode()).hexdigest()
    marked = events(path)[-1]
    assert marked.payload["fraction"] == "0.666666666666667"


def test_progress_hears_the_kept_score_and_the_first_evidence(app: Flask) -> None:
    learner = make_learner(app)
    for number in ("120", "1"):
        path = learner.begin()
        page = learner.get(path).text
        learner.save(path, 1, {"choice": [options_of(page, 1)["L’écouter"]]})
        learner.save(path, 2, {"choice": ["true"]})
        learner.save(path, 3, {"number": [number]})
        learner.post(f"{path}/submit", {"confirm": "y"})
    facts = facts_of(learner.enrolment)
    assert facts.items[KEY].attempts == 2
    assert facts.items[KEY].score == Decimal(1)
    assert facts.items[KEY].passed_at
    assert facts.objectives["definir"].graded == 2
    assert facts.objectives["compter"].earned == Decimal(1)
    submitted = [event for event in events_of(learner.enrolment.id) if event.kind == "work_submitted"]
    assert [event.payload["passed"] for event in submitted] == [True, True]


def test_an_average_of_thirds_is_exact(app: Flask) -> None:
    """1/3, 1/3 and 5/6 make one half: the rounded marks alone would miss it."""
    from tests.courses.sample import true_false

    questions = [true_false(f"t{number}", points=2) for number in range(3)]
    learner = make_learner(app, course_with(questions, kept_score="average", pass_percent=50, attempts=4))
    for right in (1, 1, 2):
        path = learner.begin()
        for slot in range(1, right + 1):
            learner.save(path, slot, {"choice": ["true"]})
        if right == 2:
            learner.save(path, 3, {"choice": ["false"]})
        learner.post(f"{path}/submit", {"confirm": "y"})
    assert facts_of(learner.enrolment).items[KEY].passed_at is None
    path = learner.begin()
    for slot in (1, 2):
        learner.save(path, slot, {"choice": ["true"]})
    learner.post(f"{path}/submit", {"confirm": "y"})
    assert facts_of(learner.enrolment).items[KEY].passed_at is not None


def test_the_mark_is_announced_and_a_failing_subscriber_changes_nothing(app: Flask) -> None:
    heard = []

    def listen(*, now: object, attempt_id: int) -> None:
        heard.append(attempt_id)
        raise RuntimeError("a subscriber that fails")

    signals.subscribe(signals.attempt_marked, "test-listener", listen)
    learner = make_learner(app)
    path = learner.begin()
    learner.post(f"{path}/submit", {"confirm": "y"})
    attempt = attempt_row(path)
    assert heard == [attempt.id]
    assert (attempt.state, bool(attempt.receipt_code)) == ("submitted", True)


def test_from_the_deadline_on_the_submission_is_time_s(app: Flask) -> None:
    learner = make_learner(app, course_with(time_limit_minutes=20))
    with clock.at(NOW):
        path = learner.begin()
        learner.save(path, 3, {"number": ["120"]})
    with clock.at(NOW + timedelta(minutes=20, seconds=5)):
        reply = learner.post(f"{path}/submit")
        assert reply.location == f"{path}/receipt"
        assert "Time is up. We submitted your saved answers at" in learner.get(reply.location).text
    attempt = attempt_row(path)
    assert (attempt.submitted_by, attempt.submitted_at, attempt.mark) == ("time", attempt.due_at, 1)


def test_practice_proves_nothing_of_an_objective(app: Flask) -> None:
    learner = make_learner(app, course_with(preset="practice"))
    path = learner.begin()
    learner.save(path, 3, {"number": ["120"]})
    learner.post(f"{path}/submit")
    assert attempt_row(path).state == "submitted"
    assert facts_of(learner.enrolment).objectives == {}
