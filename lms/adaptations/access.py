"""Who reaches what somebody needs: the person themself, and the accessibility officers of the centre."""

from lms.adaptations import queries
from lms.adaptations.models import AdaptationNeed
from lms.centres.access import officer_centre_for
from lms.centres.models import Centre
from lms.centres.queries import find_centre
from lms.core.errors import NotFound
from lms.core.person import Person


def own_place(person: Person, centre_id: int) -> tuple[Centre, AdaptationNeed | None]:
    """A centre where this person is enrolled now or said what they need, with their record; NotFound for every other."""
    held = queries.need_of(centre_id, person.id)
    if held is None and not queries.is_enrolled(centre_id, person.id):
        raise NotFound
    centre = find_centre(centre_id)
    assert centre is not None  # the record and the enrolment refer to it
    return centre, held


def need_for(person: Person, centre_id: int, need_id: int) -> tuple[Centre, AdaptationNeed]:
    """A record of a centre, for one of its accessibility officers; Forbidden to its other staff, whoever manages it."""
    centre = officer_centre_for(person, centre_id)
    found = queries.need(need_id)
    if found is None or found.centre_id != centre.id:
        raise NotFound
    return centre, found
