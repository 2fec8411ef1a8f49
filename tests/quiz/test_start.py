"""The start card (P9), and what a start fixes for good."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from flask import Flask

from lms.centres import services as centres
from lms.cohorts import services as cohorts
from lms.core import clock
from lms.core.db import transaction
from lms.progress import services as progress
from lms.quiz.engine.paper import Paper
from lms.quiz.rules import reason_from_json
from tests.quiz.sitting import KEY, NOW, Learner, attempt_row, course_with, events, join, make_learner

LATER = NOW + timedelta(hours=1)


def give_time(learner: Learner, factor: str) -> None:
    with transaction():
        centres.grant_extra_time(
            centre_id=learner.enrolment.centre_id,
            user_id=learner.enrolment.user_id,
            time_factor=Decimal(factor),
            actor_id=None,
            now=NOW,
        )


def set_dates(learner: Learner, **local: str) -> None:
    """Local times of Paris: an hour ahead of UTC in November."""
    with transaction():
        cohorts.set_item_date(cohort_id=learner.cohort.id, item_key=KEY, now=NOW, **local)


def test_the_card_states_the_facts(app: Flask) -> None:
    learner = make_learner(app, course_with(time_limit_minutes=20, attempts=2))
    give_time(learner, "1.3333")
    card = learner.get(learner.start_path).text
    for fact in ("20 min", "yours:", "26 min 39 s", "extended time", "2 of 2", "70", "After you submit"):
        assert fact in card
    assert "I am ready to start the timer" in card


def test_an_untimed_quiz_asks_for_no_timer(app: Flask) -> None:
    learner = make_learner(app)
    assert "I am ready" not in learner.get(learner.start_path).text


def test_practice_is_a_word_and_a_button(app: Flask) -> None:
    learner = make_learner(app, course_with(preset="practice"))
    card = learner.get(learner.start_path).text
    assert "Attempts left" not in card
    assert "corrections at once" in card


def test_a_locked_quiz_says_what_to_finish_first(app: Flask) -> None:
    learner = make_learner(app, course_with(quiz={"requires": ["lecon"]}))
    card = learner.get(learner.start_path)
    assert card.status_code == 403
    assert "Lecon" in card.text
    assert f"/learn/{learner.enrolment.id}/lecon" in card.text
    assert "Start</button>" not in card.text
    assert learner.post(learner.start_path).status_code == 403
    with transaction():
        progress.mark_done(enrolment=learner.enrolment, item_key="lecon", now=NOW)
    assert learner.begin()


def test_not_open_yet_and_closed_are_explained(app: Flask) -> None:
    learner = make_learner(app)
    set_dates(learner, opens_local="2026-11-23T11:00", closes_local="2026-11-23T12:00")
    with clock.at(NOW):
        assert "Opens" in learner.get(learner.start_path).text
        assert learner.post(learner.start_path).status_code == 403
    with clock.at(NOW + timedelta(hours=2)):
        assert "This quiz closed on" in learner.get(learner.start_path).text
        assert learner.post(learner.start_path).status_code == 409


def test_no_attempt_left_links_to_the_result(app: Flask) -> None:
    learner = make_learner(app, course_with(attempts=1))
    path = learner.begin()
    learner.post(f"{path}/submit", {"confirm": "y"})
    card = learner.get(learner.start_path).text
    assert "You have used every attempt." in card
    assert f"{path}/review" in card
    refused = learner.post(learner.start_path)
    assert refused.status_code == 409
    assert "You have used every attempt." in refused.text


def test_the_delay_between_attempts_holds(app: Flask) -> None:
    learner = make_learner(app, course_with(attempt_delay_hours=2))
    with clock.at(NOW):
        learner.post(f"{learner.begin()}/submit", {"confirm": "y"})
        assert "You can try again from" in learner.get(learner.start_path).text
        assert learner.post(learner.start_path).status_code == 409
    with clock.at(NOW + timedelta(hours=2, minutes=1)):
        assert learner.begin()


def test_starting_again_returns_to_the_running_attempt(app: Flask) -> None:
    learner = make_learner(app, course_with(time_limit_minutes=20))
    with clock.at(NOW):
        path = learner.begin()
    due_at = attempt_row(path).due_at
    with clock.at(NOW + timedelta(minutes=10, seconds=30)):
        card = learner.get(learner.start_path).text
        assert "Resume" in card
        assert "9 min left" in card
        assert learner.begin() == path
    assert attempt_row(path).due_at == due_at


def test_a_running_attempt_goes_on_when_its_item_locks(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    set_dates(learner, opens_local="2030-01-01T09:00")
    assert learner.begin() == path


@pytest.mark.parametrize(
    ("factor", "closes", "minutes", "code"),
    [
        (None, None, 20, "deadline.limit"),
        ("1.5", None, 30, "deadline.own_limit"),
        (None, "2026-11-23T10:10", 10, "deadline.close_cuts_limit"),
        ("2", "2026-11-23T10:30", 30, "deadline.close_cuts_limit"),
    ],
)
def test_the_deadline_is_fixed_and_explained(
    app: Flask, factor: str | None, closes: str | None, minutes: int, code: str
) -> None:
    learner = make_learner(app, course_with(time_limit_minutes=20))
    if factor:
        give_time(learner, factor)
    if closes:
        set_dates(learner, closes_local=closes)
    with clock.at(NOW):
        path = learner.begin()
        page = learner.get(path).text
    attempt = attempt_row(path)
    assert attempt.due_at is not None
    due_at = attempt.due_at - (timedelta() if closes else attempt.started_at - NOW)
    assert due_at == NOW + timedelta(minutes=minutes)
    assert reason_from_json(attempt.due_reason).code == code
    assert "Ends" in page


def test_a_form_can_t_change_what_the_server_fixes(app: Flask) -> None:
    learner = make_learner(app, course_with(time_limit_minutes=20))
    forged = {
        "ready": "y",
        "number": "7",
        "due_at": "2099-01-01",
        "time_factor": "9",
        "mark": "3",
        "user_id": "1",
        "seed": "1",
    }
    path = str(learner.post(learner.start_path, forged).location)
    attempt = attempt_row(path)
    assert attempt.due_at is not None
    assert attempt.due_at - attempt.started_at == timedelta(minutes=20)
    assert (attempt.number, attempt.mark, attempt.user_id) == (1, None, learner.enrolment.user_id)


def test_two_learners_see_other_tokens(app: Flask) -> None:
    ada = make_learner(app)
    bob = join(app, ada.cohort, "bob")
    papers = [Paper.load(attempt_row(who.begin()).paper) for who in (ada, bob)]
    tokens = [{token for token, _ in paper.slot(1).prepared["options"]} for paper in papers]
    assert tokens[0].isdisjoint(tokens[1])


@pytest.mark.parametrize("count", [1, 60])
def test_starting_costs_six_statements_whatever_the_number_of_questions(
    app: Flask, count_statements: Callable, count: int
) -> None:
    """The person's own sign-in and transaction control apart; an item that its page has noted as opened."""
    from tests.courses.sample import single_choice

    questions = [single_choice(f"q{number}") for number in range(count)]
    learner = make_learner(app, course_with(questions, time_limit_minutes=20))
    learner.get(learner.start_path)
    learner.post(f"/learn/{learner.enrolment.id}/{KEY}/opened")
    token = learner.token
    with count_statements() as statements:
        learner.client.post(learner.start_path, data={"csrf_token": token, "ready": "y"})
    assert len(work(statements)) <= 6, work(statements)


def work(statements: list[str]) -> list[str]:
    """Statements that read or write rows, but for the one that says who is asking and when they were last seen."""
    control = ("BEGIN", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")
    return [one for one in statements if not one.startswith(control) and "login_session" not in one]


def test_without_a_script_the_start_records_the_opening(app: Flask) -> None:
    from lms.cohorts.queries import events_of

    learner = make_learner(app)
    learner.begin()
    learner.begin()
    kinds = [event.kind for event in events_of(learner.enrolment.id)]
    assert kinds == ["enrolled", "item_opened"]


def test_a_question_has_no_address_before_the_start(app: Flask) -> None:
    learner = make_learner(app)
    assert learner.get("/attempts/1").status_code == 404
    assert events(learner.begin()) == []
