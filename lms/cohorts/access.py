"""Who reaches a cohort or an enrolment: loaders that check, and the same rule as a filter."""

from lms.cohorts import queries
from lms.cohorts.models import Cohort, Enrolment
from lms.core.errors import Forbidden, NotFound
from lms.core.permissions import Permission, Scope, allows
from lms.core.person import Person
from lms.core.reasons import reason


def enrolment_for(person: Person, enrolment_id: int) -> Enrolment:
    """A person's own enrolment, with cohort and course; NotFound when it is another's, Forbidden once it ended."""
    return own(person, queries.enrolment(enrolment_id))


def own(person: Person, found: Enrolment | None) -> Enrolment:
    """The same check, for loaders that read the enrolment together with what lies in it."""
    if found is None or found.user_id != person.id:
        raise NotFound
    if found.ended_at is not None:
        raise Forbidden(reason("cohorts.enrolment_ended"))
    return found


def cohort_for(person: Person, cohort_id: int, permission: Permission = Permission.COHORT_READ) -> Cohort:
    """A cohort for its staff, with its course; NotFound to those who may not read it, Forbidden to other readers."""
    found = queries.cohort(cohort_id)
    if found is None:
        raise NotFound
    _check(person, found, permission)
    return found


def enrolment_in_cohort_for(
    person: Person, enrolment_id: int, permission: Permission = Permission.COHORT_READ
) -> Enrolment:
    """A learner's enrolment for the staff of its cohort, with cohort and course, ended or not."""
    found = queries.enrolment(enrolment_id)
    if found is None:
        raise NotFound
    _check(person, found.cohort, permission)
    return found


def visible_cohorts(person: Person, permission: Permission = Permission.COHORT_READ) -> list[Cohort]:
    """The cohorts that `cohort_for` would return to this person, with their courses; archived ones last."""
    return queries.cohorts_within_reach(person.grants, permission)


def visible_lines(person: Person) -> list[queries.Line]:
    """The cohorts that a person reads as lines of a list, in the order of `visible_cohorts`."""
    return queries.lines_within_reach(person.grants, Permission.COHORT_READ)


def _check(person: Person, cohort: Cohort, permission: Permission) -> None:
    scope = Scope(cohort.centre_id, cohort.course_id, cohort.id)
    if allows(person.grants, permission, scope):
        return
    raise Forbidden if allows(person.grants, Permission.COHORT_READ, scope) else NotFound
