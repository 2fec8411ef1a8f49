"""Files in an answer, as a learner hands them in: by script, and by the plain form of a browser without one."""

import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from lms.core import clock
from lms.core.db import session, transaction
from lms.core.storage import storage
from lms.quiz.models import AttemptFile
from lms.quiz.uploads import files_of
from tests.quiz import file_samples as samples
from tests.quiz.sitting import (
    Learner,
    answers,
    attempt_row,
    course_with,
    events,
    form_of,
    make_learner,
    number_question,
)

QUESTION: dict[str, Any] = {"id": "f1", "type": "file_upload", "stem": {"fr": "Déposez votre affiche."}}


def sitter(app: Flask, **changes: Any) -> tuple[Learner, str]:
    """A learner in front of a question for files (slot 1) and a number (slot 2), on one page."""
    question = {**QUESTION, "accept": ["pdf", "image", "office", "text"], "max_megabytes": 1, **changes}
    learner = make_learner(app, course_with([question, number_question()], layout="all"))
    return learner, learner.begin()


def multipart(fields: dict[str, Any]) -> dict[str, Any]:
    """A form with a file, as bytes: the test client would put a large one into a file that it never closes."""
    boundary, body = encode_multipart(fields)
    return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}


def send(learner: Learner, path: str, name: str, data: bytes, slot: int = 1) -> TestResponse:
    """What the page's script sends."""
    headers = {"X-CSRFToken": learner.token, "Accept": "application/json"}
    body = multipart({f"q{slot}-upload": FileStorage(io.BytesIO(data), name)})
    return learner.client.post(f"{path}/slots/{slot}/files", headers=headers, **body)


def take_out(learner: Learner, path: str, token: str) -> TestResponse:
    headers = {"X-CSRFToken": learner.token, "Accept": "application/json"}
    return learner.client.post(f"{path}/slots/1/files/remove", data={"remove": token}, headers=headers)


def stored(path: str) -> list[AttemptFile]:
    attempt = attempt_row(path)
    return list(files_of(attempt.id).values())


def kept_bytes(app: Flask) -> list[Path]:
    folder = app.config["LMS"].data_dir / "files" / "uploads"
    return [file for file in folder.rglob("*") if file.is_file()]


def test_a_file_becomes_the_answer_and_the_reply_carries_its_sequence(app: Flask) -> None:
    learner, path = sitter(app)
    reply = send(learner, path, "Affiche été.png", samples.picture())
    assert reply.status_code == 200, reply.text
    (row,) = stored(path)
    answer = answers(path)[1]
    assert answer.response == {"files": [row.token]}
    assert (answer.sequence, reply.json["sequence"]) == (1, 1)
    assert reply.json["saved_at"] == answer.saved_at.isoformat()
    assert {"server_now", "due_at", "seconds_left", "state"} <= set(reply.json)
    assert [file["name"] for file in reply.json["files"]] == ["Affiche été.png"]
    assert (row.name, row.media_type, row.slot) == ("Affiche été.png", "image/png", 1)
    assert storage().exists(row.storage_key)
    assert row.storage_key not in reply.text
    assert [(one.kind, one.slot) for one in events(path) if one.slot] == [("saved", 1)]


def test_a_save_of_the_page_goes_on_from_there_and_an_older_one_does_not(app: Flask) -> None:
    learner, path = sitter(app)
    value = send(learner, path, "a.pdf", samples.pdf()).json["files"][0]["value"]
    assert learner.save(path, 1, {"file": [value]}, sequence=1, flagged=True).json["sequence"] == 2
    assert learner.save(path, 1, {"file": [""]}, sequence=1, key="older-page").status_code == 409
    assert (
        learner.save(path, 1, {"file": [f"{'0' * 32}.{'0' * 32}"]}, sequence=2, key="forged-one").status_code
        == 422
    )
    assert len(answers(path)[1].response["files"]) == 1  # type: ignore[index]


def test_files_keep_their_order_and_one_is_taken_out_again(app: Flask) -> None:
    learner, path = sitter(app)
    for name in ("un.txt", "deux.txt", "trois.txt"):
        reply = send(learner, path, name, name.encode())
    one, two, three = (file["token"] for file in reply.json["files"])
    reply = take_out(learner, path, two)
    assert reply.status_code == 200
    assert answers(path)[1].response == {"files": [one, three]}
    assert (reply.json["sequence"], [file["name"] for file in reply.json["files"]]) == (
        4,
        ["un.txt", "trois.txt"],
    )
    assert take_out(learner, path, two).json["sequence"] == 4
    assert take_out(learner, path, "0" * 32).status_code == 404
    for token in (one, three):
        reply = take_out(learner, path, token)
    assert (reply.json["files"], answers(path)[1].response) == ([], None)


