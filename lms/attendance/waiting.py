"""What waits for somebody: sessions that a learner can sign now, and sheets that lack something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from lms.attendance import queries
from lms.attendance.rules import Slot
from lms.centres import settings_rules
from lms.centres.models import Centre
from lms.cohorts.live_models import LiveSession, Transfer
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import session

LATELY = timedelta(days=30)
"""For how long a sheet that lacks something is told of: by then its learners can't be asked any more."""


@dataclass(frozen=True)
class Signable:
    """A session that somebody can sign now."""

    live_id: int
    enrolment_id: int
    title: str
    group: str
    slot: Slot
    until: datetime


def signable(user_id: int, now: datetime) -> list[Signable]:
    """What a person can sign now, of whom nothing is known there yet, whatever the number of their groups. One statement."""
    left = select(Transfer.from_cohort_id).where(Transfer.enrolment_id == Enrolment.id).correlate(Enrolment)
    before, after = (settings_rules.LIMITS[name][1] for name in ("sign_before_minutes", "sign_after_hours"))
    found = (
        select(LiveSession, Enrolment.id, Cohort.name, Centre.settings)
        .join(Cohort, Cohort.id == LiveSession.cohort_id)
        .join(Centre, Centre.id == LiveSession.centre_id)
        .join(Enrolment, or_(Enrolment.cohort_id == LiveSession.cohort_id, LiveSession.cohort_id.in_(left)))
        .where(Enrolment.user_id == user_id, Enrolment.ended_at.is_(None), LiveSession.cancelled_at.is_(None))
        .where(LiveSession.starts_at <= now + timedelta(minutes=before))
        .where(LiveSession.ends_at >= now - timedelta(hours=after))
        .where(queries.was_expected(), ~queries.acted(), ~queries.sealed())
        .order_by(LiveSession.starts_at, LiveSession.id)
    )
    open_now = []
    for one, enrolment_id, group, stored in session().execute(found):
        slot, window = (
            queries.slot_of(one),
            queries.window_by(settings_rules.settings_from(stored), queries.slot_of(one)),
        )
        if window.starts_at <= now <= window.ends_at:
            open_now.append(Signable(one.id, enrolment_id, one.title, group, slot, window.ends_at))
    return open_now


@dataclass(frozen=True)
class Unsigned:
    """A sheet that lacks a countersignature, or word of somebody."""

    live_id: int
    cohort_id: int
    title: str
    starts_at: datetime
    group: str
    count: int


def unsigned(where: ColumnElement[bool], now: datetime, most: int) -> Sequence[Unsigned]:
    """Sessions over in the last 30 days, not cancelled, at which somebody was expected, and whose sheet lacks something.

    The oldest first, at most so many; each says in `count` how many there are in all. One statement; `where` is about `Cohort`.
    """
    found = (
        select(
            LiveSession.id,
            LiveSession.cohort_id,
            LiveSession.title,
            LiveSession.starts_at,
            Cohort.name,
            func.count().over(),
        )
        .join(Cohort, Cohort.id == LiveSession.cohort_id)
        .where(where, Cohort.archived_at.is_(None), LiveSession.cancelled_at.is_(None))
        .where(LiveSession.ends_at <= now, LiveSession.ends_at > now - LATELY)
        .where(or_(and_(~queries.sealed(), _somebody()), _somebody(~queries.acted())))
        .order_by(LiveSession.ends_at, LiveSession.id)
        .limit(most)
    )
    return [Unsigned(*row) for row in session().execute(found)]


def _somebody(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether somebody was expected, among those in the group now and those who left it."""
    here = exists().where(Enrolment.cohort_id == LiveSession.cohort_id, queries.was_expected(), *more)
    gone = exists().where(
        Transfer.from_cohort_id == LiveSession.cohort_id,
        Transfer.enrolment_id == Enrolment.id,
        queries.was_expected(),
        *more,
    )
    return or_(here.correlate(LiveSession), gone.correlate(LiveSession))
