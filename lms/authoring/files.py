"""Reading a course from its folder: all of it or, with every problem that was found, nothing."""

import re
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from lms.authoring.lesson_files import read_lesson
from lms.authoring.links import check_links
from lms.authoring.problems import CourseFileErrors, Source, TooManyProblems
from lms.authoring.quiz_files import normalised, read_quiz
from lms.authoring.reading import At, Place, Reading, Use, place
from lms.authoring.schemas import SHEET_FIELDS, CourseHead, Entry, ModuleHead
from lms.courses.document import CourseDocument, CourseSheet, Lesson, Media, Module, Quiz

__all__ = ["CourseFileErrors", "CourseFiles", "read_course", "read_folder"]

COURSE_FILE = "course.yaml"
MODULE_FILE = "module.yaml"
_LANGUAGE = re.compile(r"[a-z]{2,3}\Z")
_FOLDER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,59}\Z")


@dataclass(frozen=True)
class CourseFiles:
    """A course as its files hold it: the document, and the bytes of its images by their SHA-256."""

    document: CourseDocument
    images: dict[str, bytes]


def read_course(path: Path) -> CourseDocument:
    """The document of the course in a folder; raise `CourseFileErrors` with everything that is wrong."""
    return read_folder(path).document


def read_folder(path: Path) -> CourseFiles:
    """The course in a folder with its images; raise `CourseFileErrors` with everything that is wrong."""
    reading = Reading(path)
    document = None
    with suppress(TooManyProblems):
        document = _read(reading)
    reading.problems.raise_if_any()
    assert document is not None, "no document and no problem"
    return CourseFiles(document, reading.files)


def _read(reading: Reading) -> CourseDocument | None:
    if not reading.root.is_dir():
        reading.problems.add(COURSE_FILE, "folder.missing")
        return None
    source = reading.folder.yaml(COURSE_FILE)
    if source is None:
        return None
    data: dict[str, Any] = source.yaml.value
    reading.languages = _strings(data.get("languages"), _LANGUAGE) or reading.languages
    head = reading.validate(CourseHead, {k: v for k, v in data.items() if k not in SHEET_FIELDS}, source)
    sheet = reading.validate(CourseSheet, {k: v for k, v in data.items() if k in SHEET_FIELDS}, source)
    media = _cover(reading, sheet, source)
    folders = _strings(data.get("modules"), _FOLDER)
    for name, index in _repeated(data.get("modules")):
        reading.note(place(source, ("modules", index)), "course.repeated_module", folder=name)
    for name, index in _repeated(data.get("languages")):
        reading.note(place(source, ("languages", index)), "course.repeated_language", language=name)
    modules = [module for folder in dict.fromkeys(folders) if (module := _read_module(reading, folder))]
    check_links(reading, modules, is_whole=len(modules) == len(set(folders)))
    if reading.problems or head is None or sheet is None:
        return None
    return CourseDocument(
        schema=head.schema_,
        id=head.id,
        languages=head.languages,
        sheet=_normalised_sheet(sheet),
        modules=tuple(modules),
        media=media,
        editorial=head.editorial,
    )


def _normalised_sheet(sheet: CourseSheet) -> CourseSheet:
    hours = Decimal(format(sheet.hours.normalize(), "f"))
    return sheet.model_copy(update={"summary": normalised(sheet.summary), "hours": hours})


def _strings(value: object, pattern: re.Pattern[str]) -> tuple[str, ...]:
    """The usable entries of what should be a list of names, so that the rest of the folder is read whatever else is wrong."""
    entries = value if isinstance(value, list) else []
    return tuple(entry for entry in entries if isinstance(entry, str) and pattern.match(entry))


def _repeated(value: object) -> list[tuple[str, int]]:
    entries = value if isinstance(value, list) else []
    return [(str(entry), index) for index, entry in enumerate(entries) if entry in entries[:index]]


def _cover(reading: Reading, sheet: CourseSheet | None, source: Source) -> dict[str, Media]:
    if sheet is None or sheet.cover is None:
        return {}
    found = reading.image("", sheet.cover, place(source, ("cover",)))
    return {sheet.cover: found} if found else {}


def _read_module(reading: Reading, folder: str) -> Module | None:
    source = reading.folder.yaml(f"{folder}/{MODULE_FILE}")
    head = reading.validate(ModuleHead, source.yaml.value, source) if source else None
    if source is None or head is None:
        return None
    reading.claim("item", head.id, place(source, ("id",)))
    for index, goal in enumerate(head.objectives):
        reading.claim("objective", goal.id, place(source, ("objectives", index, "id")))
    _note_uses(reading, head, source, (), head.id)
    media: dict[str, Media] = {}
    items = [
        item
        for index in range(len(head.items))
        if (item := _read_item(reading, folder, head, source, index, media))
    ]
    return Module(
        id=head.id,
        folder=folder,
        title=head.title,
        summary=head.summary,
        objectives=head.objectives,
        requires=head.requires,
        items=tuple(items),
        media=media,
    )


def _note_uses(reading: Reading, value: ModuleHead | Entry, source: Source, at: At, by: str) -> None:
    """Note the ids to which a module or an item refers."""
    for index, target in enumerate(value.requires):
        reading.requires.append(Use(target, place(source, (*at, "requires", index)), by))
    if isinstance(value, Entry):
        for index, goal in enumerate(value.objectives):
            reading.objectives.append(Use(goal, place(source, (*at, "objectives", index)), by))


def _read_item(
    reading: Reading, folder: str, head: ModuleHead, source: Source, index: int, media: dict[str, Media]
) -> Lesson | Quiz | None:
    at: At = ("items", index)
    entry = reading.validate(Entry, head.items[index], source, at)
    where = place(source, at)
    if entry is None:
        _claim_unread(reading, head.items[index], where)
        return None
    key = entry.lesson or entry.quiz
    if key is None or (entry.lesson and entry.quiz):
        reading.note(where, "item.kind")
        return None
    _claim_item(reading, key, place(source, (*at, "lesson" if entry.lesson else "quiz")))
    _note_uses(reading, entry, source, at, key)
    if entry.lesson:
        return read_lesson(reading, folder, key, entry, media)
    return read_quiz(reading, folder, key, entry, media)


def _claim_item(reading: Reading, key: str, where: Place) -> None:
    if f"{key}.yaml" == MODULE_FILE:
        reading.note(where, "item.reserved", id=key)
    reading.claim("item", key, where)


def _claim_unread(reading: Reading, entry: dict[str, Any], where: Place) -> None:
    """The id of an entry that has a problem of its own exists all the same for those who refer to it."""
    key = entry.get("lesson", entry.get("quiz"))
    if isinstance(key, str):
        reading.claim("item", key, where)
