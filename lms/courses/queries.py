"""Reads of courses, revisions, drafts and the files that lessons show."""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import select

from lms.core.db import session
from lms.core.errors import NotFound
from lms.courses.cache import LruCache
from lms.courses.document import CourseDocument, Media, load_document
from lms.courses.models import Course, CourseRevision, DraftItem, DraftVersion, MediaFile

CACHED_DOCUMENTS = 64

# By database, so that two applications in one process never see each other's documents.
_documents: WeakKeyDictionary[Any, LruCache[CourseDocument]] = WeakKeyDictionary()
_documents_lock = Lock()


def revision_document(revision_id: int) -> CourseDocument:
    """The document of a published revision; NotFound when there is none. Kept in this process: a hit runs no statement."""
    database = session().get_bind().engine
    with _documents_lock:
        cache = _documents.setdefault(database, LruCache(CACHED_DOCUMENTS))
    return cache.get(revision_id, lambda: _load(revision_id))


def _load(revision_id: int) -> CourseDocument:
    stored = session().scalar(select(CourseRevision.document).where(CourseRevision.id == revision_id))
    if stored is None:
        raise NotFound
    return load_document(stored)


def course(course_id: int) -> Course | None:
    """A course by its id."""
    return session().scalar(select(Course).where(Course.id == course_id))


def course_by_slug(slug: str) -> Course | None:
    """A course by its address, archived ones and unpublished ones included."""
    return session().scalar(select(Course).where(Course.slug == slug))


def course_by_key(centre_id: int, key: str) -> Course | None:
    """A centre's course by its id in course files."""
    return session().scalar(select(Course).where(Course.centre_id == centre_id, Course.key == key))


def course_keys(centre_id: int) -> set[str]:
    """The ids that the courses of a centre have in their files."""
    return set(session().scalars(select(Course.key).where(Course.centre_id == centre_id)))


def courses_of(centre_ids: Iterable[int]) -> list[Course]:
    """Every course of these centres, published or not, the newest first; archived ones last."""
    order = (Course.archived_at.is_not(None), Course.created_at.desc(), Course.id.desc())
    return list(session().scalars(select(Course).where(Course.centre_id.in_(centre_ids)).order_by(*order)))


def course_for_update(course_id: int) -> Course:
    """The course, locked until the transaction ends, so that two publications get two numbers."""
    locked = select(Course).where(Course.id == course_id).with_for_update()
    found = session().scalar(locked.execution_options(populate_existing=True))
    if found is None:
        raise NotFound
    return found


def latest_revision(course_id: int) -> CourseRevision | None:
    """The course's newest revision."""
    newest = (
        select(CourseRevision)
        .where(CourseRevision.course_id == course_id)
        .order_by(CourseRevision.number.desc())
    )
    return session().scalar(newest.limit(1))


def draft_items(course_id: int, *, with_deleted: bool = False) -> list[DraftItem]:
    """Every node of a course's draft, siblings in their order; those in the bin only when asked for."""
    nodes = select(DraftItem).where(DraftItem.course_id == course_id)
    if not with_deleted:
        nodes = nodes.where(DraftItem.deleted_at.is_(None))
    return list(session().scalars(nodes.order_by(DraftItem.parent_key, DraftItem.position, DraftItem.id)))


def draft_for_update(course_id: int) -> list[DraftItem]:
    """Every node of a course's draft, the bin included, as it is now, locked until the transaction ends."""
    nodes = select(DraftItem).where(DraftItem.course_id == course_id).order_by(DraftItem.id)
    return list(session().scalars(nodes.with_for_update().execution_options(populate_existing=True)))


def draft_node(course_id: int, node_id: int) -> DraftItem | None:
    """A node of this course's draft, in the bin or not; None for another course's."""
    return session().scalar(
        select(DraftItem).where(DraftItem.id == node_id, DraftItem.course_id == course_id)
    )


def draft_versions(node_id: int) -> list[DraftVersion]:
    """What a node said, the newest first."""
    versions = select(DraftVersion).where(DraftVersion.draft_item_id == node_id)
    return list(session().scalars(versions.order_by(DraftVersion.number.desc())))


def media_file(course_id: int, sha256: str) -> MediaFile | None:
    """A stored file of a course by its digest."""
    return session().scalar(
        select(MediaFile).where(MediaFile.course_id == course_id, MediaFile.sha256 == sha256)
    )


@dataclass(frozen=True)
class RevisionPlace:
    """Which course a revision belongs to, and whether visitors may see that course."""

    course_id: int
    centre_id: int
    is_public: bool


def revision_place(revision_id: int) -> RevisionPlace | None:
    """Where a revision lives, in one statement."""
    row = (
        session()
        .execute(
            select(Course.id, Course.centre_id, Course.is_listed, Course.archived_at)
            .join(CourseRevision, CourseRevision.course_id == Course.id)
            .where(CourseRevision.id == revision_id)
        )
        .one_or_none()
    )
    return RevisionPlace(row[0], row[1], row[2] and row[3] is None) if row else None


def media_of(document: CourseDocument, name: str) -> Media | None:
    """The file that a document's lessons or cover show under `name` (names are unique in a course)."""
    for media in (document.media, *(module.media for module in document.modules)):
        if name in media:
            return media[name]
    return None
