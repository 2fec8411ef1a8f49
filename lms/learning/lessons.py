"""A lesson as its page shows it: rendered blocks, with self-checks and videos in their place."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from lms.core.errors import NotFound
from lms.courses.document import CourseDocument, Lesson
from lms.courses.rendering import AnyBlock, Blocks, CheckBlock, VideoBlock, render_lesson
from lms.learning.checks import CheckView, Paper, Reply, placed, show


@dataclass(frozen=True)
class Block:
    """Either `html`, a `check` or a `video`."""

    html: Markup | None = None
    check: CheckView | None = None
    video: VideoBlock | None = None


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
        return [self._shown(block, replies) for block in self.blocks]

    def _shown(self, block: AnyBlock, replies: Mapping[str, Reply]) -> Block:
        if isinstance(block, CheckBlock):
            reply = replies.get(block.id, Reply())
            return Block(check=placed(show(self._paper(block), reply), self.revision_id))
        return Block(video=block) if isinstance(block, VideoBlock) else Block(html=block.html)

    def _paper(self, block: CheckBlock) -> Paper:
        return Paper(block.question, f"{self.reader}:{block.id}", self.language)


def frames_of(blocks: Iterable[Block]) -> set[str]:
    """The sites that a page with these blocks may frame once someone asks for a video: none for most lessons."""
    elsewhere = (block.video.elsewhere for block in blocks if block.video)
    return {place.origin for place in elsewhere if place and place.origin}


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
