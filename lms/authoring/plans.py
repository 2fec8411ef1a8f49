"""What an import would do to a draft, part by part, before it does it. Pure: the draft's nodes and the files go in, a plan comes out.

A part is in *conflict* when someone edited, moved or deleted it in the browser since the files last knew it, and the files say
something else of it. Nobody's work goes without a decision: of each conflict either the draft's version or that of the files stays.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any, Literal

from lms.courses import drafts
from lms.courses.document import CourseDocument
from lms.courses.drafts import Node
from lms.courses.filed import filed_order, is_edited
from lms.courses.models import DraftItem

Act = Literal["add", "change", "remove", "conflict"]
ACTS: tuple[Act, ...] = ("add", "change", "remove", "conflict")
Key = tuple[str, str]
"""Kind and key of a node."""
Order = Iterable[tuple[str, Key]]
"""Parent's key and node, siblings in their order."""
PLACE = "place"
DELETED = "deleted"
REMOVED = "removed"


@dataclass(frozen=True)
class Line:
    """One part that the import would touch. `place` is its module and its place there (from 1), in the files when they have it.

    `fields` says what differs; `place` among them: it moves; `deleted`: it is in the bin; `removed`: the files lack it.
    """

    act: Act
    kind: str
    key: str
    title: Mapping[str, str]
    place: tuple[str, int]
    fields: tuple[str, ...] = ()

    @property
    def node(self) -> Key:
        """The node that it is about."""
        return self.kind, self.key


@dataclass(frozen=True)
class Plan:
    """Everything that an import would do, in the files' order; what they lack comes last.

    `seen` is the fingerprint of the draft that was compared. `alike` are nodes that the files have in their normal form only:
    they stay as they were typed.
    """

    lines: tuple[Line, ...]
    seen: str
    alike: frozenset[Key] = frozenset()

    @property
    def counts(self) -> dict[Act, int]:
        """How many parts it adds, changes, removes, and how many are in conflict."""
        return {act: sum(line.act == act for line in self.lines) for act in ACTS}

    @property
    def conflicts(self) -> frozenset[Key]:
        """The nodes of which two versions exist."""
        return frozenset(line.node for line in self.lines if line.act == "conflict")

    @property
    def needs_consent(self) -> bool:
        """Whether it would take away anything that someone put into the draft."""
        return bool(self.counts["conflict"] or self.counts["remove"])


def plan_of(
    nodes: Sequence[DraftItem], document: CourseDocument, normal: Mapping[Key, Node] | None = None
) -> Plan:
    """Compare a draft, its bin included, with a course's files. `normal`: the draft's nodes in the form that files have."""
    wanted = drafts.nodes_of(document)
    stored = {(node.kind, node.key): node for node in nodes}
    live = [node for node in nodes if node.deleted_at is None]
    files: Order = [(node[2], (node[0], node[1])) for node in wanted]
    now: Order = [(node.parent_key, (node.kind, node.key)) for node in live]
    moves, rearranged = moved(now, files), _rearranged(live)
    lines: list[Line] = []
    alike = set()
    for node in wanted:
        key = (node[0], node[1])
        former, as_filed = stored.get(key), (normal or {}).get(key)
        if former is None or former.deleted_at is not None:
            lines.append(_coming(node, former))
            continue
        is_alike = former.body != node[4] and as_filed is not None and as_filed[4] == node[4]
        if is_alike:
            alike.add(key)
        fields = () if is_alike else fields_of(former.body, node[4])
        is_conflict = bool(fields and is_edited(former)) or (key in moves and former.parent_key in rearranged)
        fields += (PLACE,) if key in moves else ()
        if fields:
            lines.append(_line("conflict" if is_conflict else "change", node, fields))
    known = {(node[0], node[1]) for node in wanted}
    lines += [_going(node) for node in live if (node.kind, node.key) not in known]
    return Plan(tuple(lines), drafts.fingerprint(nodes), frozenset(alike))


def _coming(node: Node, former: DraftItem | None) -> Line:
    """A node that the draft lacks; one that the files had when someone deleted it comes back only if that is decided."""
    is_deleted = former is not None and former.filed is not None
    return _line("conflict", node, (DELETED,)) if is_deleted else _line("add", node)


def _going(node: DraftItem) -> Line:
    """A node that the files lack; one that they had, and that was edited since, goes only if that is decided."""
    whole = (node.kind, node.key, node.parent_key, node.position, node.body)
    if node.filed is not None and is_edited(node):
        return _line("conflict", whole, (REMOVED,))
    return _line("remove", whole)


def _line(act: Act, node: Node, fields: tuple[str, ...] = ()) -> Line:
    kind, key, parent, position, body = node
    title = body["sheet"]["title"] if kind == "course" else body["title"]
    return Line(act, kind, key, title, (parent, position + 1), fields)


def fields_of(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields in which two bodies of a node differ: texts by language, questions by their ids."""
    found: list[str] = []
    for name in dict.fromkeys([*before, *after]):
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if name == "questions":
            old, new = _by_id(old), _by_id(new)
        if not isinstance(old, Mapping) or not isinstance(new, Mapping):
            found.append(name)
            continue
        parts = [part for part in dict.fromkeys([*old, *new]) if old.get(part) != new.get(part)]
        found += [f"{name}.{part}" for part in parts] or [name]  # questions in another order
    return tuple(found)


def _by_id(questions: Iterable[Mapping[str, Any]] | None) -> dict[str, Any]:
    return {str(question["id"]): question for question in questions or ()}


def moved(before: Order, after: Order) -> frozenset[Key]:
    """The nodes of both that have another parent or another place among the siblings that both have; as few as explain it."""
    old, new = ({key: parent for parent, key in one} for one in (before, after))
    found = {key for key, parent in new.items() if key in old and old[key] != parent}
    stayed = {key for key, parent in new.items() if old.get(key) == parent}
    former, latter = _siblings(before, stayed), _siblings(after, stayed)
    for parent, keys in latter.items():
        matcher = SequenceMatcher(None, former[parent], keys, autojunk=False)
        same = {
            key for block in matcher.get_matching_blocks() for key in keys[block.b : block.b + block.size]
        }
        found |= set(keys) - same
    return frozenset(found)


def _rearranged(live: Sequence[DraftItem]) -> frozenset[str]:
    """The parents under which someone moved something in the browser. Which one they took hold of, the order does not tell."""
    now = [(node.parent_key, (node.kind, node.key)) for node in live]
    parents = {key: parent for parent, key in now}
    return frozenset(parents[key] for key in moved(filed_order(live), now))


def _siblings(order: Order, of: set[Key]) -> dict[str, list[Key]]:
    ranked = sorted((one for one in order if one[1] in of), key=lambda one: one[0])
    return {parent: [key for _, key in some] for parent, some in groupby(ranked, key=lambda one: one[0])}
