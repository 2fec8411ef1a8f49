"""Lessons: of a fair length, readable, with links that lead somewhere and sources that are not past their date."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from markdown_it.token import Token

from lms.authoring.editorial.durations import words_of
from lms.authoring.editorial.findings import Findings, advice, fault
from lms.authoring.hints import Hint, hints_of
from lms.authoring.parsed import tokens_of
from lms.courses.document import CourseDocument, Lesson, Module
from lms.courses.markdown import all_tokens, is_check, is_download, plain_text, slug_of

SHORTEST, LONGEST = 600, 1500
HARD_TO_READ = 60
"""LIX from which a text counts as very difficult (C.-H. Björnsson, 1968)."""
_SENTENCE = re.compile(r"[.!?…:;]+(?:\s|$)")
_WORD = re.compile(r"[^\W\d_]+")


def check_lessons(document: CourseDocument, today: date) -> Findings:
    """Length, reading level, links and sources of every lesson."""
    for module, item in document.items():
        if isinstance(item, Lesson):
            yield from _sources(module, item, today)
            for language in document.languages:
                yield from _lesson(f"{module.folder}/{item.id}.{language}.md", item, language)


def _sources(module: Module, lesson: Lesson, today: date) -> Findings:
    for index, source in enumerate(lesson.sources):
        if source.review_by < today:
            supports = next(iter(source.supports.values()))
            where = f"{lesson.id}.sources.{index}"
            params = {"supports": supports, "review_by": source.review_by.isoformat()}
            yield advice(f"{module.folder}/module.yaml", where, "editorial.review", **params)


def _lesson(file: str, lesson: Lesson, language: str) -> Findings:
    words = words_of(lesson, language)
    if not SHORTEST <= words <= LONGEST:
        yield fault(file, "", "editorial.length", words=words, shortest=SHORTEST, longest=LONGEST)
    found = _read(lesson.body[language])
    if found.level > HARD_TO_READ:
        yield advice(file, "", "editorial.hard_to_read", level=found.level, limit=HARD_TO_READ)
    for line, href in found.dead_links:
        yield fault(file, f"line {line}", "editorial.dead_link", href=href)
    for line, hint in found.hints:
        yield advice(file, f"line {line}", hint.code, **hint.params)


@dataclass(frozen=True)
class _Text:
    """What a lesson's text is like: how hard to read, links that lead nowhere with their lines, and what could be better."""

    level: int
    dead_links: tuple[tuple[int, str], ...]
    hints: tuple[Hint, ...]


@lru_cache(maxsize=512)
def _read(text: str) -> _Text:
    """Kept by text: between two checks of a course most of its lessons stay as they are."""
    tokens = tokens_of(text)
    return _Text(reading_level(" ".join(_prose(tokens))), tuple(_dead_links(tokens)), tuple(hints_of(text)))


def _dead_links(tokens: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """A link leads to a heading of this lesson, a file of its folder, a page of this site or another one."""
    taken: dict[str, int] = {}
    headings = {
        slug_of(plain_text(tokens[index + 1]), taken)
        for index, token in enumerate(tokens)
        if token.type == "heading_open"
    }
    for token, line in all_tokens(tokens):
        href = str(token.attrs.get("href", "")) if token.type == "link_open" else "/"
        known = href[1:] in headings if href.startswith("#") else _leads_somewhere(href)
        if not known:
            yield line + 1, href[:80]


def _leads_somewhere(href: str) -> bool:
    return href.startswith(("http://", "https://", "mailto:", "/")) or is_download(href)


def _prose(tokens: Sequence[Token]) -> Iterator[str]:
    return (plain_text(token) for token in tokens if token.type == "inline" and not is_check(token))


def reading_level(text: str) -> int:
    """LIX: the mean length of a sentence in words, plus the share of words of more than six letters in percent.

    Below 30 very easy, 40 easy, 50 medium, 60 difficult (C.-H. Björnsson, Läsbarhet, 1968). 0 without words.
    """
    words = _WORD.findall(text)
    sentences = max(1, len(_SENTENCE.findall(text)))
    return round(len(words) / sentences + 100 * sum(len(w) > 6 for w in words) / len(words)) if words else 0