@pytest.mark.parametrize(
    ("name", "data", "status", "why"),
    [
        ("a.exe", b"MZ", 422, "file.kind"),
        ("a.png", samples.vast_png(), 422, "file.too_many_pixels"),
        ("a.docx", samples.lying_office(), 422, "file.bad_office"),
        ("a.pdf", samples.locked_pdf(), 422, "file.locked_pdf"),
        ("a.txt", b"", 422, "file.empty"),
        ("a.txt", b"a" * 1_000_001, 413, "file.too_large"),
        ("", b"text", 422, "file.none_chosen"),
    ],
)
def test_a_refused_file_leaves_nothing(app: Flask, name: str, data: bytes, status: int, why: str) -> None:
    learner, path = sitter(app)
    reply = send(learner, path, name, data)
    assert (reply.status_code, reply.json["error"]) == (status, why)
    assert reply.json["message"]
    assert (stored(path), answers(path), kept_bytes(app)) == ([], {}, [])


def test_a_body_beyond_the_installation_s_limit_is_not_read(app: Flask) -> None:
    learner, path = sitter(app, max_megabytes=100)
    app.config["LMS"].upload_megabytes = 1
    assert send(learner, path, "a.txt", b"a" * 1_000_001).json["error"] == "file.too_large"
    assert send(learner, path, "a.txt", b"a" * 2_000_000).status_code == 413
    assert "1 Mo" in learner.get(path).text or "1 MB" in learner.get(path).text
    assert stored(path) == []


def test_a_large_body_of_somebody_signed_out_gets_that_said(app: Flask) -> None:
    _, path = sitter(app)
    body = multipart({"q1-upload": FileStorage(io.BytesIO(b"a" * 900_000), "a.txt")})
    visitor, script = app.test_client(), {"Accept": "application/json"}
    assert visitor.post(f"{path}/slots/1/files", headers=script, **body).status_code == 401
    assert visitor.post(f"{path}/slots/1", data=b"a" * 900_000, content_type="text/plain").status_code == 413


def test_no_more_files_than_the_question_takes(app: Flask) -> None:
    learner, path = sitter(app, max_files=2)
    replies = [send(learner, path, f"{number}.txt", b"x") for number in range(3)]
    assert [reply.status_code for reply in replies] == [200, 200, 422]
    assert replies[2].json["error"] == "file.too_many"
    assert len(stored(path)) == 2


def test_adding_and_removing_without_end_fills_no_disk(app: Flask) -> None:
    learner, path = sitter(app)
    for number in range(8):
        reply = send(learner, path, f"{number}.txt", b"x").json
        if number % 2:
            take_out(learner, path, reply["files"][0]["token"])
        else:
            learner.save(path, 1, {"file": [""]}, sequence=reply["sequence"], key=f"cleared-{number}")
    assert len(stored(path)) == len(kept_bytes(app)) == 5


def test_where_no_files_go_there_is_nothing(app: Flask) -> None:
    learner, path = sitter(app)
    for slot in (2, 3, 0, 10**17):
        assert send(learner, path, "a.txt", b"x", slot).status_code == 404
    assert stored(path) == []


def test_after_the_grace_a_file_is_refused_with_the_time_that_ended(app: Flask) -> None:
    learner, path = sitter(app)
    now = clock.now()
    with transaction() as current:
        attempt = current.merge(attempt_row(path))
        attempt.due_at, attempt.cutoff_at = now - timedelta(minutes=1), now - timedelta(seconds=30)
    reply = send(learner, path, "a.txt", b"x")
    assert (reply.status_code, reply.json["error"]) == (409, "file.late")
    page = learner.post(f"{path}/slots/1/files", {"base-1": "0"})
    assert page.status_code == 409
    assert (stored(path), kept_bytes(app)) == ([], [])


