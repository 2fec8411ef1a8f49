"""Reads of centres and of what they grant a person."""

from collections.abc import Iterable
from dataclasses import fields
from decimal import Decimal

from sqlalchemy import select

from lms.centres.identity_rules import COLUMNS, Identity, identity_from
from lms.centres.models import Accommodation, Centre
from lms.centres.rules import Terms
from lms.centres.settings_rules import Settings, settings_from
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


def find_centre(centre_id: int) -> Centre | None:
    """The centre of this number; None when there is none."""
    return session().get(Centre, centre_id)


def centres() -> list[Centre]:
    """Every centre that is not archived, by name."""
    return list(
        session().scalars(select(Centre).where(Centre.archived_at.is_(None)).order_by(Centre.name, Centre.id))
    )


def centre_for_update(centre_id: int) -> Centre:
    """A centre as it is now, locked until the transaction ends."""
    locked = select(Centre).where(Centre.id == centre_id).with_for_update()
    return session().scalars(locked.execution_options(populate_existing=True)).one()


def identity_of(centre: Centre) -> Identity:
    """Who a centre is."""
    return identity_from({name: getattr(centre, name) for name in COLUMNS}, centre.identity)


_READ = "centre_settings"


def settings_of(centre_id: int) -> Settings:
    """What counts in a centre. One statement in a request, however often it is asked."""
    return settings_by_centre([centre_id])[centre_id]


def settings_by_centre(centre_ids: Iterable[int]) -> dict[int, Settings]:
    """What counts in each of these centres, by its id. One statement at most; none for centres that this request asked for before."""
    wanted = set(centre_ids)
    read: dict[int, Settings] = session().info.setdefault(_READ, {})
    if wanted - read.keys():
        rows = session().execute(
            select(Centre.id, Centre.settings).where(Centre.id.in_(wanted - read.keys()))
        )
        read.update({id_: settings_from(stored) for id_, stored in rows})
    return {id_: read[id_] for id_ in wanted}


def forget_settings() -> None:
    """Have the next `settings_of` read anew, after a change."""
    session().info.pop(_READ, None)
