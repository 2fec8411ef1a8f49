"""Reading lessons: one Markdown file per language, with front matter, self-checks, images and videos."""

from dataclasses import dataclass

from lms.authoring.normalise import normalise
from lms.authoring.parsed import tokens_of
from lms.authoring.quiz_files import read_images, read_question
from lms.authoring.reading import Place, Reading, place
from lms.authoring.schemas import Entry, LessonHead
from lms.authoring.video_files import read_videos
from lms.courses import formulas
from lms.courses.document import Lesson, Media
from lms.courses.markdown import CHECK, all_tokens, is_check, is_download
from lms.quiz.engine.question_type import question_type

_FENCE = "---\n"


@dataclass(frozen=True)
class LessonFile:
    """One language of a lesson. `line` is the one on which its text begins (from 0)."""

    file: str
    language: str
    title: str
    body: str
    line: int


def read_lesson(
    reading: Reading, folder: str, key: str, entry: Entry, media: dict[str, Media]
) -> Lesson | None:
    """The lesson of `<folder>/<key>.<language>.md`, its files added to `media`; None when a language can't be read."""
    files = [_read_file(reading, folder, key, language) for language in reading.languages]
    found = [file for file in files if file]
    checks = [(file, _read_checks(reading, folder, file, media)) for file in found]
    for file in found:
        _read_media(reading, folder, file, media)
        _read_formulas(reading, file)
        media |= read_videos(reading, folder, file.file, file.body, file.line)
    _compare_checks(reading, checks)
    if len(found) < len(files):
        return None
    return Lesson(
        id=key,
        title={file.language: file.title for file in found},
        body={file.language: normalise(file.body) for file in found},
        minutes=entry.minutes,
        objectives=entry.objectives,
        requires=entry.requires,
        optional=entry.optional,
        activity=entry.activity,
        calendar=entry.calendar,
        sources=entry.sources,
    )


def _read_file(reading: Reading, folder: str, key: str, language: str) -> LessonFile | None:
    name = f"{folder}/{key}.{language}.md"
    text = reading.folder.text(name)
    if text is None:
        return None
    end = text.find("\n" + _FENCE, len(_FENCE) - 1)
    if not text.startswith(_FENCE) or end < 0:
        reading.problems.add(name, "lesson.no_front_matter")
        return None
    front, body = text[len(_FENCE) : end + 1], text[end + 1 + len(_FENCE) :]
    source = reading.folder.parse(name, front, offset=1)
    head = reading.validate(LessonHead, source.yaml.value, source) if source else None
    line = text.count("\n", 0, len(text) - len(body))
    if source is None or head is None:
        return None
    if not head.title:
        reading.note(place(source, ("title",)), "text.empty", language=language)
    if not body.strip():
        reading.problems.add(name, "lesson.empty", line=line)
        return None
    return LessonFile(name, language, head.title, body, line)


def _read_checks(
    reading: Reading, folder: str, lesson: LessonFile, media: dict[str, Media]
) -> dict[str, Place]:
    """The self-checks of one file: place by id. Their images are added to `media`."""
    checks: dict[str, Place] = {}
    for token in tokens_of(lesson.body):
        line = lesson.line + (token.map[0] if token.map else 0)
        if token.type == "fence" and token.info.strip() == CHECK and not is_check(token):
            reading.problems.add(lesson.file, "check.inside", line=line + 1)
        if not is_check(token):
            continue
        source = reading.folder.parse(lesson.file, token.content, offset=line + 1)
        if source is None:
            continue
        question = read_question(
            reading, source.yaml.value, source, (), lesson.language, languages=(lesson.language,)
        )
        if question is None:
            continue
        media |= read_images(reading, folder, question, source, ())
        if question_type(question.type).is_manual:
            reading.note(place(source, ("type",)), "check.manual")
        where = place(source, ("id",))
        if question.id in checks:
            reading.note(where, "id.repeated", id=question.id, first=str(checks[question.id]))
        checks[question.id] = where
    return checks


def _compare_checks(reading: Reading, files: list[tuple[LessonFile, dict[str, Place]]]) -> None:
    """Every language must ask the same self-checks; each id is claimed once, for the first language."""
    if not files:
        return
    first, expected = files[0]
    for key, where in expected.items():
        reading.claim("question", key, where)
    for file, checks in files[1:]:
        for key in expected.keys() - checks.keys():
            reading.problems.add(file.file, "check.missing", line=file.line + 1, id=key, first=first.file)
        for key in checks.keys() - expected.keys():
            reading.note(checks[key], "check.missing", id=key, first=file.file)


def _read_formulas(reading: Reading, lesson: LessonFile) -> None:
    for token, line in all_tokens(tokens_of(lesson.body)):
        fault = formulas.fault_of(token.content) if token.type in formulas.TYPES else None
        if fault is not None:
            reading.problems.add(lesson.file, fault, line=lesson.line + line + 1)


def _read_media(reading: Reading, folder: str, lesson: LessonFile, media: dict[str, Media]) -> None:
    for token, line in all_tokens(tokens_of(lesson.body)):
        name = str(token.attrs.get("src" if token.type == "image" else "href", ""))
        if token.type != "image" and not (token.type == "link_open" and is_download(name)):
            continue
        found = reading.image(folder, name, Place(lesson.file, lesson.line + line + 1, "image"))
        if found is not None:
            media[name] = found
