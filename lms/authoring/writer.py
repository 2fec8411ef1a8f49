"""Writing a course as files: always in the same way, so that two exports of one course are the same bytes."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from lms.authoring.files import COURSE_FILE, MODULE_FILE
from lms.authoring.quiz_files import plain_number, plain_question
from lms.core.reasons import Reason, reason
from lms.core.texts import SLUG
from lms.courses.document import CourseDocument, Editorial, Lesson, Media, Module, Quiz, Source
from lms.courses.markdown import MEDIA_NAME
from lms.courses.plain_yaml import YamlError, dump_yaml, load_yaml
from lms.quiz.engine.policy import Policy
from lms.quiz.engine.questions import load_question

ReadImage = Callable[[str], bytes]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,120}\Z")


class ExportRefused(Exception):
    """Nothing was written, for this reason."""

    def __init__(self, why: Reason) -> None:
        super().__init__(why.code)
        self.reason = why


def write_course(document: CourseDocument, target: Path, read_image: ReadImage) -> list[str]:
    """Write the course's files into `target`; returns their names. `read_image` gives an image's bytes by SHA-256.

    A folder that holds anything but this same course is refused. Files of lessons that the course no longer has are left.
    """
    files = course_files(document, read_image)
    _check_target(document, target, files)
    for name, data in files.items():
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return list(files)


def course_files(document: CourseDocument, read_image: ReadImage) -> dict[str, bytes]:
    """Every file of the course by its name in the folder, in a stable order."""
    files = {COURSE_FILE: dump_yaml(_course(document)).encode()}
    files |= _images("", document.media, read_image)
    for module in document.modules:
        files[f"{module.folder}/{MODULE_FILE}"] = dump_yaml(_module(module, document)).encode()
        for item in module.items:
            files |= _item(module.folder, item, document)
        files |= _images(f"{module.folder}/", module.media, read_image)
    return files


def _check_target(document: CourseDocument, target: Path, files: Mapping[str, bytes]) -> None:
    if target.is_dir():
        if any(target.iterdir()) and _course_in(target) != document.id:
            raise ExportRefused(reason("export.not_empty", folder=target.name, id=document.id))
    elif target.exists() or target.is_symlink():
        raise ExportRefused(reason("export.not_a_folder", folder=target.name))
    for name in files:
        parts = name.split("/")
        if not all(_NAME.match(part) for part in parts):
            raise ExportRefused(reason("export.name", name=name))
        if any((target / "/".join(parts[:size])).is_symlink() for size in range(1, len(parts) + 1)):
            raise ExportRefused(reason("export.link", name=name))


def _course_in(target: Path) -> object:
    """The id of the course whose files a folder holds."""
    try:
        found = load_yaml((target / COURSE_FILE).read_text("utf-8")).value
    except (OSError, UnicodeDecodeError, YamlError):
        return None
    return found.get("id") if isinstance(found, dict) else None


def _images(prefix: str, media: Mapping[str, Media], read_image: ReadImage) -> dict[str, bytes]:
    names = sorted(name for name in media if MEDIA_NAME.match(name))
    return {prefix + name: read_image(media[name].sha256) for name in names}


def _text(text: Mapping[str, str], languages: Sequence[str]) -> object:
    """A text in its shortest form; None when it has nothing in any language."""
    ordered = {language: text[language] for language in languages if language in text}
    if not ordered:
        return None
    return ordered[languages[0]] if len(languages) == 1 else ordered


def _filled(fields: Mapping[str, Any]) -> dict[str, Any]:
    """Without the fields that say nothing."""
    return {name: value for name, value in fields.items() if value is not None and value != []}


def _course(document: CourseDocument) -> dict[str, Any]:
    sheet = document.sheet
    texts = "title tagline summary audience prerequisites methods assessment recognition price access_delay accessibility"
    return _filled(
        {
            "schema": document.schema_,
            "id": document.id,
            "languages": list(document.languages),
            **{name: _text(getattr(sheet, name), document.languages) for name in texts.split()},
            "objectives": [_text(text, document.languages) for text in sheet.objectives],
            "hours": plain_number(sheet.hours),
            "level": sheet.level,
            "cover": sheet.cover,
            "cover_alt": _text(sheet.cover_alt, document.languages),
            "modules": [module.folder for module in document.modules],
            "updated_on": sheet.updated_on,
            "editorial": _editorial(document.editorial),
        }
    )


def _module(module: Module, document: CourseDocument) -> dict[str, Any]:
    return _filled(
        {
            "id": module.id,
            "title": _text(module.title, document.languages),
            "summary": _text(module.summary, document.languages),
            "objectives": [
                {"id": goal.id, "text": _text(goal.text, document.languages)} for goal in module.objectives
            ],
            "requires": list(module.requires),
            "items": [_entry(item, document) for item in module.items],
        }
    )


def _editorial(editorial: Editorial | None) -> dict[str, Any] | None:
    if editorial is None:
        return None
    hours = {activity: plain_number(hours) for activity, hours in editorial.hours.items()}
    return {"hours": hours, "pools": dict(editorial.pools)}


def _source(source: Source, document: CourseDocument) -> dict[str, Any]:
    return _filled(
        {
            "text": _text(source.text, document.languages),
            "supports": _text(source.supports, document.languages),
            "url": source.url,
            "review_by": source.review_by,
        }
    )


def _entry(item: Lesson | Quiz, document: CourseDocument) -> dict[str, Any]:
    return _filled(
        {
            item.kind: item.id,
            "minutes": item.minutes,
            "objectives": list(item.objectives),
            "requires": list(item.requires),
            "optional": True if item.optional else None,
            "activity": item.activity,
            "calendar": item.calendar.model_dump(exclude_none=True) if item.calendar else None,
            "sources": [_source(one, document) for one in item.sources] if isinstance(item, Lesson) else None,
        }
    )


def _item(folder: str, item: Lesson | Quiz, document: CourseDocument) -> dict[str, bytes]:
    assert SLUG.match(item.id)
    if isinstance(item, Quiz):
        whole = {item.id: _quiz(item, document)} | {bank: _bank(item, bank, document) for bank in item.banks}
        return {f"{folder}/{key}.yaml": dump_yaml(value).encode() for key, value in whole.items()}
    return {
        f"{folder}/{item.id}.{language}.md": _lesson(item, language).encode()
        for language in document.languages
    }


def _lesson(lesson: Lesson, language: str) -> str:
    front = dump_yaml({"title": lesson.title[language]})
    return f"---\n{front}---\n\n{lesson.body[language]}"


def _quiz(quiz: Quiz, document: CourseDocument) -> dict[str, Any]:
    policy = {
        name: _shortened(quiz.policy[name], document.languages)
        for name in Policy.model_fields
        if name in quiz.policy
    }
    return {
        **_filled(
            {
                "id": quiz.id,
                "title": _text(quiz.title, document.languages),
                "intro": _text(quiz.intro, document.languages),
            }
        ),
        "preset": quiz.preset,
        **({"policy": policy} if policy else {}),
        **_filled({"banks": list(quiz.banks), "questions": _questions(quiz, None, document)}),
    }


def _bank(quiz: Quiz, bank: str, document: CourseDocument) -> dict[str, Any]:
    return {"id": bank, "questions": _questions(quiz, bank, document)}


def _questions(quiz: Quiz, bank: str | None, document: CourseDocument) -> list[dict[str, Any]]:
    return [
        plain_question_of(question, document.languages)
        for question in quiz.questions
        if question.get("bank") == bank
    ]


def plain_question_of(stored: Mapping[str, Any], languages: Sequence[str]) -> dict[str, Any]:
    """A stored question as its file has it; QuestionErrors when it is none. `bank` is not part of it: a file is."""
    question = plain_question(load_question({**stored, "bank": None}, languages[0]))
    return {name: _shortened(value, languages) for name, value in question.items()}


def _shortened(value: Any, languages: Sequence[str]) -> Any:
    """A part of a question with its texts in their shortest form. Only texts have languages for keys and texts for values."""
    if isinstance(value, list):
        return [_shortened(item, languages) for item in value]
    if not isinstance(value, dict):
        return value
    if all(key in languages and isinstance(text, str) for key, text in value.items()):
        return _text(value, languages)
    return {name: _shortened(item, languages) for name, item in value.items()}
