"""Reads of centres and of what they grant a person."""

from decimal import Decimal

from sqlalchemy import select

from lms.centres.models import Accommodation, Centre
from lms.core.db import session


def time_factor(centre_id: int, user_id: int) -> Decimal:
    """By how much a person's time limits are multiplied in this centre; 1 when nothing was granted."""
    statement = select(Accommodation.time_factor).where(
        Accommodation.centre_id == centre_id,
        Accommodation.user_id == user_id,
        Accommodation.ended_at.is_(None),
    )
    found = session().scalar(statement)
    return Decimal(1) if found is None else found


def centre_by_slug(slug: str) -> Centre | None:
    """The centre of this slug."""
    return session().scalar(select(Centre).where(Centre.slug == slug))


def centres() -> list[Centre]:
    """Every centre that is not archived, by name."""
    return list(
        session().scalars(select(Centre).where(Centre.archived_at.is_(None)).order_by(Centre.name, Centre.id))
    )
