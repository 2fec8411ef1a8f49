"""A word to everyone who sits a quiz in a cohort now."""

from datetime import datetime

from sqlalchemy import select

from lms.cohorts.models import Cohort
from lms.core import audit
from lms.core.db import session
from lms.core.errors import InvalidInput
from lms.core.reasons import reason
from lms.core.texts import one_line
from lms.quiz.models import ExamAnnouncement

LONGEST = 300


def announce_to_all(
    *, cohort: Cohort, item_key: str, text: str, actor_id: int, now: datetime
) -> ExamAnnouncement:
    """Say something to all who sit this quiz in this cohort; InvalidInput when it is empty or over 300 characters."""
    words = one_line(text)
    if not words:
        raise InvalidInput(reason("announce.empty"), field="text")
    if len(words) > LONGEST:
        raise InvalidInput(reason("announce.too_long", limit=LONGEST), field="text")
    said = ExamAnnouncement(cohort_id=cohort.id, item_key=item_key, text=words, at=now, by_id=actor_id)
    session().add(said)
    session().flush()
    audit.record(
        "exam.announced",
        actor_id=actor_id,
        centre_id=cohort.centre_id,
        on=("exam_announcement", said.id),
        now=now,
        cohort_id=cohort.id,
        item_key=item_key,
    )
    return said


def latest(cohort_id: int, item_key: str, limit: int = 5) -> list[ExamAnnouncement]:
    """What was said last, the newest first. One statement."""
    said = select(ExamAnnouncement).filter_by(cohort_id=cohort_id, item_key=item_key)
    return list(session().scalars(said.order_by(ExamAnnouncement.id.desc()).limit(limit)))


def current(cohort_id: int, item_key: str) -> ExamAnnouncement | None:
    """The last word, None when nothing was said."""
    return next(iter(latest(cohort_id, item_key, 1)), None)
