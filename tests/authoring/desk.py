"""An author at work: the sample course imported and published, and the browser of an instructor of its centre."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from lms.accounts.models import User
from lms.authoring import services
from lms.centres.models import Centre
from lms.core.db import session, transaction
from lms.core.permissions import Role
from lms.courses.models import Course, DraftItem
from lms.courses.queries import draft_items
from tests.browsing import csrf_token
from tests.certificates.holder import browser_of, make_staff
from tests.courses.sample import write_sample
from tests.factories import NOW, make_centre
from tests.quiz.sitting import form_of


@dataclass
class Desk:
    """The course, who writes it, and their browser."""

    app: Flask
    centre: Centre
    course: Course
    author: User
    client: FlaskClient

    @property
    def place(self) -> str:
        return f"/teach/courses/{self.course.id}"

    def node(self, key: str) -> DraftItem:
        """A node of the draft by its key, the bin included, as it is stored."""
        session().expire_all()
        nodes = draft_items(self.course.id, with_deleted=True)
        return next(node for node in nodes if node.key == key and node.kind != "course")

    def path(self, key: str) -> str:
        """The page of a node."""
        node = self.node(key)
        rooms = {"lesson": "lessons", "quiz": "quizzes", "module": "modules"}
        return f"{self.place}/{rooms[node.kind]}/{node.id}"

    def keys(self) -> dict[str, list[str]]:
        """The items of each module, in their order."""
        session().expire_all()
        nodes = draft_items(self.course.id)
        modules = [node for node in nodes if node.kind == "module"]
        return {
            module.key: [
                node.key for node in nodes if node.kind != "module" and node.parent_key == module.key
            ]
            for module in modules
        }

    def post(self, path: str, data: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Post a form with the session's token."""
        token = csrf_token(self.client)
        return self.client.post(path, data={**(data or {}), "csrf_token": token}, **more)

    def arrange(self, act: str, key: str = "", **fields: Any) -> TestResponse:
        """One act of the outline's editor."""
        node = {"node": self.node(key).id} if key else {}
        return self.post(f"{self.place}/outline", {"act": act, **node, **fields})

    def publish(self) -> TestResponse:
        """Read the checklist, and publish what it showed."""
        place = f"{self.place}/publication"
        return self.post(place, {"seen": form_of(self.client.get(place).text).get("seen", "")})

    def send(self, path: str, changes: dict[str, Any], **more: Any) -> TestResponse:
        """Send the form of a page, some of its fields changed."""
        page = self.client.get(path).text
        texts = re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', page, re.S)
        return self.post(path, {**form_of(page), **dict(texts), **changes}, **more)


def make_desk(app: Flask, folder: Path, slug: str = "quais") -> Desk:
    """An instructor of the whole centre, and its course, published."""
    centre = make_centre(slug)
    with transaction():
        course = services.import_course(
            centre_id=centre.id, path=write_sample(folder / slug), actor_id=None, now=NOW
        ).course
        services.publish_course(course_id=course.id, actor_id=None, now=NOW)
    author = make_staff(centre, Role.INSTRUCTOR, f"author-{slug}")
    return Desk(app, centre, course, author, browser_of(app, author))
