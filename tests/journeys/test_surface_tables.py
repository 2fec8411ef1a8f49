"""Tables on the page: written, walked through and changed with keys and buttons; what is saved is a table of our Markdown."""

from typing import Any

import pytest
from playwright.sync_api import expect

from lms.authoring.normalise import normalise
from tests.authoring.desk import Desk
from tests.journeys.test_surface import KEY, empty, markdown, paste, surface
from tests.journeys.test_surface import page as page  # the lesson's editor

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def button(page: Any, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()


def begin(page: Any) -> None:
    """An empty lesson with a new table, whose first heading is replaced."""
    empty(page)
    button(page, "Table")
    expect(page.locator(".surface table")).to_have_count(1)
    page.locator(".surface th").first.click()
    press(page, "Home", "Shift+End")
    page.keyboard.type("Réseau")


def test_a_table_is_written_cell_by_cell(desk: Desk, page: Any) -> None:
    begin(page)
    press(page, "Tab")
    page.keyboard.type("Public")
    press(page, "Tab")
    page.keyboard.type("LinkedIn | pro")
    press(page, "Tab")
    page.keyboard.type("Cadres")
    assert markdown(page) == "| Réseau | Public |\n| --- | --- |\n| LinkedIn \\| pro | Cadres |\n"
    press(page, "Enter")
    page.keyboard.type("Après le tableau.")
    press(page, "Control+s")
    page.locator(".alert-success").wait_for()
    saved = desk.node(KEY).body["body"]["fr"]
    assert normalise(saved) == saved
    assert saved.endswith("\n\nAprès le tableau.\n")


def test_rows_and_columns_come_and_go(page: Any) -> None:
    begin(page)
    button(page, "Add a column")
    button(page, "Add a row")
    table = page.locator(".surface table")
    expect(table.locator("tr")).to_have_count(3)
    expect(table.locator("tr").first.locator("th")).to_have_count(3)
    page.locator(".surface td").first.click()
    button(page, "Delete the row")
    button(page, "Delete the column")
    assert "Réseau" not in markdown(page)
    button(page, "Undo")
    assert "Réseau" in markdown(page)
    button(page, "Delete the table")
    assert "|" not in markdown(page)
    expect(page.locator("[data-table-only]").first).to_be_hidden()


def test_tab_leaves_a_table_at_its_end(page: Any) -> None:
    begin(page)
    press(page, "Tab", "Tab", "Tab")
    assert page.evaluate("document.activeElement.closest('.surface') !== null")
    press(page, "Tab")
    assert page.evaluate("document.activeElement.closest('.surface') === null")


def test_alignments_and_what_cells_hold_stay(page: Any) -> None:
    text = "| Un | Deux |\n| :--- | ---: |\n| `a\\|b` **et** mot | [lien](https://example.org) |\n"
    button(page, "Source")
    page.locator("#body-fr").fill(text)
    button(page, "Page")
    expect(page.locator(".surface td[data-align=right] a")).to_have_count(1)
    page.locator(".surface td").first.click()
    press(page, "End")
    page.keyboard.type(" !")
    assert markdown(page) == text.replace("mot", "mot !")


def test_a_pasted_table_is_a_table(page: Any) -> None:
    empty(page)
    paste(page, "<table><tr><th>A</th><th>B</th></tr><tr><td><p>1</p><p>bis</p></td><td>2</td></tr></table>")
    expect(page.locator(".surface table td").first).to_have_text("1 bis")
    assert markdown(page) == "| A | B |\n| --- | --- |\n| 1 bis | 2 |\n"
    assert surface(page).locator("pre").count() == 0
