"""What makes a lesson harder to reach for some learners: headings that jump, links that say nothing, pictures without words."""

import re
from collections.abc import Iterator, Sequence

from markdown_it.token import Token

from lms.authoring.parsed import tokens_of
from lms.core.reasons import Reason, reason
from lms.core.texts import fold
from lms.courses.markdown import all_tokens, plain_text

VAGUE = frozenset(
    [
        "ici",
        "cliquez ici",
        "cliquer ici",
        "lien",
        "ce lien",
        "en savoir plus",
        "lire la suite",
        "plus",
        "voir",
        "here",
        "click here",
        "link",
        "this link",
        "this page",
        "more",
        "read more",
        "learn more",
        "see more",
    ]
)
"""Texts of links that say nothing where they are read out alone (WCAG 2.4.9)."""
TOP_LEVEL = 2
Hint = tuple[int, Reason]
"""The line of the text, from 1, and what could be better there."""
_ADDRESS = re.compile(r"(https?://|www\.)\S+\Z", re.IGNORECASE)


def hints_of(text: str) -> list[Hint]:
    """Everything in a lesson's text that an author should look at again, in its order; none of it stops a publication."""
    tokens = tokens_of(text)
    return sorted(
        [*_headings(tokens), *_links(tokens), *_pictures(tokens), *_false_headings(tokens)],
        key=lambda hint: hint[0],
    )


def _line(token: Token) -> int:
    return token.map[0] + 1 if token.map else 1


def _headings(tokens: Sequence[Token]) -> Iterator[Hint]:
    former = TOP_LEVEL - 1
    for index, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        level = max(
            TOP_LEVEL, int(token.tag[1:])
        )  # a first level is shown as a second: the title is the page's first
        if level > former + 1:
            title = plain_text(tokens[index + 1])[:60]
            yield _line(token), reason("hint.heading_jump", title=title, marks="#" * (former + 1))
        former = level


def _links(tokens: Sequence[Token]) -> Iterator[Hint]:
    for block in tokens:
        children = block.children or []
        for index, child in enumerate(children):
            if child.type == "link_open":
                text = _text_of_link(children[index + 1 :])
                if fold(text).rstrip(".… ") in VAGUE:
                    yield _line(block), reason("hint.vague_link", text=text[:60])
                elif _ADDRESS.match(text):
                    yield _line(block), reason("hint.bare_address", text=text[:60])


def _text_of_link(children: Sequence[Token]) -> str:
    parts = []
    for child in children:
        if child.type == "link_close":
            break
        parts.append(child.content)
    return "".join(parts).strip()


def _pictures(tokens: Sequence[Token]) -> Iterator[Hint]:
    for token, line in all_tokens(list(tokens)):
        if token.type == "image" and not token.content.strip():
            yield line + 1, reason("hint.no_words", name=str(token.attrs.get("src", ""))[:60])


def _false_headings(tokens: Sequence[Token]) -> Iterator[Hint]:
    """A paragraph of bold words only looks like a heading, and is none for those who can't see it."""
    for index, token in enumerate(tokens):
        if token.type != "paragraph_open" or token.level != 0:
            continue
        children = tokens[index + 1].children or []
        kinds = [child.type for child in children if child.content or child.type != "text"]
        text = plain_text(tokens[index + 1])
        if kinds == ["strong_open", "text", "strong_close"] and len(text) <= 80 and text[-1:] not in ".!?…":
            yield _line(token), reason("hint.false_heading", text=text[:60])
