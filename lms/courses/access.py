"""Who may see a file that a course's lessons show."""

from collections.abc import Callable

from lms.core.errors import NotFound
from lms.core.permissions import Permission, Scope, allows
from lms.core.person import Person
from lms.courses import queries
from lms.courses.document import Media
from lms.courses.queries import RevisionPlace

Reader = Callable[[Person, int], bool]
"""Whether a person belongs to a course by its id, as a learner or as staff of one of its cohorts."""


def media_for(person: Person | None, revision_id: int, name: str, reads: Reader) -> Media:
    """The file shown as `name` by a revision; `reads` is asked only when it matters.

    A listed course shows its cover, its free lesson and its programme to anyone, and its images give no answer and mark
    no progress: they are public with it. Those of a course that is not listed, or is archived, are for its learners and
    the staff who follow its cohorts. Everyone else gets NotFound, as for a file that does not exist.
    """
    place = queries.revision_place(revision_id)
    if place is None or not (place.is_public or _is_of_the_course(person, place, reads)):
        raise NotFound
    media = queries.media_of(queries.revision_document(revision_id), name)
    if media is None:
        raise NotFound
    return media


def _is_of_the_course(person: Person | None, place: RevisionPlace, reads: Reader) -> bool:
    if person is None:
        return False
    here = Scope(place.centre_id, place.course_id)
    return allows(person.grants, Permission.COHORT_READ, here) or reads(person, place.course_id)
