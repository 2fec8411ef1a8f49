"""What the outline's editor does to a draft: add, rename, move, copy, delete, bring back.

Every act locks the course, so that two authors who move things at once leave one order.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lms.authoring.copies import free_key, question_ids, with_ids, with_references
from lms.core import audit
from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.reasons import reason
from lms.core.texts import one_line
from lms.courses import drafts, queries
from lms.courses.drafts import ITEMS
from lms.courses.models import Course, DraftItem

MOST_NODES = 400
"""Of a course, its bin included: more than anyone scrolls through."""
LONGEST_TITLE = 200
_MINUTES = {"lesson": 10, "quiz": 10}


@dataclass(frozen=True)
class Editor:
    """One author at work on one course, which is locked from here to the end of the transaction."""

    course: Course
    nodes: list[DraftItem]
    actor_id: int
    now: datetime

    @property
    def languages(self) -> Sequence[str]:
        """The course's languages."""
        return next(node.body["languages"] for node in self.nodes if node.kind == "course")

    def live(self, node_id: int, *kinds: str) -> DraftItem:
        """A node of the course that is not in the bin; NotFound otherwise."""
        for node in self.nodes:
            if node.id == node_id and node.deleted_at is None and (not kinds or node.kind in kinds):
                return node
        raise NotFound

    def siblings(self, kind: str, parent_key: str) -> list[DraftItem]:
        """Nodes in their order under one parent: modules, or the items of a module."""
        kinds = ("module",) if kind == "module" else ITEMS
        found = [node for node in self.nodes if node.kind in kinds and node.parent_key == parent_key]
        return sorted((node for node in found if node.deleted_at is None), key=lambda node: node.position)

    def free_key(self, title: str) -> str:
        """An id from a title, which nothing in the course has: not even in the bin."""
        return free_key(title, {node.key for node in self.nodes})


def edit(course_id: int, actor_id: int, now: datetime) -> Editor:
    """Lock a course and read its draft."""
    course = queries.course_for_update(course_id)
    return Editor(course, queries.draft_items(course_id, with_deleted=True), actor_id, now)


def checked_title(title: str) -> str:
    """A title without spaces around it; InvalidInput when it says nothing or too much."""
    title = one_line(title)
    if not any(char.isprintable() and not char.isspace() for char in title):
        raise InvalidInput(reason("outline.title_needed"), "title")
    if len(title) > LONGEST_TITLE:
        raise InvalidInput(reason("outline.title_too_long", most=LONGEST_TITLE), "title")
    return title


def add(
    editor: Editor, kind: str, parent_id: int | None, title: str, preset: str = "module_quiz"
) -> DraftItem:
    """A new module at the end of the course, or an item at the end of a module; Conflict when the course is full.

    A quiz begins with the settings of `preset`.
    """
    title = checked_title(title)
    if len(editor.nodes) > MOST_NODES:
        raise Conflict(reason("outline.full", most=MOST_NODES))
    key = editor.free_key(title)
    names = dict.fromkeys(editor.languages, title)
    if kind == "module":
        parent, body = editor.course.key, _new_module(key, names)
    else:
        parent, body = editor.live(parent_id or 0, "module").key, _new_item(kind, key, names, preset)
    place = len(editor.siblings(kind, parent))
    return _insert(editor, (kind, key, parent, place, body))


def _new_module(key: str, names: dict[str, str]) -> dict[str, Any]:
    empty: dict[str, Any] = {"summary": {}, "objectives": [], "requires": [], "media": {}}
    return {"id": key, "folder": key, "title": names, **empty}


def _new_item(kind: str, key: str, names: dict[str, str], preset: str) -> dict[str, Any]:
    whole: dict[str, Any] = {"kind": kind, "id": key, "title": names, "minutes": _MINUTES[kind]}
    return {
        **whole,
        **({"body": dict.fromkeys(names, "")} if kind == "lesson" else {"preset": preset, "questions": []}),
    }


def _insert(editor: Editor, node: drafts.Node) -> DraftItem:
    kind, key, parent, place, body = node
    blank = DraftItem(kind=kind, key=key, body=body)
    added = drafts.add_node(
        editor.course.id,
        (kind, key, parent, place, drafts.well_formed(blank, body)),
        editor.actor_id,
        editor.now,
    )
    editor.nodes.append(added)
    return added


def rename(editor: Editor, node_id: int, titles: Mapping[str, str]) -> DraftItem:
    """Give a module or an item its title in each language."""
    node = editor.live(node_id, "module", *ITEMS)
    checked = {language: checked_title(titles.get(language, "")) for language in editor.languages}
    body = {**node.body, "title": {**node.body["title"], **checked}}
    drafts.edit_node(node, body, base=node.version, actor_id=editor.actor_id, now=editor.now)
    return node


def move(editor: Editor, node_id: int, step: int) -> DraftItem:
    """Up (-1) or down (1) among its siblings; an item at the edge of its module goes on into the next one."""
    node = editor.live(node_id, "module", *ITEMS)
    siblings = editor.siblings(node.kind, node.parent_key)
    place = siblings.index(node) + step
    if 0 <= place < len(siblings):
        return _put(editor, node, node.parent_key, place)
    if node.kind in ITEMS:
        modules = editor.siblings("module", editor.course.key)
        keys = [module.key for module in modules]
        beside = keys.index(node.parent_key) + step
        if 0 <= beside < len(keys):
            end = len(editor.siblings(node.kind, keys[beside])) if step < 0 else 0
            return _put(editor, node, keys[beside], end)
    return node


