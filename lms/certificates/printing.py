"""Printing a certificate: rendered outside any transaction, stored once, by the job or by the first download.

Rendering takes a fraction of a second, and on SQLite an open transaction keeps everyone else from writing.
"""

import hashlib
from datetime import datetime
from typing import Any

import structlog
from flask import current_app, url_for

from lms.centres.signing import picture
from lms.certificates import queries, services
from lms.certificates.models import Certificate, CertificateFile
from lms.certificates.pdf import render_certificate
from lms.certificates.record import pictures_of, sheet_of
from lms.core import jobs
from lms.core.db import transaction
from lms.core.storage import storage

log = structlog.get_logger("certificates")


def public_url(endpoint: str, **values: Any) -> str:
    """The public address of a page: from the configured base address, never from a request's Host header."""
    return str(current_app.config["LMS"].base_url).rstrip("/") + url_for(endpoint, **values)


def verify_url(certificate: Certificate) -> str:
    """Where anyone can check a certificate."""
    return public_url("certificates.verify", code=certificate.code)


def pdf_of(certificate: Certificate, now: datetime) -> tuple[bytes, str] | None:
    """The PDF and its SHA-256; None when it can't be printed for now."""
    try:
        file = print_certificate(certificate, now)
        return _stored(certificate, file), file.sha256
    except Exception:  # whatever fails in printing, the certificate stands and the page says to come back
        log.exception("certificate not printed", certificate_id=certificate.id)
        return None


def print_certificate(certificate: Certificate, now: datetime) -> CertificateFile:
    """The file of a certificate, rendered and stored the first time. The file comes first: one without a row is harmless."""
    file = queries.file_of(certificate.id)
    if file is not None:
        return file
    pdf = _render(certificate)
    sha256 = hashlib.sha256(pdf).hexdigest()
    key = f"certificates/{sha256}.pdf"
    storage().put(key, pdf)
    with transaction():
        return services.record_file(
            certificate_id=certificate.id, sha256=sha256, storage_key=key, size=len(pdf), now=now
        )


def _render(certificate: Certificate) -> bytes:
    """Printed with the pictures of the day of issue; FileNotFoundError when one was lost, for without it another paper would be stored for good."""
    return render_certificate(
        sheet_of(
            certificate.record,
            {name: picture(digest) for name, digest in pictures_of(certificate.record).items()},
            code=certificate.code,
            issued_at=certificate.issued_at,
            verify_url=verify_url(certificate),
        )
    )


def _stored(certificate: Certificate, file: CertificateFile) -> bytes:
    """The stored bytes, and no others: a file that was lost is printed again when that gives the same ones."""
    is_there = storage().exists(file.storage_key)
    pdf = storage().get(file.storage_key) if is_there else _render(certificate)
    if hashlib.sha256(pdf).hexdigest() != file.sha256:
        raise ValueError("the stored file is not the one that was printed")
    if not is_there:
        storage().put(file.storage_key, pdf)
    return pdf


@jobs.handler(services.PRINT_JOB, outside=True)
def _print_later(payload: dict[str, Any], now: datetime) -> None:
    certificate = queries.certificate(payload["certificate_id"])
    assert certificate is not None
    print_certificate(certificate, now)
