"""Markdown of lessons: what it becomes, and that nothing in it ever runs."""

import pytest

from lms.courses import rendering
from lms.courses.cache import LruCache
from lms.courses.rendering import (
    CheckBlock,
    HtmlBlock,
    render_blocks,
    render_inline,
    render_lesson,
    render_markdown,
)
from tests.courses.sample import WELCOME
from tests.payloads import PAYLOADS, active_parts

ROUND = '<img src="/media/1/a.svg" alt="Un rond" loading="lazy" decoding="async">'


def media_url(name: str) -> str:
    return f"/media/1/{name}"


def html(markdown: str, language: str = "fr") -> str:
    blocks = render_blocks(markdown, language=language, media_url=media_url)
    return "".join(block.html for block in blocks if isinstance(block, HtmlBlock))


def test_there_are_enough_payloads_and_they_bite() -> None:
    assert len(set(PAYLOADS)) >= 120
    assert sum(bool(active_parts(payload)) for payload in PAYLOADS) >= 70


AROUND = ["{}", "a {} b", "- {}", "> {}", "[{}](https://e.example)", "![{}](a.svg)"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_are_inert(payload: str) -> None:
    for text in (around.replace("{}", payload) for around in AROUND):
        assert active_parts(html(text)) == []
        assert active_parts(render_inline(text)) == []
        assert active_parts(render_markdown(text)) == []


def test_escaped_markup_stays_text_however_often_it_is_rendered() -> None:
    text = "&lt;script&gt;alert(1)&lt;/script&gt;"
    for _ in range(3):
        assert render_inline(text) == "&lt;script&gt;alert(1)&lt;/script&gt;"


def test_self_checks_stand_between_stretches_of_html() -> None:
    first, check, last = render_blocks(WELCOME, language="fr", media_url=media_url)
    assert isinstance(first, HtmlBlock)
    assert "<strong>se parlent</strong>" in first.html
    assert isinstance(check, CheckBlock)
    assert check.id == "check-accueil"
    assert [option["id"] for option in check.question["options"]] == ["a", "b"]
    assert isinstance(last, HtmlBlock)
    assert "callout-tip" in last.html


def test_a_broken_self_check_shows_as_code() -> None:
    assert (
        html("```check\nid: [\n```") == '<pre tabindex="0" data-language="check"><code>id: [\n</code></pre>\n'
    )


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("# Un", '<h2 id="s-un">Un</h2>'),
        ("## Été\n\n## Été", '<h2 id="s-été">Été</h2>\n<h2 id="s-été-2">Été</h2>'),
        ("[x](#un)", '<p><a href="#s-un">x</a></p>'),
        ("[x](https://e.example)", '<p><a href="https://e.example" rel="noopener">x</a></p>'),
        ("[x](mailto:a@e.example)", '<p><a href="mailto:a@e.example">x</a></p>'),
        ("[x](/courses)", '<p><a href="/courses">x</a></p>'),
        ("[x](javascript:x)", "<p>[x](javascript:x)</p>"),
        ("<b>x</b>", "<p>&lt;b&gt;x&lt;/b&gt;</p>"),
        (
            '![Un rond](a.svg "Légende")',
            f"<figure>{ROUND}<figcaption>Légende</figcaption></figure>",
        ),
        ("![](a.svg)", '<figure><img src="/media/1/a.svg" alt="" loading="lazy" decoding="async"></figure>'),
        (
            "[Le relevé](releve.csv)",
            '<p><a href="/media/1/releve.csv" download="releve.csv">Le relevé</a></p>',
        ),
        ("[Le relevé](../releve.csv)", '<p><a href="../releve.csv">Le relevé</a></p>'),
        ("![Ailleurs](https://e.example/a.png)", "<p>Ailleurs</p>"),
        (
            "> [!NOTE]\n> x",
            '<aside class="callout callout-note"><p class="callout-title">À noter</p>\n<p>x</p>\n</aside>',
        ),
        (
            "> [!EXAMPLE]",
            '<aside class="callout callout-example"><p class="callout-title">Exemple</p>\n</aside>',
        ),
        ("> \\[!NOTE]\n> x", "<blockquote>\n<p>[!NOTE]\nx</p>\n</blockquote>"),
        ("> [!NOTE] x", "<blockquote>\n<p>[!NOTE] x</p>\n</blockquote>"),
    ],
)
def test_what_markdown_becomes(markdown: str, expected: str) -> None:
    assert html(markdown).strip() == expected


def test_callouts_nest_and_speak_the_lessons_language() -> None:
    rendered = html("> [!WARNING]\n> a\n>\n> > b", "en")
    assert rendered.index("Warning") < rendered.index("<blockquote>") < rendered.index("</aside>")
    assert "Note</p>" in html("> [!NOTE]\n> x", "de")


def test_tables_scroll_and_have_headers() -> None:
    rendered = html("| a | b |\n|---|--:|\n| 1 | 2 |")
    assert '<div class="table-region" role="region" aria-label="Tableau" tabindex="0">' in rendered
    assert '<th scope="col">a</th>' in rendered
    assert '<td class="num">2</td>' in rendered


def test_footnotes_link_both_ways() -> None:
    rendered = html("a[^n] b[^n]\n\n[^n]: Une note.")
    assert '<a href="#fn-1" id="fnref-1" role="doc-noteref">1</a>' in rendered
    assert '<li id="fn-1">' in rendered
    assert 'href="#fnref-1-2"' in rendered


def test_inline_text_has_no_block_and_no_image() -> None:
    assert render_inline("**a** `b`") == "<strong>a</strong> <code>b</code>"
    assert render_inline("![x](a.svg)\n\n# y") == "x\n\n# y"


def test_deep_nesting_ends() -> None:
    assert html("> " * 5000 + "x")
    assert html("[" * 20_000)
    assert html("*a " * 5000)


def test_a_lesson_is_rendered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    first = render_lesson("x", key=(1, "a"), language="fr", media_url=media_url)
    assert render_lesson("x", key=(1, "a"), language="fr", media_url=media_url) is first
    assert render_lesson("y", key=(1, "a"), language="fr", media_url=media_url) is not first
    monkeypatch.setattr(rendering, "RENDERER_VERSION", 999)
    assert render_lesson("x", key=(1, "a"), language="fr", media_url=media_url) is not first


def test_the_cache_never_outgrows_its_bound() -> None:
    cache: LruCache[str] = LruCache(10, len)
    cache.get(1, lambda: "aaaa")
    cache.get(2, lambda: "bbbb")
    cache.get(1, lambda: "never made")
    cache.get(3, lambda: "cccc")
    assert (cache.weight, len(cache)) == (8, 2)
    assert cache.get(1, lambda: "new") == "aaaa"
    assert cache.get(2, lambda: "new") == "new"
    assert cache.get(4, lambda: "x" * 11) == "x" * 11
    assert cache.get(4, lambda: "again") == "again"
