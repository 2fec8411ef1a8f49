"""What a file is, decided by its content: what passes comes out clean, and every trick is refused with a sentence."""

import io
import subprocess
import sys
from threading import BoundedSemaphore
from typing import Any

import pytest
from PIL import Image

from lms.core.errors import Busy, InvalidInput, TooLarge
from lms.quiz import pdf_pages, pdf_worker, uploads
from lms.quiz.engine.file_kinds import ENDINGS, endings_of
from lms.quiz.file_checks import CheckedFile, clean_name
from lms.quiz.messages import SENTENCES
from lms.quiz.office_files import MAX_ENTRIES, MEDIA_TYPES
from lms.quiz.types.file_upload import FileUploadQuestion
from lms.quiz.uploads import Place
from tests.quiz import file_samples as samples

OCTETS = b"MZ\x90\x00\x03\x00\x00\x00"


def place(**changes: Any) -> Place:
    data = {"id": "f", "type": "file_upload", "stem": {"fr": "?"}, "accept": list(ENDINGS), **changes}
    return Place(1, 1, 1, FileUploadQuestion.model_validate(data), {"seal": "0"}, 2)


def check(name: str, data: bytes, **changes: Any) -> CheckedFile:
    return uploads.check(place(**changes), name, data)


def refusal(name: str, data: bytes, **changes: Any) -> str:
    with pytest.raises((InvalidInput, TooLarge)) as caught:
        check(name, data, **changes)
    assert caught.value.reason is not None
    assert SENTENCES[caught.value.reason.code]
    return caught.value.reason.code.removeprefix("file.")


@pytest.mark.parametrize(
    ("ending", "kind"), [(".png", "PNG"), (".jpg", "JPEG"), (".jpeg", "JPEG"), (".webp", "WEBP")]
)
def test_a_picture_is_encoded_anew_in_its_own_format(ending: str, kind: str) -> None:
    sent = samples.picture(kind) + samples.HTML
    kept = check(f"Plan{ending}", sent)
    assert (kept.kind, kept.media_type, kept.pages) == ("image", f"image/{kind.lower()}", None)
    assert b"script" not in kept.data
    with Image.open(io.BytesIO(kept.data)) as image:
        assert (image.format, image.size) == (kind, (40, 30))


def test_a_photo_loses_its_place_and_its_camera_and_stands_upright() -> None:
    sent = samples.photo()
    assert b"SECRET-CAMERA" in sent
    assert b"SECRET-COMMENT" in sent
    kept = check("IMG_2001.JPG", sent).data
    assert b"SECRET" not in kept
    with Image.open(io.BytesIO(kept)) as image:
        assert image.size == (30, 40)
        assert not image.getexif()
        assert "comment" not in image.info


def test_a_see_through_picture_stays_so_and_a_large_one_is_made_smaller() -> None:
    target = io.BytesIO()
    Image.new("RGBA", (6000, 10), (0, 0, 0, 0)).save(target, "PNG")
    with Image.open(io.BytesIO(check("a.png", target.getvalue()).data)) as image:
        assert (image.mode, image.size) == ("RGBA", (4096, 7))


@pytest.mark.parametrize("ending", MEDIA_TYPES)
def test_an_office_document_is_kept_as_it_came(ending: str) -> None:
    sent = samples.office(ending)
    kept = check(f"rapport{ending}", sent)
    assert (kept.media_type, kept.data) == (MEDIA_TYPES[ending], sent)


def test_a_pdf_is_counted() -> None:
    sent = samples.pdf(3)
    kept = check("Mémoire.pdf", sent)
    assert (kept.media_type, kept.data, kept.pages) == ("application/pdf", sent, 3)


