"""A centre with its accessibility officer, a manager who is none, and a learner who may say what they need."""

from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import User
from lms.adaptations import services
from lms.adaptations.models import AdaptationNeed
from lms.adaptations.queries import need_of
from lms.adaptations.services import Notes
from lms.centres import officers
from lms.centres.models import Centre
from lms.cohorts.models import Cohort, Enrolment
from lms.core import clock
from lms.core.db import session, transaction
from lms.core.permissions import Role
from tests.certificates.holder import browser_of, make_holder, make_staff

TEXT = "Grossissement ×2 et pauses"
NOTES = "Ordinateur prêté le lundi"


@dataclass
class Room:
    """People by what they are, and their browsers."""

    app: Flask
    centre: Centre
    cohort: Cohort
    learner: User
    enrolment: Enrolment
    officer: User

    def browser(self, user: User) -> FlaskClient:
        """Signed in as somebody."""
        return browser_of(self.app, user)

    def own(self) -> str:
        """The learner's page."""
        return f"/centres/{self.centre.id}/adaptation"

    def people(self) -> str:
        """The officer's list."""
        return f"/centres/{self.centre.id}/adaptations"

    def one(self) -> str:
        """The officer's page of the learner."""
        return f"{self.people()}/{self.need().id}"

    def says(self, text: str = TEXT, version: int = 0, now: datetime | None = None) -> AdaptationNeed:
        """The learner says what they need."""
        with transaction():
            place = {"centre_id": self.centre.id, "user_id": self.learner.id}
            services.state(**place, text=text, version=version, now=now or clock.now())
        return self.need()

    def notes(self, text: str = NOTES, version: int = 0, seen: int = 1) -> None:
        """The officer notes what was decided."""
        with transaction():
            note = Notes(text, version, seen)
            services.note(need_id=self.need().id, notes=note, actor_id=self.officer.id, now=clock.now())

    def held(self) -> AdaptationNeed | None:
        """The learner's record, if there is one."""
        session().rollback()
        return need_of(self.centre.id, self.learner.id)

    def need(self) -> AdaptationNeed:
        """The learner's record."""
        found = self.held()
        assert found is not None
        return found


def choose(centre: Centre, user: User, actor: User | None = None) -> None:
    """Somebody is the accessibility officer."""
    with transaction():
        officers.choose(centre_id=centre.id, user_id=user.id, actor_id=(actor or user).id, now=clock.now())


def make_room(app: Flask, slug: str = "quais", role: Role = Role.MANAGER) -> Room:
    """The officer is a manager, unless another role is asked."""
    holder = make_holder(slug)
    officer = make_staff(holder.centre, role, f"officer-{slug}")
    choose(holder.centre, officer)
    return Room(app, holder.centre, holder.cohort, holder.user, holder.enrolment, officer)
