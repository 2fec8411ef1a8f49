"""Who reaches a sheet: those who teach or manage the group, and each learner their own line of it."""

from lms.attendance import queries
from lms.cohorts import access, live_sessions
from lms.cohorts.live_models import LiveSession
from lms.cohorts.models import Cohort, Enrolment
from lms.core.errors import Conflict, NotFound
from lms.core.permissions import Permission
from lms.core.person import Person
from lms.core.reasons import reason

TEACH = Permission.EXAM_MANAGE
"""As for the live sessions themselves: neither who marks, nor who invigilates, nor an employer's reader sees names on a sheet."""


def sheet_for(person: Person, cohort_id: int, live_id: int) -> tuple[Cohort, LiveSession]:
    """A session and its group for those who teach there; Conflict when it is cancelled, for then it has no sheet."""
    cohort = access.cohort_for(person, cohort_id, TEACH)
    one = live_sessions.session_of(cohort_id, live_id)
    if one.cancelled_at is not None:
        raise Conflict(reason("attendance.cancelled"))
    return cohort, one


def own_session(person: Person, enrolment_id: int, live_id: int) -> tuple[Enrolment, LiveSession]:
    """A learner's own enrolment, and a session that they were or are expected at; NotFound for any other."""
    enrolment = access.enrolment_for(person, enrolment_id)
    found = [one for one in queries.sessions_for(enrolment) if one.id == live_id]
    if not found:
        raise NotFound
    return enrolment, found[0]