@pytest.mark.parametrize("data", ["Été\n".encode(), "\ufeffÉté\n".encode(), "Été\n".encode("cp1252")])
def test_a_text_is_kept_in_utf_8(data: bytes) -> None:
    kept = check("notes.txt", data)
    assert (kept.media_type, kept.data.decode()) == ("text/plain", "Été\n")


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("vide.pdf", b"", "empty"),
        ("image.svg", b"<svg onload='alert(1)'/>", "kind"),
        ("page.html", samples.HTML, "kind"),
        ("cv.pdf.exe", OCTETS, "kind"),
        ("shell.phar", b"<?php", "kind"),
        ("sans-fin", samples.pdf(), "kind"),
        ("anime.gif", b"GIF89a/*" + b"*/=alert(1)//", "kind"),
        ("anime.png", b"GIF89a/*" + b"*/=alert(1)//", "not_what_it_says"),
        ("photo.jpg", samples.HTML, "not_what_it_says"),
        ("cv.pdf", samples.picture(), "not_what_it_says"),
        ("photo.png", samples.pdf(), "not_what_it_says"),
        ("photo.png", samples.picture("JPEG"), "bad_image"),
        ("cv.pdf", samples.HTML + samples.pdf(), "not_what_it_says"),
        ("cv.docx", samples.pdf(), "not_what_it_says"),
        ("notes.txt", samples.picture(), "not_what_it_says"),
        ("notes.txt", OCTETS, "not_text"),
        ("notes.txt", "Été".encode("utf-16"), "not_text"),
        ("vieux.doc", b"\xd0\xcf\x11\xe0", "old_office"),
        ("verrou.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "locked_office"),
        ("macros.docm", samples.office(), "macros"),
        ("photo.heic", b"\x00\x00\x00\x18ftypheic", "phone_photo"),
        ("photo.png", samples.vast_png(), "too_many_pixels"),
        ("photo.png", samples.vast_png(12_000), "too_many_pixels"),
        ("photo.png", samples.picture()[:60], "bad_image"),
        ("photo.jpg", b"\xff\xd8\xff" + b"\x00" * 50, "bad_image"),
        ("cv.pdf", b"%PDF-1.7\nnothing", "bad_pdf"),
        ("cv.pdf", samples.locked_pdf(), "locked_pdf"),
        ("cv.pdf", samples.pdf(101), "too_many_pages"),
        ("lourd.txt", b"a" * 2_000_001, "too_large"),
    ],
)
def test_each_trick_is_refused_with_its_reason(name: str, data: bytes, why: str) -> None:
    assert refusal(name, data) == why


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (samples.office(extra={"../../evil": b"x"}), "bad_office"),
        (samples.office(extra={"/etc/cron": b"x"}), "bad_office"),
        (samples.office(extra={"C:\\x": b"x"}), "bad_office"),
        (samples.office(extra={"a\\..\\b": b"x"}), "bad_office"),
        (samples.office(extra={"MAIN.xml": b"x"}), "bad_office"),
        (samples.linked_office(), "bad_office"),
        (samples.lying_office(), "bad_office"),
        (samples.office()[:-30], "bad_office"),
        (samples.office() + samples.HTML, "bad_office"),
        (b"PK\x03\x04" + samples.HTML + samples.office(), "bad_office"),
        (samples.office(".odt"), "bad_office"),
        (samples.office(".xlsx"), "not_what_it_says"),
        (samples.office(types=b"<Types/>"), "not_what_it_says"),
        (samples.office(extra={"word/vbaProject.bin": b"x"}), "macros"),
        (samples.office(types=b"application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
        (samples.office(extra={"zeros": b"\x00" * 5_000_000}), "bomb"),
        (samples.crowded_office(MAX_ENTRIES), "bomb"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_archive_that_hides_something_is_no_document(data: bytes, why: str) -> None:
    assert refusal("rapport.docx", data) == why


def test_a_million_entries_are_refused_before_one_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """`zipfile` makes an object of each entry: it is not asked."""
    opened: list[object] = []
    crowded = samples.crowded_office(MAX_ENTRIES)
    monkeypatch.setattr("lms.quiz.office_files.zipfile.ZipFile", lambda *args: opened.append(args))
    assert refusal("rapport.docx", crowded) == "bomb"
    assert opened == []


def test_an_encrypted_entry_is_refused() -> None:
    data = bytearray(samples.office())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refusal("rapport.docx", bytes(data)) == "bad_office"


def test_what_a_question_does_not_take_is_refused_though_others_do() -> None:
    assert refusal("cv.pdf", samples.pdf(), accept=["image"]) == "kind"
    assert refusal("macros.docm", samples.office(), accept=["pdf"]) == "kind"
    assert endings_of(["pdf", "text"]) == [".pdf", ".txt", ".md", ".csv"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Ada\\cv.pdf", "cv.pdf"),
        ("cv\u202efdp.exe", "cv fdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie: x.pdf"),
        ("  mon   cv .pdf ", "mon cv.pdf"),
        ("\x00\ud800.pdf", "file.pdf"),
        (".pdf", "file.pdf"),
        ("", "file"),
        ("é" * 300 + ".PDF", "é" * 116 + ".PDF"),
        ('a"b;c.pdf', 'a"b;c.pdf'),
        ("<b>.pdf", "<b>.pdf"),
    ],
)
def test_names_are_made_fit_to_print(name: str, shown: str) -> None:
    assert clean_name(name) == shown


def test_a_page_is_drawn_within_bounds_and_a_hostile_pdf_only_breaks_its_own_process() -> None:
    for width, height in ((200, 280), (14_000, 10), (10, 14_000)):
        drawn = pdf_pages.page_image(samples.pdf(1, width, height), 1)
        assert drawn is not None
        with Image.open(io.BytesIO(drawn)) as image:
            assert max(image.size) <= 2600
            assert min(image.size) >= 1
    assert pdf_pages.page_image(samples.pdf(), 2) is None
    assert pdf_pages.page_image(b"%PDF-1.7 broken", 1) is None


def test_a_pdf_that_takes_too_long_is_given_up_and_a_crowd_waits_its_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pdf_pages, "SECONDS", 0.001)
    assert refusal("cv.pdf", samples.pdf()) == "bad_pdf"
    assert pdf_pages.page_image(samples.pdf(), 1) is None
    monkeypatch.undo()
    monkeypatch.setattr(pdf_pages, "_turns", BoundedSemaphore(1))
    monkeypatch.setattr(pdf_pages, "WAIT_SECONDS", 0.001)
    with pdf_pages._turns, pytest.raises(Busy):
        check("cv.pdf", samples.pdf())
    assert check("cv.pdf", samples.pdf()).pages == 1
    monkeypatch.setattr(uploads, "_turns", BoundedSemaphore(1))
    monkeypatch.setattr(uploads, "WAIT_SECONDS", 0.001)
    with uploads._turns, pytest.raises(Busy):
        check("a.png", samples.picture())
    assert check("a.png", samples.picture()).kind == "image"


def test_the_process_that_opens_a_pdf_knows_no_secret_and_has_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[dict[str, Any]] = []
    run = subprocess.run

    def noted(*args: Any, **options: Any) -> Any:
        started.append(options)
        return run(*args, **options)

    monkeypatch.setattr(pdf_pages.subprocess, "run", noted)
    monkeypatch.setenv("SECRET_KEY", "s" * 32)
    assert check("cv.pdf", samples.pdf()).pages == 1
    assert set(started[0]["env"]) <= {"SYSTEMROOT"}
    assert started[0]["timeout"] == pdf_pages.SECONDS
    limits = "runpy.run_path(sys.argv[1])['limit_myself'](); print(resource.getrlimit(resource.RLIMIT_AS)[0])"
    command = [sys.executable, "-I", "-c", f"import resource, runpy, sys; {limits}", pdf_worker.__file__]
    told = run(command, capture_output=True, text=True, check=True)
    assert int(told.stdout) == pdf_worker.MEMORY
