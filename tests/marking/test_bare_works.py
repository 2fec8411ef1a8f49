"""Files of anonymous works: markers get copies without the author's name until the results are out, one by one and in the ZIP."""

import io
import zipfile
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from lms.core.db import transaction
from lms.core.storage import storage
from lms.courses.queries import revision_document
from lms.marking.access import code_of_attempt
from lms.progress.queries import report_of
from lms.quiz import services, uploads
from lms.quiz.file_purge import purge_uploads
from lms.quiz.models import Attempt
from lms.quiz.queries import attempt_with_enrolment
from lms.quiz.rules import quiz_content
from lms.quiz.sittings import sitting_of
from lms.quiz.uploads import bare_key, files_of
from tests.browsing import post
from tests.marking.desk import Desk, attempt, make_desk
from tests.quiz.file_samples import picture
from tests.quiz.signed_files import signed_office, signed_pdf, unpacked
from tests.quiz.sitting import KEY, NOW

UPLOAD = {
    "id": "f1",
    "type": "file_upload",
    "stem": {"fr": "Joignez."},
    "points": 4,
    "max_files": 5,
    "accept": ["pdf", "office", "image"],
}
FILES = {
    "ada-secret.pdf": signed_pdf(),
    "ada-secret.docx": signed_office(".docx"),
    "ada-secret.png": picture(),
}


def hands_in(desk: Desk, name: str, files: dict[str, bytes]) -> Attempt:
    enrolment = desk.enrols(name)
    content = quiz_content(revision_document(enrolment.revision_id), KEY)
    assert content is not None
    entry = report_of(enrolment, NOW).items[KEY]
    with transaction():
        started = services.start(enrolment=enrolment, content=content, entry=entry, now=NOW)
    found = attempt_with_enrolment(started)
    assert found is not None
    for title, data in files.items():
        place = uploads.place_of(sitting_of(*found), 1, 10, NOW)
        checked = uploads.check(place, title, data)
        key = uploads.store(place, checked)
        with transaction():
            uploads.add(place, checked, key, NOW)
    with transaction():
        services.submit(attempt_id=started, by="learner", now=NOW)
    desk.works[name] = started
    return attempt(started)


@pytest.fixture
def desk(app: Flask) -> Desk:
    found = make_desk(app, [UPLOAD], anonymous_marking=True, results="when_released")
    hands_in(found, "ada", FILES)
    return found


@pytest.fixture
def staff(desk: Desk) -> FlaskClient:
    return desk.staff("marie")[1]


def file_paths(desk: Desk) -> list[str]:
    work = desk.works["ada"]
    return [f"{desk.path}/{code_of_attempt(work)}/files/{token}" for token in files_of(work)]


def test_a_marker_s_copy_has_a_neutral_name_and_no_author_until_the_release(
    desk: Desk, staff: FlaskClient
) -> None:
    page = staff.get(desk.work_path("ada")).text
    assert "what the properties of these files say of their author was taken out" in page
    assert "secret" not in page
    for path in file_paths(desk):
        for _ in range(2):  # made, then kept
            reply = staff.get(path)
            assert reply.status_code == 200
            assert b"SECRET" not in unpacked(reply.data)
            assert "secret" not in reply.headers["Content-Disposition"]
    stored = {file.name: storage().get(file.storage_key) for file in files_of(desk.works["ada"]).values()}
    assert stored["ada-secret.pdf"] == FILES["ada-secret.pdf"]
    with transaction():
        attempt(desk.works["ada"]).marked_at = NOW
        attempt(desk.works["ada"]).pending = 0
        attempt(desk.works["ada"]).released_at = NOW
    replies = [staff.get(path) for path in file_paths(desk)]
    assert replies[0].data == FILES["ada-secret.pdf"]
    assert replies[1].data == FILES["ada-secret.docx"]
    assert "ada-secret.pdf" in replies[0].headers["Content-Disposition"]
    assert "what the properties" not in staff.get(desk.work_path("ada")).text


def test_the_archive_holds_the_same_copies(desk: Desk, staff: FlaskClient) -> None:
    reply = post(staff, f"{desk.path}/papers")
    with zipfile.ZipFile(io.BytesIO(reply.data)) as archive:
        names = archive.namelist()
        held = b"".join(unpacked(archive.read(name)) for name in names)
    assert len(names) == 4
    assert b"SECRET" not in held
    assert not [name for name in names if "secret" in name.lower()]


def test_the_learner_s_own_address_gives_a_marker_nothing_meanwhile(desk: Desk, staff: FlaskClient) -> None:
    work = desk.works["ada"]
    for token in files_of(work):
        assert staff.get(f"/attempts/{work}/files/{token}").status_code == 404


def test_a_file_without_a_copy_is_kept_back_and_the_page_says_so(app: Flask) -> None:
    desk = make_desk(app, [UPLOAD], anonymous_marking=True)
    hands_in(desk, "ada", FILES)
    staff = desk.staff("marie")[1]
    file = next(one for one in files_of(desk.works["ada"]).values() if one.name.endswith(".docx"))
    storage().put(file.storage_key, b"spoilt")
    refused = staff.get(file_paths(desk)[1])
    assert refused.status_code == 409
    assert "without its author’s name" in refused.text
    reply = post(staff, f"{desk.path}/papers")
    with zipfile.ZipFile(io.BytesIO(reply.data)) as archive:
        assert len(archive.namelist()) == 3
        page = archive.read(next(name for name in archive.namelist() if name.endswith("index.html"))).decode()
    assert "File 2.docx: No copy of this file" in page


def test_a_file_that_is_gone_is_not_found_and_its_copy_goes_with_it(desk: Desk, staff: FlaskClient) -> None:
    path, file = file_paths(desk)[0], next(iter(files_of(desk.works["ada"]).values()))
    assert staff.get(path).status_code == 200
    assert storage().exists(bare_key(file.storage_key))
    purge_uploads(NOW + timedelta(days=3))
    assert storage().exists(bare_key(file.storage_key))
    for key in uploads.keys_of(file):
        storage().delete(key)
    assert staff.get(path).status_code == 404
