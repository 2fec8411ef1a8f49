"""The marking page in a browser: drafts that save themselves, keys that choose, two tabs that meet."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from lms.centres.models import Centre
from lms.core.db import session
from lms.core.permissions import Role
from lms.marking.models import Marking
from tests.browser.site import Site
from tests.certificates.holder import make_staff
from tests.courses.sample import true_false
from tests.factories import make_centre, make_cohort, make_course
from tests.marking.desk import Desk, attempt, essay, text
from tests.quiz.sitting import course_with, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.fixture
def desk(site: Site) -> Desk:
    course = make_course(make_centre(), course_with([essay(), true_false("t1")], preset="assignment"))
    found = Desk(site.app, make_cohort(course))
    for name in ("ada", "bob"):
        found.hands_in(name, {1: text(f"Texte de {name}")})
    return found


@pytest.fixture
def page(site: Site, desk: Desk, new_page: Callable[..., Any]) -> Any:
    centre = session().get_one(Centre, desk.cohort.centre_id)
    client = sign_in(site.app, make_staff(centre, Role.INSTRUCTOR).id)
    cookie = client.get_cookie("lms")
    assert cookie is not None
    opened = new_page()
    opened.context.add_cookies([{"name": "lms", "value": cookie.value, "url": site.url("/")}])
    return opened


def stored() -> list[tuple[dict[str, Any], str, bool]]:
    session().rollback()
    found = session().scalars(select(Marking).execution_options(populate_existing=True))
    return [(one.levels, one.comment, one.is_done) for one in found]


def eventually(page: Any, holds: Callable[[], bool]) -> None:
    """Drafts were saved before: only the database tells when the last one is."""
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(50)
    assert holds()


def test_a_whole_marking_by_keyboard(site: Site, desk: Desk, page: Any) -> None:
    page.goto(site.url(desk.work_path("ada")))
    page.keyboard.press("3")
    assert page.locator("[data-rubric-total]").inner_text() == "So far: 2 of 4"
    page.keyboard.press("2")
    assert page.locator("[data-rubric-total]").inner_text() == "So far: 3 of 4"
    page.locator("[data-save-status][data-state=saved]").wait_for()
    page.get_by_label("Comment (optional)").fill("Bien vu, j’aime 9 fois")
    page.get_by_label("Comment (optional)").blur()
    eventually(
        page, lambda: stored() == [({"tone": "full", "facts": "partly"}, "Bien vu, j’aime 9 fois", False)]
    )
    page.get_by_role("button", name="Save and next").click()
    page.wait_for_url(f"**{desk.work_path('bob')}")
    assert stored()[0][2]
    assert attempt(desk.works["ada"]).mark == 3
    page.keyboard.press("k")
    page.wait_for_url(f"**{desk.work_path('ada')}")


def test_the_keys_can_be_switched_off(site: Site, desk: Desk, page: Any) -> None:
    page.goto(site.url(desk.work_path("ada")))
    page.get_by_text("Keyboard shortcuts", exact=True).click()
    page.get_by_label("Use keyboard shortcuts").uncheck()
    page.reload()
    page.keyboard.press("3")
    assert page.locator("[data-marking] input:checked").count() == 0


def test_two_tabs_meet_and_nothing_is_overwritten(site: Site, desk: Desk, page: Any, watched: Any) -> None:
    page.goto(site.url(desk.work_path("ada")))
    other = page.context.new_page()
    other.goto(site.url(desk.work_path("ada")))
    other.get_by_label("Comment (optional)").fill("De l’autre onglet")
    other.get_by_label("Comment (optional)").blur()
    other.get_by_text("Draft saved at").wait_for()
    page.get_by_label("Comment (optional)").fill("De cet onglet")
    page.get_by_label("Comment (optional)").blur()
    page.get_by_text("What stands on the server now").wait_for()
    assert "De l’autre onglet" in page.inner_text("main")
    assert page.get_by_label("Comment (optional)").input_value().strip() == "De cet onglet"
    assert [comment for _, comment, _ in stored()] == ["De l’autre onglet"]
    watched.errors.clear()  # the two refusals, which the console tells
