"""A lesson as its page shows it: rendered blocks, with self-checks in their place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from lms.core.errors import NotFound
from lms.courses.document import CourseDocument, Lesson
from lms.courses.rendering import CheckBlock, render_lesson
from lms.learning import checks


def seed(reader: str, check_id: str) -> str:
    """What orders the options of one self-check for one reader (an enrolment's id, or `try`)."""
    return f"{reader}:{check_id}"


@dataclass(frozen=True)
class Block:
    """Either `html` or a `check`."""

    html: Markup | None = None
    check: checks.CheckView | None = None


@dataclass(frozen=True)
class LessonText:
    """Which lesson of which revision, in which language the text exists."""

    revision_id: int
    lesson: Lesson
    language: str
    blocks: tuple[Any, ...]


def load(
    document: CourseDocument, revision_id: int, key: str, language: str, media_url: Callable[[str], str]
) -> LessonText:
    """The lesson's text in `language`, else in the course's first; NotFound for another kind of item."""
    _, item = document.by_id.get(key, (None, None))
    if not isinstance(item, Lesson):
        raise NotFound
    language = language if language in item.body else document.language
    blocks = render_lesson(
        item.body[language], key=(revision_id, key, language), language=language, media_url=media_url
    )
    return LessonText(revision_id, item, language, blocks)


def check_data(text: LessonText, check_id: str) -> dict[str, Any]:
    """A self-check of the lesson by its id."""
    for block in text.blocks:
        if isinstance(block, CheckBlock) and block.id == check_id:
            return block.question
    raise NotFound


def show(text: LessonText, *, reader: str, answers: Mapping[str, Any]) -> list[Block]:
    """The blocks to print for `reader` (see `seed`), with the answers given so far by check id."""
    return [
        Block(
            check=checks.show(
                block.question, seed=seed(reader, block.id), language=text.language, answer=answers.get(block.id)
            )
        )
        if isinstance(block, CheckBlock)
        else Block(html=block.html)
        for block in text.blocks
    ]
