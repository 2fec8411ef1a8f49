"""Writes of courses: the files that lessons show, and publication. Those of drafts are in `drafts`."""

import hashlib
from datetime import datetime

from lms.core import audit
from lms.core.db import session
from lms.core.errors import Conflict
from lms.core.reasons import reason
from lms.core.storage import storage
from lms.courses import queries
from lms.courses.document import CourseDocument, Media
from lms.courses.models import Course, CourseRevision, MediaFile


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
