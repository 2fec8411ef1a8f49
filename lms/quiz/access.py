"""Who reaches a quiz or an attempt: loaders that check. An attempt belongs to the person who sits it."""

from dataclasses import dataclass

from lms.cohorts.access import enrolment_for, own
from lms.cohorts.models import Enrolment
from lms.core.errors import NotFound
from lms.core.person import Person
from lms.courses.queries import revision_document
from lms.quiz import queries
from lms.quiz.models import Attempt
from lms.quiz.rules import QuizContent, quiz_content


@dataclass(frozen=True)
class Sitting:
    """An attempt with all that its pages need to know."""

    attempt: Attempt
    enrolment: Enrolment
    content: QuizContent


def quiz_for(person: Person, enrolment_id: int, key: str) -> tuple[Enrolment, QuizContent]:
    """A quiz of the person's own course; NotFound for strangers and for what is no quiz of their revision."""
    enrolment = enrolment_for(person, enrolment_id)
    content = quiz_content(revision_document(enrolment.revision_id), key)
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


def sitting_of(attempt: Attempt, enrolment: Enrolment) -> Sitting:
    """An attempt beside its quiz, for callers that have checked already (the worker)."""
    content = quiz_content(revision_document(attempt.revision_id), attempt.item_key)
    assert content is not None  # the attempt began on this quiz of this revision
    return Sitting(attempt, enrolment, content)
