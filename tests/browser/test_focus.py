"""The focus is visible at every stop, and no sticky bar hides it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.keyboard import Keyboard
from tests.browser.world import World

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

PAGES = {
    "quiz": ("{running_types}", "sitter", 20),
    "timed quiz": ("{running_chrono}?q=1", "sitter", 8),
    "player": ("{reader}/bienvenue", "reader", 8),
    "cohort": ("{cohort}", "instructor", 15),
}


@pytest.mark.parametrize("size", [(320, 512), (1280, 720)], ids=["narrow", "wide"])
@pytest.mark.parametrize("name", PAGES)
def test_the_focus_is_seen_at_every_stop(
    world: World, new_page: Callable[..., Any], name: str, size: tuple[int, int]
) -> None:
    place, who, fewest = PAGES[name]
    page = new_page(viewport={"width": size[0], "height": size[1]})
    page.context.add_cookies([{"name": "lms", "value": world.cookies[who], "url": world.url("/")}])
    world.speak("fr")
    page.goto(world.url(place))
    # A column that stays may cover a part of a wide link, as WCAG 2.4.11 allows; the bars of a quiz or a lesson may not.
    keyboard = Keyboard(page, fewest=1 if name == "cohort" else 3)
    forward, wrong = keyboard.stops("Tab")
    assert wrong == []
    assert forward >= fewest
    _, wrong = keyboard.stops("Shift+Tab")
    assert wrong == []
