"""A cohort whose learners handed in work that people mark, and the people who do."""

from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from lms.accounts import services as accounts
from lms.accounts.models import User
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import session, transaction
from lms.core.permissions import Role
from lms.courses.queries import revision_document
from lms.marking.rules import code_of
from lms.progress.queries import report_of
from lms.quiz import saving, services
from lms.quiz.models import Answer, Attempt
from lms.quiz.rules import quiz_content
from lms.quiz.saving import Typed
from tests.courses.sample import true_false
from tests.factories import make_centre, make_cohort, make_course, make_enrolment, make_user
from tests.quiz.sitting import KEY, NOW, course_with, sign_in

LEVELS = [
    {"id": "absent", "title": {"fr": "Absent"}, "points": 0},
    {"id": "partly", "title": {"fr": "En partie"}, "points": 1},
    {"id": "full", "title": {"fr": "Complet"}, "description": {"fr": "Rien ne manque."}, "points": 2},
]
RUBRIC = [
    {"id": "tone", "title": {"fr": "Le ton"}, "levels": LEVELS},
    {"id": "facts", "title": {"fr": "Les faits"}, "levels": LEVELS},
]


def essay(key: str = "e1", **changes: Any) -> dict[str, Any]:
    """Two criteria of two points each."""
    stem = {"fr": "Répondez à cette critique."}
    return {"id": key, "type": "long_text", "stem": stem, "points": 4, "rubric": RUBRIC, **changes}


def plain_essay(key: str = "e2", **changes: Any) -> dict[str, Any]:
    """Marked with a number from 0 to 10."""
    return essay(key, **{"rubric": [], "points": 10, **changes})


@dataclass
class Desk:
    """The cohort, its works by learner, and what tests do with them."""

    app: Flask
    cohort: Cohort
    learners: dict[str, Enrolment] = field(default_factory=dict)
    works: dict[str, int] = field(default_factory=dict)

    @property
    def path(self) -> str:
        return f"/teach/marking/{self.cohort.id}/{KEY}"

    def work_path(self, name: str, slot: int = 1) -> str:
        return f"{self.path}/{self.code(name)}/{slot}"

    def code(self, name: str) -> str:
        return code_of(self.app.config["SECRET_KEY"], self.works[name])

    def enrols(self, name: str) -> Enrolment:
        user = make_user(f"{name}-{self.cohort.id}@example.org", name.title(), password=None)
        self.learners[name] = make_enrolment(user, self.cohort)
        return self.learners[name]

    def hands_in(self, name: str, fields: dict[int, dict[str, list[str]]]) -> int:
        """A learner answers and submits; fields as the page sends them, by slot."""
        enrolment = self.learners.get(name) or self.enrols(name)
        content = quiz_content(revision_document(enrolment.revision_id), KEY)
        assert content is not None
        entry = report_of(enrolment, NOW).items[KEY]
        with transaction():
            attempt_id = services.start(enrolment=enrolment, content=content, entry=entry, now=NOW)
        return self.finishes(name, attempt_id, fields)

    def finishes(
        self, name: str, attempt_id: int, fields: dict[int, dict[str, list[str]]], base: int = 0
    ) -> int:
        typed = [Typed(slot, sent, base) for slot, sent in fields.items()]
        with transaction():
            outcome = saving.save(
                person_id=self.learners[name].user_id, attempt_id=attempt_id, typed=typed, now=NOW
            )
        assert set(outcome.saved) == set(fields), outcome
        with transaction():
            services.submit(attempt_id=attempt_id, by="learner", now=NOW)
        self.works[name] = attempt_id
        return attempt_id

    def staff(self, name: str, role: Role = Role.INSTRUCTOR, **scope: int) -> tuple[User, FlaskClient]:
        """Somebody of the centre, in a browser."""
        person = make_user(f"{name}-{self.cohort.id}@staff.example.org", name.title(), password=None)
        with transaction():
            accounts.add_membership(
                user_id=person.id, role=role, centre_id=self.cohort.centre_id, now=NOW, **scope
            )
        return person, sign_in(self.app, person.id)


def make_desk(
    app: Flask, questions: list[dict[str, Any]] | None = None, slug: str = "ici", **settings: Any
) -> Desk:
    """An assignment with one essay (two criteria) and one statement, unless other questions are given."""
    asked = questions or [essay(), true_false("t1", "definir")]
    course = make_course(make_centre(slug), course_with(asked, preset="assignment", **settings))
    return Desk(app, make_cohort(course, f"Groupe {slug}"))


def text(words: str = "Merci de votre retour.") -> dict[str, list[str]]:
    return {"text": [words]}


def attempt(attempt_id: int) -> Attempt:
    session().expire_all()
    return session().get_one(Attempt, attempt_id)


def answer(attempt_id: int, slot: int = 1) -> Answer:
    found = select(Answer).where(Answer.attempt_id == attempt_id, Answer.slot == slot)
    return session().scalars(found.execution_options(populate_existing=True)).one()
