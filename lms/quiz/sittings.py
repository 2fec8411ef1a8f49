"""An attempt beside its quiz: what every act on an attempt works with, once someone has checked who asks."""

from dataclasses import dataclass

from lms.cohorts.models import Enrolment
from lms.courses.queries import revision_document
from lms.quiz.models import Attempt
from lms.quiz.rules import QuizContent, quiz_content


@dataclass(frozen=True)
class Sitting:
    """An attempt with all that its pages need to know."""

    attempt: Attempt
    enrolment: Enrolment
    content: QuizContent


def sitting_of(attempt: Attempt, enrolment: Enrolment) -> Sitting:
    """An attempt beside its quiz, for callers that have checked already (the worker)."""
    document, is_open = revision_document(attempt.revision_id), enrolment.cohort.is_open
    content = quiz_content(document, attempt.item_key, is_open=is_open)
    assert content is not None  # the attempt began on this quiz of this revision
    return Sitting(attempt, enrolment, content)
