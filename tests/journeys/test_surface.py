"""The page view of a lesson: what is typed becomes our Markdown, what nobody touched stays as it was, what is pasted is cleaned."""

import random
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from playwright.sync_api import expect

from lms.authoring.normalise import normalise
from lms.courses.queries import draft_items
from lms.courses.rendering import HtmlBlock, render_blocks
from tests.authoring.desk import Desk
from tests.browser.site import Site

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

KEY = "bienvenue"
Author = Callable[..., Any]
WORD = """<html><head><style>p.MsoNormal {color:red}</style></head><body>
<!--[if !mso]><script>window.hacked = 1</script><![endif]-->
<h1 class="MsoNormal">Un titre<o:p></o:p></h1>
<p class="MsoNormal" style="color:red">Du texte <b>gras</b> et <i>penché</i><span style="mso-spacerun:yes"> </span>
<a href="https://example.org/x">un lien</a> <a href="javascript:alert(1)">un piège</a>.</p>
<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·<span>  </span></span>Un</p>
<p class="MsoListParagraph" style="mso-list:l0 level2 lfo1"><span style="mso-list:Ignore">o </span>Un bis</p>
<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><span style="mso-list:Ignore">·</span>Deux</p>
<table><tr><td>A</td><td>B | C</td></tr><tr><td><p>1</p><p>bis</p></td><td>2<a href="#_ftn1">[1]</a></td></tr></table>
<img src="x" onerror="window.hacked = 2"><svg onload="window.hacked = 3"></svg>
</body></html>"""
PASTED = """\
## Un titre

Du texte **gras** et *penché* [un lien](https://example.org/x) un piège.

- Un
  - Un bis
- Deux

| A | B \\| C |
| --- | --- |
| 1 bis | 2 |
"""


def surface(page: Any) -> Any:
    return page.locator(".surface [role=textbox]").first


def markdown(page: Any) -> str:
    return str(page.locator("#body-fr").input_value())


@pytest.fixture
def page(site: Site, desk: Desk, author: Author) -> Any:
    page = author()
    page.goto(site.url(desk.path(KEY)))
    surface(page).wait_for()
    return page


def empty(page: Any) -> None:
    surface(page).focus()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")


