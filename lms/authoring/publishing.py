"""Publishing a draft (P29): what stands in the way, what to look at, what it changes for whom, and the act itself.

A draft is checked by reading it back from the files that it would be exported as: both doors have the same rules.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from lms.authoring.corrections import is_correction
from lms.authoring.editorial import findings_of
from lms.authoring.files import CourseFileErrors, read_folder
from lms.authoring.services import read_image
from lms.authoring.sheets import BLOCKS, LINES
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

_OF_A_LANGUAGE = "{language}"
ANCHORS = {
    **{name: f"{name}-{_OF_A_LANGUAGE}" for name in ("title", *LINES, *BLOCKS)},
    **{name: name for name in ("hours", "level", "minutes", "preset", "questions")},
    "calendar": "day-opens",
    "policy": "settings",
}
"""The fields of the forms by the first word of a path in the files."""


@dataclass(frozen=True)
class Finding:
    """Something about one place of the draft: `node` to go to (None: the course as a whole), and the field or the line.

    `anchor` is the id of the field in that node's form, where it is known.
    """

    node: DraftItem | None
    where: str
    reason: Reason
    line: int | None = None
    anchor: str = ""


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
    """What a draft lacks. With no `faults` there is a document to publish; `seen` says of which draft.

    Beside faults, `advice` is about the parts that have none.
    """

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
        faults = tuple(places.finding(one.file, one.field, one.reason, one.line) for one in error.problems)
        return Checklist(faults, _advice(nodes, _without(nodes, faults), today), None, Effect(), seen)
    return Checklist((), _advice(nodes, document, today), document, effect_of(course, document), seen)


def _advice(nodes: Sequence[DraftItem], document: CourseDocument, today: date) -> tuple[Finding, ...]:
    places = _Places(nodes)
    is_whole = sum(1 for _ in document.items()) == sum(node.kind in drafts.ITEMS for node in nodes)
    found = findings_of(document, today, is_whole=is_whole)
    return tuple(places.finding(one.file, one.where, one.reason) for one in found)


def _without(nodes: Sequence[DraftItem], faults: Iterable[Finding]) -> CourseDocument:
    """The draft without the items and the modules that have faults."""
    faulty = {fault.node.key for fault in faults if fault.node is not None}
    document = drafts.document_of(nodes)
    modules = (
        module.model_copy(update={"items": tuple(item for item in module.items if item.id not in faulty)})
        for module in document.modules
        if module.id not in faulty
    )
    return document.model_copy(update={"modules": tuple(modules)})


def read_back(document: CourseDocument) -> CourseDocument:
    """The document in the normal form that its files have; CourseFileErrors with everything that is wrong with it."""
    with TemporaryDirectory() as folder:
        for name, data in course_files(document, read_image).items():
            path = Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        return read_folder(Path(folder)).document


class _Places:
    """Which node a place in the files of the course belongs to."""

    def __init__(self, nodes: Sequence[DraftItem]) -> None:
        self._items = {node.key: node for node in nodes if node.kind in drafts.ITEMS}
        self._modules = {node.body["folder"]: node for node in nodes if node.kind == "module"}
        self._language = next((node.body["languages"][0] for node in nodes if node.kind == "course"), "")
        self._inside: dict[str, list[DraftItem]] = {}
        for node in sorted(self._items.values(), key=lambda node: node.position):
            self._inside.setdefault(node.parent_key, []).append(node)

    def finding(self, file: str, where: str, why: Reason, line: int | None = None) -> Finding:
        """What was found there: at the item that a module's file speaks of, where it speaks of one."""
        folder, _, name = file.rpartition("/")
        module = self._modules.get(folder)
        node = self._items.get(name.split(".")[0]) or module
        item, rest = self._item_of(node, where) if node is not None and node is module else (None, where)
        anchor = self._anchor(rest) or (f"body-{name.split('.')[1]}" if name.endswith(".md") else "")
        return Finding(item or node, rest, why, None if item else line, anchor)

    def _anchor(self, where: str) -> str:
        return ANCHORS.get(where.split(".")[0], "").format(language=self._language)

    def _item_of(self, module: DraftItem, where: str) -> tuple[DraftItem | None, str]:
        """The item that `items.2.minutes` or `<item>.sources.0` means, and what is left of the path."""
        first, _, rest = where.partition(".")
        if first != "items":
            item = self._items.get(first)
            return (item, rest) if item else (None, where)
        place, _, field = rest.partition(".")
        inside = self._inside.get(module.key, [])
        return (inside[int(place)], field) if place.isdigit() and int(place) < len(inside) else (None, where)


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
