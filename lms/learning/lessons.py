"""A lesson as its page shows it: rendered blocks, with self-checks in their place."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from lms.core.errors import NotFound
from lms.courses.document import CourseDocument, Lesson
from lms.courses.rendering import Blocks, CheckBlock, render_lesson
from lms.learning.checks import CheckView, Paper, Reply, placed, show


@dataclass(frozen=True)
class Block:
    """Either `html` or a `check`."""

    html: Markup | None = None
    check: CheckView | None = None


@dataclass(frozen=True)
class LessonText:
    """A lesson of a revision, in the language in which its text exists, for one `reader` (an enrolment's id, or `try`)."""

    revision_id: int
    lesson: Lesson
    language: str
    blocks: Blocks
    reader: str

    def paper(self, check_id: str) -> Paper:
        """A self-check of the lesson by its id."""
        for block in self.blocks:
            if isinstance(block, CheckBlock) and block.id == check_id:
                return self._paper(block)
        raise NotFound

    def show(self, replies: Mapping[str, Reply]) -> list[Block]:
        """The blocks to print, with the last reply to each self-check by its id."""
        return [
            Block(check=placed(show(self._paper(block), replies.get(block.id, Reply())), self.revision_id))
            if isinstance(block, CheckBlock)
            else Block(html=block.html)
            for block in self.blocks
        ]

    def _paper(self, block: CheckBlock) -> Paper:
        return Paper(block.question, f"{self.reader}:{block.id}", self.language)


def load(
    document: CourseDocument,
    revision_id: int,
    key: str,
    language: str,
    *,
    reader: str,
    media_url: Callable[[str], str],
) -> LessonText:
    """The lesson's text in `language`, else in the course's first; NotFound for another kind of item."""
    _, item = document.by_id.get(key, (None, None))
    if not isinstance(item, Lesson):
        raise NotFound
    language = language if language in item.body else document.language
    blocks = render_lesson(
        item.body[language], key=(revision_id, key, language), language=language, media_url=media_url
    )
    return LessonText(revision_id, item, language, blocks, reader)
