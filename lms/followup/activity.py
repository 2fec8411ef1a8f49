"""How many learners of a cohort did something, week by week."""

from datetime import date, datetime

from sqlalchemy import func, select

from lms.cohorts.models import Cohort, Enrolment
from lms.cohorts.rules import local_day
from lms.core.db import session
from lms.progress.week_rules import WEEKS, active_by_week, monday_of, week_of

MESSAGE = "staff_message"
"""The kind of learning event that says that staff wrote to the learner; it holds no word of it."""


def activity_by_week(cohort: Cohort, now: datetime) -> list[tuple[date, int]]:
    """The Monday of each of the last weeks, the oldest first, and how many learners did something in it. One statement, within an index."""
    this = week_of(local_day(now, cohort.timezone))
    found = (
        select(Enrolment.latest_week, Enrolment.week_mask, func.count())
        .where(Enrolment.cohort_id == cohort.id, Enrolment.ended_at.is_(None))
        .where(Enrolment.latest_week > this - WEEKS)
        .group_by(Enrolment.latest_week, Enrolment.week_mask)
    )
    counts = active_by_week(((row[0], row[1], row[2]) for row in session().execute(found)), this)
    return [(monday_of(this - WEEKS + 1 + place), count) for place, count in enumerate(counts)]
