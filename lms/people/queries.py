"""Reads of a centre's staff, of the places where a role can be held, and of invitations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, union

from lms.accounts.models import LoginSession, Membership, User
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import session
from lms.core.permissions import Role
from lms.core.texts import fold
from lms.courses.models import Course
from lms.courses.queries import revision_document
from lms.people.models import Invitation
from lms.people.rules import Place

MOST_EMPLOYERS = 500


@dataclass(frozen=True)
class Held:
    """A role that somebody holds or held in a centre."""

    id: int
    user_id: int
    role: Role
    place: Place
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Member:
    """Somebody of a centre's staff, with every role there, those that ended too. No role elsewhere shows."""

    user_id: int
    name: str
    email: str
    is_suspended: bool
    roles: tuple[Held, ...]

    @property
    def held(self) -> list[Held]:
        """The roles that they hold now."""
        return [one for one in self.roles if one.until is None]

    @property
    def may_teach(self) -> bool:
        """Whether they are of the centre's staff now, and not only an employer's reader."""
        return not self.is_suspended and any(one.role is not Role.EMPLOYER for one in self.held)


_MEMBER = (
    select(
        User.id,
        User.name,
        User.email,
        User.archived_at,
        Membership.id,
        Membership.role,
        Membership.course_id,
        Membership.cohort_id,
        Membership.employer,
        Membership.created_at,
        Membership.ended_at,
    )
    .join(Membership, Membership.user_id == User.id)
    .order_by(Membership.id)
)


def staff_of(centre_id: int, user_id: int | None = None) -> list[Member]:
    """Everyone who holds or held a role in a centre, or this one person of them. One statement."""
    asked = _MEMBER.where(Membership.centre_id == centre_id)
    if user_id is not None:
        asked = asked.where(User.id == user_id)
    people: dict[int, tuple[str, str, bool]] = {}
    roles: dict[int, list[Held]] = {}
    for id_, name, email, archived_at, membership_id, role, course, cohort, employer, *times in (
        session().execute(asked).all()
    ):
        people[id_] = (name, email, archived_at is not None)
        held = Held(membership_id, id_, Role(role), Place(course, cohort, employer), times[0], times[1])
        roles.setdefault(id_, []).append(held)
    return [Member(id_, *about, tuple(roles[id_])) for id_, about in people.items()]


@dataclass(frozen=True)
class Teachers:
    """Who teaches a cohort, each with the role by which they do; and the staff who could be asked to."""

    teaching: tuple[tuple[Member, Held], ...]
    others: tuple[Member, ...]


def teachers_of(centre_id: int, course_id: int, cohort_id: int) -> Teachers:
    """The instructors of the centre, the course and the cohort, and who else of the staff could be one. One statement."""
    places = {Place().key, Place(course_id=course_id).key, Place(cohort_id=cohort_id).key}
    staff = [one for one in staff_of(centre_id) if one.may_teach]
    teaching = [
        (member, held)
        for member in staff
        for held in member.held
        if held.role is Role.INSTRUCTOR and held.place.key in places
    ]
    taken = {member.user_id for member, _held in teaching}
    others = [one for one in staff if one.user_id not in taken]
    by_name = sorted(teaching, key=lambda row: (fold(row[0].name), row[1].id))
    return Teachers(tuple(by_name), tuple(sorted(others, key=lambda one: fold(one.name))))


def last_seen(user_ids: Iterable[int]) -> dict[int, datetime]:
    """When each of these people last used a page; those who never did are left out. One statement."""
    seen = (
        select(LoginSession.user_id, func.max(LoginSession.seen_at))
        .where(LoginSession.user_id.in_(list(user_ids)))
        .group_by(LoginSession.user_id)
    )
    return {row[0]: row[1] for row in session().execute(seen)}


@dataclass(frozen=True)
class Places:
    """Where roles can be held in a centre. Archived places have a name, for the roles held there, and take no new role."""

    courses: Mapping[int, Mapping[str, str]]
    cohorts: Mapping[int, str]
    closed: frozenset[str]

    def is_open(self, place: Place) -> bool:
        """Whether a role can be given there: it is in this centre, and not archived."""
        known = (
            place.course_id is None or place.course_id in self.courses,
            place.cohort_id is None or place.cohort_id in self.cohorts,
        )
        return all(known) and place.key not in self.closed


def places_of(centre_id: int) -> Places:
    """The courses and cohorts of a centre, by name. Two statements."""
    courses = session().scalars(select(Course).where(Course.centre_id == centre_id).order_by(Course.id)).all()
    rows = session().execute(
        select(Cohort.id, Cohort.name, Cohort.archived_at)
        .where(Cohort.centre_id == centre_id)
        .order_by(Cohort.name, Cohort.id)
    )
    cohorts = [(row[0], row[1], row[2]) for row in rows]
    closed = {Place(course_id=one.id).key for one in courses if one.archived_at is not None}
    closed |= {Place(cohort_id=id_).key for id_, _, archived_at in cohorts if archived_at is not None}
    return Places(
        {one.id: _title(one) for one in courses},
        {id_: name for id_, name, _ in cohorts},
        frozenset(closed),
    )


def _title(course: Course) -> Mapping[str, str]:
    if course.latest_revision_id is None:
        return {"": course.key}
    return revision_document(course.latest_revision_id).sheet.title


def employers_of(centre_id: int) -> list[str]:
    """The employers that a centre knows, of learners and of readers, each written in one way. One statement."""
    written = union(
        *(
            select(table.employer_key, func.min(table.employer))
            .where(table.centre_id == centre_id, table.employer_key != "")
            .group_by(table.employer_key)
            for table in (Enrolment, Membership)
        )
    )
    found = {row[0]: row[1] for row in session().execute(written)}
    return [found[key] for key in sorted(found)[:MOST_EMPLOYERS]]


def open_invitations(centre_id: int) -> list[Invitation]:
    """Those that nobody accepted and nobody withdrew, expired ones too, the newest first."""
    waiting = select(Invitation).where(
        Invitation.centre_id == centre_id,
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    )
    newest = waiting.order_by(Invitation.expires_at.desc(), Invitation.id.desc())
    return list(session().scalars(newest.execution_options(populate_existing=True)))


def count_open(centre_id: int) -> int:
    """How many those are."""
    waiting = (
        Invitation.centre_id == centre_id,
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    )
    return session().scalar(select(func.count()).select_from(Invitation).where(*waiting)) or 0


def invitation(invitation_id: int) -> Invitation | None:
    """An invitation by its id, read afresh."""
    return session().get(Invitation, invitation_id, populate_existing=True)


def invitation_by_digest(digest: str) -> Invitation | None:
    """The invitation whose link has this digest."""
    found = select(Invitation).where(Invitation.token_hash == digest)
    return session().scalar(found.execution_options(populate_existing=True))
