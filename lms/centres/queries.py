"""Reads of centres and of what they grant a person."""

from collections.abc import Iterable
from dataclasses import fields
from decimal import Decimal

from sqlalchemy import select

from lms.centres.models import Accommodation, Centre
from lms.centres.rules import Terms
from lms.core.db import session


def accommodation_of(centre_id: int, user_id: int) -> Accommodation | None:
    """What a person is granted in this centre now; None when nothing is. One statement."""
    return session().scalar(
        select(Accommodation).where(
            Accommodation.centre_id == centre_id,
            Accommodation.user_id == user_id,
            Accommodation.ended_at.is_(None),
        )
    )


def terms_of(accommodation: Accommodation) -> Terms:
    """What was granted, without by whom and when."""
    return Terms(**{field.name: getattr(accommodation, field.name) for field in fields(Terms)})


def accommodations_of(user_id: int) -> list[tuple[Accommodation, str]]:
    """Everything that a person is granted now, with the name of the centre that grants it."""
    held = select(Accommodation, Centre.name).join(Centre, Centre.id == Accommodation.centre_id)
    mine = held.where(Accommodation.user_id == user_id, Accommodation.ended_at.is_(None))
    return [(row[0], row[1]) for row in session().execute(mine.order_by(Centre.name, Centre.id))]


def granted_people(centre_id: int, user_ids: Iterable[int]) -> dict[int, Accommodation]:
    """What these people are granted in a centre, by person; those without are left out. One statement."""
    held = select(Accommodation).where(
        Accommodation.centre_id == centre_id,
        Accommodation.user_id.in_(list(user_ids)),
        Accommodation.ended_at.is_(None),
    )
    return {granted.user_id: granted for granted in session().scalars(held)}


def accommodation_history(centre_id: int, user_id: int) -> list[Accommodation]:
    """All that a centre granted a person, the newest first, what ended included."""
    all_of_them = select(Accommodation).filter_by(centre_id=centre_id, user_id=user_id)
    return list(session().scalars(all_of_them.order_by(Accommodation.id.desc())))


def time_factor(centre_id: int, user_id: int) -> Decimal:
    """By how much a person's time limits are multiplied in this centre; 1 when nothing was granted."""
    held = accommodation_of(centre_id, user_id)
    return Decimal(1) if held is None else held.time_factor


def centre_by_slug(slug: str) -> Centre | None:
    """The centre of this slug."""
    return session().scalar(select(Centre).where(Centre.slug == slug))


def centre_by_id(centre_id: int) -> Centre:
    """A centre that exists."""
    return session().get_one(Centre, centre_id)


def centres() -> list[Centre]:
    """Every centre that is not archived, by name."""
    return list(
        session().scalars(select(Centre).where(Centre.archived_at.is_(None)).order_by(Centre.name, Centre.id))
    )
