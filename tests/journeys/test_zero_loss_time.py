"""The time of an attempt is the server's: a wrong clock changes nothing, and what is granted or announced shows at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lms.core import clock
from lms.core.db import session, transaction
from lms.quiz.models import Attempt, ExamAnnouncement
from tests.browser.site import Site
from tests.journeys.test_chromium_quiz import LISTEN, open_attempt
from tests.journeys.test_zero_loss import all_saved, notice, number, stored
from tests.quiz import sitting

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

NewPage = Callable[..., Any]
WRONG_CLOCK = "window.shift = 0; const real = Date.now; Date.now = () => real() + window.shift;"
LOOK = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.mark.parametrize("hours", [-3, 3])
def test_a_clock_that_jumps_changes_nothing(site: Site, new_page: NewPage, hours: int) -> None:
    page = new_page()
    page.add_init_script(WRONG_CLOCK)
    path = open_attempt(site, page, "chrono")
    page.goto(site.url(f"{path}?q=2"))
    timer = page.locator("[data-timer-text]", has_text="left")
    timer.wait_for()
    page.evaluate(f"window.shift = {hours * 3_600_000}")
    with page.expect_response("**/clock"):  # noticed, and asked
        number(page, 2).fill("120")
    all_saved(page)
    minutes = int(timer.inner_text().partition(":")[0])
    assert 28 <= minutes <= 30
    due = sitting.attempt_row(path).due_at
    assert due is not None
    assert abs((due - clock.now()) - timedelta(minutes=30)) < timedelta(minutes=1)
    assert stored(path, 2) == "120"


def test_announcements_reach_attempts_without_a_time_limit(site: Site, new_page: NewPage) -> None:
    page = new_page()
    path = open_attempt(site, page, "types")
    held = sitting.attempt_row(path)
    with transaction():
        session().add(
            ExamAnnouncement(
                cohort_id=_cohort_of(held),
                item_key="types",
                text="Question 2: choose two.",
                at=clock.now(),
                by_id=held.user_id,
            )
        )
    page.reload()
    notice(page, "announcement").get_by_text("Question 2: choose two.").wait_for()


def test_more_time_and_announcements_show_and_are_said(site: Site, new_page: NewPage) -> None:
    page = new_page()
    path = open_attempt(site, page, "chrono")
    page.locator("[data-timer-text]", has_text="left").wait_for()
    page.evaluate(LISTEN)
    attempt = sitting.attempt_row(path)
    with transaction():
        held = session().get_one(Attempt, attempt.id)
        assert held.due_at
        assert held.cutoff_at
        held.due_at += timedelta(minutes=10)
        held.cutoff_at += timedelta(minutes=10)
        session().add(
            ExamAnnouncement(
                cohort_id=_cohort_of(held),
                item_key="chrono",
                text="Question 3: read <b>metres</b>.",
                at=clock.now(),
                by_id=held.user_id,
            )
        )
    with page.expect_response("**/clock"):
        page.wait_for_timeout(2100)
        page.evaluate(LOOK)
    notice(page, "extension").get_by_text("Your instructor added 10 min. New end:").wait_for()
    assert notice(page, "announcement").inner_text() == "Question 3: read <b>metres</b>."
    page.wait_for_function("window.said.length > 1")
    said = " ".join(page.evaluate("window.said"))
    assert "Announcement: Question 3" in said
    assert "Your instructor added 10 min" in said
    assert int(page.locator("[data-timer-text]").inner_text().partition(":")[0]) in (39, 40)


def _cohort_of(attempt: Attempt) -> int:
    from lms.cohorts.models import Enrolment

    return session().get_one(Enrolment, attempt.enrolment_id).cohort_id


def test_time_runs_out_while_the_server_is_away(site: Site, new_page: NewPage) -> None:
    """The page stays, says so, and submits once the server is back; what came too late is kept as evidence."""
    page = new_page()
    page.clock.install()
    path = open_attempt(site, page, "chrono")
    page.goto(site.url(f"{path}?q=2"))
    page.locator("[data-timer-text]", has_text="left").wait_for()
    site.halt()
    number(page, 2).fill("120")
    page.clock.run_for(31 * 60_000)
    page.clock.run_for(9_000)
    notice(page, "over").get_by_text("Time is up, but the server can't be reached").wait_for()
    assert number(page, 2).is_disabled()
    with clock.at(clock.now() + timedelta(minutes=31)):
        site.start()
        for _ in range(8):
            page.clock.run_for(5_000)
            if "/receipt" in page.url:
                break
        page.wait_for_url("**/receipt")
    late = [event for event in sitting.events(path) if event.kind == "late"]
    assert [event.payload["response"]["text"] for event in late] == ["120"]
