"""Writes to centres and to what they grant a person."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import select

from lms.accounts.models import User
from lms.centres.models import Accommodation, Centre
from lms.centres.queries import terms_of
from lms.centres.rules import NOTHING_GRANTED, Terms, fault_of
from lms.core import audit
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput
from lms.core.reasons import reason
from lms.core.signals import accommodation_changed, announce
from lms.core.texts import SLUG


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
) -> Accommodation | None:
    """`set_accommodation` for who needs more time and nothing else."""
    return set_accommodation(
        centre_id=centre_id, user_id=user_id, terms=Terms(time_factor), actor_id=actor_id, now=now
    )


def set_accommodation(
    *, centre_id: int, user_id: int, terms: Terms, actor_id: int | None, now: datetime
) -> Accommodation | None:
    """Grant a person these terms in every quiz of the centre, in place of what was granted before, which is kept as history.

    Returns None when the terms grant nothing: what was granted ends. The same terms again change nothing. Announces
    `accommodation_changed`, so that attempts that run get what is more than they had. Raises InvalidInput with the field.
    """
    fault = fault_of(terms)
    if fault is not None:
        raise InvalidInput(fault[1], field=fault[0])
    before = _active_for_update(centre_id, user_id)
    if (terms_of(before) if before else NOTHING_GRANTED) == terms:
        return before
    if before is not None:
        before.ended_at = now
        session().flush()
    granted = None
    if terms != NOTHING_GRANTED:
        granted = Accommodation(
            centre_id=centre_id, user_id=user_id, set_by_id=actor_id, created_at=now, **vars(terms)
        )
        session().add(granted)
        session().flush()
    _tell(granted or before, terms, actor_id, now)
    return granted


def _active_for_update(centre_id: int, user_id: int) -> Accommodation | None:
    """What is granted now; the person's row is locked first, so that two acts at once follow each other."""
    session().execute(select(User.id).where(User.id == user_id).with_for_update(key_share=True))
    held = select(Accommodation).filter_by(centre_id=centre_id, user_id=user_id, ended_at=None)
    return session().scalar(held.with_for_update().execution_options(populate_existing=True))


def _tell(held: Accommodation | None, terms: Terms, actor_id: int | None, now: datetime) -> None:
    assert held is not None  # nothing granted before and now is no change
    audit.record(
        "accommodation.granted" if held.ended_at is None else "accommodation.ended",
        actor_id=actor_id,
        centre_id=held.centre_id,
        on=("accommodation", held.id),
        now=now,
        user_id=held.user_id,
        **terms.details(),
    )
    announce(
        accommodation_changed,
        now=now,
        centre_id=held.centre_id,
        user_id=held.user_id,
        accommodation_id=held.id,
    )
