"""Files read again: who may, and how they leave: pictures of ours in the page, everything else as an inert download."""

import io

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from structlog.testing import capture_logs

from lms.accounts import services as accounts
from lms.cohorts.models import Enrolment
from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Role
from lms.core.storage import storage
from tests.factories import make_centre, make_cohort, make_user
from tests.quiz import file_samples as samples
from tests.quiz.sitting import Learner, answers, attempt_row, join, sign_in
from tests.quiz.test_files import send, sitter, stored, take_out


def handed_in(app: Flask, name: str, data: bytes) -> tuple[Learner, str, str]:
    """The learner, the attempt's path and the file's."""
    learner, path = sitter(app)
    return learner, path, send(learner, path, name, data).json["files"][0]["url"]


def staff(app: Flask, name: str, role: Role, **scope: int) -> FlaskClient:
    user = make_user(f"{name}@example.org", name.title(), password=None)
    with transaction():
        accounts.add_membership(user_id=user.id, role=role, now=clock.now(), **scope)  # type: ignore[arg-type]
    return sign_in(app, user.id)


def submit(learner: Learner, path: str) -> None:
    assert learner.post(f"{path}/submit", {"confirm": "y"}).status_code == 303


def test_only_the_learner_reads_a_file_of_a_running_attempt(app: Flask) -> None:
    ada, path, url = handed_in(app, "a.pdf", samples.pdf())
    bob = join(app, ada.cohort, "bob")
    marker = staff(app, "marc", Role.INSTRUCTOR, centre_id=ada.cohort.centre_id)
    assert ada.get(url).status_code == 200
    for client in (bob.client, marker):
        for address in (url, f"{url}/pages/1.png"):
            with capture_logs() as logs:
                assert client.get(address).status_code == 404
            assert [line["status"] for line in logs if line["event"] == "refused"] == [404]
    assert "/sign-in" in app.test_client().get(url).location
    for act in ("files", "files/remove"):
        assert bob.post(f"{path}/slots/1/{act}", {"remove": stored(path)[0].token}).status_code == 404
    assert len(stored(path)) == 1


def test_a_submitted_file_is_read_by_the_markers_of_its_cohort_and_by_no_other(app: Flask) -> None:
    ada, path, url = handed_in(app, "a.pdf", samples.pdf())
    submit(ada, path)
    centre, course = ada.cohort.centre_id, ada.cohort.course_id
    other = make_cohort(ada.cohort.course, "Printemps")
    markers = [
        staff(app, "centre", Role.INSTRUCTOR, centre_id=centre),
        staff(app, "course", Role.INSTRUCTOR, centre_id=centre, course_id=course),
        staff(app, "cohort", Role.INSTRUCTOR, centre_id=centre, cohort_id=ada.cohort.id),
    ]
    strangers = [
        staff(app, "next", Role.INSTRUCTOR, centre_id=centre, cohort_id=other.id),
        staff(app, "away", Role.MANAGER, centre_id=make_centre("ailleurs").id),
        join(app, ada.cohort, "bob").client,
    ]
    assert [client.get(url).status_code for client in markers] == [200] * 3
    assert [client.get(url).status_code for client in strangers] == [404] * 3
    assert ada.get(url).status_code == 200


def test_a_marker_never_sees_what_was_taken_out_again(app: Flask) -> None:
    ada, path, url = handed_in(app, "wrong.txt", b"private")
    send(ada, path, "right.txt", b"work")
    wrong, right = (file.token for file in stored(path))
    take_out(ada, path, wrong)
    submit(ada, path)
    marker = staff(app, "marc", Role.INSTRUCTOR, centre_id=ada.cohort.centre_id)
    assert marker.get(url).status_code == 404
    assert marker.get(url.replace(wrong, right)).data == b"work"
    assert ada.get(url).status_code == 200


