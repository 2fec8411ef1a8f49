"""Reads of certificates and of what they are issued from."""

from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from lms.centres.models import Centre
from lms.certificates.models import Certificate, CertificateFile
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import session
from lms.courses.models import CourseRevision


@dataclass(frozen=True)
class Source:
    """An enrolment with all that surrounds it, and its certificate once there is one."""

    enrolment: Enrolment
    cohort: Cohort
    centre: Centre
    revision: int
    digest: str
    certificate: Certificate | None


@dataclass(frozen=True)
class Place:
    """A certificate, and where its enrolment is."""

    certificate: Certificate
    enrolment: Enrolment
    cohort: Cohort


def source_of(enrolment_id: int) -> Source | None:
    """What a certificate is issued from, in one statement."""
    row = (
        session()
        .execute(
            select(Enrolment, Cohort, Centre, CourseRevision.number, CourseRevision.digest, Certificate)
            .join(Enrolment.cohort)
            .join(Centre, Centre.id == Enrolment.centre_id)
            .join(CourseRevision, CourseRevision.id == Enrolment.revision_id)
            .outerjoin(Certificate, Certificate.enrolment_id == Enrolment.id)
            .where(Enrolment.id == enrolment_id)
        )
        .one_or_none()
    )
    return Source(*row) if row else None


def certificate(certificate_id: int) -> Certificate | None:
    """A certificate by its id."""
    return session().scalar(_fresh().where(Certificate.id == certificate_id))


def certificate_by_code(code: str) -> tuple[Certificate, Centre] | None:
    """A certificate by its code, already normalised, with the centre that issued it. One statement."""
    both = select(Certificate, Centre).join(Centre, Centre.id == Certificate.centre_id)
    both = both.where(Certificate.code == code).execution_options(populate_existing=True)
    row = session().execute(both).one_or_none()
    return (row[0], row[1]) if row else None


def certificate_of(enrolment_id: int) -> Certificate | None:
    """The certificate of an enrolment."""
    return session().scalar(_fresh().where(Certificate.enrolment_id == enrolment_id))


def certificate_for_update(certificate_id: int) -> Certificate | None:
    """A certificate as it is now, locked until the transaction ends."""
    return session().scalar(_fresh().where(Certificate.id == certificate_id).with_for_update())


def place_of(certificate_id: int) -> Place | None:
    """A certificate with its enrolment and cohort, in one statement."""
    row = (
        session()
        .execute(
            select(Certificate, Enrolment, Cohort)
            .join(Enrolment, Enrolment.id == Certificate.enrolment_id)
            .join(Enrolment.cohort)
            .options(contains_eager(Enrolment.cohort))
            .where(Certificate.id == certificate_id)
            .execution_options(populate_existing=True)
        )
        .one_or_none()
    )
    return Place(*row) if row else None


def file_of(certificate_id: int) -> CertificateFile | None:
    """The stored PDF of a certificate."""
    return session().scalar(select(CertificateFile).where(CertificateFile.certificate_id == certificate_id))


def _fresh() -> Select[Certificate]:
    return select(Certificate).execution_options(populate_existing=True)
