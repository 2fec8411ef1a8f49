"""No typed answer is lost when the session ends, and none goes under another name; tabs of one browser agree."""

from collections.abc import Callable
from typing import Any

import pytest

from lms.accounts import services as accounts
from lms.accounts.models import LoginSession
from lms.core import clock
from lms.core.db import session, transaction
from tests.browser.course import rich_document
from tests.browser.site import Site
from tests.factories import PASSWORD, make_user
from tests.journeys.test_chromium_quiz import open_attempt
from tests.journeys.test_zero_loss import all_saved, in_outbox, leave, notice, number, stored
from tests.journeys.traveller import bring_session, make_learner
from tests.quiz import sitting

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

NewPage = Callable[..., Any]


def end_sessions() -> None:
    """On the server; the browsers' cookies stay."""
    with transaction():
        session().query(LoginSession).update({"ended_at": clock.now()})


def signs_in(page: Any, email: str, password: str) -> Any:
    """Fill in the dialog and send it; the dialog."""
    dialog = page.locator("dialog[data-sign-in][open]")
    dialog.get_by_label("Email").fill(email)
    dialog.get_by_label("Password").fill(password)
    with page.expect_response("**/sign-in"):
        dialog.get_by_role("button", name="Sign in", exact=True).click()
    return dialog


def test_signing_in_again_in_place_saves_what_was_typed(site: Site, new_page: NewPage) -> None:
    page = new_page()
    path = open_attempt(site, page, "types")
    end_sessions()
    page.context.clear_cookies()
    number(page).fill("120")
    notice(page, "signed-out").get_by_role("button", name="Sign in again").click()
    dialog = signs_in(page, "ada@example.org", "not my password")
    dialog.get_by_text("Email or password not recognised.").wait_for()
    assert sitting.answers(path) == {}
    signs_in(page, "ada@example.org", PASSWORD)
    all_saved(page)
    assert number(page).input_value() == "120"
    assert stored(path, 5) == "120"
    assert page.locator("dialog[open]").count() == 0
    in_outbox(page, 0)


def test_somebody_else_sends_nothing(site: Site, new_page: NewPage) -> None:
    page = new_page()
    path = open_attempt(site, page, "types")
    make_user("bob@example.org", "Bob", clock.now())
    end_sessions()
    number(page).fill("120")
    notice(page, "signed-out").get_by_role("button", name="Sign in again").click()
    dialog = signs_in(page, "bob@example.org", PASSWORD)
    dialog.get_by_text("Somebody else is signed in on this browser now.").wait_for()
    dialog.get_by_role("button", name="Not now").click()
    page.evaluate("window.dispatchEvent(new Event('online'))")
    notice(page, "somebody-else").wait_for()
    assert sitting.answers(path) == {}
    in_outbox(page, 1)


def test_leaving_a_question_while_signed_out_asks_to_sign_in_and_goes_on(
    site: Site, new_page: NewPage
) -> None:
    page = new_page()
    path = open_attempt(site, page, "chrono")
    page.goto(site.url(f"{path}?q=2"))
    end_sessions()
    number(page, 2).fill("120")
    page.get_by_role("button", name="Save and next").click()
    signs_in(page, "ada@example.org", PASSWORD)
    all_saved(page)
    page.get_by_role("button", name="Save and next").click()
    page.locator("[data-slot='3']").wait_for()
    assert stored(path, 2) == "120"


def test_a_second_tab_shows_what_the_first_saved(site: Site, new_page: NewPage) -> None:
    here = new_page()
    path = open_attempt(site, here, "types")
    there = here.context.new_page()
    there.goto(here.url)
    number(there, 4).wait_for()
    number(here).fill("7")
    here.locator("[data-slot='3']").get_by_role("radio", name="False").check()
    all_saved(here)
    there.wait_for_function("document.querySelector(\"[data-slot='5'] input[type=text]\").value === '7'")
    there.locator("[data-slot='3']").get_by_role("radio", name="False", checked=True).wait_for()
    with there.expect_response("**/slots/5") as saving:
        number(there).fill("120")
    assert saving.value.status == 200
    assert stored(path, 5) == "120"
    assert there.locator("dialog[open]").count() == 0


def test_what_a_second_tab_holds_unsent_is_not_overwritten(site: Site, new_page: NewPage) -> None:
    here = new_page()
    path = open_attempt(site, here, "types")
    there = here.context.new_page()
    there.goto(here.url)
    there.route("**/slots/**", lambda route: route.abort())
    number(there).fill("120")
    there.locator("[data-slot='5'] [data-question-status]", has_text="Not saved yet").wait_for()
    number(here).fill("7")
    all_saved(here)
    assert number(there).input_value() == "120"
    there.unroute("**/slots/**")
    dialog = there.locator("dialog[data-conflict][open]")
    dialog.get_by_role("button", name="Keep this one").click()
    all_saved(there)
    assert stored(path, 5) == "120"


def test_a_conflict_of_a_question_on_another_page_is_asked_too(site: Site, new_page: NewPage) -> None:
    """Typed offline on question 2, changed on another device, then this device opens question 1."""
    learner = make_learner(site.app, rich_document())
    page = new_page()
    bring_session(page, site, learner)
    path = str(learner.post(f"/learn/{learner.enrolment.id}/chrono/quiz", {"ready": "y"}).location)
    path = path.partition("?")[0]
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(site.url(f"{path}?q=2"))
    site.halt()
    number(page, 2).fill("120")
    in_outbox(page, 1)
    leave(page, site)
    learner.save(path, 2, {"number": ["7"]})
    site.start()
    page.goto(site.url(f"{path}?q=1"))
    dialog = page.locator("dialog[data-conflict][open]")
    assert "You answered question 2 on another device" in dialog.inner_text()
    assert dialog.locator("[data-conflict-mine]").inner_text() == "120"
    dialog.get_by_role("button", name="Use that one").click()
    in_outbox(page, 0)
    assert stored(path, 2) == "7"


def test_the_device_s_own_session_stays_valid(site: Site, new_page: NewPage) -> None:
    """A form token that became old (signed in again in another tab) is renewed without a word."""
    page = new_page()
    path = open_attempt(site, page, "types")
    learner_id = sitting.attempt_row(path).user_id
    with transaction():
        accounts.open_session(user_id=learner_id, device="other", now=clock.now())
    page.evaluate("document.querySelectorAll('[name=csrf_token]').forEach((one) => { one.value = 'old'; })")
    number(page).fill("120")
    all_saved(page)
    assert stored(path, 5) == "120"
    assert notice(page, "signed-out").count() == 0
