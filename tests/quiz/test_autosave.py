"""One answer saved by the page's script: acknowledged once, never twice, never over a newer one, never too late."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from lms.core import clock
from tests.quiz.sitting import (
    NOW,
    answers,
    attempt_row,
    course_with,
    events,
    join,
    make_learner,
    options_of,
    word_question,
)
from tests.quiz.test_start import work


def test_a_save_tells_the_number_and_the_time(app: Flask) -> None:
    learner = make_learner(app, course_with(time_limit_minutes=20))
    with clock.at(NOW):
        path = learner.begin()
        reply = learner.save(path, 3, {"number": ["120"]})
    assert reply.status_code == 200
    told = reply.get_json()
    assert (told["sequence"], told["state"]) == (1, "open")
    assert told["due_at"] == attempt_row(path).due_at.isoformat()  # type: ignore[union-attr]
    assert 1190 <= told["seconds_left"] <= 1200
    assert set(told) == {"sequence", "saved_at", "server_now", "due_at", "seconds_left", "state"}
    assert len(reply.data) <= 1024
    assert answers(path)[3].response == {"text": "120", "number": "120", "is_ambiguous": False}
    assert [(event.kind, event.slot) for event in events(path)] == [("saved", 3)]


def test_the_same_key_is_the_same_save(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    first = learner.save(path, 3, {"number": ["1"]}, key="one-and-same")
    again = learner.save(path, 3, {"number": ["1"]}, key="one-and-same")
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.get_json()["sequence"] == again.get_json()["sequence"] == 1
    assert first.get_json()["saved_at"] == again.get_json()["saved_at"]
    assert len(events(path)) == 1


def test_a_late_retry_never_hides_a_newer_answer(app: Flask) -> None:
    """The retry gets its own number back, so the page's next save meets the newer answer and asks."""
    learner = make_learner(app)
    path = learner.begin()
    learner.save(path, 3, {"number": ["1"]}, key="first-device")
    learner.save(path, 3, {"number": ["2"]}, key="other-device", sequence=1)
    retry = learner.save(path, 3, {"number": ["1"]}, key="first-device")
    assert retry.get_json()["sequence"] == 1
    assert learner.save(path, 3, {"number": ["3"]}, key="first-device-2", sequence=1).status_code == 409
    assert answers(path)[3].response["text"] == "2"  # type: ignore[index]