def test_a_paused_or_submitted_attempt_takes_no_file(app: Flask) -> None:
    learner, path = sitter(app)
    with transaction() as current:
        attempt = current.merge(attempt_row(path))
        attempt.paused_at, attempt.pause_left = clock.now(), 600
    assert send(learner, path, "a.txt", b"x").json["error"] == "pause.paused"
    with transaction() as current:
        current.merge(attempt_row(path)).paused_at = None
    learner.post(f"{path}/submit", {"confirm": "y"})
    assert send(learner, path, "a.txt", b"x").json["error"] == "save.submitted"
    assert stored(path) == []


def form_send(learner: Learner, path: str, name: str, data: bytes, **typed: str) -> TestResponse:
    """The page's own form, its file button pressed."""
    form = {**form_of(learner.get(path).text), **typed, "q1-upload": FileStorage(io.BytesIO(data), name)}
    return learner.client.post(f"{path}/slots/1/files", **multipart(form))


def test_without_a_script_the_whole_page_is_saved_with_the_file(app: Flask) -> None:
    learner, path = sitter(app)
    reply = form_send(learner, path, "a.pdf", samples.pdf(), **{"q2-number": "120"})
    assert reply.status_code == 303
    assert reply.location.endswith("?q=1#q1-files")
    assert answers(path)[2].response is not None
    assert len(answers(path)[1].response["files"]) == 1  # type: ignore[index]
    page = learner.get(path).text
    assert "a.pdf" in page
    token = re.search(r'name="remove" value="([0-9a-f]{32})"', page)
    assert token is not None
    form = form_of(page)
    reply = learner.post(f"{path}/slots/1/files/remove", {**form, "remove": token[1], "q1-upload": "b.pdf"})
    assert reply.status_code == 303
    assert answers(path)[1].response is None


def test_without_a_script_a_refused_file_brings_back_the_page_with_all_that_was_typed(app: Flask) -> None:
    learner, path = sitter(app)
    reply = form_send(learner, path, "a.exe", b"MZ", **{"q2-number": "12"})
    assert reply.status_code == 422
    assert "error-summary" in reply.text
    assert 'value="12"' in reply.text
    assert answers(path)[2].response is not None
    reply = form_send(learner, path, "a.txt", b"a" * 1_000_001)
    assert reply.status_code == 413
    assert "error-summary" in reply.text
    assert stored(path) == []


def test_without_a_script_a_mistake_elsewhere_does_not_stop_the_file(app: Flask) -> None:
    learner, path = sitter(app)
    reply = form_send(learner, path, "a.txt", b"x", **{"q2-number": "beaucoup"})
    assert reply.status_code == 422
    assert "a.txt" in reply.text
    assert form_of(reply.text)["base-1"] == "1"
    assert "beaucoup" in reply.text


def test_without_a_script_a_file_that_was_chosen_and_not_sent_is_said(app: Flask) -> None:
    learner, path = sitter(app)
    send(learner, path, "un.txt", b"x")
    form = {**form_of(learner.get(path).text), "q1-upload": "deux.txt", "go": "stay"}
    reply = learner.post(path, form)
    assert reply.status_code == 422
    assert "un.txt" in reply.text
    assert len(answers(path)[1].response["files"]) == 1  # type: ignore[index]


def test_clearing_the_answer_takes_every_file_out(app: Flask) -> None:
    learner, path = sitter(app)
    send(learner, path, "un.txt", b"x")
    learner.post(path, {**form_of(learner.get(path).text), "go": "clear-1"})
    assert answers(path)[1].response is None


def test_uploads_at_the_same_moment_all_count_up_to_the_limit(app: Flask) -> None:
    """Each adds to what is there when its turn comes, whatever its page knew."""
    learner, path = sitter(app)
    with learner.client.session_transaction() as cookie:
        signed_in, token, start = dict(cookie), learner.token, Barrier(6)

    def run(number: int) -> int:
        window = app.test_client()
        with window.session_transaction() as cookie:
            cookie.update(signed_in)
        body = multipart({"q1-upload": FileStorage(io.BytesIO(b"x"), f"{number}.txt")})
        start.wait(timeout=30)
        headers = {"X-CSRFToken": token, "Accept": "application/json"}
        return window.post(f"{path}/slots/1/files", headers=headers, **body).status_code

    with ThreadPoolExecutor(6) as pool:
        statuses = sorted(pool.map(run, range(6)))
    assert statuses == [200, 200, 200, 422, 422, 422]
    session().rollback()
    assert answers(path)[1].sequence == 3
    assert sorted(answers(path)[1].response["files"]) == sorted(file.token for file in stored(path))  # type: ignore[index]
