"""A draft in every state: a page with versions, a correction to publish, something in the bin, and a course with faults."""

from datetime import datetime

from flask import Flask

from lms.accounts.models import User
from lms.authoring import arranging, services
from lms.centres.models import Centre
from lms.core import clock
from lms.core.db import transaction
from lms.courses import drafts
from lms.courses import services as courses
from lms.courses.models import Course
from lms.courses.queries import draft_items
from tests.browser.course import rich_document
from tests.factories import make_cohort, make_course, make_enrolment, make_user


def build(app: Flask, centre: Centre, author: User) -> dict[str, str]:
    """The paths of the authors' pages."""
    now, document = clock.now(), rich_document().model_copy(update={"id": "atelier"})
    course = make_course(centre, document, now)
    with transaction():
        drafts.save_draft(course_id=course.id, document=document, actor_id=author.id, now=now)
    with transaction():
        begun = services.begin_course(
            centre_id=centre.id,
            title="Un cours à peine commencé",
            languages=["fr", "en"],
            names=("Premier module", "Première leçon"),
            actor_id=author.id,
            now=now,
        )
    paths = {**_paths(course, ""), **_paths(begun, "begun_")}
    paths["draft_moves"] = f"{paths['draft']}/revisions/cohorts/{_behind(course, author, now)}"
    with transaction():
        editor = arranging.edit(course.id, author.id, now)
        lesson = next(node for node in editor.nodes if node.key == "bienvenue")
        text = "Bonjour à toutes et à tous.\n\n" + lesson.body["body"]["fr"]
        body = {**lesson.body, "body": {"fr": text}}
        drafts.edit_node(lesson, body, base=lesson.version, actor_id=author.id, now=now)
        arranging.delete(editor, next(node.id for node in editor.nodes if node.key == "depot"))
    return paths


def _behind(course: Course, author: User, now: datetime) -> int:
    """A cohort on a revision that is no longer the latest: its id."""
    cohort = make_cohort(course, "Atelier du soir", now)
    make_enrolment(make_user("late@example.org", "Zélie Tard", now, password=None), cohort, now)
    with transaction():
        editor = arranging.edit(course.id, author.id, now)
        arranging.delete(editor, next(node.id for node in editor.nodes if node.key == "types"))
        courses.publish_document(
            course=course, document=drafts.draft_document(course.id), actor_id=author.id, now=now
        )
    return cohort.id


def _paths(course: Course, prefix: str) -> dict[str, str]:
    place = f"/teach/courses/{course.id}"
    nodes = {node.kind: node for node in reversed(draft_items(course.id))}
    rooms = {"lesson": "lessons", "quiz": "quizzes", "module": "modules"}
    pages = {
        f"{prefix}draft_{kind}": f"{place}/{room}/{nodes[kind].id}"
        for kind, room in rooms.items()
        if kind in nodes
    }
    pages[f"{prefix}draft_versions"] = f"{place}/nodes/{nodes['lesson'].id}/versions"
    return {f"{prefix}draft": place, **pages}
