"""An instructor in a real browser: who needs a word gets one, a mark is changed, a step excused, and the marks go out."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from lms.core import clock
from lms.core.permissions import Role
from lms.rosters.reading import read_table
from tests.browser.site import Site
from tests.certificates.holder import make_staff
from tests.followup.classroom import Classroom, make_classroom
from tests.progress.study import Learner
from tests.quiz.sitting import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.one_database]
QUIZ = "quiz-accueil"
WHY = "The question on image rights had two right answers."


@pytest.fixture
def room(site: Site) -> Classroom:
    with site.app.app_context():
        room = make_classroom()
        Learner(room.learners["Zoé"]).submits(QUIZ, "0.5", clock.now() - timedelta(hours=2))
        return room


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def browse(request: pytest.FixtureRequest, site: Site, new_page: Callable[..., Any]) -> Callable[[int], Any]:
    """Opens a browser in which this person is signed in."""

    def signed_in(user_id: int) -> Any:
        cookie = sign_in(site.app, user_id, clock.now()).get_cookie("lms")
        assert cookie is not None
        page = new_page(java_script_enabled=request.param)
        page.context.add_cookies([{"name": "lms", "value": cookie.value, "url": site.url("/")}])
        return page

    return signed_in


def a_mark_is_changed(page: Any, group: str) -> None:
    """Zoé's, from the gradebook, with a reason."""
    page.goto(f"{group}/gradebook")
    page.locator("tbody tr", has_text="Zoé").get_by_role("link", name="50").click()
    page.get_by_text("Set a mark by hand").click()
    page.get_by_label("New mark, in percent").fill("80")
    page.locator("#change textarea").fill(WHY)
    page.get_by_role("button", name="Change the mark").click()
    said = "The mark is changed. The learner sees it with your reason."
    expect(page.get_by_role("main")).to_contain_text(said)
    expect(page.locator("#history")).to_contain_text("50 → 80 %")


def a_step_is_excused(page: Any, marks: str) -> None:
    """From the page of the mark, with a reason."""
    page.goto(f"{marks}/{QUIZ}")
    page.get_by_text("Excuse from this step").click()
    page.locator("#excuse textarea").fill("Already certified elsewhere.")
    page.locator("#excuse").get_by_role("button", name="Excuse", exact=True).click()
    expect(page.get_by_role("main")).to_contain_text("The learner is excused and sees your reason.")


def downloaded(page: Any, group: str) -> dict[str, list[str]]:
    """The rows of the gradebook's file, by name."""
    page.goto(f"{group}/gradebook")
    with page.expect_download() as waited:
        page.get_by_role("button", name="CSV").click()
    return {row[0]: row for row in read_table(Path(waited.value.path()).read_bytes(), "marks.csv")}


def test_a_morning_with_a_group(site: Site, room: Classroom, browse: Callable[[int], Any]) -> None:
    with site.app.app_context():
        teacher = make_staff(room.centre, Role.INSTRUCTOR, "teacher")
    page = browse(teacher.id)
    group = site.url(f"/teach/cohorts/{room.cohort.id}")

    page.goto(site.url("/teach"))
    page.get_by_role("link", name="Automne 2026").first.click()
    page.get_by_role("link", name="At risk").first.click()
    page.get_by_role("link", name="Message to Adèle").click()
    page.get_by_role("button", name="Send 1 mail").click()
    page.goto(f"{group}/at-risk")
    expect(page.get_by_role("main")).to_contain_text("A message was sent on")

    a_mark_is_changed(page, group)
    a_step_is_excused(page, f"{group}/learners/{room.learners['Bruno'].id}/marks")
    marks = downloaded(page, group)
    assert "80" in marks["Zoé"]
    assert any("Excused" in cell for cell in marks["Bruno"])

    zoe = browse(room.learners["Zoé"].user_id)
    zoe.goto(site.url(f"/learn/{room.learners['Zoé'].id}/progress"))
    expect(zoe.get_by_role("main")).to_contain_text(WHY)
