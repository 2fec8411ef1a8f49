"""The outline of a draft as its editor shows it: modules and items in their order, and how each stands to what is published."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from lms.core.errors import NotFound
from lms.courses import drafts, queries
from lms.courses.drafts import ITEMS
from lms.courses.models import Course, DraftItem
from lms.courses.queries import revision_document


@dataclass(frozen=True)
class Row:
    """A node, and how it stands to what is published: `new`, `changed` or `published`."""

    node: DraftItem
    state: str


@dataclass(frozen=True)
class Branch:
    """A module with its items."""

    module: Row
    items: tuple[Row, ...]


@dataclass(frozen=True)
class Outline:
    """A draft. `changes` counts the nodes that differ from what is published, deleted ones included."""

    head: Row
    branches: tuple[Branch, ...]
    bin: tuple[DraftItem, ...]
    changes: int

    def module_of(self, item: DraftItem) -> DraftItem:
        """The module in which an item lies."""
        return next(one.module.node for one in self.branches if one.module.node.key == item.parent_key)

    @property
    def languages(self) -> tuple[str, ...]:
        """The course's languages, its first one first."""
        return tuple(self.head.node.body["languages"])


def outline_of(course: Course) -> Outline:
    """The draft of a course, in one statement (the published revision is cached); NotFound when it has none."""
    nodes = queries.draft_items(course.id, with_deleted=True)
    live = [node for node in nodes if node.deleted_at is None]
    head = next((node for node in live if node.kind == "course"), None)
    if head is None:
        raise NotFound
    published = _published(course)
    rows = {node.id: Row(node, _state(node, published)) for node in live}
    modules = [node for node in live if node.kind == "module"]
    gone = len(published.keys() - {(node.kind, node.key) for node in live})
    return Outline(
        head=rows[head.id],
        branches=tuple(
            Branch(rows[module.id], tuple(rows[node.id] for node in _items(live, module.key)))
            for module in modules
        ),
        bin=tuple(sorted((node for node in nodes if node.deleted_at), key=_deleted_at, reverse=True)),
        changes=sum(row.state != "published" for row in rows.values()) + gone,
    )


def _deleted_at(node: DraftItem) -> datetime:
    assert node.deleted_at is not None
    return node.deleted_at


def _published(course: Course) -> Mapping[tuple[str, str], drafts.Node]:
    if course.latest_revision_id is None:
        return {}
    document = revision_document(course.latest_revision_id)
    return {(node[0], node[1]): node for node in drafts.nodes_of(document)}


def _state(node: DraftItem, published: Mapping[tuple[str, str], drafts.Node]) -> str:
    known = published.get((node.kind, node.key))
    if known is None:
        return "new"
    is_same = (node.parent_key, node.position, node.body) == known[2:]
    return "published" if is_same else "changed"


def _items(nodes: Iterable[DraftItem], module_key: str) -> list[DraftItem]:
    return [node for node in nodes if node.kind in ITEMS and node.parent_key == module_key]
