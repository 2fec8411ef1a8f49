"""Drafts: the nodes of a course as its authors leave them, by files or in the browser, one change at a time or all at once.

A draft may be unfinished. What it must always be is well formed: each body is a valid part of a course document.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ValidationError
from sqlalchemy import delete, select

from lms.core.db import session
from lms.core.errors import Conflict, InvalidInput, NotFound
from lms.core.reasons import reason
from lms.core.texts import turning_sign
from lms.courses import queries
from lms.courses.document import CourseDocument, CourseSheet, Lesson, Module, Quiz, load_document
from lms.courses.models import DraftItem, DraftVersion

Node = tuple[str, str, str, int, dict[str, Any]]
"""Kind, key, parent's key, position, body."""
ITEMS = ("lesson", "quiz")
SITTING = timedelta(minutes=10)
"""What one person saves by typing on within this time of the last such save is one version."""
IN_THE_BIN = timedelta(days=30)
_PARTS: Mapping[str, type[BaseModel]] = {"lesson": Lesson, "quiz": Quiz}


class StaleEdit(Conflict):
    """Someone else saved this node since it was read; `node` is as it is now."""

    def __init__(self, node: DraftItem) -> None:
        super().__init__(reason("draft.stale"))
        self.node = node


def save_draft(*, course_id: int, document: CourseDocument, actor_id: int | None, now: datetime) -> bool:
    """Make the course's draft say what `document` says; whether that changed it. Only nodes that differ get a new version.

    Nodes that the document lacks go into the bin; those that it has again come out of it.
    """
    return save_nodes(course_id, nodes_of(document), actor_id, now)


def save_nodes(course_id: int, nodes: Iterable[Node], actor_id: int | None, now: datetime) -> bool:
    """`save_draft` for a draft that is given node by node."""
    stored = {(node.kind, node.key): node for node in queries.draft_items(course_id, with_deleted=True)}
    is_changed = False
    for node in nodes:
        former = stored.pop((node[0], node[1]), None)
        is_changed |= _save_node(course_id, former, node, actor_id, now)
    gone = [node for node in stored.values() if node.deleted_at is None]
    for former in gone:
        former.deleted_at = now
    session().flush()
    return is_changed or bool(gone)


def _save_node(
    course_id: int, former: DraftItem | None, node: Node, actor_id: int | None, now: datetime
) -> bool:
    if former is None:
        add_node(course_id, node, actor_id, now)
        return True
    parent_key, position, body = node[2:]
    was = (former.parent_key, former.position, former.deleted_at)
    former.parent_key, former.position, former.deleted_at = parent_key, position, None
    if former.body != body:
        _change(former, body, actor_id, now)
        return True
    return was != (parent_key, position, None)


def nodes_of(document: CourseDocument) -> list[Node]:
    """The document as the rows of a draft: the course, its modules, their items."""
    whole = document.dump()
    modules = whole.pop("modules")
    nodes: list[Node] = [("course", document.id, "", 0, whole)]
    for index, module in enumerate(modules):
        items = module.pop("items")
        nodes.append(("module", module["id"], document.id, index, module))
        nodes += [(item["kind"], item["id"], module["id"], place, item) for place, item in enumerate(items)]
    return nodes


def draft_document(course_id: int) -> CourseDocument:
    """The draft as a document; Conflict when there is nothing to publish."""
    return document_of(queries.draft_items(course_id))


def document_of(nodes: Iterable[DraftItem]) -> CourseDocument:
    """The document that a draft's nodes make together; Conflict when there is no module."""
    known = list(nodes)
    heads = [node for node in known if node.kind == "course"]
    modules = [node for node in known if node.kind == "module"]
    if not heads or not modules:
        raise Conflict(reason("course.no_draft"))
    items: dict[str, list[dict[str, Any]]] = {}
    for node in known:
        if node.kind in ITEMS:
            items.setdefault(node.parent_key, []).append(node.body)
    whole = [{**module.body, "items": items.get(module.key, [])} for module in modules]
    return load_document({**heads[0].body, "modules": whole})


def fingerprint(nodes: Iterable[DraftItem]) -> str:
    """What a draft is, in short: it changes with any edit and any move, and with what goes into the bin or comes out of it."""
    live = (node for node in nodes if node.deleted_at is None)
    return ",".join(sorted(f"{node.id}.{node.version}.{node.parent_key}.{node.position}" for node in live))


def add_node(course_id: int, node: Node, actor_id: int | None, now: datetime) -> DraftItem:
    """A new node; the caller sees to it that its kind and key are free in the course."""
    kind, key, parent_key, position, body = node
    added = DraftItem(
        course_id=course_id,
        kind=kind,
        key=key,
        parent_key=parent_key,
        position=position,
        body=body,
        version=1,
        updated_at=now,
        updated_by_id=actor_id,
    )
    session().add(added)
    session().flush()
    _remember(added, now, actor_id, is_autosave=False)
    return added