def test_an_older_number_overwrites_nothing_and_shows_what_stands(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    learner.save(path, 3, {"number": ["120"]}, key="one-device")
    reply = learner.save(path, 3, {"number": ["7"]}, key="other-one")
    assert reply.status_code == 409
    told = reply.get_json()
    assert (told["error"], told["sequence"]) == ("stale", 1)
    assert 'value="120"' in told["controls"]
    assert answers(path)[3].sequence == 1
    kept = learner.save(path, 3, {"number": ["7"]}, key="my-choice", sequence=told["sequence"])
    assert kept.get_json()["sequence"] == 2


def test_the_same_answer_typed_twice_is_no_conflict(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    learner.save(path, 3, {"number": ["120"]}, key="one-device")
    reply = learner.save(path, 3, {"number": ["120"]}, key="other-one")
    assert (reply.status_code, reply.get_json()["sequence"]) == (200, 1)


def test_taking_an_answer_back(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    learner.save(path, 3, {"number": ["120"]})
    reply = learner.save(path, 3, {"number": [""]}, key="taken-back", sequence=1)
    assert reply.get_json()["sequence"] == 2
    assert answers(path)[3].response is None


def test_a_flag_is_saved_and_left_alone_when_not_sent(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    learner.save(path, 3, {}, flagged=True)
    learner.save(path, 3, {"number": ["5"]}, key="no-flag-sent", sequence=1)
    assert answers(path)[3].is_flagged


def test_within_the_grace_a_save_counts(app: Flask) -> None:
    learner = make_learner(app, course_with(time_limit_minutes=20))
    with clock.at(NOW):
        path = learner.begin()
    with clock.at(NOW + timedelta(minutes=20, seconds=10)):
        assert learner.save(path, 3, {"number": ["120"]}).status_code == 200
    assert answers(path)[3].response


@pytest.mark.parametrize("is_swept", [False, True])
def test_after_the_grace_an_answer_is_kept_as_evidence_and_not_marked(app: Flask, is_swept: bool) -> None:
    from lms.quiz.closing import close_due_attempts

    learner = make_learner(app, course_with(time_limit_minutes=20))
    with clock.at(NOW):
        path = learner.begin()
        learner.save(path, 3, {"number": ["7"]})
    with clock.at(NOW + timedelta(minutes=21)):
        if is_swept:
            close_due_attempts(clock.now())
        reply = learner.save(
            path, 3, {"number": ["120"]}, key="too-late", sequence=1, server_now="2026-11-23T09:00:00Z"
        )
        again = learner.save(path, 3, {"number": ["120"]}, key="too-late", sequence=1)
    assert (reply.status_code, again.status_code) == (409, 409)
    assert reply.get_json()["error"] == "save.late"
    assert "it does not count" in reply.get_json()["message"]
    assert answers(path)[3].response["text"] == "7"  # type: ignore[index]
    late = [event for event in events(path) if event.kind == "late"]
    assert [event.payload["response"]["number"] for event in late] == ["120"]
    assert bool(reply.get_json()["receipt"]) == is_swept


def test_after_submitting_a_save_is_refused_with_the_receipt(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    learner.post(f"{path}/submit", {"confirm": "y"})
    before = len(events(path))
    reply = learner.save(path, 3, {"number": ["120"]})
    assert reply.status_code == 409
    assert reply.get_json()["receipt"] == attempt_row(path).receipt_code
    assert reply.get_json()["url"] == f"{path}/receipt"
    kept = events(path)[before:]
    assert [(event.kind, event.slot) for event in kept] == [("late", 3)], (
        "what another device still held is not lost"
    )


def test_what_can_t_be_read_is_explained_and_changes_nothing(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    reply = learner.save(path, 3, {"number": ["beaucoup"]})
    assert reply.status_code == 422
    assert reply.get_json()["message"] == "Enter a number, for example 12,5 or 12.5."
    assert answers(path) == {}


def test_another_s_attempt_does_not_exist(app: Flask) -> None:
    ada = make_learner(app)
    path = ada.begin()
    bob = join(app, ada.cohort, "bob")
    token = options_of(ada.get(path).text, 1)["L’écouter"]
    assert bob.save(path, 1, {"choice": [token]}).status_code == 404
    assert answers(path) == {}


def test_signed_out_or_without_a_form_token_nothing_is_saved(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    body = {"sequence": 0, "key": "signed-out", "fields": {"number": ["1"]}}
    assert learner.client.post(f"{path}/slots/3", json=body).status_code == 419
    token = learner.token
    with learner.client.session_transaction() as cookie:
        del cookie["token"]
    reply = learner.client.post(f"{path}/slots/3", json=body, headers={"X-CSRFToken": token})
    assert (reply.status_code, reply.get_json()["error"]) == (401, "signed_out")
    assert answers(path) == {}


def test_a_save_costs_four_statements_two_of_them_writes(app: Flask, count_statements: Callable) -> None:
    """Sign-in included; transaction control apart."""
    learner = make_learner(app, course_with(time_limit_minutes=20))
    path = learner.begin()
    headers = {"X-CSRFToken": learner.token, "Accept": "application/json"}
    for sequence in (0, 1):
        body = {"sequence": sequence, "key": f"counted-{sequence}", "fields": {"number": [str(sequence)]}}
        with count_statements() as statements:
            assert learner.client.post(f"{path}/slots/3", json=body, headers=headers).status_code == 200
        done = [one for one in statements if not one.startswith(("BEGIN", "COMMIT"))]
        assert len(done) <= 4, done
        assert sum(one.startswith(("INSERT", "UPDATE")) for one in done) == 2
        assert len(work(statements)) == 3


def test_a_long_answer_is_copied_into_the_events_now_and_then(app: Flask) -> None:
    learner = make_learner(app, course_with([word_question()]))
    texts = [letter * 400 for letter in "éàç"]
    with clock.at(NOW):
        path = learner.begin()
        learner.save(path, 1, {"text": [texts[0]]}, key="first-text")
    with clock.at(NOW + timedelta(seconds=5)):
        learner.save(path, 1, {"text": [texts[1]]}, key="second-text", sequence=1)
    with clock.at(NOW + timedelta(minutes=5)):
        learner.save(path, 1, {"text": [texts[2]]}, key="third-text", sequence=2)
    assert ["response" in event.payload for event in events(path)] == [True, False, True]
    assert len(events(path)[1].payload["sha256"]) == 64
    assert answers(path)[1].response == {"text": texts[2]}
