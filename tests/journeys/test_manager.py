"""A manager in a real browser: a group is made, two hundred people come from a spreadsheet, the group is followed, exported, run again."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from xlsxwriter import Workbook

from lms.core import clock
from lms.core.permissions import Role
from lms.rosters.reading import read_table
from tests.authoring.desk import Desk
from tests.browser.site import Site
from tests.certificates.holder import make_staff
from tests.quiz.sitting import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
PEOPLE = 200


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def page(request: pytest.FixtureRequest, site: Site, desk: Desk, new_page: Callable[..., Any]) -> Any:
    """A browser in which a manager of the desk's centre is signed in."""
    manager = make_staff(desk.centre, Role.MANAGER, "manager")
    cookie = sign_in(site.app, manager.id, clock.now()).get_cookie("lms")
    assert cookie is not None
    page = new_page(java_script_enabled=request.param)
    page.context.add_cookies([{"name": "lms", "value": cookie.value, "url": site.url("/")}])
    return page


def workbook(path: Path) -> Path:
    """As a company sends it: French headings, surnames apart, one row that can't be read."""
    with Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Nom", "Prénom", "Courriel", "Entreprise", "N° de dossier"])
        for number in range(1, PEOPLE + 1):
            sheet.write_row(
                number, 0, [f"Martin{number}", "Léa", f"lea{number}@example.org", "Ruche & Cie", number]
            )
        sheet.write_row(PEOPLE + 1, 0, ["Petit", "Max", "max chez example.org"])
    return path


def test_a_group_from_its_making_to_its_next_run(site: Site, page: Any, tmp_path: Path) -> None:
    page.goto(site.url("/teach/cohorts/new"))
    page.locator("#name").fill("Printemps")
    page.locator("#starts_on").fill("2027-03-01")
    page.locator("main form [type=submit].btn-primary").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Printemps")
    group = page.url

    page.get_by_role("link", name="Roster", exact=True).click()
    page.get_by_label("File", exact=True).set_input_files(workbook(tmp_path / "inscriptions.xlsx"))
    page.get_by_role("button", name="See what it would do").click()
    expect(page.get_by_role("main")).to_contain_text(f"{PEOPLE} Added")
    expect(page.get_by_role("main")).to_contain_text(
        "“max chez example.org” is no e-mail address: correct it."
    )
    page.get_by_role("button", name=f"Enter {PEOPLE} people").click()
    expect(page.get_by_role("main")).to_contain_text(f"{PEOPLE} people added")

    page.goto(group)
    page.get_by_role("link", name="Heat map", exact=True).click()
    expect(page.locator("tbody tr")).to_have_count(50)
    with page.expect_download() as waited:
        page.get_by_role("button", name="XLSX").click()
    table = read_table(Path(waited.value.path()).read_bytes(), "map.xlsx")
    assert len(table) == PEOPLE + 1
    assert table[1][:2] == ["Léa Martin1", "Not started"]

    page.goto(f"{group}/settings")
    again = page.locator("#again")
    again.locator("#again-name").fill("Automne")
    again.locator("#again-starts_on").fill("2027-09-06")
    again.get_by_role("button", name="Make the next group").click()
    expect(page.get_by_role("main")).to_contain_text("The next run is made.")