def test_another_attempt_s_address_finds_nothing(app: Flask) -> None:
    ada, path, url = handed_in(app, "a.txt", b"x")
    bob = join(app, ada.cohort, "bob")
    own = bob.begin()
    here, there = str(attempt_row(path).id), str(attempt_row(own).id)
    assert bob.get(url.replace(f"/{here}/", f"/{there}/")).status_code == 404
    for forged in ("0" * 32, "..%2f..%2fetc", "x" * 300):
        assert ada.get(f"{path}/files/{forged}").status_code == 404


def test_an_ended_enrolment_loses_its_files_at_once(app: Flask) -> None:
    ada, path, url = handed_in(app, "a.txt", b"x")
    with transaction() as current:
        current.get_one(Enrolment, ada.enrolment.id).ended_at = ada.enrolment.enrolled_at
    assert ada.get(url).status_code == 403
    assert send(ada, path, "b.txt", b"x").status_code == 403


@pytest.mark.parametrize(
    ("name", "data", "media_type"),
    [
        ("Rapport d’été.pdf", samples.pdf() + samples.HTML, "application/pdf"),
        ("notes.txt", samples.HTML, "text/plain; charset=utf-8"),
        (
            "a.docx",
            samples.office(),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
    ],
)
def test_what_we_did_not_draw_ourselves_is_an_inert_download(
    app: Flask, name: str, data: bytes, media_type: str
) -> None:
    ada, _, url = handed_in(app, name, data)
    reply = ada.get(url)
    assert reply.data == data
    headers = reply.headers
    assert headers["Content-Type"] == media_type
    assert headers["Content-Disposition"].startswith("attachment; filename")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in headers
    if "’" in name:
        assert "filename*=UTF-8''Rapport%20d%E2%80%99%C3%A9t%C3%A9.pdf" in headers["Content-Disposition"]


@pytest.mark.parametrize("name", ["a\r\nX-Evil: 1.txt", 'a"; filename=b.exe;.txt', "\u202efdp.txt"])
def test_a_name_adds_no_header_and_hides_no_ending(app: Flask, name: str) -> None:
    ada, path, url = handed_in(app, "a.txt", b"x")
    with transaction() as current:
        current.merge(stored(path)[0]).name = name
    if "\n" in name:
        # It never gets into the database so; if it did, the server would refuse to send it.
        with pytest.raises(ValueError, match="newline"):
            ada.get(url)
        return
    reply = ada.get(url)
    assert "X-Evil" not in reply.headers
    assert "\u202e" not in str(reply.headers)


def test_a_photo_is_shown_in_the_page_without_its_place(app: Flask) -> None:
    ada, _, url = handed_in(app, "photo.jpg", samples.photo())
    reply = ada.get(url)
    assert reply.headers["Content-Disposition"].startswith("inline")
    assert reply.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert b"SECRET" not in reply.data
    assert Image.open(io.BytesIO(reply.data)).size == (30, 40)


def test_the_pages_of_a_pdf_are_pictures_drawn_once(app: Flask) -> None:
    ada, path, url = handed_in(app, "a.pdf", samples.pdf(2))
    first = ada.get(f"{url}/pages/2.png")
    assert (first.status_code, first.mimetype) == (200, "image/png")
    storage().put(stored(path)[0].storage_key, b"gone")
    assert ada.get(f"{url}/pages/2.png").data == first.data
    for number in ("0", "3", "99999999999999999999", "x"):
        assert ada.get(f"{url}/pages/{number}.png").status_code == 404
    assert ada.get(f"{url}/pages/1.png").status_code == 404


def test_bytes_that_are_lost_are_not_found(app: Flask) -> None:
    ada, path, url = handed_in(app, "a.txt", b"x")
    storage().delete(stored(path)[0].storage_key)
    assert ada.get(url).status_code == 404
    assert "a.txt" in ada.get(path).text


def test_a_name_is_printed_as_text(app: Flask) -> None:
    ada, path, _ = handed_in(app, "<img src=x onerror=alert(1)>\u202e.txt", b"x")
    page = ada.get(path).text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
    assert "\u202e" not in page


def test_files_wait_for_a_marker(app: Flask) -> None:
    ada, path, _ = handed_in(app, "a.txt", b"x")
    submit(ada, path)
    assert answers(path)[1].outcome == "pending"
