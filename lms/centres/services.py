"""Writes to centres and to what they grant a person."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from lms.centres.models import Accommodation, Centre
from lms.core import audit
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput
from lms.core.reasons import reason
from lms.core.texts import SLUG

MOST_TIME = Decimal(5)


def create_centre(*, slug: str, name: str, now: datetime, **details: str) -> Centre:
    """A new centre; `details` are its other columns. Raises InvalidInput or Conflict on a slug that can't be used."""
    if not SLUG.match(slug):
        raise InvalidInput(reason("centres.bad_slug"), field="slug")
    if session().scalar(select(Centre.id).where(Centre.slug == slug)) is not None:
        raise Conflict(reason("centres.slug_taken"))
    centre = Centre(slug=slug, name=name, created_at=now, **details)
    session().add(centre)
    session().flush()
    return centre


def grant_extra_time(
    *, centre_id: int, user_id: int, time_factor: Decimal, actor_id: int | None, now: datetime
) -> Accommodation:
    """Multiply a person's time limits in every quiz of the centre from now on; a grant made before ends."""
    if time_factor.is_nan() or not Decimal(1) <= time_factor <= MOST_TIME:
        raise InvalidInput(reason("centres.bad_time_factor"), field="time_factor")
    _end_extra_time(centre_id, user_id, now)
    granted = Accommodation(
        centre_id=centre_id, user_id=user_id, time_factor=time_factor, set_by_id=actor_id, created_at=now
    )
    session().add(granted)
    session().flush()
    audit.record(
        "accommodation.granted",
        actor_id=actor_id,
        centre_id=centre_id,
        on=("accommodation", granted.id),
        now=now,
        user_id=user_id,
        time_factor=str(time_factor),
    )
    return granted


def _end_extra_time(centre_id: int, user_id: int, now: datetime) -> None:
    held = select(Accommodation).filter_by(centre_id=centre_id, user_id=user_id, ended_at=None)
    for accommodation in session().scalars(held.with_for_update()):
        accommodation.ended_at = now
    session().flush()
