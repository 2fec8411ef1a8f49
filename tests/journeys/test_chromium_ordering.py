"""Putting things in order with a real keyboard: buttons move the rows, and no two rows ever share a position."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.site import Site
from tests.journeys.traveller import bring_session, make_learner
from tests.quiz import sitting
from tests.quiz.types.faults import sample

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

ROWS = "list => [...list.querySelectorAll('li')].map(row => [row.querySelector('label').textContent.trim(), row.querySelector('select').value])"

FILL = """(list, values) => {
  list.querySelectorAll("select").forEach((select, index) => { select.value = values[index]; });
  list.dispatchEvent(new CustomEvent("filled", {bubbles: true}));
}"""


def test_an_order_is_made_by_keyboard_saved_and_found_again(site: Site, new_page: Callable[..., Any]) -> None:
    page = new_page()
    learner = make_learner(site.app, sitting.course_with([sample("ordering", stem={"fr": "Dans l’ordre ?"})]))
    bring_session(page, site, learner)
    path = learner.begin().partition("?")[0]
    page.goto(site.url(path))
    items = page.locator("ol[data-ordering=on]")
    first, *others = (label for label, _ in items.evaluate(ROWS))
    down = page.get_by_role("button", name=f"Move down: {first}")
    down.focus()
    down.press("Enter")
    assert items.evaluate(ROWS)[:2] == [[others[0], "1"], [first, "2"]]
    assert down.evaluate("button => document.activeElement === button")
    assert page.locator("[data-ordering-said]").inner_text() == f"Position 2: {first}"
    # A number typed into a select moves its row too, and the others along.
    page.get_by_label(first, exact=True).select_option("5")
    expected = [[label, str(position)] for position, label in enumerate([*others, first], 1)]
    assert items.evaluate(ROWS) == expected
    assert page.get_by_role("button", name=f"Move down: {first}").get_attribute("aria-disabled") == "true"
    page.get_by_text("Saved at").first.wait_for()
    page.reload()
    assert page.locator("ol[data-ordering=on]").evaluate(ROWS) == expected
    # An answer from elsewhere (another tab, the outbox) is filled in by number: the rows follow.
    filled = page.locator("ol[data-ordering=on]")
    filled.evaluate(FILL, ["", "3", "1", "", "2"])
    labels = [*others, first]
    assert filled.evaluate(ROWS) == [
        [labels[2], "1"],
        [labels[4], "2"],
        [labels[1], "3"],
        [labels[0], ""],
        [labels[3], ""],
    ]
    assert sorted(sitting.answers(path)[1].response["places"].values()) == [1, 2, 3, 4, 5]
