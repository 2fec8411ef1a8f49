"""Publishing a draft (P29): what stands in the way, what to look at, what it changes for whom, and the act itself.

A draft is checked by reading it back from the files that it would be exported as: both doors have the same rules.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from lms.authoring.corrections import is_correction
from lms.authoring.editorial import findings_of
from lms.authoring.files import CourseFileErrors, read_folder
from lms.authoring.services import read_image
from lms.authoring.writer import course_files
from lms.cohorts import queries as cohorts
from lms.cohorts.services import follow_correction
from lms.core.errors import Conflict
from lms.core.reasons import Reason, reason
from lms.courses import drafts, filed, queries
from lms.courses import services as courses
from lms.courses.document import CourseDocument
from lms.courses.models import Course, CourseRevision, DraftItem
from lms.courses.queries import revision_document
from lms.quiz.queries import running_attempts


@dataclass(frozen=True)
class Finding:
    """Something about one place of the draft: `node` to go to (None: the course as a whole), and the field or the line."""

    node: DraftItem | None
    where: str
    reason: Reason
    line: int | None = None


@dataclass(frozen=True)
class Effect:
    """What publishing does to learners in progress: `follow` see it at once, `stay` go on with what they began.
    `running` attempts keep their paper.

    `is_correction` and `is_same` compare it with the latest revision.
    """

    follow: int = 0
    stay: int = 0
    running: int = 0
    is_first: bool = False
    is_correction: bool = False
    is_same: bool = False


@dataclass(frozen=True)
class Checklist:
    """What a draft lacks. With no `faults` there is a document to publish; `seen` says of which draft."""

    faults: tuple[Finding, ...]
    advice: tuple[Finding, ...]
    document: CourseDocument | None
    effect: Effect
    seen: str


def check_draft(course: Course, today: date) -> Checklist:
    """Check a course's draft as it is now. Takes seconds for a long course: never call it inside a transaction."""
    nodes = queries.draft_items(course.id)
    seen = drafts.fingerprint(nodes)
    if all(node.kind != "module" for node in nodes):
        nothing = Finding(None, "", reason("course.no_draft"))
        return Checklist((nothing,), (), None, Effect(), seen)
    try:
        document = read_back(drafts.document_of(nodes))
    except CourseFileErrors as error:
        places = _Places(nodes)
        faults = (Finding(places.node(one.file), one.field, one.reason, one.line) for one in error.problems)
        return Checklist(tuple(faults), (), None, Effect(), seen)
    found = findings_of(document, today)
    places = _Places(nodes)
    advice = (Finding(places.node(one.file), one.where, one.reason) for one in found)
    return Checklist((), tuple(advice), document, effect_of(course, document), seen)


def read_back(document: CourseDocument) -> CourseDocument:
    """The document in the normal form that its files have; CourseFileErrors with everything that is wrong with it."""
    with TemporaryDirectory() as folder:
        for name, data in course_files(document, read_image).items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return read_folder(Path(folder)).document


class _Places:
    """Which node a file of the course belongs to."""

    def __init__(self, nodes: Iterable[DraftItem]) -> None:
        self._items = {node.key: node for node in nodes if node.kind in drafts.ITEMS}
        self._modules = {node.body["folder"]: node for node in nodes if node.kind == "module"}

    def node(self, file: str) -> DraftItem | None:
        folder, _, name = file.rpartition("/")
        key = name.split(".")[0]
        return self._items.get(key) or self._modules.get(folder)


def effect_of(course: Course, document: CourseDocument) -> Effect:
    """What publishing this document would do to those who are in the middle of the course."""
    if course.latest_revision_id is None:
        return Effect(is_first=True)
    latest = revision_document(course.latest_revision_id)
    if latest.digest == document.digest:
        return Effect(is_same=True)
    in_use = cohorts.revisions_in_use(course.id)
    follow = sum(count for one, count in in_use.items() if is_correction(revision_document(one), document))
    return Effect(
        follow=follow,
        stay=sum(in_use.values()) - follow,
        running=running_attempts(course.id),
        is_correction=is_correction(latest, document),
    )


def publish(course: Course, checked: Checklist, *, actor_id: int, now: datetime) -> CourseRevision:
    """Publish what was checked; learners whose revision it only corrects go on in it.

    Conflict when the draft has changed since, or has faults. The draft takes the normal form of what is published.
    """
    document = checked.document
    course = queries.course_for_update(course.id)
    if document is None:
        raise Conflict(reason("publish.faults"))
    nodes = queries.draft_for_update(course.id)
    if drafts.fingerprint(nodes) != checked.seen:
        raise Conflict(reason("publish.changed"))
    as_filed = [node for node in nodes if not filed.is_edited(node)]
    drafts.save_draft(course_id=course.id, document=document, actor_id=actor_id, now=now)
    filed.follow(as_filed)
    in_use = cohorts.revisions_in_use(course.id)
    corrected = [one for one in in_use if is_correction(revision_document(one), document)]
    revision = courses.publish_document(course=course, document=document, actor_id=actor_id, now=now)
    former = [one for one in corrected if one != revision.id]
    follow_correction(course_id=course.id, from_revisions=former, to_revision=revision.id)
    return revision
