"""Moving through a sequential attempt: forwards only, one page at a time, and only by the learner's own word."""

from datetime import datetime

from lms.core.errors import NotFound
from lms.quiz import queries
from lms.quiz.engine.paper import Paper
from lms.quiz.layout import neighbour, page_with, pages_of
from lms.quiz.rules import is_over
from lms.quiz.sittings import Sitting


def move_on(sitting: Sitting, page: int, now: datetime) -> None:
    """Leave the page that holds the slot `page` for the next one. From any other page than the present one nothing moves.

    So the same click twice is one step, and nobody jumps ahead.
    """
    attempt = queries.attempt_for_update(sitting.attempt.id)
    if attempt is None:
        raise NotFound
    paper, policy = Paper.load(attempt.paper), sitting.content.policy
    pages = pages_of(paper, policy)
    if not policy.is_sequential or is_over(attempt.state, attempt.cutoff_at, now):
        return
    if page_with(pages, page) == page_with(pages, attempt.position):
        attempt.position = neighbour(paper, policy, page, 1) or attempt.position
