"""Reads for rosters: who is in a cohort, and the rosters that were sent for it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms.accounts.models import User
from lms.centres.models import Centre
from lms.certificates.models import Certificate
from lms.cohorts.models import Enrolment
from lms.core.db import session
from lms.rosters.models import Roster
from lms.rosters.rules import Member


def members_of(cohort_id: int) -> dict[str, Member]:
    """Everyone who is or was in a cohort, by the key of their address, in the order of names. One statement."""
    columns = (
        Enrolment.id,
        User.email,
        User.email_key,
        Enrolment.printed_name,
        Enrolment.language,
        Enrolment.employer,
        Enrolment.reference,
        Enrolment.ended_at,
        Enrolment.category,
        Enrolment.funding,
        Enrolment.born_on,
        Certificate.id.label("certificate_id"),
    )
    found = (
        select(*columns)
        .join(User, User.id == Enrolment.user_id)
        .outerjoin(Certificate, Certificate.enrolment_id == Enrolment.id)
        .where(Enrolment.cohort_id == cohort_id)
        .order_by(Enrolment.name_key, Enrolment.id)
    )
    return {
        row.email_key: Member(
            row.id,
            row.email,
            row.printed_name,
            row.language,
            row.employer,
            row.reference,
            row.ended_at is not None,
            row.certificate_id is not None,
            row.category,
            row.funding,
            row.born_on.isoformat() if row.born_on else "",
        )
        for row in session().execute(found)
    }


EXPORTED = {
    "email": User.email,
    "name": Enrolment.printed_name,
    "language": Enrolment.language,
    "employer": Enrolment.employer,
    "reference": Enrolment.reference,
    "category": Enrolment.category,
    "funding": Enrolment.funding,
    "born_on": Enrolment.born_on,
}
"""What a roster that is downloaded says, by the names of its fields."""


def people_to_export(cohort_id: int) -> Iterator[dict[str, str]]:
    """The `EXPORTED` fields of everyone in a cohort now, by name, read as they are sent."""
    found = (
        select(*EXPORTED.values())
        .join(User, User.id == Enrolment.user_id)
        .where(Enrolment.cohort_id == cohort_id, Enrolment.ended_at.is_(None))
        .order_by(Enrolment.name_key, Enrolment.id)
    )
    for row in session().execute(found.execution_options(yield_per=500)):
        yield {field: str(value or "") for field, value in zip(EXPORTED, row, strict=True)}


def centre_name(centre_id: int) -> str:
    """What a centre is called."""
    return session().scalars(select(Centre.name).where(Centre.id == centre_id)).one()


def roster(roster_id: int) -> Roster | None:
    """A roster, as it is now."""
    return session().get(Roster, roster_id, populate_existing=True)


def roster_for_update(roster_id: int) -> Roster:
    """A roster, locked until the transaction ends."""
    return session().get_one(Roster, roster_id, populate_existing=True, with_for_update=True)


@dataclass(frozen=True)
class Sent:
    """A roster in the list of a cohort."""

    id: int
    file_name: str
    state: str
    people: int
    sent_at: datetime
    sent_by: str


def rosters_of(cohort_id: int) -> list[Sent]:
    """The latest fifty rosters of a cohort, the newest first."""
    columns = (Roster.id, Roster.file_name, Roster.state, Roster.people, Roster.sent_at, User.name)
    mine = select(*columns).join(User, User.id == Roster.sent_by_id).where(Roster.cohort_id == cohort_id)
    return [Sent(*row) for row in session().execute(mine.order_by(Roster.id.desc()).limit(50))]
