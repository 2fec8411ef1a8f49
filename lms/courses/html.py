"""How the dialect's tokens become HTML: headings, figures, table regions, callouts, footnotes, links."""

from collections.abc import Callable, MutableMapping, Sequence
from typing import Any

from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from lms.courses.formulas import mathml
from lms.courses.markdown import MEDIA_NAME, is_download, is_external, plain_text, slug_of

Env = MutableMapping[str, Any]

WORDS = {
    "fr": {
        "note": "À noter",
        "tip": "Conseil",
        "important": "Important",
        "warning": "Attention",
        "example": "Exemple",
        "table": "Tableau",
        "notes": "Notes",
        "back": "Retour au texte",
    },
    "en": {
        "note": "Note",
        "tip": "Tip",
        "important": "Important",
        "warning": "Warning",
        "example": "Example",
        "table": "Table",
        "notes": "Notes",
        "back": "Back to the text",
    },
}
"""Words that the renderer adds, in the lesson's language and not the interface's; English when it has none."""
ANCHOR = "s-"
"""Begins every id that comes from an author's words, so that none can be taken for one of the page's own."""


class LessonRenderer(RendererHTML):
    """Writes the HTML of lessons. `env` holds `language`, and `media_url` (None: images give their alternative text)."""

    def _word(self, env: Env, key: str) -> str:
        return escapeHtml(WORDS.get(env["language"], WORDS["en"])[key])

    def heading_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        slug = slug_of(plain_text(tokens[index + 1]), env.setdefault("slugs", {}))
        return f'<{_level(tokens[index])} id="{ANCHOR}{escapeHtml(slug)}">'

    def heading_close(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        return f"</{_level(tokens[index])}>\n"

    def link_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        token = tokens[index]
        href = str(token.attrs.get("href", ""))
        if href.startswith("#"):
            token.attrSet("href", f"#{ANCHOR}{href[1:]}")
        if is_external(href):
            token.attrSet("rel", "noopener")
        if is_download(href) and env["media_url"] is not None:
            token.attrSet("href", env["media_url"](href))
            token.attrSet("download", href)
        return self.renderToken(tokens, index, options, env)

    def image(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        token = tokens[index]
        alt = escapeHtml(self.renderInlineAsText(token.children, options, env))
        name = str(token.attrs.get("src", ""))
        media_url: Callable[[str], str] | None = env["media_url"]
        if media_url is None or not MEDIA_NAME.match(name):
            return alt
        return f'<img src="{escapeHtml(media_url(name))}" alt="{alt}" loading="lazy" decoding="async">'

    def paragraph_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        if _figure(tokens, index, env):
            return "<figure>"
        return self.renderToken(tokens, index, options, env)

    def paragraph_close(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        image = _figure(tokens, index - 2, env)
        if image is None:
            return self.renderToken(tokens, index, options, env)
        caption = escapeHtml(str(image.attrs.get("title", "")))
        return f"<figcaption>{caption}</figcaption></figure>\n" if caption else "</figure>\n"

    def table_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        label = self._word(env, "table")
        region = f'<div class="table-region" role="region" aria-label="{label}" tabindex="0">'
        return f'{region}<table class="table">\n'

    def table_close(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        return "</table></div>\n"

    def th_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        return f'<th scope="col"{_alignment(tokens[index])}>'

    def td_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        return f"<td{_alignment(tokens[index])}>"

    def blockquote_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        callout = tokens[index].meta.get("callout")
        if callout is None:
            return self.renderToken(tokens, index, options, env)
        title = self._word(env, callout)
        return f'<aside class="callout callout-{callout}"><p class="callout-title">{title}</p>\n'

    def blockquote_close(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        opening = next(
            token
            for token in reversed(tokens[:index])
            if token.type == "blockquote_open" and token.level == tokens[index].level
        )
        return "</aside>\n" if "callout" in opening.meta else "</blockquote>\n"

    def fence(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        words = tokens[index].info.split()
        language = f' data-language="{escapeHtml(words[0])}"' if words else ""
        return f'<pre tabindex="0"{language}><code>{escapeHtml(tokens[index].content)}</code></pre>\n'

    def code_block(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        return f'<pre tabindex="0"><code>{escapeHtml(tokens[index].content)}</code></pre>\n'

    def math_inline(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        content = tokens[index].content
        return mathml(content, is_block=False) or f"<code>{escapeHtml(content)}</code>"

    def math_block(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        content = tokens[index].content
        drawn = mathml(content, is_block=True)
        return f'<p class="formula">{drawn or f"<code>{escapeHtml(content)}</code>"}</p>\n'

    def footnote_ref(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        number, use = tokens[index].meta["id"] + 1, tokens[index].meta["subId"]
        return f'<sup><a href="#fn-{number}" id="{_reference(number, use)}" role="doc-noteref">{number}</a></sup>'

    def footnote_block_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        label = self._word(env, "notes")
        return f'<section class="footnotes" role="doc-endnotes" aria-label="{label}"><ol>\n'

    def footnote_block_close(
        self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env
    ) -> str:
        return "</ol></section>\n"

    def footnote_open(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        return f'<li id="fn-{tokens[index].meta["id"] + 1}">'

    def footnote_close(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        return "</li>\n"

    def footnote_anchor(self, tokens: Sequence[Token], index: int, options: OptionsDict, env: Env) -> str:
        number, use = tokens[index].meta["id"] + 1, tokens[index].meta["subId"]
        label = self._word(env, "back")
        return f' <a href="#{_reference(number, use)}" role="doc-backlink" aria-label="{label}">↩</a>'


def _level(token: Token) -> str:
    """The page's own title is its only h1."""
    return "h2" if token.tag == "h1" else token.tag


def _alignment(token: Token) -> str:
    return ' class="num"' if "right" in str(token.attrs.get("style", "")) else ""


def _reference(number: int, use: int) -> str:
    return f"fnref-{number}" if use == 0 else f"fnref-{number}-{use + 1}"


def _figure(tokens: Sequence[Token], index: int, env: Env) -> Token | None:
    """The image that makes the whole paragraph at `index`, when it can be shown."""
    if env["media_url"] is None or index < 0 or tokens[index].hidden:
        return None
    children = tokens[index + 1].children or []
    if len(children) != 1 or children[0].type != "image":
        return None
    return children[0] if MEDIA_NAME.match(str(children[0].attrs.get("src", ""))) else None
