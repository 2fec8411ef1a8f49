"""The shapes of the files, where they differ from those of the document."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, StringConstraints

from lms.core.texts import Slug, Text
from lms.courses.document import Activity, Calendar, CourseSheet, Editorial, Module, Objective, Part, Source

Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
FolderName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,59}$")]


class CourseHead(Part):
    """What `course.yaml` holds besides the programme sheet."""

    schema_: Literal[1] = Field(alias="schema")
    id: Slug
    languages: Annotated[tuple[Language, ...], Field(min_length=1, max_length=20)]
    modules: Annotated[tuple[FolderName, ...], Field(min_length=1, max_length=200)]
    editorial: Editorial | None = None


SHEET_FIELDS = frozenset(CourseSheet.model_fields)


class ModuleHead(Part):
    """`module.yaml`; its items are read one by one."""

    id: Slug
    title: Text
    summary: Text = Field(default_factory=dict)
    objectives: tuple[Objective, ...] = ()
    requires: tuple[Slug, ...] = ()
    items: Annotated[tuple[dict[str, Any], ...], Field(min_length=1, max_length=500)]


class Entry(Part):
    """A line of a module's list of items: `lesson: <id>` or `quiz: <id>`."""

    lesson: Slug | None = None
    quiz: Slug | None = None
    minutes: Annotated[int, Field(ge=1, le=600)]
    objectives: tuple[Slug, ...] = ()
    requires: tuple[Slug, ...] = ()
    optional: bool = False
    activity: Activity | None = None
    calendar: Calendar | None = None
    sources: tuple[Source, ...] = ()


class LessonHead(Part):
    """The front matter of a lesson's file."""

    title: str


class QuizFile(Part):
    """`<id>.yaml`; its questions are read by their types. `banks` are further files of questions beside it."""

    id: Slug
    title: Text
    intro: Text = Field(default_factory=dict)
    preset: str = "module_quiz"
    policy: dict[str, Any] = Field(default_factory=dict)
    banks: Annotated[tuple[Slug, ...], Field(max_length=100)] = ()
    questions: Annotated[tuple[dict[str, Any], ...], Field(max_length=1000)] = ()


class BankFile(Part):
    """`<bank>.yaml`: questions that a quiz of the same folder draws."""

    id: Slug
    questions: Annotated[tuple[dict[str, Any], ...], Field(min_length=1, max_length=1000)]


REQUIRED_TEXTS = frozenset({"title", "tagline", "stem", "text", "supports"})
"""Fields whose text, in each language, must say something."""
_NO_TEXTS = {
    CourseHead: {"editorial"},
    QuizFile: {"policy", "questions"},
    BankFile: {"questions"},
    ModuleHead: {"items"},
    Module: {"items", "media"},
}

Path = tuple[str | int, ...]


def texts_of(value: object, path: Path = ()) -> Iterator[tuple[Path, Mapping[str, str]]]:
    """Every text of a validated value, by its path."""
    if isinstance(value, BaseModel):
        skipped = _NO_TEXTS.get(type(value), set())
        for name in type(value).model_fields:
            if name not in skipped:
                yield from texts_of(getattr(value, name), (*path, name))
    elif isinstance(value, Mapping):
        yield path, value
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for index, item in enumerate(value):
            yield from texts_of(item, (*path, index))
