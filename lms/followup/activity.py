"""How many learners of a cohort did something, week by week."""

from datetime import datetime, timedelta

from sqlalchemy import and_, case, func, select

from lms.cohorts.models import Enrolment, LearningEvent
from lms.core.db import session

MESSAGE = "staff_message"
"""The kind of learning event that says that staff wrote to the learner; it holds no word of it."""
NO_ACTS = (
    MESSAGE,
    "enrolled",
    "work_marked",
    "work_returned",
    "item_excused",
    "excuse_ended",
    "mark_set",
    "mark_freed",
)
"""Kinds of learning event that are no act of the learner."""


WEEKS = 8


def activity_by_week(cohort_id: int, now: datetime) -> list[tuple[datetime, int]]:
    """When each of the last weeks began, the oldest first, and how many learners did something in it. One statement."""
    begins = [now - timedelta(weeks=weeks) for weeks in range(WEEKS, 0, -1)]
    here = [
        func.count(
            case(
                (
                    and_(LearningEvent.at >= begin, LearningEvent.at < begin + timedelta(weeks=1)),
                    LearningEvent.enrolment_id,
                )
            ).distinct()
        )
        for begin in begins
    ]
    found = (
        select(*here)
        .select_from(LearningEvent)
        .join(Enrolment, Enrolment.id == LearningEvent.enrolment_id)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.ended_at.is_(None))
        .where(LearningEvent.at >= begins[0], LearningEvent.kind.not_in(NO_ACTS))
    )
    return list(zip(begins, map(int, session().execute(found).one()), strict=True))
