"""The queue, results let go, works handed back, papers, and who reaches what."""

import io
import zipfile
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.core.db import session, transaction
from lms.core.models import AuditEvent, OutboxJob
from lms.core.storage import storage
from lms.courses import services as courses
from lms.courses.document import load_document
from lms.courses.queries import revision_document
from lms.quiz.models import Attempt, AttemptFile
from tests.browsing import post
from tests.courses.sample import true_false
from tests.marking.desk import Desk, answer, attempt, essay, make_desk, text
from tests.marking.test_answer import GOOD, send
from tests.quiz.sitting import KEY, NOW, sign_in

UPLOAD = {"id": "f1", "type": "file_upload", "stem": {"fr": "Joignez."}, "points": 4, "accept": ["image"]}


@pytest.fixture
def desk(app: Flask) -> Desk:
    found = make_desk(app, results="when_released")
    for name in ("ada", "bob"):
        found.hands_in(name, {1: text(f"Texte de {name}")})
    return found


@pytest.fixture
def staff(desk: Desk) -> FlaskClient:
    return desk.staff("marie")[1]


def mails() -> list[dict[str, Any]]:
    jobs = session().scalars(select(OutboxJob).where(OutboxJob.kind == "mail").order_by(OutboxJob.id))
    return [job.payload for job in jobs if job.payload["template"] != "quiz_receipt"]


def test_the_queue_counts_what_waits(desk: Desk, staff: FlaskClient, count_statements: Any) -> None:
    page = staff.get("/teach/marking").text
    assert "2 answers to mark" in page
    assert desk.path in page
    send(staff, desk.work_path("ada"), **GOOD)
    page = staff.get("/teach/marking").text
    assert "1 answer to mark" in page
    assert "1 result to release" in page
    assert "1 answer to mark" in staff.get("/teach").text
    with count_statements() as statements:
        staff.get("/teach/marking")
    assert len(statements) <= 3 + 4, statements  # the frame of every page takes three


def test_a_marker_sees_their_own_cohorts_alone(app: Flask, desk: Desk) -> None:
    other = make_desk(app, slug="ailleurs")
    other.hands_in("eve", {1: text()})
    cohort_only = desk.staff("paul", cohort_id=desk.cohort.id)[1]
    elsewhere = other.staff("ines")[1]
    assert cohort_only.get(desk.path).status_code == 200
    assert desk.path not in elsewhere.get("/teach/marking").text
    for path in (desk.path, desk.work_path("ada")):
        assert elsewhere.get(path).status_code == 404
    # A work of another centre under a cohort of one's own.
    foreign = f"{other.path}/{desk.code('ada')}"
    assert elsewhere.get(f"{foreign}/1").status_code == 404
    assert send(elsewhere, f"{foreign}/1", **GOOD).status_code == 404
    assert post(elsewhere, f"{foreign}/return", {"note": "x"}).status_code == 404
    assert elsewhere.get(f"{foreign}/files/none").status_code == 404
    assert attempt(desk.works["ada"]).returned_at is None


def test_slots_that_the_program_marks_are_not_marked_by_hand(desk: Desk, staff: FlaskClient) -> None:
    assert staff.get(desk.work_path("ada", 2)).status_code == 404
    assert send(staff, desk.work_path("ada", 2), mark="1").status_code == 404


def test_results_are_held_then_released_with_a_mail(desk: Desk, staff: FlaskClient) -> None:
    send(staff, desk.work_path("ada"), comment="Bravo ada", **GOOD)
    learner = sign_in(desk.app, desk.learners["ada"].user_id)
    review = f"/attempts/{desk.works['ada']}/review"
    assert "Bravo ada" not in learner.get(review).text
    assert post(staff, f"{desk.path}/release", {"confirm": "y"}).status_code == 303
    assert attempt(desk.works["bob"]).released_at is None
    assert "Bravo ada" in learner.get(review).text
    assert [mail["template"] for mail in mails()] == ["results_released"]
    assert post(staff, f"{desk.path}/release", {"confirm": "y"}).status_code == 409
    assert len(mails()) == 1


def test_a_work_is_handed_back_with_a_note_and_both_versions_show(desk: Desk, staff: FlaskClient) -> None:
    send(staff, desk.work_path("ada"), comment="Trop vague", **GOOD)
    back = f"{desk.path}/{desk.code('ada')}/return"
    assert post(staff, back, {"note": " "}).status_code == 422
    too_long = post(staff, back, {"note": "x" * 5001})
    assert too_long.status_code == 422
    assert "A note has at most 5000 characters." in too_long.text
    assert post(staff, back, {"note": "Ajoutez des sources."}).status_code == 303
    old = desk.works["ada"]
    new = attempt(old).number + 1
    assert post(staff, back, {"note": "Encore"}).status_code == 409
    assert [mail["template"] for mail in mails()] == ["work_returned"]
    attempt_id = int(mails()[0]["params"]["attempt_id"])
    learner = sign_in(desk.app, desk.learners["ada"].user_id)
    card = f"/learn/{attempt(old).enrolment_id}/{attempt(old).item_key}/quiz"
    for path, words in ((f"/attempts/{attempt_id}", "Ajoutez des sources."), (card, "Improve my work")):
        page = learner.get(path).text
        assert words in page
        assert f'href="/attempts/{old}/review"' in page
    desk.finishes("ada", attempt_id, {1: text("Avec sources")}, base=answer(attempt_id).sequence)
    assert attempt(attempt_id).number == new
    page = staff.get(desk.work_path("ada")).text
    for words in ("Avec sources", "Texte de ada", "Trop vague", "Ajoutez des sources."):
        assert words in page


