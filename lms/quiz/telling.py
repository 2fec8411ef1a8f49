"""Telling results that had to wait for a moment: once they may show, progress hears them, whether or not their learner comes back."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlalchemy import and_, select

from lms.core.db import session, transaction
from lms.progress.models import ItemFact
from lms.progress.report import ItemReport, ItemState
from lms.quiz import marks, queries
from lms.quiz.engine.release import Shown
from lms.quiz.models import Attempt
from lms.quiz.rules import SUBMITTED
from lms.quiz.sittings import Sitting, sitting_of
from lms.quiz.totals import holds_marks


def tell_due_results(now: datetime) -> int:
    """Tell every result whose moment has come, each in its own transaction; returns how many. One that fails stops no other."""
    told = 0
    for attempt_id in _silent_ids():
        try:
            told += _tell(attempt_id, now)
        except Exception:
            structlog.get_logger().exception("result not told", attempt_id=attempt_id)
            session().rollback()
    return told


def tell_if_due(sitting: Sitting, entry: ItemReport, shown: Shown, now: datetime) -> bool:
    """Tell this result before a page shows it, when progress does not know it yet; whether that was so."""
    attempt = sitting.attempt
    if entry.state is not ItemState.SUBMITTED or attempt.pending or not shown.marks:
        return False
    with transaction():
        return marks.tell_result(attempt.id, now)


def _silent_ids() -> Sequence[int]:
    """Marked attempts at quizzes of which progress still waits for a result."""
    awaited = and_(
        ItemFact.enrolment_id == Attempt.enrolment_id,
        ItemFact.item_key == Attempt.item_key,
        ItemFact.awaits_mark,
    )
    marked = (Attempt.state == SUBMITTED, Attempt.marked_at.is_not(None), Attempt.pending == 0)
    found = select(Attempt.id).join(ItemFact, awaited).where(*marked, Attempt.returned_at.is_(None))
    return session().scalars(found.order_by(Attempt.id)).all()


def _tell(attempt_id: int, now: datetime) -> bool:
    """Looks before it locks: most of them still have to wait."""
    found = queries.attempt_with_enrolment(attempt_id)
    if found is None or holds_marks(sitting_of(*found), now):
        return False
    with transaction():
        return marks.tell_result(attempt_id, now)
