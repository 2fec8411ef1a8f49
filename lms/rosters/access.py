"""Who reaches the rosters of a cohort: its managers."""

from lms.cohorts.access import cohort_for
from lms.cohorts.models import Cohort
from lms.core.errors import NotFound
from lms.core.permissions import Permission
from lms.core.person import Person
from lms.rosters import queries
from lms.rosters.models import Roster

MANAGE = Permission.COHORT_MANAGE


def cohort_to_fill(person: Person, cohort_id: int) -> Cohort:
    """A cohort whose people this person may change; NotFound for strangers and for a cohort that is open to all."""
    cohort = cohort_for(person, cohort_id, MANAGE)
    if cohort.is_open:
        raise NotFound
    return cohort


def roster_for(person: Person, cohort_id: int, roster_id: int) -> tuple[Cohort, Roster]:
    """A roster of that cohort, with it."""
    cohort = cohort_to_fill(person, cohort_id)
    found = queries.roster(roster_id)
    if found is None or found.cohort_id != cohort_id:
        raise NotFound
    return cohort, found
