"""Bad input: refused with the right 4xx and a clear message, nothing lost, nothing half-written."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from structlog.testing import capture_logs

from lms.cohorts.models import Enrolment
from lms.core.db import transaction
from tests.quiz.sitting import (
    answers,
    attempt_row,
    course_with,
    events,
    form_of,
    join,
    make_learner,
    options_of,
    word_question,
)

HUGE = "9" * 40


def test_every_page_of_another_s_attempt_is_not_found_and_logged(app: Flask) -> None:
    ada = make_learner(app)
    path = ada.begin()
    bob = join(app, ada.cohort, "bob")
    for page in ("", "/check", "/receipt", "/review"):
        with capture_logs() as logs:
            assert bob.get(f"{path}{page}").status_code == 404
        assert [(line["status"], line["user_id"]) for line in logs if line["event"] == "refused"] == [
            (404, bob.enrolment.user_id)
        ]
    form = form_of(ada.get(path).text)
    assert bob.post(path, {**form, "go": "next"}).status_code == 404
    assert bob.post(f"{path}/submit", {"confirm": "y"}).status_code == 404
    for page in ("quiz", "quiz/attempts"):
        assert bob.get(f"/learn/{ada.enrolment.id}/{page}").status_code == 404
    assert bob.post(ada.start_path).status_code == 404
    assert (attempt_row(path).state, answers(path)) == ("open", {})


def test_a_visitor_is_sent_to_sign_in(app: Flask, client: FlaskClient) -> None:
    path = make_learner(app).begin()
    for page in (path, f"{path}/check", f"{path}/receipt", f"{path}/review"):
        assert "/sign-in" in client.get(page).location


def test_an_ended_enrolment_loses_its_attempt_at_once(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    with transaction() as current:
        current.get_one(Enrolment, learner.enrolment.id).ended_at = learner.enrolment.enrolled_at
    assert learner.get(path).status_code == 403
    assert learner.save(path, 3, {"number": ["1"]}).status_code == 403
    assert learner.post(f"{path}/submit", {"confirm": "y"}).status_code == 403
    assert (attempt_row(path).state, answers(path)) == ("open", {})


def test_a_lesson_or_an_unknown_key_is_no_quiz(app: Flask) -> None:
    learner = make_learner(app)
    for key in ("lecon", "inconnu", "module", "%20"):
        assert learner.get(f"/learn/{learner.enrolment.id}/{key}/quiz").status_code == 404
        assert learner.post(f"/learn/{learner.enrolment.id}/{key}/quiz").status_code == 404


@pytest.mark.parametrize(
    "fields",
    [
        {"choice": ["forged"]},
        {"choice": ["a"]},
        {"choice": ["0", "1"]},
        {"choice": [str(number) for number in range(10_000)]},
        {"choice": [-1]},
        {"choice": [None]},
        {"choice": [["nested"]]},
        {"choice": [{"a": 1}]},
        {"choice": ["\ud800"]},
        {"choice": ["\x00"]},
    ],
    ids=[
        "forged",
        "author's id",
        "two",
        "ten thousand",
        "negative",
        "null",
        "list",
        "map",
        "surrogate",
        "nul",
    ],
)
def test_an_answer_that_the_paper_does_not_offer(app: Flask, fields: dict[str, list[object]]) -> None:
    learner = make_learner(app)
    path = learner.begin()
    reply = learner.save(path, 1, fields)  # type: ignore[arg-type]
    assert reply.status_code in (413, 422), reply.text
    assert answers(path) == {}


@pytest.mark.parametrize("text", ["\ud83d", "a\x00b", "x" * 501, "x" * 70_000])
def test_a_text_that_can_t_be_stored(app: Flask, text: str) -> None:
    learner = make_learner(app, course_with([word_question()]))
    path = learner.begin()
    assert learner.save(path, 1, {"text": [text]}).status_code in (413, 422)
    assert answers(path) == {}


@pytest.mark.parametrize(
    "text", ["NaN", "Infinity", "1e309", "-0", "1e-400", "0x10", "٣", "1,2,3", "--1", "1" * 60]
)
def test_odd_numbers_are_read_or_refused_never_a_crash(app: Flask, text: str) -> None:
    learner = make_learner(app)
    path = learner.begin()
    assert learner.save(path, 3, {"number": [text]}).status_code in (200, 422)
    learner.post(f"{path}/submit", {"confirm": "y"})
    assert attempt_row(path).mark == 0
    assert learner.get(f"{path}/review").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b'"text"',
        b'{"sequence": NaN, "key": "long-enough", "fields": {}}',
        b'{"sequence": true, "key": "long-enough", "fields": {}}',
        b'{"sequence": -1, "key": "long-enough", "fields": {}}',
        b'{"sequence": 1e400, "key": "long-enough", "fields": {}}',
        b'{"sequence": 0, "key": "short", "fields": {}}',
        b'{"sequence": 0, "key": "' + b"k" * 41 + b'", "fields": {}}',
        b'{"sequence": 0, "key": "white space", "fields": {}}',
        b'{"sequence": 0, "key": 12345678, "fields": {}}',
        b'{"sequence": 0, "key": "long-enough"}',
        b'{"sequence": 0, "key": "long-enough", "fields": []}',
        b'{"sequence": 0, "key": "long-enough", "fields": {"number": "1"}}',
        b'{"sequence": 0, "key": "long-enough", "fields": {}, "flagged": "yes"}',
        b"[" * 50_000,
        b"\xff\xfe{}",
    ],
)
def test_a_body_that_no_page_of_ours_sends(app: Flask, body: bytes) -> None:
    learner = make_learner(app)
    path = learner.begin()
    headers = {"X-CSRFToken": learner.token, "Content-Type": "application/json", "Accept": "application/json"}
    reply = learner.client.post(f"{path}/slots/3", data=body, headers=headers)
    assert reply.status_code == 422
    assert reply.get_json()["error"] == "save.unreadable"
    assert events(path) == []


@pytest.mark.parametrize("slot", ["0", "4", "501", HUGE, "-1", "x", "1.5"])
def test_a_slot_that_is_not_on_the_paper(app: Flask, slot: str) -> None:
    learner = make_learner(app)
    path = learner.begin()
    headers = {"X-CSRFToken": learner.token, "Accept": "application/json"}
    body = {"sequence": 0, "key": "long-enough", "fields": {}}
    assert learner.client.post(f"{path}/slots/{slot}", json=body, headers=headers).status_code in (404, 422)


@pytest.mark.parametrize(
    "form",
    [
        {"base-0": "0"},
        {"base-4": "0"},
        {"base-x": "0"},
        {"base-1": "x"},
        {"base-1": "-1"},
        {"base-1": HUGE},
        {f"base-{HUGE}": "0"},
        {"base-²": "0"},
        {f"base-{number}": "0" for number in range(1000)},
    ],
    ids=[
        "zero",
        "beyond",
        "word",
        "word base",
        "negative",
        "huge base",
        "huge slot",
        "superscript",
        "a thousand",
    ],
)
def test_a_form_that_no_page_of_ours_sends(app: Flask, form: dict[str, str]) -> None:
    learner = make_learner(app)
    path = learner.begin()
    assert learner.post(path, form).status_code == 422
    assert events(path) == []


def test_addresses_beyond_any_number_are_not_found(app: Flask) -> None:
    learner = make_learner(app)
    for number in ("0", "999999", HUGE):
        for page in ("", "/check", "/receipt", "/review"):
            assert learner.get(f"/attempts/{number}{page}").status_code == 404
        assert learner.save(f"/attempts/{number}", 1, {}).status_code == 404
        assert learner.post(f"/attempts/{number}/submit", {"confirm": "y"}).status_code == 404


def test_odd_places_in_the_address_show_a_page(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    for place in ("0", "-1", "x", "1.5", HUGE, "", "NaN", "²", "<b>"):
        assert learner.get(f"{path}?q={place}").status_code == 200


def test_a_form_of_five_megabytes_is_refused(app: Flask) -> None:
    learner = make_learner(app, course_with([word_question()]))
    path = learner.begin()
    form = form_of(learner.get(path).text)
    assert learner.client.post(path, data={**form, "q1-text": "x" * 5_000_000}).status_code == 413
    assert answers(path) == {}


def test_a_foreign_option_in_a_plain_form_loses_nothing_else(app: Flask) -> None:
    learner = make_learner(app, course_with(layout="all"))
    path = learner.begin()
    page = learner.get(path).text
    token = options_of(page, 1)["L’écouter"]
    reply = learner.post(
        path, {**form_of(page), "q1-choice": token, "q2-choice": "forged", "q3-number": "120"}
    )
    assert reply.status_code == 422
    assert "not one of those on offer" in reply.text
    assert set(answers(path)) == {1, 3}
    assert form_of(reply.text)["q1-choice"] == token


def test_a_missing_form_token_changes_nothing(app: Flask) -> None:
    learner = make_learner(app)
    path = learner.begin()
    for page in (path, f"{path}/submit", learner.start_path):
        assert learner.client.post(page, data={"confirm": "y"}).status_code == 419
    assert attempt_row(path).state == "open"
