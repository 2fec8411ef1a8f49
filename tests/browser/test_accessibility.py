"""axe-core finds nothing on any page, in two looks; each page fits 320 px, also with wide text spacing."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.browser import machine
from tests.browser.states import NO_PAGES, STATES, State
from tests.browser.world import World

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "RGAAv4"]
RUN = """(tags) => axe.run(document, {
  runOnly: tags, rules: {"target-size": {enabled: true}}, resultTypes: ["violations"]})"""
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }
p { margin-bottom: 2em !important; }"""
STILL = ".sticky-bar, .sticky-top, .primary-nav-tabs { position: static !important; }"
"""Bars that stay cover something at any scroll position, which axe takes for hidden targets; `test_focus` tests them."""
OVERFLOW = """() => [...document.querySelectorAll("main *, header *, footer *")]
  .filter((one) => one.checkVisibility({contentVisibilityAuto: true}) && one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".table-region, pre, .visually-hidden"))
  .slice(0, 5).map((one) => `${Math.round(one.getBoundingClientRect().right)} px: ${one.outerHTML.slice(0, 120)}`)"""


@dataclass(frozen=True)
class Look:
    """How a page is shown."""

    name: str
    language: str
    colours: str
    width: int
    height: int


LOOKS = [Look("light-fr-320", "fr", "light", 320, 640), Look("dark-en-1280", "en", "dark", 1280, 800)]


class Shown:
    """One page in one look, which anyone may be signed in to."""

    def __init__(self, chromium: Any, world: World, look: Look) -> None:
        self.chromium, self.world, self.look = chromium, world, look
        self.is_used = False
        self._renew()
        world.speak(look.language)

    def _renew(self) -> None:
        """A browser that keeps nothing of what was done before."""
        self.context = self.chromium.new_context(
            viewport={"width": self.look.width, "height": self.look.height},
            color_scheme=self.look.colours,
            reduced_motion="reduce",
            locale=self.look.language,
            bypass_csp=True,
        )
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()

    def open(self, state: State) -> Any:
        """The page of this state, as its person sees it; what an act left on the device before is gone."""
        if self.is_used:
            self.context.close()
            self._renew()
        self.is_used = state.act is not None
        self.context.clear_cookies()
        cookies = {"lms_language": self.look.language, "lms": self.world.cookies.get(state.who, "")}
        self.context.add_cookies(
            [{"name": name, "value": value, "url": self.world.url("/")} for name, value in cookies.items()]
        )
        reply = self.page.goto(self.world.url(state.place))
        assert reply.status == state.status, self.page.locator("body").inner_text()[:500]
        if state.act:
            state.act(self.page)
        return self.page


@pytest.fixture(scope="module")
def shown(request: pytest.FixtureRequest, chromium: Any, world: World) -> Iterator[Shown]:
    if not machine.axe_source():
        machine.missing(machine.NO_AXE)
    one = Shown(chromium, world, request.param)
    yield one
    one.context.close()


def violations(page: Any) -> list[str]:
    """What axe finds: rule, place and markup of each fault."""
    page.evaluate(machine.axe_source())
    found = page.evaluate(RUN, TAGS)
    return [
        f"{fault['id']}: {node['target']} {node['html'][:200]} — {node['failureSummary']}"
        for fault in found["violations"]
        for node in fault["nodes"]
    ]


def overflow(page: Any) -> list[str]:
    """What sticks out of the window, when the page scrolls sideways."""
    width = page.evaluate("[document.documentElement.scrollWidth, document.body.scrollWidth, innerWidth]")
    sticking: list[str] = page.evaluate(OVERFLOW)
    return sticking or (["the page scrolls sideways"] if max(width[:2]) > width[2] else [])


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
@pytest.mark.parametrize("shown", LOOKS, ids=lambda look: look.name, indirect=True)
def test_each_page_is_accessible_and_fits(shown: Shown, state: State) -> None:
    page = shown.open(state)
    assert overflow(page) == []
    bars = page.add_style_tag(content=STILL)
    assert violations(page) == []
    bars.evaluate("style => style.remove()")
    page.add_style_tag(content=SPACING)
    assert overflow(page) == [], "with wide text spacing"


def test_axe_would_find_a_fault(chromium: Any, world: World) -> None:
    shown = Shown(chromium, world, LOOKS[0])
    page = shown.open(STATES[0])
    page.evaluate(
        "document.querySelector('main').innerHTML = '<img src=x><a href=#x style=font-size:8px>x</a>'"
    )
    found = violations(page)
    shown.context.close()
    assert any(fault.startswith("image-alt") for fault in found)


def test_every_page_of_the_program_is_in_the_table(world: World) -> None:
    """Each endpoint that answers a GET is shown by a state, whose address leads to it."""
    app = world.sites["main"].app
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.endpoint.endswith("static")
    }
    assert pages - {state.endpoint for state in STATES} - set(NO_PAGES) == set()
    router = app.url_map.bind("127.0.0.1")
    for state in STATES:
        if state.endpoint:
            path = world.url(state.place).partition("//")[2].partition("/")[2].partition("?")[0]
            assert router.match(f"/{path}")[0] == state.endpoint, state.name
