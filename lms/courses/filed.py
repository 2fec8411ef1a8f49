"""What course files last knew of a draft, node by node: it tells what was edited in the browser from what the files changed.

Files and draft know each other at an import, and at an export. A node that no file ever held has no such mark.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from lms.courses.models import DraftItem


def mark(nodes: Iterable[DraftItem]) -> None:
    """Note that the files say of these nodes what the draft says now."""
    for node in nodes:
        node.filed = {"body": _digest(node.body), "parent": node.parent_key, "position": node.position}


def unmark(nodes: Iterable[DraftItem]) -> None:
    """Note that the files lack these nodes."""
    for node in nodes:
        node.filed = None


def follow(nodes: Iterable[DraftItem]) -> None:
    """Note that what the files knew of these nodes is what they say now, for it was only put in its normal form."""
    for node in nodes:
        if node.filed is not None:
            node.filed = {**node.filed, "body": _digest(node.body)}


def is_edited(node: DraftItem) -> bool:
    """Whether a person changed what the node says since the files knew it. Without a mark: whether a person wrote it last."""
    if node.filed is None:
        return node.updated_by_id is not None
    return bool(node.filed["body"] != _digest(node.body))


def filed_order(nodes: Iterable[DraftItem]) -> list[tuple[str, tuple[str, str]]]:
    """Parent and node (kind, key) of every node with a mark, in the order that the files had."""
    marks = [(node.filed, (node.kind, node.key)) for node in nodes if node.filed is not None]
    marks.sort(key=lambda one: (one[0]["parent"], one[0]["position"]))
    return [(str(mark["parent"]), key) for mark, key in marks]


def _digest(body: dict[str, Any]) -> str:
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
