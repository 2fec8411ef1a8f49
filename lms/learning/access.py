"""A learner's own lesson: the enrolment, checked, with what they answered there, in one statement."""

from lms.cohorts.models import Enrolment
from lms.core.errors import Forbidden, NotFound
from lms.core.person import Person
from lms.core.reasons import reason
from lms.learning import queries
from lms.learning.checks import Reply


def lesson_for(person: Person, enrolment_id: int, item_key: str) -> tuple[Enrolment, dict[str, Reply]]:
    """`cohorts.access.enrolment_for`, with the last reply to each self-check of the item by the check's id.

    The two are read together because a lesson's page has a budget of five statements.
    """
    found, answers = queries.enrolment_with_answers(enrolment_id, item_key)
    if found is None or found.user_id != person.id:
        raise NotFound
    if found.ended_at is not None:
        raise Forbidden(reason("cohorts.enrolment_ended"))
    return found, {check_id: Reply(answer) for check_id, answer in answers.items()}
