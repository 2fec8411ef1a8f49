"""Writes of courses: their drafts, the files that lessons show, and publication."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from lms.core import audit
from lms.core.db import session
from lms.core.errors import Conflict
from lms.core.reasons import reason
from lms.core.storage import storage
from lms.courses import queries
from lms.courses.document import CourseDocument, Media, load_document
from lms.courses.models import Course, CourseRevision, DraftItem, MediaFile

Node = tuple[str, str, str, int, dict[str, Any]]
"""Kind, key, parent's key, position, body."""


def media_key(sha256: str) -> str:
    """Where storage keeps a file."""
    return f"media/{sha256}"


def create_course(*, centre_id: int, key: str, slug: str, now: datetime) -> Course:
    """A course without content; Conflict when the centre has this key, or anyone this address."""
    if queries.course_by_key(centre_id, key) or queries.course_by_slug(slug):
        raise Conflict(reason("course.exists", key=key))
    course = Course(centre_id=centre_id, key=key, slug=slug, created_at=now)
    session().add(course)
    session().flush()
    return course


def store_media(*, course_id: int, data: bytes, media_type: str, now: datetime) -> Media:
    """Keep a file's bytes under their digest, once. The bytes outlive a transaction that fails; nothing refers to them."""
    sha256 = hashlib.sha256(data).hexdigest()
    if not storage().exists(media_key(sha256)):
        storage().put(media_key(sha256), data)
    if queries.media_file(course_id, sha256) is None:
        session().add(
            MediaFile(
                course_id=course_id, sha256=sha256, media_type=media_type, size=len(data), created_at=now
            )
        )
        session().flush()
    return Media(sha256=sha256, media_type=media_type, size=len(data))


def save_draft(*, course_id: int, document: CourseDocument, actor_id: int | None, now: datetime) -> bool:
    """Make the course's draft say what `document` says; whether that changed it. Only nodes that differ get a new version."""
    stored = {(node.kind, node.key): node for node in queries.draft_items(course_id)}
    is_changed = False
    for node in _nodes(document):
        former = stored.pop((node[0], node[1]), None)
        is_changed |= _save_node(course_id, former, node, actor_id, now)
    gone = [node.id for node in stored.values()]
    if gone:
        session().execute(delete(DraftItem).where(DraftItem.id.in_(gone)))
    session().flush()
    return is_changed or bool(gone)


def _save_node(
    course_id: int, former: DraftItem | None, node: Node, actor_id: int | None, now: datetime
) -> bool:
    kind, key, parent_key, position, body = node
    if former is None:
        former = DraftItem(course_id=course_id, kind=kind, key=key, version=0)
        session().add(former)
    elif (former.parent_key, former.position, former.body) == (parent_key, position, body):
        return False
    former.parent_key, former.position, former.body = parent_key, position, body
    former.version += 1
    former.updated_at, former.updated_by_id = now, actor_id
    return True


def _nodes(document: CourseDocument) -> list[Node]:
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
    nodes = queries.draft_items(course_id)
    heads = [node for node in nodes if node.kind == "course"]
    modules = [node for node in nodes if node.kind == "module"]
    if not heads or not modules:
        raise Conflict(reason("course.no_draft"))
    items: dict[str, list[dict[str, Any]]] = {}
    for node in nodes:
        if node.kind in ("lesson", "quiz"):
            items.setdefault(node.parent_key, []).append(node.body)
    whole = [{**module.body, "items": items.get(module.key, [])} for module in modules]
    return load_document({**heads[0].body, "modules": whole})


def publish_document(
    *, course: Course, document: CourseDocument, actor_id: int | None, now: datetime
) -> CourseRevision:
    """Publish a document as the course's next revision; when nothing changed, the latest revision is returned as it is."""
    course = queries.course_for_update(course.id)
    latest = queries.latest_revision(course.id)
    digest = document.digest
    if latest is not None and latest.digest == digest:
        return latest
    revision = CourseRevision(
        course_id=course.id,
        number=latest.number + 1 if latest else 1,
        document=document.dump(),
        digest=digest,
        published_at=now,
        published_by_id=actor_id,
        updated_on=document.sheet.updated_on,
    )
    session().add(revision)
    session().flush()
    course.latest_revision_id = revision.id
    audit.record(
        "course.published",
        actor_id=actor_id,
        centre_id=course.centre_id,
        on=("course", course.id),
        now=now,
        revision=revision.number,
        digest=digest,
    )
    session().flush()
    return revision
