"""Writes of certificates: issued once, never changed, revoked at most."""

from datetime import datetime
from typing import Any

from sqlalchemy import Insert
from sqlalchemy.dialects import postgresql, sqlite

from lms.centres.models import Centre
from lms.centres.queries import identity_of
from lms.certificates import queries
from lms.certificates.models import Certificate, CertificateFile
from lms.certificates.record import Award, Issuer, make_record
from lms.certificates.rules import REVOCATIONS, new_code
from lms.core import audit, jobs
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.reasons import reason
from lms.courses.queries import revision_document
from lms.progress.queries import facts_of

PRINT_JOB = "certificate_pdf"


def issue_certificate(*, enrolment_id: int, now: datetime) -> Certificate:
    """The certificate of a completed enrolment, issued the first time; its PDF is printed later, by a job.

    Runs in the transaction that completes the course. NotFound without such an enrolment, Conflict while it is not complete.
    """
    source = queries.source_of(enrolment_id)
    if source is None:
        raise NotFound
    if source.certificate is not None:
        return source.certificate
    award = _award(source)
    certificate: Certificate | None = _insert(
        Certificate,
        Certificate.enrolment_id,
        centre_id=source.enrolment.centre_id,
        enrolment_id=enrolment_id,
        user_id=source.enrolment.user_id,
        code=new_code(),
        record=make_record(award, now),
        issued_at=now,
    )
    if certificate is None:  # another transaction was faster
        existing = queries.certificate_of(enrolment_id)
        assert existing is not None
        return existing
    jobs.enqueue(PRINT_JOB, str(certificate.id), {"certificate_id": certificate.id}, now=now)
    return certificate


def _award(source: queries.Source) -> Award:
    enrolment, cohort, centre = source.enrolment, source.cohort, source.centre
    if enrolment.completed_at is None:
        raise Conflict(reason("certificates.not_completed"))
    return Award(
        name=enrolment.printed_name,
        language=enrolment.language,
        document=revision_document(enrolment.revision_id),
        facts=facts_of(enrolment),
        revision=source.revision,
        digest=source.digest,
        cohort=None if cohort.is_open else cohort.name,
        timezone=cohort.timezone,
        completed_at=enrolment.completed_at,
        issuer=_issuer(centre),
    )


def _issuer(centre: Centre) -> Issuer:
    said = identity_of(centre)
    pictures = {"stamp": said.stamp, "signature": said.signature}
    return Issuer(said.name, said.legal_line, said.signatory_name, said.signatory_title, pictures)


def _insert(model: Any, unique: Any, **values: Any) -> Any:
    """Insert unless a row with this unique value exists; the new row, or None. The database decides, so races are harmless."""
    is_sqlite = session().get_bind().dialect.name == "sqlite"
    statement: Insert = (
        (sqlite.insert if is_sqlite else postgresql.insert)(model)
        .values(**values)
        .on_conflict_do_nothing(index_elements=[unique])
    )
    return session().scalar(statement.returning(model))


def record_file(
    *, certificate_id: int, sha256: str, storage_key: str, size: int, now: datetime
) -> CertificateFile:
    """Note where the printed PDF is; the first one stands."""
    file: CertificateFile | None = _insert(
        CertificateFile,
        CertificateFile.certificate_id,
        certificate_id=certificate_id,
        sha256=sha256,
        storage_key=storage_key,
        size=size,
        created_at=now,
    )
    file = file or queries.file_of(certificate_id)
    assert file is not None
    return file


def revoke_certificate(
    *, certificate_id: int, reason_class: str, actor_id: int, now: datetime
) -> Certificate:
    """Revoke for good; Conflict when it already was, InvalidInput for a reason that is not of the list."""
    if reason_class not in REVOCATIONS:
        raise InvalidInput(field="reason")
    certificate = queries.certificate_for_update(certificate_id)
    if certificate is None:
        raise NotFound
    if certificate.revoked_at is not None:
        raise Conflict(reason("certificates.already_revoked", on=certificate.revoked_at.date()))
    certificate.revoked_at, certificate.revoked_reason = now, reason_class
    audit.record(
        "certificate.revoked",
        actor_id=actor_id,
        centre_id=certificate.centre_id,
        on=("certificate", certificate.id),
        now=now,
        reason=reason_class,
    )
    session().flush()
    return certificate
