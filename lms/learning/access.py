"""A learner's own lesson: the enrolment, checked, with what they answered there, in one statement."""

from lms.cohorts.access import own
from lms.cohorts.models import Enrolment
from lms.core.person import Person
from lms.learning import queries
from lms.learning.checks import Reply


def lesson_for(person: Person, enrolment_id: int, item_key: str) -> tuple[Enrolment, dict[str, Reply]]:
    """`cohorts.access.enrolment_for`, with the last reply to each self-check of the item by the check's id.

    The two are read together because a lesson's page has a budget of five statements.
    """
    found, answers = queries.enrolment_with_answers(enrolment_id, item_key)
    return own(person, found), {check_id: Reply(answer) for check_id, answer in answers.items()}
