"""Writes to a centre's staff: roles given and taken."""

from datetime import datetime

from sqlalchemy import ColumnElement, select

from lms.accounts import services as accounts
from lms.accounts.models import Membership, User
from lms.centres.models import Centre
from lms.core import audit
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.permissions import Role
from lms.core.reasons import reason
from lms.core.texts import name_key
from lms.people import rules
from lms.people.rules import Offer, Place


def give_role(*, offer: Offer, user_id: int, actor_id: int | None, now: datetime) -> Membership:
    """Somebody holds this role from now on; held already, nothing changes. Raises InvalidInput with the field."""
    check(offer)
    lock(offer.centre_id)
    before = _held(offer, user_id)
    if before is not None:
        return before
    membership = _add(offer, user_id, now)
    audit.record(
        "role.given",
        actor_id=actor_id,
        centre_id=offer.centre_id,
        on=("membership", membership.id),
        now=now,
        **_details(offer, user_id),
    )
    return membership


def take_role(*, centre_id: int, membership_id: int, actor_id: int, now: datetime) -> None:
    """Somebody no longer holds a role of this centre. Raises Conflict when nobody would manage the centre any more."""
    lock(centre_id)
    found = session().get(Membership, membership_id, populate_existing=True)
    if found is None or found.centre_id != centre_id:
        raise NotFound
    if found.ended_at is not None:
        return
    offer = _offer_of(found)
    if _manages_all(offer) and rules.is_last_manager(found.user_id, _managers(centre_id)):
        raise Conflict(reason("people.last_manager"))
    found.ended_at = now
    session().flush()
    audit.record(
        "role.taken",
        actor_id=actor_id,
        centre_id=centre_id,
        on=("membership", found.id),
        now=now,
        **_details(offer, found.user_id),
    )


def holders(offer: Offer) -> set[str]:
    """The keys of the addresses of those who hold the offered role already. One statement."""
    held = (
        select(User.email_key)
        .join(Membership, Membership.user_id == User.id)
        .where(*_same(offer), Membership.ended_at.is_(None))
    )
    return set(session().scalars(held))


def check(offer: Offer) -> None:
    """Raise InvalidInput, with the field, when nobody can be given this."""
    refused = rules.refusal_to_offer(offer)
    if refused:
        raise InvalidInput(refused[1], field=refused[0])


def lock(centre_id: int) -> None:
    """Acts on one centre's staff follow each other, so that none sees the roles that another is about to take."""
    session().execute(select(Centre.id).where(Centre.id == centre_id).with_for_update(key_share=True))


def employer_in(offer: Offer) -> str:
    """Whose people are read; no other role has any, whatever was typed."""
    return offer.place.employer if offer.role is Role.EMPLOYER else ""


def _same(offer: Offer) -> tuple[ColumnElement[bool], ...]:
    return (
        Membership.centre_id == offer.centre_id,
        Membership.role == offer.role.value,
        Membership.course_id == offer.place.course_id,
        Membership.cohort_id == offer.place.cohort_id,
        Membership.employer_key == name_key(employer_in(offer)),
    )


def _held(offer: Offer, user_id: int) -> Membership | None:
    held = select(Membership).where(*_same(offer), Membership.ended_at.is_(None))
    return session().scalar(held.where(Membership.user_id == user_id))


def _add(offer: Offer, user_id: int, now: datetime) -> Membership:
    return accounts.add_membership(
        user_id=user_id,
        role=offer.role,
        centre_id=offer.centre_id,
        now=now,
        course_id=offer.place.course_id,
        cohort_id=offer.place.cohort_id,
        employer=employer_in(offer),
    )


def _details(offer: Offer, user_id: int) -> dict[str, object]:
    return {
        "user_id": user_id,
        "role": offer.role.value,
        "place": offer.place.key,
        "employer": employer_in(offer),
    }


def _offer_of(held: Membership) -> Offer:
    return Offer(held.centre_id, Role(held.role), Place(held.course_id, held.cohort_id, held.employer))


def _manages_all(offer: Offer) -> bool:
    return offer.role is Role.MANAGER and offer.place.key == rules.WHOLE_CENTRE


def _managers(centre_id: int) -> set[int]:
    """Who manages the whole centre and may sign in."""
    held = (
        select(Membership.user_id)
        .join(User, User.id == Membership.user_id)
        .where(*_same(Offer(centre_id, Role.MANAGER, Place())), Membership.ended_at.is_(None))
    )
    return set(session().scalars(held.where(User.archived_at.is_(None))))
