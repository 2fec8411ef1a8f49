"""Who reaches a quiz or an attempt: loaders that check. An attempt belongs to the person who sits it."""

from lms.cohorts.access import enrolment_for, own
from lms.cohorts.models import Enrolment
from lms.core.errors import NotFound
from lms.core.permissions import Permission, Scope, allows
from lms.core.person import Person
from lms.courses.queries import revision_document
from lms.quiz import file_queries, queries
from lms.quiz.engine.policy import OPEN
from lms.quiz.marks import is_anonymous
from lms.quiz.models import Attempt, AttemptFile
from lms.quiz.rules import QuizContent, quiz_content
from lms.quiz.sittings import Sitting, sitting_of


def quiz_for(person: Person, enrolment_id: int, key: str) -> tuple[Enrolment, QuizContent]:
    """A quiz of the person's own course; NotFound for strangers and for what is no quiz of their revision."""
    enrolment = enrolment_for(person, enrolment_id)
    document, is_open = revision_document(enrolment.revision_id), enrolment.cohort.is_open
    content = quiz_content(document, key, is_open=is_open)
    if content is None:
        raise NotFound
    return enrolment, content


def attempt_for(person: Person, attempt_id: int) -> Sitting:
    """The person's own attempt, on the revision on which it began; Forbidden once the enrolment ended."""
    found = queries.attempt_with_enrolment(attempt_id)
    if found is None:
        raise NotFound
    attempt, enrolment = found
    return sitting_of(attempt, own(person, enrolment))


def file_for(person: Person, attempt_id: int, token: str) -> AttemptFile:
    """A file of an attempt, for the learner who handed it in, and for markers of their cohort once it is submitted.

    A marker sees what the answer holds, never what was taken out of it again, and nothing here while the work is anonymous: the
    marking room has copies without names. NotFound for everyone else; Forbidden for the learner once the enrolment ended.
    """
    found = file_queries.file_with_place(attempt_id, token)
    if found is None:
        raise NotFound
    file, attempt, enrolment = found
    if attempt.user_id == person.id:
        own(person, enrolment)
    elif not (
        _may_mark(person, attempt, enrolment) and _counts(file) and not _is_anonymous(attempt, enrolment)
    ):
        raise NotFound
    return file


def _counts(file: AttemptFile) -> bool:
    return file.token in file_queries.held(file.attempt_id, file.slot).tokens


def _is_anonymous(attempt: Attempt, enrolment: Enrolment) -> bool:
    policy = sitting_of(attempt, enrolment).content.policy
    return is_anonymous(policy, attempt.marked_at, attempt.released_at)


def _may_mark(person: Person, attempt: Attempt, enrolment: Enrolment) -> bool:
    cohort = enrolment.cohort
    scope = Scope(cohort.centre_id, cohort.course_id, cohort.id)
    return attempt.state != OPEN and allows(person.grants, Permission.ATTEMPT_MARK, scope)
