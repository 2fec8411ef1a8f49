"""A group with a live session, its learners and who teaches them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from flask import Flask
from flask.testing import FlaskClient

from lms.accounts.models import User
from lms.attendance import services
from lms.attendance.services import Actor, Statement
from lms.centres.models import Centre
from lms.cohorts import live_sessions
from lms.cohorts.live_models import LiveSession
from lms.cohorts.live_sessions import Meeting
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import transaction
from lms.core.permissions import Role
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_centre, make_cohort, make_course, make_enrolment, make_user

STARTS = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
"""18:00 in Paris."""
ENDS = STARTS + timedelta(hours=1, minutes=30)
BEFORE = STARTS - timedelta(days=8)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class Group:
    """The group, its session from 18:00 to 19:30, and its learners by name."""

    app: Flask
    centre: Centre
    cohort: Cohort
    one: LiveSession
    learners: dict[str, Enrolment]
    accounts: dict[str, User]
    boss: User

    @property
    def trainer(self) -> Actor:
        return Actor(self.boss.id)

    @property
    def sheet(self) -> str:
        return f"/teach/cohorts/{self.cohort.id}/live/{self.one.id}/sheet"

    def page(self, name: str) -> str:
        return f"/learn/{self.learners[name].id}/attendance"

    def signs(self, name: str, now: datetime = STARTS, one: LiveSession | None = None) -> bool:
        enrolment = self.learners[name]
        with transaction():
            return services.sign(
                enrolment=enrolment,
                session_id=(one or self.one).id,
                actor=Actor(enrolment.user_id, "mark"),
                now=now,
            )

    def states(self, name: str, kind: str, moment: str = "", why: str = "", now: datetime = ENDS) -> bool:
        with transaction():
            return services.state(
                cohort=self.cohort,
                session_id=self.one.id,
                enrolment_id=self.learners[name].id,
                statement=Statement(kind, moment, why),
                actor=self.trainer,
                now=now,
            )

    def others(self, now: datetime = ENDS) -> int:
        with transaction():
            return services.state_others(session_id=self.one.id, actor=self.trainer, now=now)

    def countersigns(self, now: datetime = ENDS) -> bool:
        with transaction():
            return services.countersign(session_id=self.one.id, actor=self.trainer, now=now)

    def reminds(self, now: datetime = ENDS) -> int:
        with transaction():
            return services.remind(cohort=self.cohort, session_id=self.one.id, actor=self.trainer, now=now)

    def browser(self, name: str) -> FlaskClient:
        """A learner's."""
        return browser_of(self.app, self.accounts[name])


def plan(cohort: Cohort, starts: str = "2026-12-01T18:00", ends: str = "2026-12-01T19:30") -> LiveSession:
    """One more session of a group."""
    meeting = Meeting("Classe virtuelle", starts, ends, "Salle 4", people="Thomas Roussel")
    with transaction():
        return live_sessions.create_sessions(cohort=cohort, meetings=[meeting], now=BEFORE)[0]


def make_group(app: Flask, names: tuple[str, ...] = ("Ada", "Bruno", "Cléo"), slug: str = "quais") -> Group:
    """Everything; nobody has signed."""
    centre = make_centre(slug, "Centre Les Quais", BEFORE, legal_line="Les Quais SARL")
    cohort = make_cohort(make_course(centre, now=BEFORE), "Automne 2026", BEFORE)
    learners, accounts = {}, {}
    for number, name in enumerate(names):
        user = make_user(f"l{number}-{slug}@example.org", name, BEFORE)
        accounts[name], learners[name] = user, make_enrolment(user, cohort, BEFORE)
    boss = make_staff(centre, Role.INSTRUCTOR, f"trainer-{slug}")
    return Group(app, centre, cohort, plan(cohort), learners, accounts, boss)
