"""A manager before the staff of a centre, and what the worker mails to those whom they invite."""

import re
from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.accounts.models import Membership, User
from lms.centres.models import Centre
from lms.cohorts.models import Cohort
from lms.core import clock
from lms.core.db import session
from lms.core.jobs import run_due_jobs
from lms.core.mail import run_in_worker_context
from lms.core.permissions import Role
from tests.browsing import post
from tests.certificates.holder import browser_of, make_staff
from tests.factories import make_centre, make_cohort, make_course
from tests.learning.reading import words

LINK = re.compile(r"http://localhost(/invitations/\S+)")


@dataclass
class Office:
    """A centre with one course and one group, its manager and their browser."""

    app: Flask
    centre: Centre
    cohort: Cohort
    manager: User
    browser: FlaskClient

    @property
    def place(self) -> str:
        return f"/centres/{self.centre.id}"

    def get(self, path: str) -> TestResponse:
        return self.browser.get(f"{self.place}{path}")

    def page(self, path: str) -> str:
        reply = self.get(path)
        assert reply.status_code == 200, reply.status
        return words(reply.text)

    def post(self, path: str, **data: Any) -> TestResponse:
        return post(self.browser, f"{self.place}{path}", data)

    def invite(self, addresses: str, role: Role = Role.INSTRUCTOR, **more: str) -> TestResponse:
        data = {"addresses": addresses, "role": role.value, "place": "centre", "employer": "", **more}
        return self.post("/invitations/new", **data)

    def member(self, role: Role, name: str, **place: Any) -> User:
        return make_staff(self.centre, role, name, **place)


def make_office(app: Flask, slug: str = "quais") -> Office:
    now = clock.now()
    centre = make_centre(slug, f"Centre {slug.title()}", now)
    cohort = make_cohort(make_course(centre, now=now), "Automne 2026", now)
    manager = make_staff(centre, Role.MANAGER, f"boss-{slug}")
    return Office(app, centre, cohort, manager, browser_of(app, manager))


def mails(app: Flask) -> list[Any]:
    """What the worker has sent, the oldest first, once it has done what waits."""
    with run_in_worker_context(app):
        run_due_jobs(clock.now())
    return list(getattr(app.extensions["mailman"], "outbox", []))


def link(app: Flask) -> str:
    """The path in the last invitation's mail."""
    found = LINK.search(str(mails(app)[-1].body))
    assert found
    return found.group(1)


def roles_of(user_id: int) -> list[tuple[str, int, int | None, int | None, str]]:
    """The roles that somebody holds now."""
    session().rollback()
    held = session().query(Membership).filter_by(user_id=user_id, ended_at=None).order_by(Membership.id)
    return [(one.role, one.centre_id, one.course_id, one.cohort_id, one.employer) for one in held]
