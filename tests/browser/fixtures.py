"""Fixtures of the tests that use a real browser: one Chromium a session, sites on ports, pages that report what goes wrong."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser import machine

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.site import Site
    from tests.browser.world import World


@pytest.fixture(scope="session")
def chromium() -> "Iterator[Browser]":
    """The browser of this session."""
    path = machine.chromium_path()
    if path is None:
        machine.missing(machine.NO_CHROMIUM)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=machine.ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def site(tmp_path: Path, sqlite_template: Path) -> "Iterator[Site]":
    """A site of the test's own, on an empty database; its context is pushed, so that tests may call services."""
    from tests.browser.site import Site, new_folder

    running = Site(new_folder(tmp_path, "site", sqlite_template))
    with running.app.app_context():
        yield running
    running.stop()


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> "Iterator[World]":
    """Sites in which every page and state can be seen; tests leave them as they find them."""
    from tests.browser.world import build

    made = build(tmp_path_factory.mktemp("world"), sqlite_template)
    yield made
    made.stop()


class Watched:
    """What a page's console says: errors of scripts, failed loads, refusals of the content security policy."""

    def __init__(self) -> None:
        self.errors: list[str] = []

    def listen(self, page: "Page") -> None:
        page.on("console", lambda said: self.errors.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: self.errors.append(str(error)))


@pytest.fixture
def watched() -> Watched:
    """Listens to every page that `new_page` opens."""
    return Watched()


@pytest.fixture
def new_page(chromium: "Browser", watched: Watched) -> "Iterator[Callable[..., Page]]":
    """`new_page(**options of the context)` opens a page in a context of its own, English unless told otherwise."""
    contexts = []

    def make(**options: Any) -> "Page":
        context = chromium.new_context(**{"locale": "en-GB", "reduced_motion": "reduce", **options})
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        watched.listen(page)
        return page

    yield make
    for context in contexts:
        context.close()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say aloud that browser tests were skipped, and why."""
    skipped = terminalreporter.stats.get("skipped", [])
    for reason in (machine.NO_CHROMIUM, machine.NO_AXE):
        count = sum(reason in str(report.longrepr) for report in skipped)
        if count:
            terminalreporter.write_line(f"{count} browser tests are SKIPPED: {reason}", yellow=True)
