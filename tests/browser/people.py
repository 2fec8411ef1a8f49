"""A centre's staff in each state: people and their history, invitations that wait and that expired, links for every reader."""

from collections.abc import Callable
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import User
from lms.centres.models import Centre
from lms.cohorts.models import Cohort, Enrolment
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.models import OutboxJob
from lms.core.permissions import Role
from lms.core.texts import name_key
from lms.people import inviting, services, tokens
from lms.people.inviting import Inviter
from lms.people.rules import Offer, Place
from tests.certificates.holder import make_staff
from tests.factories import make_centre, make_user

EMPLOYER = "Les Ruchers du Vercors"
SignsIn = Callable[[str, User], FlaskClient]


def build(app: Flask, centre: Centre, cohort: Cohort, signs_in: SignsIn) -> dict[str, str]:
    """The paths of their pages; the marker, the invigilator and the reader are signed in."""
    group = {"cohort_id": cohort.id}
    marker = make_staff(centre, Role.MARKER, "grader", **group)
    signs_in("marker", marker)
    signs_in("invigilator", make_staff(centre, Role.INVIGILATOR, "invigilator", **group))
    _employ(cohort)
    for name, employer in (("employer", EMPLOYER), ("lonely", "Mairie de Die")):
        place: dict[str, object] = {"employer": employer}
        signs_in(name, make_staff(centre, Role.EMPLOYER, name, **place))  # type: ignore[arg-type]
    secret, chief = str(app.config["SECRET_KEY"]), make_staff(centre, Role.MANAGER, "chief")
    signs_in("chief", chief)
    manager = chief.id
    _has_left(centre, marker.id, manager)
    place_of_centre = f"/centres/{centre.id}"
    return {
        "people": f"{place_of_centre}/people",
        "person": f"{place_of_centre}/people/{marker.id}",
        "invitations": f"{place_of_centre}/invitations",
        "exam_console": f"/teach/cohorts/{cohort.id}/quizzes/chrono",
        **_links(Offer(centre.id, Role.MARKER, Place(**group)), Inviter(manager, secret, clock.now())),
        **_elsewhere(manager),
    }


def _employ(cohort: Cohort) -> None:
    with transaction() as current:
        for found in current.query(Enrolment).filter_by(cohort_id=cohort.id):
            found.employer, found.employer_key = EMPLOYER, name_key(EMPLOYER)


def _has_left(centre: Centre, user_id: int, manager: int) -> None:
    """A role that somebody held for a month."""
    offer, now = Offer(centre.id, Role.INVIGILATOR, Place()), clock.now()
    with transaction():
        then = now - timedelta(days=30)
        held = services.give_role(offer=offer, user_id=user_id, actor_id=manager, now=then)
        services.take_role(centre_id=centre.id, membership_id=held.id, actor_id=manager, now=now)


def _links(offer: Offer, inviter: Inviter) -> dict[str, str]:
    """The link of somebody new, that of somebody who has an account, and one that is too old."""
    make_user("known@example.org", "Known", clock.now(), password="quatre mots bien longs")
    old = Inviter(inviter.actor_id, inviter.secret, inviter.now - timedelta(days=8))
    found = {}
    for name, by in (("fresh", inviter), ("known", inviter), ("expired", old)):
        with transaction():
            inviting.invite(offer=offer, addresses=[f"{name}@example.org"], inviter=by)
            job = session().query(OutboxJob).filter_by(kind=inviting.MAIL_JOB).order_by(OutboxJob.id.desc())
            token = tokens.make(inviter.secret, job.first().payload["nonce"])  # type: ignore[union-attr]
        found[f"link_{name}"] = f"/invitations/{token}"
    return found


def _elsewhere(manager: int) -> dict[str, str]:
    """Another centre, of which they are the staff alone."""
    other = make_centre("desert", "Centre désert", clock.now())
    offer = Offer(other.id, Role.MANAGER, Place())
    with transaction():
        services.give_role(offer=offer, user_id=manager, actor_id=None, now=clock.now())
    return {"invitations_none": f"/centres/{other.id}/invitations"}
