"""The draft that an import leaves: the files' nodes, and of conflicts, where that was decided, what the browser made of them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lms.authoring.plans import DELETED, Key, Plan
from lms.courses import drafts
from lms.courses.document import CourseDocument
from lms.courses.drafts import ITEMS, Node
from lms.courses.models import DraftItem


def merged(
    nodes: Sequence[DraftItem], document: CourseDocument, plan: Plan, *, keeps_mine: bool
) -> list[Node]:
    """The nodes to save. With `keeps_mine` whatever is in conflict stays as the draft has it: its words, its place, or its absence.

    A module that something in it needs is there in any case.
    """
    stored = {(node.kind, node.key): _node(node) for node in nodes}
    files = {(node[0], node[1]): node for node in drafts.nodes_of(document)}
    result = {
        key: _with_body(node, stored[key][4]) if key in plan.alike else node for key, node in files.items()
    }
    if not keeps_mine:
        return list(result.values())
    absent = {line.node for line in plan.lines if line.fields == (DELETED,)}
    mine = {key: stored[key] for key in plan.conflicts - absent}
    theirs = {key: node for key, node in result.items() if key not in absent and key not in mine}
    for node in [*theirs.values(), *mine.values()]:
        module = ("module", node[2])
        if node[0] in ITEMS and module not in theirs and module not in mine:
            mine[module] = files.get(module) or stored[module]
    return [_with_media(node, files, stored) for node in _placed(theirs.values(), mine.values())]


def _node(item: DraftItem) -> Node:
    return item.kind, item.key, item.parent_key, item.position, item.body


def _with_body(node: Node, body: dict[str, Any]) -> Node:
    return (*node[:4], body)


def _placed(theirs: Iterable[Node], mine: Iterable[Node]) -> list[Node]:
    """All of them, numbered: the files' nodes in their order, the others put back where they stood among their siblings."""
    siblings: dict[str, list[Node]] = {}
    for node in theirs:
        siblings.setdefault(node[2], []).append(node)
    for node in sorted(mine, key=lambda one: one[3]):
        beside = siblings.setdefault(node[2], [])
        beside.insert(node[3], node)
    return [
        (kind, key, parent, place, body)
        for parent, nodes in siblings.items()
        for place, (kind, key, _, _, body) in enumerate(nodes)
    ]


def _with_media(node: Node, *sides: Mapping[Key, Node]) -> Node:
    """A module with the images of both sides: lessons of either may show them. A name that both have is the module's own."""
    if node[0] != "module":
        return node
    known = [side[("module", node[1])][4]["media"] for side in sides if ("module", node[1]) in side]
    media = {name: found for one in known for name, found in one.items()}
    return _with_body(node, {**node[4], "media": {**media, **node[4]["media"]}})
