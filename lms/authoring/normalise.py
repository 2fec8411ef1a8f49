"""Markdown in one form: the same text is always written the same way, so that files and drafts compare."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from markdown_it.token import Token
from mdformat.renderer import MDRenderer, RenderContext, RenderTreeNode
from mdformat_tables import plugin as tables

from lms.core.texts import TURNING
from lms.courses.html import LessonRenderer
from lms.courses.markdown import CALLOUT_MARK, CALLOUTS, make_parser

MAX_PASSES = 5
_UNFIT = re.compile(f"[\x00-\x08\x0b-\x1f\x7f]|{TURNING.pattern}")
"""What no course file may hold. As an entity (`&#8238;`) it is harmless words; the sign itself would not be read again."""
_MARK = re.compile(r"\A> \\?\[!(" + "|".join(CALLOUTS) + r")\\?\]", re.IGNORECASE)


def _callout(text: str, node: RenderTreeNode, context: RenderContext) -> str:
    """A quote that is a callout keeps its mark, and what only looks like one stays a plain quote."""
    inline = next((child for child in node.walk() if child.type == "inline"), None)
    is_callout = inline is not None and CALLOUT_MARK.match(inline.content)
    return _MARK.sub(
        lambda found: f"> [!{found.group(1).upper()}]" if is_callout else f"> \\[!{found.group(1)}]", text
    )


def _footnote(node: RenderTreeNode, context: RenderContext) -> str:
    """The definition of a footnote, its further blocks indented."""
    label = node.meta["label"]
    with context.indented(4):
        content = "\n\n".join(child.render(context) for child in node.children)
    lines = content.split("\n")
    indented = [lines[0], *(f"    {line}" if line else "" for line in lines[1:])]
    return f"[^{label}]: " + "\n".join(indented)


def _footnote_reference(node: RenderTreeNode, context: RenderContext) -> str:
    return f"[^{node.meta['label']}]"


def _formula(node: RenderTreeNode, context: RenderContext) -> str:
    return f"${node.content}$"


def _formula_block(node: RenderTreeNode, context: RenderContext) -> str:
    return "$$\n" + node.content.strip("\n") + "\n$$"


def _text(text: str, node: RenderTreeNode, context: RenderContext) -> str:
    """A dollar sign in a text begins no formula."""
    return text.replace("$", "\\$")


_RULES = {"left": ":---", "right": "---:", "center": ":---:"}


def _table(node: RenderTreeNode, context: RenderContext) -> str:
    """A table without padding, so that a changed cell changes its own row only."""
    rows = [row for row in node.walk() if row.type == "tr"]
    lines = [_row([cell.render(context) for cell in row.children]) for row in rows]
    styles = [str(cell.attrs.get("style", "")).removeprefix("text-align:") for cell in rows[0].children]
    lines.insert(1, _row([_RULES.get(style, "---") for style in styles]))
    return "\n".join(lines)


def _row(cells: Sequence[str]) -> str:
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|"


class _Dialect:
    """What our dialect adds, in the form of an extension of mdformat."""

    RENDERERS: Mapping[str, Any] = {
        **tables.RENDERERS,
        "table": _table,
        "footnote_reference": _footnote,
        "footnote_ref": _footnote_reference,
        "math_inline": _formula,
        "math_block": _formula_block,
    }
    POSTPROCESSORS: Mapping[str, Any] = {**tables.POSTPROCESSORS, "blockquote": _callout, "text": _text}


_writer = make_parser(MDRenderer, as_written=True)
_writer.options["mdformat"] = {"number": True}
_writer.options["store_labels"] = True
_writer.options["parser_extension"] = [_Dialect]
_writer.options["codeformatters"] = {}
_reader = make_parser(LessonRenderer)


@lru_cache(maxsize=512)
def normalise(text: str) -> str:
    """The text in its one form, which is its own; it renders as before. A text that has no such form is kept as it is."""
    text = text.strip("\n")
    if not text.strip():
        return ""
    text += "\n"
    current = text
    for _ in range(MAX_PASSES):
        rewritten = _rewritten(current)
        if rewritten == current:
            break
        current = rewritten
    else:
        return text
    if _UNFIT.search(current) and not _UNFIT.search(text):
        return text
    return current if _html(current) == _html(text) else text


def _rewritten(text: str) -> str:
    return str(_writer.render(text)).strip("\n") + "\n"


def _html(text: str) -> str:
    """What learners see, spaces aside."""
    env: dict[str, Any] = {"language": "en", "media_url": lambda name: name}
    tokens: list[Token] = _reader.parse(text, env)
    return re.sub(r"[ \t\n]+", " ", _reader.renderer.render(tokens, _reader.options, env))