def move_module(editor: Editor, node_id: int, place: int) -> DraftItem:
    """Put a module at a place of the course, counted from 0; one that is too high is the end."""
    node = editor.live(node_id, "module")
    return _put(editor, node, node.parent_key, place)


def move_to(editor: Editor, node_id: int, module_id: int, place: int) -> DraftItem:
    """Put an item at a place of a module, counted from 0; one that is too high is the end."""
    node, module = editor.live(node_id, *ITEMS), editor.live(module_id, "module")
    return _put(editor, node, module.key, place)


def _put(editor: Editor, node: DraftItem, parent_key: str, place: int) -> DraftItem:
    former = node.parent_key
    others = [one for one in editor.siblings(node.kind, parent_key) if one is not node]
    others.insert(max(0, place), node)
    node.parent_key = parent_key
    _number(others)
    if former != parent_key:
        _number(editor.siblings(node.kind, former))
    return node


def _number(nodes: Iterable[DraftItem]) -> None:
    for position, node in enumerate(nodes):
        node.position = position
    session().flush()


def duplicate(editor: Editor, node_id: int, suffix: str) -> DraftItem:
    """A copy of a module with its items, or of an item, right after it, its title followed by `suffix`.

    Questions, self-checks and objectives of the copy have ids of their own, and what lies in it refers to what lies in it.
    Conflict when the course is full.
    """
    node = editor.live(node_id, "module", *ITEMS)
    inside = editor.siblings("lesson", node.key) if node.kind == "module" else []
    if len(editor.nodes) + len(inside) >= MOST_NODES:
        raise Conflict(reason("outline.full", most=MOST_NODES))
    key = editor.free_key(f"{node.key} {suffix}")
    names = {language: f"{name} {suffix}"[:LONGEST_TITLE] for language, name in node.body["title"].items()}
    place = len(editor.siblings(node.kind, node.parent_key))
    if node.kind != "module":
        added = _copy(editor, node, {node.key: key}, node.parent_key, place, {"title": names})
        return _put(editor, added, node.parent_key, node.position + 1)
    renamed = {node.key: key, **_free_goals(editor, node)}
    for one in inside:
        renamed[one.key] = free_key(one.key, {*renamed.values(), *(known.key for known in editor.nodes)})
    added = _copy(editor, node, renamed, node.parent_key, place, {"title": names, "folder": key})
    for one in inside:
        _copy(editor, one, renamed, key, one.position, {})
    return _put(editor, added, node.parent_key, node.position + 1)


def _free_goals(editor: Editor, module: DraftItem) -> dict[str, str]:
    """New ids for a module's objectives, by their old ones."""
    goals = (goal["id"] for node in editor.nodes if node.kind == "module" for goal in node.body["objectives"])
    taken, renamed = set(goals), {}
    for goal in module.body["objectives"]:
        renamed[goal["id"]] = free_key(goal["id"], taken)
        taken.add(renamed[goal["id"]])
    return renamed


def _copy(
    editor: Editor,
    node: DraftItem,
    renamed: Mapping[str, str],
    parent: str,
    place: int,
    changes: Mapping[str, Any],
) -> DraftItem:
    """A node like another, with the new ids of `renamed` and new ones for its questions and self-checks."""
    taken = {question for one in editor.nodes for question in question_ids(one)}
    questions: dict[str, str] = {}
    for old in question_ids(node):
        questions[old] = free_key(old, {*taken, *questions.values()})
    body = with_references(with_ids(node.body, questions), renamed)
    key = renamed[node.key]
    return _insert(editor, (node.kind, key, parent, place, {**body, "id": key, **changes}))


def delete(editor: Editor, node_id: int) -> DraftItem:
    """Put a module, with its items, or an item into the bin."""
    node = editor.live(node_id, "module", *ITEMS)
    inside = editor.siblings("lesson", node.key) if node.kind == "module" else []
    for one in (node, *inside):
        one.deleted_at = editor.now
    _number(editor.siblings(node.kind, node.parent_key))
    _note(editor, "draft.deleted", node)
    return node


def restore(editor: Editor, node_id: int) -> DraftItem:
    """Bring a node back from the bin, to the end of where it was; a module with the items that went with it.

    Conflict for an item whose module is in the bin.
    """
    node = next((one for one in editor.nodes if one.id == node_id and one.deleted_at), None)
    if node is None:
        raise NotFound
    went_at, parent = node.deleted_at, node.parent_key
    if node.kind in ITEMS and all(one.key != parent for one in editor.siblings("module", editor.course.key)):
        raise Conflict(reason("outline.module_in_bin"))
    place = len(editor.siblings(node.kind, parent))
    inside = [one for one in editor.nodes if node.kind == "module" and one.parent_key == node.key]
    for one in (node, *(one for one in inside if one.deleted_at == went_at)):
        one.deleted_at = None
    _put(editor, node, parent, place)
    _note(editor, "draft.restored", node)
    return node


def _note(editor: Editor, action: str, node: DraftItem) -> None:
    audit.record(
        action,
        actor_id=editor.actor_id,
        centre_id=editor.course.centre_id,
        on=("course", editor.course.id),
        now=editor.now,
        kind=node.kind,
        key=node.key,
    )
    session().flush()
