"""Markdown to safe HTML. Knows no web and no database; what is cached here never needs to be forgotten."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from markdown_it.token import Token
from markupsafe import Markup

from lms.courses.cache import LruCache
from lms.courses.html import LessonRenderer
from lms.courses.markdown import MEDIA_NAME, is_check, make_parser
from lms.courses.plain_yaml import YamlError, load_yaml
from lms.courses.sanitising import sanitise
from lms.courses.video import ExternalVideo, OtherPlace, Video, is_video, place_of, video_of

RENDERER_VERSION = 3
"""Part of every cache key: raise it with any change of what is rendered or let through."""
CACHE_BYTES = 64 * 1024 * 1024
MediaUrl = Callable[[str], str]


@dataclass(frozen=True)
class HtmlBlock:
    """A stretch of a lesson, ready to print."""

    html: Markup


@dataclass(frozen=True)
class CheckBlock:
    """A self-check between two stretches: its question as its author wrote it, texts in the lesson's language."""

    id: str
    question: dict[str, Any]


@dataclass(frozen=True)
class VideoBlock:
    """A video between two stretches: what its author wrote, its words as HTML, the addresses of its files by their
    names (none without `media_url`), and where it is when that is another site."""

    video: Video
    words: Markup
    urls: Mapping[str, str]
    elsewhere: OtherPlace | None = None


AnyBlock = HtmlBlock | CheckBlock | VideoBlock
Blocks = tuple[AnyBlock, ...]


def _weigh(value: Blocks | Markup) -> int:
    if isinstance(value, Markup):
        return 2 * len(value) + 200
    return sum(_weigh_block(block) for block in value)


def _weigh_block(block: AnyBlock) -> int:
    # A text takes up to four bytes a character; a question or a video, about as much as its HTML would.
    if isinstance(block, HtmlBlock):
        return 4 * len(block.html)
    return 2 * len(str(block.question if isinstance(block, CheckBlock) else (block.video, block.words)))


_cache: LruCache[Any] = LruCache(CACHE_BYTES, _weigh)


_INLINE = make_parser(LessonRenderer).disable("footnote_ref")
_BLOCK = make_parser(LessonRenderer)
# Its ids and its place in the outline are the lesson's: the words of a video have neither headings nor notes.
_WORDS = make_parser(LessonRenderer).disable(["heading", "lheading", "footnote_def", "footnote_ref"])


def render_blocks(markdown: str, *, language: str, media_url: MediaUrl | None) -> Blocks:
    """A lesson as stretches of HTML, self-checks and videos, in order. `media_url` gives the address of a file by its
    name; without it images give their alternative text. A self-check or video that is not valid shows as code."""
    env: dict[str, Any] = {"language": language, "media_url": media_url}
    tokens = _BLOCK.parse(markdown, env)
    blocks: list[AnyBlock] = []
    pending: list[Token] = []
    for token in tokens:
        own = _block_of(token, env)
        if own is None:
            pending.append(token)
            continue
        _flush(pending, env, blocks)
        blocks.append(own)
        pending = []
    _flush(pending, env, blocks)
    return tuple(blocks)


def _block_of(token: Token, env: dict[str, Any]) -> CheckBlock | VideoBlock | None:
    if is_check(token):
        return _check_of(token)
    return _video_of(token, env) if is_video(token) else None


def _flush(tokens: list[Token], env: dict[str, Any], blocks: list[AnyBlock]) -> None:
    if tokens:
        blocks.append(HtmlBlock(sanitise(_BLOCK.renderer.render(tokens, _BLOCK.options, env))))


def _check_of(token: Token) -> CheckBlock | None:
    try:
        question = load_yaml(token.content).value
    except YamlError:
        return None
    if not isinstance(question, dict) or not isinstance(question.get("id"), str):
        return None
    return CheckBlock(question["id"], question)


def _video_of(token: Token, env: dict[str, Any]) -> VideoBlock | None:
    video = video_of(token.content)
    if video is None or not all(MEDIA_NAME.match(name) for name in video.files.values()):
        return None
    media_url: MediaUrl | None = env["media_url"]
    urls = {name: media_url(name) for name in video.files.values()} if media_url else {}
    words = sanitise(_WORDS.render(video.words, {"language": env["language"], "media_url": None}))
    elsewhere = place_of(video.url) if isinstance(video, ExternalVideo) else None
    return VideoBlock(video, words, urls, elsewhere)


def render_lesson(markdown: str, *, key: Hashable, language: str, media_url: MediaUrl) -> Blocks:
    """`render_blocks`, kept in this process. `key` names what `media_url` depends on: the revision and the item."""
    whole = ("lesson", RENDERER_VERSION, key, language, markdown)
    return _cache.get(  # type: ignore[no-any-return]
        whole, lambda: render_blocks(markdown, language=language, media_url=media_url)
    )


def render_markdown(text: str, language: str = "fr") -> Markup:
    """Block Markdown without images or self-checks, such as a course's summary."""
    return _cache.get(  # type: ignore[no-any-return]
        ("block", RENDERER_VERSION, language, text), lambda: _render_markdown(text, language)
    )


def _render_markdown(text: str, language: str) -> Markup:
    env: dict[str, Any] = {"language": language, "media_url": None}
    return sanitise(_BLOCK.render(text, env))


def render_inline(text: str) -> Markup:
    """Inline Markdown: emphasis, code and links, no block and no image."""
    return _cache.get(("inline", RENDERER_VERSION, text), lambda: _render_inline(text))  # type: ignore[no-any-return]


def _render_inline(text: str) -> Markup:
    return sanitise(_INLINE.renderInline(text, {"language": "en", "media_url": None}))
