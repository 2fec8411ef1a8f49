"""Closing attempts whose time is up: what is saved is submitted, whether or not their learner ever comes back."""

from datetime import datetime

import structlog

from lms.core.db import session, transaction
from lms.quiz import queries, services
from lms.quiz.engine.policy import OPEN
from lms.quiz.models import Attempt
from lms.quiz.queries import AttemptSummary
from lms.quiz.rules import is_over


def close_due_attempts(now: datetime) -> int:
    """Submit every attempt past its deadline and grace, each in its own transaction; returns how many were due.

    Safe to run twice at once, and one attempt that fails stops no other.
    """
    due = queries.due_attempt_ids(now)
    for attempt_id in due:
        try:
            _close(attempt_id, now)
        except Exception:
            structlog.get_logger().exception("attempt not closed", attempt_id=attempt_id)
            session().rollback()
    return len(due)


def close_if_due(attempt: Attempt | AttemptSummary, now: datetime) -> bool:
    """Submit this attempt if its time is up, before anyone reads a page of it; whether that was so."""
    if attempt.state != OPEN or not is_over(attempt.state, attempt.cutoff_at, now):
        return False
    _close(attempt.id, now)
    return True


def _close(attempt_id: int, now: datetime) -> None:
    with transaction():
        services.submit(attempt_id=attempt_id, by=services.TIME, now=now)
