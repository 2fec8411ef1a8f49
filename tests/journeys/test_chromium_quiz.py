"""What only a real browser shows of a quiz: what a screen reader is told of the time, and one question on two devices."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lms.core import clock
from tests.browser.course import rich_document
from tests.browser.site import Site
from tests.journeys.traveller import bring_session, make_learner
from tests.quiz import sitting

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

LISTEN = """() => {
  window.said = [];
  const region = document.getElementById("status");
  new MutationObserver(() => {
    const text = region.innerText.trim();
    if (text && window.said.at(-1) !== text) window.said.push(text);
  }).observe(region, {childList: true, subtree: true, characterData: true});
}"""
HALF_HOUR = timedelta(minutes=30)


def open_attempt(site: Site, page: Any, key: str) -> str:
    """A new attempt at one of the course's quizzes, on the page; its path."""
    learner = make_learner(site.app, rich_document())
    bring_session(page, site, learner)
    reply = learner.post(f"/learn/{learner.enrolment.id}/{key}/quiz", {"ready": "y"})
    path = str(reply.location).partition("?")[0]
    page.goto(site.url(path))
    return path


def test_the_time_left_is_announced_four_times_and_no_more(site: Site, new_page: Callable[..., Any]) -> None:
    page = new_page()
    page.clock.install()
    page.route("**/clock", lambda route: route.abort())  # the server's own clock stands still here
    path = open_attempt(site, page, "chrono")
    page.locator("[data-timer-tools]:not([hidden])").wait_for()
    page.evaluate(LISTEN)
    for _ in range(28):
        page.clock.run_for(60_000)
    assert page.evaluate("window.said") == [
        "Half of your time is left. Your answers are saved as you go.",
        "10 minutes left. Your answers are saved as you go.",
        "5 minutes left. Your answers are saved as you go.",
    ]
    page.clock.run_for(80_000)
    assert page.evaluate("window.said.slice(3)") == ["1 minute left. Your answers are saved as you go."]
    page.unroute("**/clock")
    with clock.at(clock.now() + HALF_HOUR):
        page.clock.run_for(60_000)
        page.wait_for_url("**/receipt")
    assert "Time is up. We submitted your saved answers at" in page.locator("main").inner_text()
    assert sitting.attempt_row(path).submitted_by == "time"


def test_what_was_answered_before_the_script_came_is_saved_too(
    site: Site, new_page: Callable[..., Any]
) -> None:
    page, held = new_page(), []
    path = open_attempt(site, page, "types")
    page.route("**/sit.js*", lambda route: held.append(route))
    page.goto(site.url(path), wait_until="commit")
    page.locator("[data-slot='3']").get_by_role("radio", name="True").check()
    page.locator("[data-slot='6'] select").first.select_option(label="Un jour")
    assert sitting.answers(path) == {}
    held[0].continue_()
    page.locator("[data-save-status][data-state=saved]", has_text="Saved at").wait_for()
    assert sorted(sitting.answers(path)) == [3, 6]


@pytest.mark.parametrize(("button", "kept"), [("Keep this one", "120"), ("Use that one", "7")])
def test_one_question_on_two_devices_shows_both_answers(
    site: Site, new_page: Callable[..., Any], button: str, kept: str
) -> None:
    here = new_page()
    path = open_attempt(site, here, "types")
    there = new_page()
    there.context.add_cookies(here.context.cookies())
    there.goto(here.url)
    for page, number in ((there, "7"), (here, "120")):
        with page.expect_response(lambda reply: "/slots/5" in reply.url):
            page.locator("[data-slot='5'] input[type=text]").fill(number)
    dialog = here.locator("dialog[open]")
    assert dialog.locator("[data-conflict-mine]").inner_text() == "120"
    assert dialog.locator("[data-conflict-theirs]").inner_text() == "7"
    assert "You answered this question on another device at" in dialog.inner_text()
    dialog.get_by_role("button", name=button).click()
    here.locator("[data-save-status][data-state=saved]").wait_for()
    assert here.locator("[data-slot='5'] input[type=text]").input_value() == kept
    assert sitting.answers(path)[5].response["text"] == kept  # type: ignore[index]
