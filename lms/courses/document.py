"""The document of a course revision: what is published, in one immutable value. Course files are its other form.

An item's questions are opaque here (`dict`): the quiz room validates them by type. `docs/course-files.md` describes each field.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from lms.core.texts import Slug, Text

SCHEMA = 1


class Part(BaseModel):
    """Frozen, and strict about unknown fields: a typing error in a course file is found, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Objective(Part):
    """What a learner can do after a module."""

    id: Slug
    text: Text


class Media(Part):
    """A file that lessons show, by the name that their Markdown uses; its bytes are in storage under `sha256`."""

    sha256: str
    media_type: str
    size: int


Activity = Literal["reading", "case", "checks", "practice", "exchange", "exam"]
"""What learners spend an item's time on; `checks` are quizzes and self-checks."""


class Source(Part):
    """What a statement of a lesson rests on. `supports` says which statement, `review_by` when an author must look again."""

    text: Text
    supports: Text
    url: Annotated[str, Field(pattern=r"^https?://[^\s]+$", max_length=500)] | None = None
    review_by: date


class Editorial(Part):
    """What a course holds itself to: learner time by activity, and how many questions each module has in each pool."""

    hours: dict[Activity, Annotated[Decimal, Field(ge=0, le=10_000)]] = Field(default_factory=dict)
    pools: dict[Literal["practice", "module_quiz", "exam"], Annotated[int, Field(ge=0, le=1000)]] = Field(
        default_factory=dict
    )


Day = Annotated[int, Field(ge=0, le=3650)]


class Calendar(Part):
    """Days after a cohort's start: an item opens as that day begins, is due and closes as it ends. Day 0 is the first one."""

    opens: Day | None = None
    due: Day | None = None
    closes: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = [day for day in (self.opens, self.due, self.closes) if day is not None]
        if days != sorted(days):
            raise PydanticCustomError(
                "days_order", "an item opens before it is due, and is due before it closes"
            )
        return self


class Item(Part):
    """What lessons and quizzes share: a place in the outline, a duration, locks."""

    id: Slug
    title: Text
    minutes: Annotated[int, Field(ge=1, le=600)]
    objectives: tuple[Slug, ...] = ()
    requires: tuple[Slug, ...] = ()
    optional: bool = False
    activity: Activity | None = None
    calendar: Calendar | None = Field(default=None, exclude_if=lambda value: value is None)


class Lesson(Item):
    """`body` is normalised Markdown by language."""

    kind: Literal["lesson"] = "lesson"
    sources: tuple[Source, ...] = ()
    body: dict[str, str]


class Quiz(Item):
    """`policy` overrides the preset; `questions` are validated by their types. Those of `banks` say which, in `bank`."""

    kind: Literal["quiz"] = "quiz"
    intro: Text = Field(default_factory=dict)
    preset: str = "module_quiz"
    policy: dict[str, Any] = Field(default_factory=dict)
    banks: tuple[Slug, ...] = ()
    questions: tuple[dict[str, Any], ...]


AnyItem = Annotated[Lesson | Quiz, Field(discriminator="kind")]


class Module(Part):
    """A unit of the outline; `requires` names modules or items to finish first; `folder` is its folder in course files."""

    id: Slug
    folder: str
    title: Text
    summary: Text = Field(default_factory=dict)
    objectives: tuple[Objective, ...] = ()
    requires: tuple[Slug, ...] = ()
    items: tuple[AnyItem, ...]
    media: dict[str, Media] = Field(default_factory=dict)


class CourseSheet(Part):
    """The public programme sheet."""

    title: Text
    tagline: Text
    summary: Text
    audience: Text = Field(default_factory=dict)
    prerequisites: Text = Field(default_factory=dict)
    methods: Text = Field(default_factory=dict)
    assessment: Text = Field(default_factory=dict)
    recognition: Text = Field(default_factory=dict)
    price: Text = Field(default_factory=dict)
    access_delay: Text = Field(default_factory=dict)
    accessibility: Text = Field(default_factory=dict)
    objectives: tuple[Text, ...]
    hours: Annotated[Decimal, Field(gt=0, le=10_000)]
    level: Literal["beginner", "intermediate", "advanced"] = "beginner"
    cover: str | None = None
    cover_alt: Text = Field(default_factory=dict)
    updated_on: date


class CourseDocument(Part):
    """One published course. Equal documents have equal digests."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    id: Slug
    languages: tuple[str, ...] = Field(min_length=1)
    sheet: CourseSheet
    modules: tuple[Module, ...] = Field(min_length=1)
    media: dict[str, Media] = Field(default_factory=dict)
    editorial: Editorial | None = None

    @property
    def language(self) -> str:
        """The first language, in which every text exists."""
        return self.languages[0]

    def items(self) -> Iterator[tuple[Module, Lesson | Quiz]]:
        """Every item with its module, in the outline's order."""
        for module in self.modules:
            for item in module.items:
                yield module, item

    @cached_property
    def by_id(self) -> dict[str, tuple[Module, Lesson | Quiz]]:
        """Items by id."""
        return {item.id: (module, item) for module, item in self.items()}

    @cached_property
    def objective_texts(self) -> dict[str, Text]:
        """Every objective's text by id, in the outline's order."""
        return {goal.id: goal.text for module in self.modules for goal in module.objectives}

    @property
    def minutes(self) -> int:
        """Sum of the items' durations, in minutes."""
        return sum(item.minutes for _, item in self.items())

    def dump(self) -> dict[str, Any]:
        """JSON values, as stored in `course_revision.document`."""
        return self.model_dump(mode="json", by_alias=True)

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical JSON form."""
        canonical = json.dumps(self.dump(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


def load_document(stored: dict[str, Any]) -> CourseDocument:
    """Read a stored document of any schema version, upgraded in memory; stored rows are never rewritten."""
    return CourseDocument.model_validate(stored)
