"""Reads of what people need. No text is opened here: see `services.read`."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, exists, func, or_, select

from lms.accounts.models import User
from lms.adaptations.models import AdaptationNeed
from lms.adaptations.rules import State, state_of
from lms.centres.models import AccessibilityOfficer, Centre
from lms.centres.officers import within_grants
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import holds, session
from lms.core.permissions import Grant
from lms.core.texts import fold


@dataclass(frozen=True)
class Line:
    """Somebody who said what they need, in the officer's list."""

    id: int
    name: str
    stated_at: datetime
    noted_at: datetime | None
    state: State


def need_of(centre_id: int, user_id: int) -> AdaptationNeed | None:
    """The record of a person at a centre, read afresh. One statement."""
    own = select(AdaptationNeed).filter_by(centre_id=centre_id, user_id=user_id)
    return session().scalar(own.execution_options(populate_existing=True))


def need(need_id: int) -> AdaptationNeed | None:
    """A record by its id, read afresh."""
    return session().get(AdaptationNeed, need_id, populate_existing=True)


def need_ids() -> list[int]:
    """Every record of every centre."""
    return list(session().scalars(select(AdaptationNeed.id).order_by(AdaptationNeed.id)))


def name_of(user_id: int) -> str:
    """What a person is called."""
    return session().scalars(select(User.name).where(User.id == user_id)).one()


def is_enrolled(centre_id: int, user_id: int) -> bool:
    """Whether a person is in a group of the centre now. One statement."""
    found = select(Enrolment.id).where(
        Enrolment.user_id == user_id, Enrolment.centre_id == centre_id, Enrolment.ended_at.is_(None)
    )
    return session().scalar(found.limit(1)) is not None


def centres_of(user_id: int) -> list[Centre]:
    """The centres where a person is enrolled now, or said what they need, by name. One statement."""
    enrolled = exists().where(
        Enrolment.user_id == user_id, Enrolment.centre_id == Centre.id, Enrolment.ended_at.is_(None)
    )
    said = exists().where(AdaptationNeed.user_id == user_id, AdaptationNeed.centre_id == Centre.id)
    found = select(Centre).where(or_(enrolled, said)).order_by(Centre.name, Centre.id)
    return list(session().scalars(found))


def latest_enrolment(centre_id: int, user_id: int) -> tuple[int, int] | None:
    """The group and the enrolment of a person's latest training at the centre, one that goes on first. One statement."""
    found = (
        select(Enrolment.cohort_id, Enrolment.id)
        .where(Enrolment.user_id == user_id, Enrolment.centre_id == centre_id)
        .order_by(Enrolment.ended_at.is_not(None), Enrolment.id.desc())
        .limit(1)
    )
    row = session().execute(found).first()
    return (row[0], row[1]) if row else None


def _listed(centre_id: int, words: str) -> tuple[ColumnElement[bool], ...]:
    here = AdaptationNeed.centre_id == centre_id
    if not words:
        return (here,)
    named = exists().where(
        Enrolment.user_id == AdaptationNeed.user_id,
        Enrolment.centre_id == centre_id,
        holds(Enrolment.name_key, fold(words)),
    )
    return here, named


def count_of(centre_id: int, words: str) -> int:
    """How many people of a centre said what they need; with `words`, those whose name holds them (accents and case aside)."""
    counted = select(func.count()).select_from(AdaptationNeed).where(*_listed(centre_id, words))
    return session().scalar(counted) or 0


def lines_of(centre_id: int, words: str, offset: int, limit: int) -> list[Line]:
    """One page of them: those who wait first, then the newest. One statement."""
    columns: tuple[Any, ...] = (
        AdaptationNeed.id,
        User.name,
        AdaptationNeed.stated_at,
        AdaptationNeed.noted_at,
        AdaptationNeed.statement != "",
        AdaptationNeed.waits,
    )
    listed = select(*columns).join(User, User.id == AdaptationNeed.user_id).where(*_listed(centre_id, words))
    order = (AdaptationNeed.waits.desc(), AdaptationNeed.stated_at.desc(), AdaptationNeed.id.desc())
    rows = session().execute(listed.order_by(*order).offset(offset).limit(limit))
    return [
        Line(id_, name, stated_at, noted_at, state_of(has_statement=is_said, waits=waits))
        for id_, name, stated_at, noted_at, is_said, waits in rows
    ]


def waiting_for(user_id: int, grants: Iterable[Grant]) -> ScalarSelect[int]:
    """How many people wait for an answer of this officer, to be read within another statement: nobody pays one for it."""
    counted = select(func.count(AdaptationNeed.id)).join(
        AccessibilityOfficer, AccessibilityOfficer.centre_id == AdaptationNeed.centre_id
    )
    return counted.where(AdaptationNeed.waits, within_grants(user_id, grants)).scalar_subquery()


def is_over(before: datetime) -> ColumnElement[bool]:
    """Of an enrolment and its cohort: whether the training ended before a moment. In a group without an end, that nothing was done since."""
    last = func.coalesce(Enrolment.last_activity_at, Enrolment.enrolled_at)
    ended = Enrolment.ended_at.is_not(None) & (Enrolment.ended_at < before)
    # Each side says of itself that it is known: a comparison with nothing would be neither true nor false.
    past = Cohort.ends_on.is_not(None) & (Cohort.ends_on < before.date())
    return or_(ended, past, Cohort.ends_on.is_(None) & (last < before))