def paste(page: Any, html: str, plain: str = "") -> None:
    """What a person pastes, as the browser tells it."""
    page.evaluate(
        """([html, plain]) => {
          const data = new DataTransfer();
          data.setData("text/html", html);
          data.setData("text/plain", plain);
          document.activeElement.dispatchEvent(
            new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        [html, plain],
    )


def test_what_is_written_on_the_page_is_markdown_and_is_saved(desk: Desk, page: Any) -> None:
    empty(page)
    page.keyboard.type("## Écouter")
    page.keyboard.press("Enter")
    page.keyboard.type("Une ")
    page.keyboard.press("Control+b")
    page.keyboard.type("communauté")
    page.keyboard.press("Control+b")
    page.keyboard.type(" parle : 2 * 3 [x].")
    page.keyboard.press("Enter")
    page.keyboard.type("- Lire")
    page.keyboard.press("Enter")
    page.keyboard.type("Répondre")
    wanted = "## Écouter\n\nUne **communauté** parle : 2 \\* 3 \\[x\\].\n\n- Lire\n- Répondre\n"
    assert markdown(page) == wanted
    page.keyboard.press("Control+s")
    page.locator(".alert-success").wait_for()
    assert normalise(desk.node(KEY).body["body"]["fr"]) == normalise(wanted)


def test_the_toolbar_writes_what_its_buttons_say(page: Any) -> None:
    empty(page)
    page.keyboard.type("Un mot")
    for name in ("Note", "Note", "Quote", "Quote", "Numbered list", "Numbered list", "Heading"):
        page.get_by_role("button", name=name, exact=True).first.click()
    assert markdown(page) == "## Un mot\n"
    page.get_by_role("button", name="Note", exact=True).first.click()
    assert markdown(page) == "> [!NOTE]\n> ## Un mot\n"
    page.get_by_role("button", name="Undo", exact=True).first.click()
    page.get_by_role("button", name="Table", exact=True).first.click()
    assert "| A | B |\n| --- | --- |" in markdown(page)
    page.get_by_role("button", name="Self-check", exact=True).first.click()
    assert "```check\nid: check-1" in markdown(page)


def test_a_footnote_is_marked_where_the_cursor_is(page: Any) -> None:
    empty(page)
    page.keyboard.type("Une source et 1) un")
    for _ in " et 1) un":
        page.keyboard.press("ArrowLeft")
    page.get_by_role("button", name="Footnote", exact=True).first.click()
    page.keyboard.type(" sûre")
    assert markdown(page) == "Une source[^1] sûre et 1) un\n\n[^1]: …\n"


def test_what_only_looks_like_a_list_is_none(page: Any) -> None:
    empty(page)
    page.keyboard.type("1) un")
    assert markdown(page) == "1\\) un\n"


def test_links_and_formulas_are_asked_for(page: Any) -> None:
    empty(page)
    page.keyboard.type("Voir le guide")
    page.keyboard.press("Shift+Home")
    page.get_by_role("button", name="Link", exact=True).first.click()
    page.keyboard.type("https://example.org/guide")
    page.keyboard.press("Enter")
    expect(page.locator("dialog[open]")).to_have_count(0)
    assert markdown(page) == "[Voir le guide](https://example.org/guide)\n"
    surface(page).focus()
    page.keyboard.press("End")
    page.get_by_role("button", name="Formula", exact=True).first.click()
    page.keyboard.type("x^2")
    page.keyboard.press("Enter")
    expect(page.locator(".surface [data-tex]")).to_have_count(1)
    assert markdown(page) == "[Voir le guide](https://example.org/guide)$x^2$\n"


def test_the_source_is_one_button_away_and_stays_the_author_s_choice(page: Any) -> None:
    text = page.locator("#body-fr")
    page.get_by_role("button", name="Source", exact=True).first.click()
    expect(text).to_be_visible()
    expect(surface(page)).to_be_hidden()
    text.fill("Un *mot*.\n")
    page.get_by_role("button", name="Page", exact=True).first.click()
    expect(surface(page)).to_have_text("Un mot.")
    page.get_by_role("button", name="Source", exact=True).first.click()
    assert page.evaluate("localStorage.getItem('tremplin-editor-view')") == "source"


def test_a_word_processor_s_dress_stays_out(page: Any) -> None:
    empty(page)
    paste(page, WORD)
    assert markdown(page) == PASTED
    assert page.evaluate("window.hacked") is None
    expect(page.locator("[data-files-error]")).to_contain_text("The pictures that you pasted were left out")


def test_a_large_paste_is_taken_and_a_huge_one_is_refused_when_it_is_saved(page: Any) -> None:
    empty(page)
    paste(page, "", "mot " * 120_000)
    expect(page.locator("[data-saved]")).to_contain_text("too long", timeout=20_000)
    assert len(markdown(page)) > 400_000, "nothing of it is lost"


# Round trip


def converted(page: Any, texts: Sequence[str]) -> list[list[str]]:
    """Each text read and written back: as it was, and with every block written anew."""
    return list(
        page.evaluate(
            """async (texts) => {
              const script = document.querySelector('script[src*="lesson.js"]').src;
              const surface = await import(script.replace(/lesson\\.js.*/, "surface_markdown.js"));
              return texts.map((text) => {
                const found = surface.parse(text);
                return [surface.serialise(found), surface.serialise(found, true)];
              });
            }""",
            list(texts),
        )
    )


def shown(text: str) -> str:
    """What learners see, spaces aside."""
    blocks = render_blocks(text, language="fr", media_url=lambda name: name)
    return " ".join("".join(one.html if isinstance(one, HtmlBlock) else one.id for one in blocks).split())


SIGNS = [
    "mot",
    "*fort*",
    "**gras**",
    "`x*y`",
    "[lien](https://example.org/a_b)",
    "2 * 3",
    "a_b_c",
    "$x^2$",
    "5 $",
    "<b>",
    "![Une image](rond.svg)",
    "[^1]",
    "\\*",
    "&amp",
    "# non",
    "1. non",
    "« oui »",
    "a | b",
    "~~x~~",
]
"""What a line is made of: signs that mean something, and signs that only look like it."""


class Writer:
    """Makes random texts: blocks of every kind, one after the other and inside each other."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)

    def text(self) -> str:
        blocks = [self.block() for _ in range(self.chance.randint(1, 6))]
        return "\n\n".join([*blocks, "[^1]: Une note."]) + "\n"

    def line(self) -> str:
        return " ".join(self.chance.choice(SIGNS) for _ in range(self.chance.randint(1, 6)))

    def block(self, depth: int = 0) -> str:
        plain: list[Callable[[], str]] = [
            self.line,
            lambda: f"{'#' * self.chance.randint(2, 4)} {self.line()}",
            lambda: f"{self.line()}\\\nsuite {self.line()}",
            lambda: "---",
            lambda: "```python\nx = 1\n\ny = 2\n```",
            lambda: f"| A | B |\n| --- | ---: |\n| {self.chance.choice(SIGNS[:3])} | 1 |",
            lambda: "$$\nx + y\n$$",
        ]
        nested: list[Callable[[], str]] = [
            lambda: self.indented(depth, "> ", "> "),
            lambda: f"> [!{self.chance.choice(['NOTE', 'TIP'])}]\n> {self.line()}",
            lambda: "\n".join(f"- {self.line()}" for _ in range(3)),
            lambda: "\n\n".join(self.indented(depth, f"{number}. ", "   ") for number in (1, 2)),
        ]
        return self.chance.choice(plain if depth > 1 else [*plain, *nested])()

    def indented(self, depth: int, first: str, rest: str) -> str:
        inner = "\n\n".join(self.block(depth + 1) for _ in range(self.chance.randint(1, 2)))
        return first + inner.replace("\n", "\n" + rest)


def test_reading_and_writing_back_changes_nothing(desk: Desk, page: Any) -> None:
    writer = Writer(2026)
    texts = [normalise(writer.text()) for _ in range(400)]
    nodes = [node for node in draft_items(desk.course.id) if node.kind == "lesson"]
    texts += [text for node in nodes for text in node.body["body"].values()]
    for text, (same, anew) in zip(texts, converted(page, texts), strict=True):
        assert same == text
        assert shown(normalise(anew)) == shown(text), text
