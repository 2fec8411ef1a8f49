"""What authors type is kept on their device until the server has it, and never brought back over somebody else's words."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.authoring.desk import Desk
from tests.browser.site import Site
from tests.journeys.test_authoring import saved

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

KEY = "bienvenue"
Author = Callable[..., Any]


def found(page: Any) -> Any:
    return page.locator("[data-kept]:visible")


def leaves(page: Any, url: str) -> None:
    """Go on without what was typed, as a crash does: no question is asked."""
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(url)


def test_a_copy_that_was_found_waits_for_its_author_s_decision(
    site: Site, desk: Desk, author: Author
) -> None:
    url = site.url(desk.path(KEY))
    page = author("source")
    page.goto(url)
    page.context.set_offline(True)
    page.locator("#body-fr").fill("Écrit sans réseau.")
    page.context.set_offline(False)
    leaves(page, url)
    expect(found(page)).to_be_visible()
    page.locator("#body-fr").press("End")
    page.keyboard.type(" Et une lettre.")
    saved(page)
    page.goto(url)
    expect(found(page)).to_be_visible()
    found(page).get_by_role("button", name="Bring it back").click()
    expect(page.locator("#body-fr")).to_have_value("Écrit sans réseau.")
    expect(page.locator("[data-saved]")).to_contain_text("someone else saved", timeout=10_000)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".difference").first).to_be_visible()
    assert "Et une lettre." in desk.node(KEY).body["body"]["fr"], "nothing was overwritten"


def test_boxes_are_saved_with_the_text(site: Site, desk: Desk, author: Author) -> None:
    page = author("source")
    page.goto(site.url(desk.path(KEY)))
    page.locator("#optional").check()
    saved(page)
    page.goto(site.url(desk.path(KEY)))
    expect(page.locator("#optional")).to_be_checked()
    expect(found(page)).to_have_count(0)


@pytest.mark.parametrize("room", ["question", "module", "sheet", "quiz"])
def test_forms_with_a_button_keep_what_is_typed(site: Site, desk: Desk, author: Author, room: str) -> None:
    paths = {
        "question": f"{desk.path('quiz-accueil')}/questions/accueil-q1",
        "module": desk.path("accueil"),
        "sheet": f"{desk.place}/sheet",
        "quiz": desk.path("quiz-accueil"),
    }
    page = author()
    page.goto(site.url(paths[room]))
    field = page.locator("form[data-guard] :is(textarea, input[type=text]):visible").first
    name = str(field.get_attribute("name"))
    field.fill("Pas encore enregistré")
    leaves(page, site.url(paths[room]))
    expect(found(page)).to_have_count(1)
    found(page).get_by_role("button", name="Bring it back").click()
    expect(page.locator(f"[name='{name}']").first).to_have_value("Pas encore enregistré")
    expect(found(page)).to_have_count(0)
