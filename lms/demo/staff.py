"""The rest of the centre's staff: who marks, who invigilates, who reads for an employer, who left; and whom the manager invited."""

from datetime import datetime, timedelta

from flask import current_app

from lms.accounts import services as accounts
from lms.accounts.models import Membership
from lms.cohorts.models import Cohort
from lms.core.db import transaction
from lms.core.permissions import Role
from lms.demo.rosters import EMPLOYERS
from lms.people import inviting, services
from lms.people.inviting import Inviter
from lms.people.rules import Offer, Place

DAY = timedelta(days=1)
MARKER = ("marker@demo.example", "Solène Kervella")
INVIGILATOR = ("invigilator@demo.example", "Marc Delorme")
READER = ("employer@demo.example", "Nadège Rolland")
FORMER = ("jeanne.caron@demo.example", "Jeanne Caron")
WAITS, EXPIRED = "paul.etienne@demo.example", "ancienne.adresse@demo.example"


def make(cohort: Cohort, manager_id: int, now: datetime) -> None:
    """Each given a role by the manager a month ago, seen since; one invitation of yesterday, one of two weeks ago."""
    group = Place(cohort_id=cohort.id)
    people = [
        (MARKER, Role.MARKER, group, 3),
        (INVIGILATOR, Role.INVIGILATOR, group, 12),
        (READER, Role.EMPLOYER, Place(employer=EMPLOYERS[0]), 6),
        (FORMER, Role.MARKER, group, 40),
    ]
    for who, role, place, days in people:
        with transaction():
            offer = Offer(cohort.centre_id, role, place)
            held = _give(who, offer, manager_id, now - 60 * DAY)
            accounts.open_session(user_id=held.user_id, device="Firefox, Linux", now=now - days * DAY)
            if who is FORMER:
                services.take_role(
                    centre_id=offer.centre_id, membership_id=held.id, actor_id=manager_id, now=now - 30 * DAY
                )
    _invite(WAITS, Offer(cohort.centre_id, Role.INSTRUCTOR, group), manager_id, now - DAY)
    _invite(EXPIRED, Offer(cohort.centre_id, Role.MARKER, Place()), manager_id, now - 14 * DAY)


def _give(who: tuple[str, str], offer: Offer, manager_id: int, then: datetime) -> Membership:
    email, name = who
    user = accounts.create_user(
        email=email, name=name, password=None, language="fr", confirmed=True, now=then
    )
    return services.give_role(offer=offer, user_id=user.id, actor_id=manager_id, now=then)


def _invite(address: str, offer: Offer, manager_id: int, then: datetime) -> None:
    inviter = Inviter(manager_id, str(current_app.config["SECRET_KEY"]), then)
    with transaction():
        inviting.invite(offer=offer, addresses=[address], inviter=inviter)