def file_of(desk: Desk, name: str, file_name: str, data: bytes = b"bytes") -> str:
    """A file in the answer to question 1, as the upload leaves it."""
    work = desk.works[name]
    token, key = f"{work:032x}", f"uploads/{work}/x"
    storage().put(key, data)
    row = {"name": file_name, "media_type": "image/png", "size": len(data), "pages": None}
    with transaction() as current:
        current.add(
            AttemptFile(
                attempt_id=work, slot=1, token=token, sha256="0" * 64, storage_key=key, created_at=NOW, **row
            )
        )
        held, whole = answer(work), current.get_one(Attempt, work)
        held.response, held.outcome = {"files": [token]}, "pending"
        whole.pending, whole.marked_at = 1, None
    return token


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_all_papers_come_as_one_zip(app: Flask, is_anonymous: bool) -> None:
    desk = make_desk(app, [UPLOAD, essay(), true_false("t1", "definir")], anonymous_marking=is_anonymous)
    for name in ("ada", "bob"):
        desk.hands_in(name, {2: text(f"<script>alert('{name}')</script>")})
    file_of(desk, "ada", "../../Ada Con:.png")
    _, staff = desk.staff("marie")
    reply = post(staff, f"{desk.path}/papers")
    assert (reply.status_code, reply.mimetype) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(reply.data)) as archive:
        names = archive.namelist()
        pages = [archive.read(name).decode() for name in names if name.endswith("index.html")]
    assert not [name for name in names if ".." in name.split("/") or name.startswith("/") or "\\" in name]
    assert len(names) == 3
    assert not any("<script" in page for page in pages)
    assert any("&lt;script&gt;" in page for page in pages)
    everything = " ".join(names) + " ".join(pages).replace("alert(&#39;ada", "")
    assert ("Ada" in everything) is not is_anonymous
    acts = session().scalars(select(AuditEvent).where(AuditEvent.action == "papers.exported")).all()
    assert [act.details for act in acts] == [{"quiz": "quiz", "works": 2}]


@pytest.mark.parametrize("is_anonymous", [False, True])
def test_a_file_is_read_through_the_room_under_a_name_that_may_show(app: Flask, is_anonymous: bool) -> None:
    desk = make_desk(app, [UPLOAD, essay()], anonymous_marking=is_anonymous)
    for name in ("ada", "bob"):
        desk.hands_in(name, {2: text()})
    token = file_of(desk, "ada", "Devoir d'Ada.png")
    _, staff = desk.staff("marie")
    page = staff.get(desk.work_path("ada", 1)).text
    assert f"files/{token}" in page
    assert ("Devoir" in page) is not is_anonymous
    assert f"/attempts/{desk.works['ada']}" not in page
    reply = staff.get(f"{desk.path}/{desk.code('ada')}/files/{token}")
    assert (reply.status_code, reply.data) == (200, b"bytes")
    assert ("Devoir" in reply.headers["Content-Disposition"]) is not is_anonymous
    assert "sandbox" in reply.headers["Content-Security-Policy"]
    for path in (
        f"{desk.path}/{desk.code('bob')}/files/{token}",
        f"{desk.path}/{desk.code('ada')}/files/{token[::-1]}",
        f"{desk.path}/{desk.code('ada')}/files/{token}?page=1",
        f"{desk.path}/{desk.code('ada')}/files/{token}?page=x",
    ):
        assert staff.get(path).status_code == 404


def test_works_of_a_quiz_that_the_course_dropped_are_still_marked(desk: Desk, staff: FlaskClient) -> None:
    course = desk.cohort.course
    data = revision_document(course.latest_revision_id).dump()
    module = data["modules"][0]
    module["items"] = [item for item in module["items"] if item["id"] != KEY]
    with transaction():
        courses.publish_document(course=course, document=load_document(data), actor_id=None, now=NOW)
    assert "Texte de ada" in staff.get(desk.work_path("ada")).text
    assert staff.get(desk.path.replace(KEY, "none")).status_code == 404


@pytest.mark.parametrize(("assessed_by", "is_listed"), [("learner", False), ("instructor", True)])
def test_what_learners_assess_themselves_is_in_no_queue(
    app: Flask, assessed_by: str, is_listed: bool
) -> None:
    _, staff = make_desk(app, [essay()], assessed_by=assessed_by).staff("marie")
    assert ("Other quizzes that people mark" in staff.get("/teach/marking").text) is is_listed
