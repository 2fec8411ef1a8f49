"""Staff in front of a cohort whose learners sit a quiz."""

from dataclasses import dataclass
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.accounts import services as accounts
from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Role
from tests.browsing import csrf_token
from tests.factories import make_user
from tests.quiz.sitting import KEY, NOW, Learner, sign_in


@dataclass
class Staff:
    """A member of the staff of a learner's cohort, and their browser."""

    client: FlaskClient
    user_id: int
    learner: Learner

    @property
    def cohort_path(self) -> str:
        return f"/teach/cohorts/{self.learner.cohort.id}"

    @property
    def learner_path(self) -> str:
        return f"{self.cohort_path}/learners/{self.learner.enrolment.id}"

    @property
    def exam_path(self) -> str:
        return f"{self.cohort_path}/quizzes/{KEY}"

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **more)

    def post(self, path: str, data: dict[str, Any] | None = None) -> TestResponse:
        token = csrf_token(self.client)
        return self.client.post(path, data={**(data or {}), "csrf_token": token})


def make_staff(
    app: Flask, learner: Learner, role: Role = Role.INSTRUCTOR, centre_id: int | None = None
) -> Staff:
    """Staff of the learner's centre, or of another one."""
    place = centre_id or learner.enrolment.centre_id
    user = make_user(f"{role.value}-{place}@example.org", role.value.title(), clock.now(), password=None)
    with transaction():
        accounts.add_membership(user_id=user.id, role=role, centre_id=place, now=NOW)
    return Staff(sign_in(app, user.id), user.id, learner)
