"""When a quiz is closed for everyone of a cohort: who was given more time still sits, and may not learn the answers from others."""

from datetime import datetime, timedelta

from sqlalchemy import and_, func, select

from lms.centres.models import Accommodation
from lms.cohorts.models import Enrolment
from lms.core.db import session
from lms.quiz.engine.policy import OPEN, Policy
from lms.quiz.models import Attempt, QuizOverride


def last_close(
    policy: Policy, enrolment: Enrolment, item_key: str, closes_at: datetime | None, now: datetime
) -> datetime | None:
    """The close of the cohort, or a later one that somebody in it has: by accommodation, by a grant, or in a running attempt.

    None when the quiz never closes. One statement, and none where nothing waits for the close or the close is still to come.
    """
    if closes_at is None or now <= closes_at or "after_close" not in policy.release.moments:
        return closes_at
    here = (Enrolment.cohort_id == enrolment.cohort_id, Enrolment.ended_at.is_(None))
    at_item = (QuizOverride.item_key == item_key, QuizOverride.is_granted)
    granted = select(func.max(QuizOverride.closes_at)).join(
        Enrolment, Enrolment.id == QuizOverride.enrolment_id
    )
    running = select(func.max(Attempt.due_at)).join(Enrolment, Enrolment.id == Attempt.enrolment_id)
    is_own = and_(Accommodation.user_id == Enrolment.user_id, Accommodation.centre_id == Enrolment.centre_id)
    allowed = select(func.max(Accommodation.window_minutes)).join(Enrolment, is_own)
    row = (
        session()
        .execute(
            select(
                granted.where(*here, *at_item).scalar_subquery(),
                running.where(*here, Attempt.item_key == item_key, Attempt.state == OPEN).scalar_subquery(),
                allowed.where(*here, Accommodation.ended_at.is_(None)).scalar_subquery(),
            )
        )
        .one()
    )
    ends: list[datetime | None] = [closes_at + timedelta(minutes=row[2] or 0), row[0], row[1]]
    return max(end for end in ends if end is not None)
