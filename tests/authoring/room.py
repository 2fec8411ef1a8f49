"""A course with both doors open: its files, and someone who edits it in the browser."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from lms.accounts.models import User
from lms.authoring import arranging, importing
from lms.authoring.cli import content
from lms.authoring.files import read_folder
from lms.authoring.plans import Plan
from lms.core.db import session, transaction
from lms.courses import drafts, queries
from lms.courses.models import Course, DraftItem
from tests.factories import NOW, make_user

Change = Callable[[dict[str, Any]], dict[str, Any]]


def run(*args: object) -> Result:
    return CliRunner().invoke(content, [str(arg) for arg in args])


class Room:
    """A course that was imported from a folder, and someone who edits it in the browser."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        found = queries.course_by_slug("animer")
        assert found is not None
        self.course: Course = found
        self.author: User = make_user("ada@example.org", "Ada")

    def node(self, key: str) -> DraftItem:
        session().expire_all()
        nodes = queries.draft_items(self.course.id, with_deleted=True)
        return next(node for node in nodes if node.key == key and node.kind != "course")

    def text(self, key: str = "bienvenue") -> str:
        return str(self.node(key).body["body"]["fr"])

    def rewrite(self, key: str, change: Change) -> None:
        with transaction():
            node = drafts.node_for_update(self.course.id, self.node(key).id)
            body = change(dict(node.body))
            drafts.edit_node(node, body, base=node.version, actor_id=self.author.id, now=NOW)

    def say(self, words: str, key: str = "bienvenue") -> None:
        self.rewrite(key, lambda body: {**body, "body": {"fr": f"{words}\n\n{body['body']['fr']}"}})

    def arrange(self, act: Callable[..., DraftItem], key: str, *args: object) -> DraftItem:
        with transaction():
            editor = arranging.edit(self.course.id, self.author.id, NOW)
            return act(editor, self.node(key).id, *args)

    def add(self, title: str, module: str = "accueil") -> DraftItem:
        with transaction():
            editor = arranging.edit(self.course.id, self.author.id, NOW)
            return arranging.add(editor, "lesson", self.node(module).id, title)

    def plan(self) -> Plan:
        session().expire_all()
        return importing.plan_import(centre_id=self.course.centre_id, files=read_folder(self.folder))

    def lines(self) -> list[tuple[str, str, tuple[str, ...]]]:
        return [(line.act, line.key, line.fields) for line in self.plan().lines]

    def load(self, *args: object) -> Result:
        return run("import", self.folder, *args)

    def outline(self) -> list[str]:
        session().expire_all()
        live = [node for node in queries.draft_items(self.course.id) if node.kind != "course"]
        return [f"{node.parent_key}/{node.key}" for node in live]
