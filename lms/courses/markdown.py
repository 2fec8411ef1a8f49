"""The Markdown that courses speak: CommonMark with tables, footnotes, formulas and callouts, never raw HTML. Only parsing is here."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from typing import Any
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

CALLOUTS = ("note", "tip", "important", "warning", "example")
CHECK = "check"
"""The info string of a fenced block that holds a self-check."""

CALLOUT_MARK = re.compile(r"\[!(" + "|".join(CALLOUTS) + r")\][ \t]*(?:\n|\Z)", re.IGNORECASE)
MEDIA_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}\Z")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_SAFE_SCHEMES = ("http://", "https://", "mailto:")
_FORBIDDEN_IN_LINKS = re.compile(r"[\x00-\x20\x7f\\]")


def make_parser(renderer: type[Any], *, as_written: bool = False) -> MarkdownIt:
    """A parser of the dialect. Callouts are blockquotes with `meta["callout"]`, and footnotes come last; unless
    `as_written`, which keeps both as the author placed them."""
    parser = MarkdownIt("commonmark", {"html": False}, renderer_cls=renderer).enable("table")
    parser.disable(["html_block", "html_inline"])
    parser.use(footnote_plugin, inline=False, move_to_end=not as_written)
    parser.use(dollarmath_plugin, allow_labels=False, allow_space=False, allow_digits=False)
    parser.renderer = renderer(parser)  # anew, for the plugins put their own HTML in place of the renderer's
    parser.validateLink = is_safe_link  # type: ignore[method-assign]
    if not as_written:
        parser.core.ruler.after("block", "callouts", _find_callouts)
    return parser


def is_safe_link(url: str) -> bool:
    """Whether a link may be followed: http, https, mail, a path of this site, or a place on the page."""
    url = url.strip()
    if _FORBIDDEN_IN_LINKS.search(url) or _FORBIDDEN_IN_LINKS.search(unquote(url).replace(" ", "")):
        return False
    if _SCHEME.match(url) or _SCHEME.match(unquote(url)):
        return url.lower().startswith(_SAFE_SCHEMES)
    return not url.startswith("//")


def is_download(url: str) -> bool:
    """Whether a link names a table that lies beside the lesson, for learners to download."""
    return url.lower().endswith(".csv") and MEDIA_NAME.match(url) is not None


def is_external(url: str) -> bool:
    """Whether a safe link leaves this site."""
    return url.lower().startswith(("http://", "https://"))


def _find_callouts(state: StateCore) -> None:
    """Mark each quote that begins with `[!NOTE]`, alone on its line, and drop that line."""
    tokens = state.tokens
    for index, token in enumerate(tokens):
        if token.type == "blockquote_open" and index + 2 < len(tokens):
            first = tokens[index + 2]
            found = CALLOUT_MARK.match(first.content) if first.type == "inline" else None
            if found and tokens[index + 1].type == "paragraph_open":
                token.meta["callout"] = found.group(1).lower()
                first.content = first.content[found.end() :]
                if not first.content:
                    tokens[index + 1].hidden = tokens[index + 3].hidden = True


def is_check(token: Token) -> bool:
    """Whether a token is a self-check: a fenced block of that kind which stands by itself in the lesson."""
    return token.type == "fence" and token.info.strip() == CHECK and token.level == 0


def all_tokens(tokens: Iterable[Token]) -> Iterator[tuple[Token, int]]:
    """Every token, inline ones included, with the line (from 0) on which its block begins."""
    line = 0
    for token in tokens:
        if token.map:
            line = token.map[0]
        yield token, line
        for child in token.children or ():
            yield child, line


def slug_of(title: str, taken: MutableMapping[str, int]) -> str:
    """An id for a heading, unique in its page; `taken` counts those given so far."""
    folded = unicodedata.normalize("NFKC", title).lower()
    slug = re.sub(r"[^\w]+", "-", folded).strip("-_") or "section"
    taken[slug] = taken.get(slug, 0) + 1
    return slug if taken[slug] == 1 else f"{slug}-{taken[slug]}"


def plain_text(token: Token) -> str:
    """The text of an inline token, without its marks."""
    kept: Mapping[str, str] = {"softbreak": " ", "hardbreak": " "}
    parts = (kept.get(child.type, child.content) for child in token.children or ())
    return "".join(parts)
