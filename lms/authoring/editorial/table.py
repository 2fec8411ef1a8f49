"""A course in figures, as Markdown: what each module holds, in words, minutes, questions and objectives."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, get_args

from lms.authoring.editorial.asked import Asked, Pool, asked
from lms.authoring.editorial.durations import hours_by_activity, words_of
from lms.core.texts import Text
from lms.courses.document import CourseDocument, Lesson, Module

POOLS: tuple[Pool, ...] = get_args(Pool)
POOL_NAMES: dict[Pool, str] = {
    "self_check": "self-checks",
    "practice": "practice",
    "module_quiz": "module quiz",
    "exam": "exam",
    "mock_exam": "mock exams",
    "test": "entry and exit tests",
    "work": "works",
    "survey": "survey",
}
LEVELS: tuple[Literal["easy", "medium", "hard"], ...] = ("easy", "medium", "hard")


def course_table(document: CourseDocument) -> str:
    """The whole course: hours by activity, modules × lessons, questions by pool, type and difficulty, objectives covered.

    A question belongs to the module of its objective, a self-check to the module that teaches it, counted once.
    """
    language = document.language
    questions = [one for one in asked(document) if language in one.languages]
    home = {goal.id: module.id for module in document.modules for goal in module.objectives}
    of_module = {module.id: _of(module, questions, home) for module in document.modules}
    parts = [
        f"# {_name(document, document.sheet.title)} in figures",
        "Made by `lms content table`; a test holds this page to the course.",
        "## Hours by activity",
        _table(("activity", "hours", "plan"), _hours(document)),
        "## Lessons",
        _table(_lesson_head(document), _lessons(document)),
        "## Questions by pool",
        _table(("module", *(POOL_NAMES[pool] for pool in POOLS), "all"), _pools(document, of_module)),
        "## Questions by type",
        _types(questions),
        "## Graded questions by difficulty",
        _table(("module", *LEVELS), _difficulties(document, of_module)),
        "## Objectives",
        _table(
            ("objective", "lessons", "module quiz", "exam", "other questions"),
            _objectives(document, questions),
        ),
    ]
    return "\n\n".join(parts) + "\n"


def _name(document: CourseDocument, text: Text) -> str:
    """In English, as the page is, where the course speaks it."""
    return text.get("en", text[document.language])


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---", *("---:" for _ in head[1:])], *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)


def _of(module: Module, questions: Iterable[Asked], home: dict[str, str]) -> list[Asked]:
    mine = {item.id for item in module.items}
    return [
        one
        for one in questions
        if home.get(one.question.objective or "", module.id if one.item.id in mine else "") == module.id
    ]


def _hours(document: CourseDocument) -> Iterator[Sequence[object]]:
    found = hours_by_activity(document)
    planned = document.editorial.hours if document.editorial else {}
    for activity, hours in found.items():
        yield activity, f"{hours:.1f}", planned.get(activity, "–")
    yield "all", f"{sum(found.values()):.1f}", sum(planned.values()) or "–"


def _lesson_head(document: CourseDocument) -> tuple[str, ...]:
    return ("lesson", "minutes", *(f"words ({language})" for language in document.languages), "self-checks")


def _lessons(document: CourseDocument) -> Iterator[Sequence[object]]:
    for module in document.modules:
        yield f"**{_name(document, module.title)}**", *("" for _ in _lesson_head(document)[1:])
        for item in module.items:
            if isinstance(item, Lesson):
                words = [words_of(item, language) for language in document.languages]
                checks = item.body[document.language].count("```check")
                yield _name(document, item.title), item.minutes, *words, checks


def _pools(document: CourseDocument, of_module: dict[str, list[Asked]]) -> Iterator[Sequence[object]]:
    whole: Counter[Pool] = Counter()
    for module in document.modules:
        found = Counter(one.pool for one in of_module[module.id])
        whole.update(found)
        yield _name(document, module.title), *(found[pool] for pool in POOLS), sum(found.values())
    yield "**all**", *(whole[pool] for pool in POOLS), sum(whole.values())


def _types(questions: Iterable[Asked]) -> str:
    found = Counter((one.question.type, one.pool) for one in questions)
    types = sorted({type_ for type_, _ in found})
    rows = [(type_, *(found[type_, pool] for pool in POOLS)) for type_ in types]
    return _table(("type", *(POOL_NAMES[pool] for pool in POOLS)), rows)


def _difficulties(document: CourseDocument, of_module: dict[str, list[Asked]]) -> Iterator[Sequence[object]]:
    for module in document.modules:
        found = Counter(one.question.difficulty for one in of_module[module.id] if one.is_graded)
        if found:
            yield _name(document, module.title), *(found[level] for level in LEVELS)


def _objectives(document: CourseDocument, questions: Sequence[Asked]) -> Iterator[Sequence[object]]:
    for key in document.objective_texts:
        lessons = sum(key in item.objectives for _, item in document.items() if isinstance(item, Lesson))
        found = Counter(one.pool for one in questions if one.question.objective == key)
        other = sum(found.values()) - found["module_quiz"] - found["exam"]
        yield f"`{key}`", lessons, found["module_quiz"], found["exam"], other
