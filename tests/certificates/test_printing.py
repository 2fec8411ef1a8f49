"""The PDF: printed once by the job or the first download, the same bytes ever after; a failure costs nothing."""

import hashlib
from datetime import timedelta
from typing import Any

import pypdfium2 as pdfium
import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.certificates import printing
from lms.certificates.models import CertificateFile
from lms.certificates.pdf import render_certificate
from lms.certificates.queries import file_of
from lms.core import clock, jobs
from lms.core.db import session
from lms.core.mail import run_in_worker_context
from lms.core.storage import storage
from tests.certificates.holder import Holder, browser_of, make_holder
from tests.cohorts.setting import race


@pytest.fixture
def holder(app: Flask) -> Holder:
    return make_holder()


def work(app: Flask, after: timedelta = timedelta()) -> None:
    with run_in_worker_context(app):
        jobs.run_due_jobs(clock.now() + after)


def fail(*_: Any) -> bytes:
    raise RuntimeError("no ink")


def path_of(certificate_id: int) -> str:
    return f"/certificates/{certificate_id}/certificate.pdf"


def test_the_job_prints_and_stores_the_file_once(app: Flask, holder: Holder) -> None:
    certificate = holder.completes()
    work(app)
    file = file_of(certificate.id)
    assert file is not None
    pdf = storage().get(file.storage_key)
    assert hashlib.sha256(pdf).hexdigest() == file.sha256
    assert file.size == len(pdf)
    assert "Aïssatou N’Diaye" in pdfium.PdfDocument(pdf)[0].get_textpage().get_text_bounded()


def test_each_download_gives_the_stored_bytes(app: Flask, holder: Holder) -> None:
    certificate = holder.completes()
    browser = browser_of(app, holder.user)
    first, second = browser.get(path_of(certificate.id)), browser.get(path_of(certificate.id))
    file = file_of(certificate.id)
    assert file is not None
    assert first.data == second.data
    assert hashlib.sha256(first.data).hexdigest() == file.sha256
    assert first.mimetype == "application/pdf"
    assert "private" in first.headers["Cache-Control"]
    disposition = first.headers["Content-Disposition"]
    assert disposition.startswith("attachment; ")
    assert (
        "filename*=UTF-8''Certificat%20de%20r%C3%A9ussite%20-%20A%C3%AFssatou%20N%20Diaye.pdf" in disposition
    )
    work(app)
    assert browser.get(path_of(certificate.id)).data == first.data, "the job came second"
    again = browser.get(path_of(certificate.id), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304


def test_the_address_on_paper_ignores_the_host_that_was_asked(app: Flask, holder: Holder) -> None:
    certificate = holder.completes()
    browser = browser_of(app, holder.user)
    page = browser.get(
        f"/learn/{holder.enrolment.id}/certificate", headers={"X-Forwarded-Host": "evil.example"}
    )
    assert f"http://localhost/verify/{certificate.code}" in page.text
    assert "evil.example" not in page.text


def test_a_failure_is_retried_and_the_page_says_so(
    app: Flask, holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = holder.completes()
    browser = browser_of(app, holder.user)
    monkeypatch.setattr(printing, "render_certificate", fail)
    work(app)
    work(app, timedelta(minutes=1))
    waiting = browser.get(path_of(certificate.id))
    assert waiting.status_code == 503
    assert waiting.headers["Retry-After"] == "60"
    assert "being prepared" in waiting.text
    assert browser.get(f"/learn/{holder.enrolment.id}/certificate").status_code == 200
    assert file_of(certificate.id) is None
    monkeypatch.setattr(printing, "render_certificate", render_certificate)
    work(app, timedelta(hours=1))
    assert file_of(certificate.id) is not None


def test_a_failure_is_not_retried_for_ever(
    app: Flask, holder: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder.completes()
    monkeypatch.setattr(printing, "render_certificate", fail)
    for day in range(jobs.MAX_TRIES + 3):
        work(app, timedelta(days=day))
    assert jobs.due_job_ids(clock.now() + timedelta(days=300)) == []


def test_a_lost_file_is_printed_again_when_it_is_the_same(app: Flask, holder: Holder) -> None:
    certificate = holder.completes()
    browser = browser_of(app, holder.user)
    first = browser.get(path_of(certificate.id)).data
    file = file_of(certificate.id)
    assert file is not None
    (storage().root / file.storage_key).unlink()
    assert browser.get(path_of(certificate.id)).data == first
    assert storage().exists(file.storage_key)


def test_a_file_that_was_altered_is_never_served(app: Flask, holder: Holder) -> None:
    certificate = holder.completes()
    browser = browser_of(app, holder.user)
    browser.get(path_of(certificate.id))
    file = file_of(certificate.id)
    assert file is not None
    storage().put(file.storage_key, b"%PDF-1.7 forged")
    assert browser.get(path_of(certificate.id)).status_code == 503


def test_downloads_at_the_same_moment_store_one_file(app: Flask, holder: Holder) -> None:
    certificate = holder.completes()

    def print_it() -> str:
        with app.test_request_context():
            return printing.print_certificate(certificate, clock.now()).sha256

    assert len(set(race(app, *[print_it] * 4))) == 1
    assert session().scalar(select(func.count()).select_from(CertificateFile)) == 1