def edit_node(
    node: DraftItem,
    body: Mapping[str, Any],
    *,
    base: int,
    actor_id: int | None,
    now: datetime,
    is_autosave: bool = False,
) -> bool:
    """Give a node, locked by `node_for_update`, what its author wrote over version `base`; whether that changed it.

    StaleEdit when it has another version by now; InvalidInput, with the field, for a body that is no part of a course.
    """
    if node.version != base:
        raise StaleEdit(node)
    wanted = well_formed(node, body)
    if node.body == wanted:
        if not is_autosave:
            _keep_latest(node)
        return False
    _change(node, wanted, actor_id, now, is_autosave=is_autosave)
    return True


def node_for_update(course_id: int, node_id: int) -> DraftItem:
    """A node of this course's draft that is not in the bin, locked until the transaction ends; NotFound otherwise."""
    locked = (
        select(DraftItem)
        .where(DraftItem.id == node_id, DraftItem.course_id == course_id, DraftItem.deleted_at.is_(None))
        .with_for_update()
    )
    found = session().scalar(locked.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def well_formed(node: DraftItem, body: Mapping[str, Any]) -> dict[str, Any]:
    """The body as a document would hold it; its id and kind stay. InvalidInput names the first field that is wrong."""
    whole = {**body, "id": node.key}
    _refuse_turns(body)
    try:
        if node.kind in _PARTS:
            part = _PARTS[node.kind].model_validate({**whole, "kind": node.kind})
            return part.model_dump(mode="json", by_alias=True)
        if node.kind == "module":
            module = Module.model_validate({**whole, "items": ()}).model_dump(mode="json", by_alias=True)
            return {name: value for name, value in module.items() if name != "items"}
        sheet = CourseSheet.model_validate(whole["sheet"]).model_dump(mode="json", by_alias=True)
        return {**node.body, "sheet": sheet}
    except ValidationError as error:
        first = error.errors()[0]
        path = ".".join(str(step) for step in first["loc"])
        raise InvalidInput(reason("draft.malformed", field=path), path) from None


def _refuse_turns(value: Any, path: str = "") -> None:
    """InvalidInput, with the field, for a text that turns the direction of what follows it."""
    if isinstance(value, str):
        sign = turning_sign(value)
        if sign is not None:
            raise InvalidInput(reason("text.turning", sign=sign), path)
    elif isinstance(value, Mapping):
        for name, one in value.items():
            _refuse_turns(one, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list | tuple):
        for index, one in enumerate(value):
            _refuse_turns(one, f"{path}.{index}" if path else str(index))


def _change(
    node: DraftItem, body: dict[str, Any], actor_id: int | None, now: datetime, *, is_autosave: bool = False
) -> None:
    if not _has_versions(node):  # it was made before versions were kept
        _remember(node, node.updated_at, node.updated_by_id, is_autosave=False)
    node.body, node.updated_at, node.updated_by_id = body, now, actor_id
    node.version += 1
    _remember(node, now, actor_id, is_autosave=is_autosave)


def _has_versions(node: DraftItem) -> bool:
    any_version = select(DraftVersion.id).where(DraftVersion.draft_item_id == node.id).limit(1)
    return session().scalar(any_version) is not None


def _remember(node: DraftItem, now: datetime, actor_id: int | None, *, is_autosave: bool) -> None:
    """Keep what the node says now; the same person's last autosave of this sitting makes room for this one."""
    if is_autosave:
        mine = (DraftVersion.saved_by_id == actor_id, DraftVersion.saved_at > now - SITTING)
        former = (DraftVersion.number == node.version - 1, DraftVersion.is_autosave)
        session().execute(delete(DraftVersion).where(DraftVersion.draft_item_id == node.id, *former, *mine))
    session().add(
        DraftVersion(
            draft_item_id=node.id,
            number=node.version,
            body=node.body,
            is_autosave=is_autosave,
            saved_at=now,
            saved_by_id=actor_id,
        )
    )
    session().flush()


def _keep_latest(node: DraftItem) -> None:
    """What was saved while typing is what its author means to keep."""
    latest = select(DraftVersion).where(DraftVersion.draft_item_id == node.id)
    found = session().scalar(latest.order_by(DraftVersion.number.desc()).limit(1))
    if found is not None:
        found.is_autosave = False
    session().flush()


def empty_bins(now: datetime) -> int:
    """Delete for good what has been in a bin for 30 days; how many nodes. Published revisions keep what they had."""
    old = delete(DraftItem).where(DraftItem.deleted_at < now - IN_THE_BIN)
    return session().execute(old).rowcount  # type: ignore[attr-defined, no-any-return]
