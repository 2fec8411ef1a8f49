"""Lessons as tokens, for those who only read them: one check of a course looks at each text several times in a row."""

from functools import lru_cache

from markdown_it.token import Token

from lms.courses.html import LessonRenderer
from lms.courses.markdown import make_parser

_parser = make_parser(LessonRenderer)


@lru_cache(maxsize=16)
def tokens_of(text: str) -> tuple[Token, ...]:
    """The tokens of a lesson's Markdown. They are shared: nobody may change them. Few are kept, for they are large."""
    return tuple(_parser.parse(text))
