"""What comes to a learner beside their steps: the next live sessions of their groups, and places that they are offered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import literal, select, union_all

from lms.cohorts.live_models import LiveSession, WaitingPlace
from lms.cohorts.models import Cohort, Enrolment
from lms.cohorts.queries import is_offered
from lms.core.db import session

MOST = 3
"""How many sessions a page shows before it leads to all of them."""


@dataclass(frozen=True)
class Meeting:
    """A live session of one of a learner's groups; `zone` is the group's."""

    id: int
    enrolment_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    starts_local: str
    ends_local: str
    place: str
    link: str
    group: str
    zone: str


@dataclass(frozen=True)
class Offer:
    """A place in a group that waits for an answer."""

    place_id: int
    group: str
    until: datetime


@dataclass(frozen=True)
class Coming:
    """Sessions in order, at most `MOST`, and offers."""

    meetings: Sequence[Meeting]
    offers: Sequence[Offer] = ()

    @property
    def ways(self) -> list[tuple[int, str]]:
        """Where all the sessions are: the enrolments of those shown, with their groups' names, each once."""
        return list({one.enrolment_id: one.group for one in self.meetings}.items())


def coming_to(user_id: int, now: datetime) -> Coming:
    """What comes to a person, whatever the number of their groups. One statement."""
    meetings = _meetings(now).where(
        Enrolment.user_id == user_id, Enrolment.ended_at.is_(None), Enrolment.completed_at.is_(None)
    )
    first, offers = meetings.limit(MOST).subquery(), _offers(user_id, now).subquery()
    rows = session().execute(union_all(select(first), select(offers))).all()
    return Coming(
        sorted((_meeting(row) for row in rows if row.enrolment_id), key=lambda one: (one.starts_at, one.id)),
        [Offer(row.id, row.group, row.ends_at) for row in rows if not row.enrolment_id],
    )


def meetings_of(enrolment_id: int, now: datetime) -> Coming:
    """The next sessions of one enrolment's group. One statement."""
    rows = session().execute(_meetings(now).where(Enrolment.id == enrolment_id).limit(MOST))
    return Coming([_meeting(row) for row in rows])


def _meetings(now: datetime) -> Any:
    return (
        select(
            LiveSession.id,
            Enrolment.id.label("enrolment_id"),
            LiveSession.title,
            LiveSession.starts_at,
            LiveSession.ends_at,
            LiveSession.starts_local,
            LiveSession.ends_local,
            LiveSession.place,
            LiveSession.link,
            Cohort.name.label("group"),
            Cohort.timezone.label("zone"),
        )
        .join(Cohort, Cohort.id == LiveSession.cohort_id)
        .join(Enrolment, Enrolment.cohort_id == Cohort.id)
        .where(LiveSession.cancelled_at.is_(None), LiveSession.ends_at > now)
        .order_by(LiveSession.starts_at, LiveSession.id)
    )


def _offers(user_id: int, now: datetime) -> Any:
    """In the columns of the sessions: an offer has no enrolment."""
    nothing = literal("")
    return (
        select(
            WaitingPlace.id,
            literal(0),
            nothing,
            WaitingPlace.offered_at,
            WaitingPlace.offer_until,
            *(nothing.label(f"no_{number}") for number in range(4)),
            Cohort.name,
            Cohort.timezone,
        )
        .join(Cohort, Cohort.id == WaitingPlace.cohort_id)
        .where(WaitingPlace.user_id == user_id, is_offered(), WaitingPlace.offer_until > now)
    )


def _meeting(row: Any) -> Meeting:
    return Meeting(*row)
