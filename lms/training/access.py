"""Who writes the training sheet of a course, and who reads and writes the file of a trainee."""

from lms.cohorts.access import enrolment_in_cohort_for
from lms.cohorts.models import Enrolment
from lms.core.errors import NotFound
from lms.core.permissions import Permission, Scope, allows
from lms.core.person import Person
from lms.courses import queries
from lms.courses.models import Course

DESCRIBE = Permission.COURSE_EDIT
MANAGE = Permission.COHORT_MANAGE


def course_to_describe(person: Person, course_id: int) -> Course:
    """A course whose sheet this person may write: whoever edits the course, which already says its price; NotFound for everyone else."""
    found = queries.course(course_id)
    if found is None or not allows(person.grants, DESCRIBE, Scope(found.centre_id, found.id)):
        raise NotFound
    return found


def file_for(person: Person, cohort_id: int, enrolment_id: int) -> Enrolment:
    """An enrolment whose file this person may read and write: a manager's; Forbidden to others who follow the group."""
    found = enrolment_in_cohort_for(person, enrolment_id, MANAGE)
    if found.cohort_id != cohort_id:
        raise NotFound
    return found
