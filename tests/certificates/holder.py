"""A learner of the sample course on the way to a certificate, and the staff around them."""

from dataclasses import dataclass

from flask import Flask
from flask.testing import FlaskClient

from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.centres.models import Centre
from lms.certificates.models import Certificate
from lms.certificates.queries import certificate_of
from lms.cohorts.models import Cohort, Enrolment
from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Role
from tests.browsing import sign_in
from tests.factories import make_centre, make_cohort, make_course, make_enrolment, make_user
from tests.progress.study import Learner


@dataclass
class Holder:
    """A person in a cohort of a centre; `completes` gives the certificate."""

    centre: Centre
    cohort: Cohort
    user: User
    enrolment: Enrolment

    def completes(self) -> Certificate:
        """Do all that the course requires; the certificate that this issued."""
        Learner(self.enrolment).completes(clock.now())
        certificate = certificate_of(self.enrolment.id)
        assert certificate is not None
        return certificate


def make_holder(
    slug: str = "quais", name: str = "Aïssatou N’Diaye", *, is_open: bool = False, language: str = "fr"
) -> Holder:
    """A newcomer of a centre's sample course."""
    now = clock.now()
    centre = make_centre(
        slug,
        "Centre Les Quais",
        now,
        legal_line="Les Quais SARL, Bordeaux",
        signatory_name="Claire Fontaine",
        signatory_title="Directrice",
    )
    cohort = make_cohort(make_course(centre, now=now), "Automne 2026", now, is_open=is_open)
    user = make_user(f"holder-{slug}@example.org", name, now)
    return Holder(centre, cohort, user, make_enrolment(user, cohort, now, language=language))


def browser_of(app: Flask, user: User) -> FlaskClient:
    """A person's browser, signed in."""
    client = app.test_client()
    assert sign_in(client, user.email).status_code == 303
    return client


def make_staff(centre: Centre, role: Role, name: str = "staff", **place: int) -> User:
    """A person with a role in a centre, or on one course or cohort of it."""
    user = make_user(f"{name}@example.org", name.title(), clock.now())
    with transaction():
        accounts.add_membership(user_id=user.id, role=role, centre_id=centre.id, now=clock.now(), **place)
    return user
