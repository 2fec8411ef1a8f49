"""A learner in front of a quiz: a course made for the test, a signed-in browser, and the forms that its pages send."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.accounts import services as accounts
from lms.cohorts.models import Cohort, Enrolment
from lms.core.db import session, transaction
from lms.courses.document import CourseDocument, load_document
from lms.quiz.models import Answer, Attempt, AttemptEvent
from tests.browsing import csrf_token
from tests.courses.sample import sample_data, single_choice, true_false
from tests.factories import make_centre, make_cohort, make_course, make_enrolment, make_user

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
KEY = "quiz"
SECRETS = ("EXPLANATION-SECRET", "FEEDBACK-SECRET", "ACCEPTED-SECRET")


def number_question(key: str = "n1", **changes: Any) -> dict[str, Any]:
    """`120` is right."""
    stem = {"fr": "Combien font 2 h en minutes ?"}
    return {"id": key, "type": "numeric", "stem": stem, "correct": 120, "objective": "compter", **changes}


def word_question(key: str = "w1", **changes: Any) -> dict[str, Any]:
    """`communauté` is right."""
    return {
        "id": key,
        "type": "short_text",
        "stem": {"fr": "Qu’anime-t-on ?"},
        "accepted": ["communauté"],
        **changes,
    }


QUESTIONS = [single_choice("c1", "definir"), true_false("t1", "definir"), number_question()]


def course_with(
    questions: list[dict[str, Any]] | None = None,
    *,
    preset: str = "module_quiz",
    quiz: dict[str, Any] | None = None,
    **policy: Any,
) -> CourseDocument:
    """A course of one module: a lesson `lecon` on `definir`, one `calcul` on `compter`, the quiz `quiz`, the lesson `suite`."""
    lessons = [
        {
            "kind": "lesson",
            "id": key,
            "title": {"fr": key.title()},
            "minutes": 5,
            "objectives": goals,
            "body": {"fr": "Texte"},
        }
        for key, goals in (("lecon", ["definir"]), ("calcul", ["compter"]), ("suite", []))
    ]
    item = {
        "kind": "quiz",
        "id": KEY,
        "title": {"fr": "Le quiz"},
        "minutes": 10,
        "preset": preset,
        "policy": {"shuffle_questions": False, **policy},
        "questions": questions or QUESTIONS,
        **(quiz or {}),
    }
    module = {
        "id": "module",
        "folder": "01-module",
        "title": {"fr": "Module"},
        "objectives": [{"id": key, "text": {"fr": key}} for key in ("definir", "compter")],
        "items": [*lessons[:2], item, lessons[2]],
    }
    return load_document({**sample_data(), "modules": [module]})


@dataclass
class Learner:
    """A person enrolled in a course, and their browser."""

    app: Flask
    enrolment: Enrolment
    cohort: Cohort
    client: FlaskClient

    @property
    def start_path(self) -> str:
        return f"/learn/{self.enrolment.id}/{KEY}/quiz"

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def post(self, path: str, data: dict[str, Any] | None = None) -> TestResponse:
        return self.client.post(path, data={**(data or {}), "csrf_token": self.token})

    @property
    def token(self) -> str:
        return csrf_token(self.client)

    def begin(self) -> str:
        """Start the quiz; the path of the attempt."""
        reply = self.post(self.start_path, {"ready": "y"})
        assert reply.status_code == 303, reply.text
        return str(reply.location)

    def save(self, path: str, slot: int, fields: dict[str, list[str]], **more: Any) -> TestResponse:
        """What the page's script sends."""
        body = {"sequence": 0, "key": f"save-{slot:04d}", "fields": fields, **more}
        headers = {"X-CSRFToken": self.token, "Accept": "application/json"}
        return self.client.post(f"{path}/slots/{slot}", json=body, headers=headers)


def sign_in(app: Flask, user_id: int, now: datetime = NOW) -> FlaskClient:
    """A browser that holds a session of this person."""
    with transaction():
        token = accounts.open_session(user_id=user_id, device="test", now=now)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["token"] = token
    return client


def make_learner(app: Flask, document: CourseDocument | None = None, name: str = "ada") -> Learner:
    """A learner of a course of their own centre."""
    course = make_course(make_centre(slug=f"centre-{name}"), document or course_with())
    cohort = make_cohort(course)
    return join(app, cohort, name)


def join(app: Flask, cohort: Cohort, name: str) -> Learner:
    """Another learner of the same cohort."""
    user = make_user(f"{name}@example.org", name.title(), password=None)
    return Learner(app, make_enrolment(user, cohort), cohort, sign_in(app, user.id))


class _Form(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, Any] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if "disabled" in given or (tag in ("input", "select") and not name):
            return
        if tag == "select":
            self._select = name
        elif tag == "option" and ("selected" in given or self._select not in self.sent):
            self.sent[self._select] = value
        elif tag == "input" and (given.get("type") in ("hidden", "text") or "checked" in given):
            self.sent[name] = value


def form_of(html: str) -> dict[str, Any]:
    """What a browser would send of this page's controls, untouched."""
    parser = _Form()
    parser.feed(html)
    return parser.sent


def options_of(html: str, slot: int) -> dict[str, str]:
    """The choices of a question on a page: label by token."""
    row = rf'name="q{slot}-choice" value="([0-9a-z]+)"[^>]*><span class="choice-text">(.*?)</span></label>'
    found = re.findall(row, html, re.S)
    return {re.sub(r"<[^>]+>", "", label).strip(): token for token, label in found}


def attempt_row(path: str) -> Attempt:
    """The attempt at this address, as stored."""
    session().expire_all()
    return session().get_one(Attempt, int(path.split("?")[0].rstrip("/").split("/")[2]))


def answers(path: str) -> dict[int, Answer]:
    """The stored answers, by slot."""
    attempt = attempt_row(path)
    return {one.slot: one for one in session().query(Answer).filter_by(attempt_id=attempt.id)}


def events(path: str) -> list[AttemptEvent]:
    """What happened, in order."""
    attempt = attempt_row(path)
    return list(session().query(AttemptEvent).filter_by(attempt_id=attempt.id).order_by(AttemptEvent.id))
