"""Who reaches a certificate: its owner, and the staff of the cohort where it was earned."""

from lms.certificates import queries
from lms.certificates.models import Certificate
from lms.certificates.queries import Place
from lms.cohorts import queries as cohort_queries
from lms.cohorts.models import Enrolment
from lms.core.errors import Forbidden, NotFound
from lms.core.permissions import Permission, Scope, allows
from lms.core.person import Person
from lms.core.reasons import reason


def certificate_page_for(person: Person, enrolment_id: int) -> tuple[Enrolment, Certificate | None]:
    """A person's own enrolment and its certificate, which stays theirs once the enrolment has ended."""
    enrolment = cohort_queries.enrolment(enrolment_id)
    if enrolment is None or enrolment.user_id != person.id:
        raise NotFound
    certificate = queries.certificate_of(enrolment_id)
    if certificate is None and enrolment.ended_at is not None:
        raise Forbidden(reason("cohorts.enrolment_ended"))
    return enrolment, certificate


def certificate_for(person: Person, certificate_id: int) -> Certificate:
    """A certificate for its owner, or for staff who may read its cohort; NotFound to anyone else."""
    place = queries.place_of(certificate_id)
    if place is None or (place.certificate.user_id != person.id and not _reads(person, place)):
        raise NotFound
    return place.certificate


def certificate_to_revoke(person: Person, certificate_id: int) -> Place:
    """A certificate for those who may revoke it; NotFound to those who may not read its cohort, Forbidden to other readers."""
    place = queries.place_of(certificate_id)
    if place is None or not _reads(person, place):
        raise NotFound
    if not allows(person.grants, Permission.CERTIFICATE_REVOKE, _scope(place)):
        raise Forbidden
    return place


def _reads(person: Person, place: Place) -> bool:
    return allows(person.grants, Permission.COHORT_READ, _scope(place))


def _scope(place: Place) -> Scope:
    cohort = place.cohort
    return Scope(cohort.centre_id, cohort.course_id, cohort.id)
