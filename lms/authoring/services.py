"""From course files to drafts, and from drafts to what learners see."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lms.authoring import arranging, copies
from lms.authoring.files import CourseFiles, read_folder
from lms.authoring.merging import merged
from lms.authoring.plans import Key, Plan
from lms.core.db import session
from lms.core.errors import Conflict, NotFound
from lms.core.reasons import reason
from lms.core.storage import storage
from lms.courses import drafts, filed, queries
from lms.courses import services as courses
from lms.courses.document import CourseDocument, Media
from lms.courses.models import Course, CourseRevision, DraftItem


@dataclass(frozen=True)
class Imported:
    """What an import did: the course, whether it was created now, whether its draft changed."""

    course: Course
    is_new: bool
    is_changed: bool


def begin_course(
    *,
    centre_id: int,
    title: str,
    languages: Sequence[str],
    names: tuple[str, str],
    actor_id: int,
    now: datetime,
) -> Course:
    """A course of these languages, with one empty lesson in one module; `names` are their titles.

    Its id comes from the title, numbered when the centre has it already. InvalidInput for a title that says nothing.
    """
    title = arranging.checked_title(title)
    key = copies.free_key(title, queries.course_keys(centre_id))
    course = courses.create_course(centre_id=centre_id, key=key, slug=_free_slug(key), now=now)
    texts = dict.fromkeys(languages, title)
    sheet = {"title": texts, "tagline": texts, "summary": texts, "objectives": [], "hours": 1}
    head = {"schema": 1, "id": key, "languages": list(languages), "media": {}, "editorial": None}
    body = {**head, "sheet": {**sheet, "updated_on": now.date().isoformat()}}
    node = DraftItem(kind="course", key=key, body=body)
    drafts.add_node(course.id, ("course", key, "", 0, drafts.well_formed(node, body)), actor_id, now)
    editor = arranging.edit(course.id, actor_id, now)
    module = arranging.add(editor, "module", None, names[0])
    arranging.add(editor, "lesson", module.id, names[1])
    return course


def import_course(*, centre_id: int, path: Path, actor_id: int | None, now: datetime) -> Imported:
    """Load a folder of course files as the draft of the centre's course with that id, made when there is none.

    Raise `CourseFileErrors`, nothing written, when anything is wrong with the files.
    """
    return import_files(centre_id=centre_id, files=read_folder(path), actor_id=actor_id, now=now)


def import_files(
    *,
    centre_id: int,
    files: CourseFiles,
    actor_id: int | None,
    now: datetime,
    plan: Plan | None = None,
    keeps_mine: bool = False,
) -> Imported:
    """`import_course` for files that were read before, outside the transaction.

    With a `plan` the draft is left as it says, conflicts decided by `keeps_mine` (see `merging.merged`); Conflict, nothing
    written, when the draft is no longer the one that was compared.
    """
    document = files.document
    course = queries.course_by_key(centre_id, document.id)
    is_new = course is None
    if course is None:
        slug = _free_slug(document.id)
        course = courses.create_course(centre_id=centre_id, key=document.id, slug=slug, now=now)
    course = queries.course_for_update(course.id)
    nodes = queries.draft_for_update(course.id)
    if plan is not None and drafts.fingerprint(nodes) != plan.seen:
        raise Conflict(reason("import.changed"))
    for media in _media_of(document):
        courses.store_media(
            course_id=course.id, data=files.images[media.sha256], media_type=media.media_type, now=now
        )
    wanted = merged(nodes, document, plan, keeps_mine=keeps_mine) if plan else drafts.nodes_of(document)
    is_changed = drafts.save_nodes(course.id, wanted, actor_id, now) and (plan is None or bool(plan.lines))
    _file(course.id, plan.conflicts if plan and keeps_mine else frozenset())
    return Imported(course, is_new, is_changed)


def _file(course_id: int, kept: Collection[Key]) -> None:
    """Note that the files know the draft now, all but what was kept against them: that is asked again next time."""
    known = [node for node in queries.draft_items(course_id, with_deleted=True) if _key(node) not in kept]
    filed.mark(node for node in known if node.deleted_at is None)
    filed.unmark(node for node in known if node.deleted_at is not None)
    session().flush()


def _key(node: DraftItem) -> Key:
    return node.kind, node.key


def note_export(course_id: int, document: CourseDocument) -> None:
    """Note that files say `document` now: what the draft says the same of is no edit to them any more."""
    written = {node[:2]: node for node in drafts.nodes_of(document)}
    nodes = queries.draft_items(course_id)
    filed.mark(
        node
        for node in nodes
        if written.get(_key(node)) == (*_key(node), node.parent_key, node.position, node.body)
    )
    session().flush()


def _free_slug(key: str) -> str:
    """An address for a new course: its id, numbered when another centre's course has it."""
    slug, number = key, 1
    while queries.course_by_slug(slug):
        number += 1
        slug = f"{key}-{number}"
    return slug


def _media_of(document: CourseDocument) -> list[Media]:
    """Each file of the course once."""
    places = [document.media, *(module.media for module in document.modules)]
    unique = {media.sha256: media for place in places for media in place.values()}
    return list(unique.values())


def publish_course(*, course_id: int, actor_id: int | None, now: datetime) -> CourseRevision:
    """Publish the course's draft; when it says what the latest revision says, that one is returned."""
    course = queries.course_for_update(course_id)
    document = drafts.draft_document(course_id)
    return courses.publish_document(course=course, document=document, actor_id=actor_id, now=now)


def publish_files(course: Course, document: CourseDocument, now: datetime) -> CourseRevision:
    """Publish files that were just imported. The draft takes the normal form that they have, as it does from the browser."""
    drafts.save_draft(course_id=course.id, document=document, actor_id=None, now=now)
    _file(course.id, frozenset())
    return publish_course(course_id=course.id, actor_id=None, now=now)


def document_to_export(course: Course) -> CourseDocument:
    """The course's draft, else its latest revision; NotFound when it has neither."""
    if queries.draft_items(course.id):
        return drafts.draft_document(course.id)
    if course.latest_revision_id is None:
        raise NotFound
    return queries.revision_document(course.latest_revision_id)


def read_image(sha256: str) -> bytes:
    """The bytes of a stored image."""
    return storage().get(courses.media_key(sha256))
