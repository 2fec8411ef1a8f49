"""What a learner reaches: their own lesson, with what they answered there, in one statement; a centre where they learn."""

from lms.centres.models import Centre
from lms.centres.queries import find_centre
from lms.cohorts.access import own
from lms.cohorts.models import Enrolment
from lms.core.errors import NotFound
from lms.core.person import Person
from lms.learning import queries
from lms.learning.checks import Reply


def lesson_for(person: Person, enrolment_id: int, item_key: str) -> tuple[Enrolment, dict[str, Reply]]:
    """`cohorts.access.enrolment_for`, with the last reply to each self-check of the item by the check's id.

    The two are read together because a lesson's page has a budget of five statements.
    """
    found, answers = queries.enrolment_with_answers(enrolment_id, item_key)
    return own(person, found), {check_id: Reply(answer) for check_id, answer in answers.items()}


def centre_of_person(person: Person, centre_id: int) -> Centre:
    """A centre, for who learns or learnt there and for its staff; NotFound to anyone else. Two statements at most."""
    centre = find_centre(centre_id)
    if centre is None:
        raise NotFound
    is_staff = any(grant.centre_id == centre_id for grant in person.grants)
    if not is_staff and not queries.learnt_in(centre_id, person.id):
        raise NotFound
    return centre
