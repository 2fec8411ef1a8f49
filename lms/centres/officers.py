"""The accessibility officers of a centre: who they are, who may be one, and a manager's acts of choosing and ending one.

An officer reads while they also hold a role on the whole centre that reads its groups: who leaves the staff reads no more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select

from lms.accounts.models import Membership, User
from lms.centres.models import AccessibilityOfficer, Centre
from lms.core import audit
from lms.core.db import session
from lms.core.errors import InvalidInput, NotFound
from lms.core.permissions import GRANTS, Grant, Permission, Scope, allows
from lms.core.reasons import reason

READS = Permission.COHORT_READ
"""What an officer's role must allow on the whole centre."""
_ROLES = [role.value for role, allowed in GRANTS.items() if READS in allowed]


@dataclass(frozen=True)
class Officer:
    """Somebody who is an officer, and whether they are still on the staff, without which they read nothing."""

    id: int
    user_id: int
    name: str
    since: datetime
    reads: bool


@dataclass(frozen=True)
class Reader:
    """Where and in which language an officer is written to."""

    user_id: int
    name: str
    email: str
    language: str


def _on_staff(centre_id: int) -> ColumnElement[bool]:
    return exists().where(
        Membership.user_id == User.id,
        Membership.centre_id == centre_id,
        Membership.course_id.is_(None),
        Membership.cohort_id.is_(None),
        Membership.role.in_(_ROLES),
        Membership.ended_at.is_(None),
        User.archived_at.is_(None),
    )


def _active(centre_id: int) -> tuple[ColumnElement[bool], ...]:
    return AccessibilityOfficer.centre_id == centre_id, AccessibilityOfficer.ended_at.is_(None)


def is_officer(centre_id: int, user_id: int) -> bool:
    """Whether somebody was chosen, and not ended. Whether they are on the staff is told by their grants. One statement."""
    found = select(AccessibilityOfficer.id).where(
        *_active(centre_id), AccessibilityOfficer.user_id == user_id
    )
    return session().scalar(found) is not None


def officers_of(centre_id: int) -> list[Officer]:
    """Every officer of a centre, by name. One statement."""
    columns = (AccessibilityOfficer.id, User.id, User.name, AccessibilityOfficer.since, _on_staff(centre_id))
    found = select(*columns).join(User, User.id == AccessibilityOfficer.user_id).where(*_active(centre_id))
    return [Officer(*row) for row in session().execute(found.order_by(User.name, User.id))]


def readers_of(centre_id: int) -> list[Reader]:
    """The officers who may read now, by name. One statement."""
    found = select(User.id, User.name, User.email, User.language)
    found = found.join(AccessibilityOfficer, AccessibilityOfficer.user_id == User.id)
    found = found.where(*_active(centre_id), _on_staff(centre_id)).order_by(User.name, User.id)
    return [Reader(*row) for row in session().execute(found)]


def candidates_of(centre_id: int) -> list[tuple[int, str]]:
    """Who of the staff may be chosen and is not, by name. One statement."""
    chosen = select(AccessibilityOfficer.user_id).where(*_active(centre_id))
    found = select(User.id, User.name).where(_on_staff(centre_id), User.id.not_in(chosen))
    return [(row.id, row.name) for row in session().execute(found.order_by(User.name, User.id))]


def within_grants(user_id: int, grants: Iterable[Grant]) -> ColumnElement[bool]:
    """Of rows of `AccessibilityOfficer`: those by which this person, with these grants, reads."""
    grants = tuple(grants)
    centres = {one.centre_id for one in grants if allows(grants, READS, Scope(one.centre_id))}
    return (
        (AccessibilityOfficer.user_id == user_id)
        & AccessibilityOfficer.ended_at.is_(None)
        & AccessibilityOfficer.centre_id.in_(centres)
    )


def centres_read_by(user_id: int, grants: Iterable[Grant]) -> list[Centre]:
    """The centres of which somebody is an officer, by name. One statement."""
    found = select(Centre).join(AccessibilityOfficer, AccessibilityOfficer.centre_id == Centre.id)
    read = found.where(within_grants(user_id, grants)).order_by(Centre.name, Centre.id)
    return list(session().scalars(read))


def choose(*, centre_id: int, user_id: int, actor_id: int, now: datetime) -> None:
    """Somebody of the staff is an officer from now on; chosen already, nothing changes. InvalidInput when they are not on the staff."""
    _lock(centre_id)
    if is_officer(centre_id, user_id):
        return
    if session().scalar(select(User.id).where(User.id == user_id, _on_staff(centre_id))) is None:
        raise InvalidInput(reason("centres.not_on_staff"), field="user_id")
    officer = AccessibilityOfficer(centre_id=centre_id, user_id=user_id, since=now, set_by_id=actor_id)
    session().add(officer)
    session().flush()
    _note("officer.chosen", officer, actor_id, now)


def end(*, centre_id: int, officer_id: int, actor_id: int, now: datetime) -> None:
    """Somebody is no longer an officer; ended already, nothing changes. NotFound for an officer of another centre."""
    _lock(centre_id)
    found = session().get(AccessibilityOfficer, officer_id, populate_existing=True)
    if found is None or found.centre_id != centre_id:
        raise NotFound
    if found.ended_at is None:
        found.ended_at = now
        session().flush()
        _note("officer.ended", found, actor_id, now)


def _lock(centre_id: int) -> None:
    """Acts on the officers of one centre follow each other."""
    session().execute(select(Centre.id).where(Centre.id == centre_id).with_for_update(key_share=True))


def _note(action: str, officer: AccessibilityOfficer, actor_id: int, now: datetime) -> None:
    place = ("accessibility_officer", officer.id)
    about = {"actor_id": actor_id, "centre_id": officer.centre_id, "now": now}
    audit.record(action, on=place, user_id=officer.user_id, **about)  # type: ignore[arg-type]
