"""No typed answer is lost: the network goes, the server stops, the page is reloaded or closed, the attempt ends."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from lms.core import clock
from tests.browser.course import rich_document
from tests.browser.site import Site
from tests.journeys.test_chromium_quiz import open_attempt
from tests.journeys.traveller import bring_session, make_learner
from tests.quiz import sitting

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

NewPage = Callable[..., Any]
SAVES = "**/slots/**"
NO_DATABASE = (
    "Object.defineProperty(window, 'indexedDB', {get() { throw new DOMException('no', 'SecurityError'); }})"
)


def number(page: Any, slot: int = 5) -> Any:
    return page.locator(f"[data-slot='{slot}'] input[type=text]")


def notice(page: Any, name: str) -> Any:
    return page.locator(f"[data-notice='{name}']:not([hidden])")


def all_saved(page: Any) -> None:
    page.locator("[data-save-status][data-state=saved]", has_text="Saved at").wait_for()


def stored(path: str, slot: int) -> Any:
    held = sitting.answers(path).get(slot)
    return held.response["text"] if held and held.response else None


def in_outbox(page: Any, count: int) -> None:
    """So many answers are kept on the device, no more."""
    page.wait_for_function(
        """(count) => new Promise((resolve) => {
          const open = indexedDB.open("tremplin-outbox");
          open.onsuccess = () => {
            const all = open.result.transaction("answers").objectStore("answers").count();
            all.onsuccess = () => { open.result.close(); resolve(all.result === count); };
          };
        })""",
        arg=count,
    )


def leave(page: Any, site: Site) -> None:
    """Go away while the server is down, and wait until the page is gone: its last attempt to send finds nobody."""
    page.route("**/away", lambda route: route.fulfill(content_type="text/html", body="Away"))
    page.goto(site.url("/away"))
    page.wait_for_function("navigator.locks.query().then((all) => all.held.length === 0)")


def test_without_a_network_each_answer_waits_and_then_arrives(site: Site, new_page: NewPage) -> None:
    page = new_page()
    path = open_attempt(site, page, "types")
    page.context.set_offline(True)
    number(page).fill("120")
    number(page, 4).fill("communauté")
    page.locator("[data-slot='3']").get_by_role("radio", name="True").check()
    notice(page, "offline").wait_for()
    assert "kept on this device" in notice(page, "offline").inner_text()
    status = page.locator("[data-slot='5'] [data-question-status]")
    assert status.inner_text() == "Not saved yet"
    in_outbox(page, 3)
    assert sitting.answers(path) == {}
    page.context.set_offline(False)
    all_saved(page)
    assert (stored(path, 5), stored(path, 4), len(sitting.answers(path))) == ("120", "communauté", 3)
    assert status.inner_text().startswith("Saved at")
    assert notice(page, "offline").count() == 0
    in_outbox(page, 0)


def test_the_server_stops_and_the_browser_is_closed(site: Site, new_page: NewPage) -> None:
    """What was typed arrives from another page of the quiz, once both are back."""
    page = new_page()
    path = open_attempt(site, page, "chrono")
    page.goto(site.url(f"{path}?q=2"))
    site.halt()
    number(page, 2).fill("120")
    in_outbox(page, 1)
    again = page.context.new_page()
    page.close()
    leave(again, site)
    site.start()
    with again.expect_response(SAVES):
        again.goto(site.url(f"{path}/check"))
    again.locator("tr", has_text="2").get_by_text("Answered", exact=True).wait_for()
    assert stored(path, 2) == "120"
    in_outbox(again, 0)


def test_a_reload_puts_back_what_was_not_saved(site: Site, new_page: NewPage) -> None:
    page = new_page()
    path = open_attempt(site, page, "types")
    page.on("dialog", lambda dialog: dialog.accept())
    site.halt()
    number(page).fill("12")
    number(page).fill("120")
    in_outbox(page, 1)
    leave(page, site)
    site.start()
    assert sitting.answers(path) == {}
    page.goto(site.url(path))
    notice(page, "restored").wait_for()
    assert "Restored from this device: what you typed in question 5" in notice(page, "restored").inner_text()
    assert number(page).input_value() == "120"
    all_saved(page)
    assert stored(path, 5) == "120"


def test_what_a_page_held_when_it_was_closed_is_shown_by_one_that_was_open(
    site: Site, new_page: NewPage
) -> None:
    page = new_page()
    path = open_attempt(site, page, "types")
    page.route(SAVES, lambda route: route.abort())
    number(page).fill("120")
    in_outbox(page, 1)
    other = page.context.new_page()
    other.goto(site.url(path))
    assert number(other).input_value() == ""
    page.close()
    other.wait_for_function("navigator.locks.query().then((all) => all.held.length === 1)")
    other.evaluate("window.dispatchEvent(new Event('online'))")
    notice(other, "restored").wait_for()
    assert number(other).input_value() == "120"
    all_saved(other)
    assert stored(path, 5) == "120"


def test_what_another_attempt_left_behind_moves_no_clock_of_this_one(site: Site, new_page: NewPage) -> None:
    """The untimed quiz was left with an unsent answer; the timed one sends it, and keeps its own end."""
    page = new_page()
    learner = make_learner(site.app, rich_document())
    bring_session(page, site, learner)
    untimed, timed = (
        str(learner.post(f"/learn/{learner.enrolment.id}/{key}/quiz", {"ready": "y"}).location)
        for key in ("types", "chrono")
    )
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(site.url(untimed))
    site.halt()
    number(page).fill("120")
    in_outbox(page, 1)
    leave(page, site)
    site.start()
    with page.expect_response(SAVES):
        page.goto(site.url(f"{timed.partition('?')[0]}?q=2"))
    in_outbox(page, 0)
    assert stored(untimed, 5) == "120"
    assert notice(page, "extension").count() == 0
    assert page.locator("[data-timer]").inner_text().strip()
    number(page, 2).fill("7")
    all_saved(page)
    assert stored(timed, 2) == "7"


def test_a_save_moves_no_button_while_it_is_pressed(site: Site, new_page: NewPage) -> None:
    """Leaving the field saves it, and what then shows would take the button away from under the pointer."""
    page = new_page()
    path = open_attempt(site, page, "chrono")
    page.goto(site.url(f"{path}?q=2"))
    page.set_viewport_size({"width": 1280, "height": 1600})
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    number(page, 2).fill("beaucoup")
    page.locator(".sit-bar .btn-primary").hover()
    page.mouse.down()
    page.wait_for_timeout(400)
    assert [url for url in sent if "/slots/" in url] == []
    page.mouse.up()
    page.locator(".error-summary").wait_for()
    assert number(page, 2).input_value() == "beaucoup"


def test_a_save_whose_reply_was_lost_is_no_conflict(site: Site, new_page: NewPage) -> None:
    """The server has it, the page does not know: after a reload the same save is sent again, and is the same save."""
    page = new_page()
    path = open_attempt(site, page, "types")
    page.on("dialog", lambda dialog: dialog.accept())

    def lose_reply(route: Any) -> None:
        route.fetch()
        route.abort()

    page.route(SAVES, lose_reply)
    with page.expect_event("requestfailed", lambda request: "/slots/" in request.url):
        number(page).fill("120")
    page.unroute(SAVES)
    page.reload()
    all_saved(page)
    in_outbox(page, 0)
    assert stored(path, 5) == "120"
    assert [event.kind for event in sitting.events(path)].count("saved") == 1
    assert page.locator("dialog[open]").count() == 0


def test_an_answer_that_comes_after_the_end_is_kept_and_the_page_says_so(
    site: Site, new_page: NewPage
) -> None:
    page = new_page()
    path = open_attempt(site, page, "chrono")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(site.url(f"{path}?q=2"))
    site.halt()
    number(page, 2).fill("120")
    in_outbox(page, 1)
    leave(page, site)
    site.start()
    with clock.at(clock.now() + timedelta(hours=1)):
        page.goto(site.url(path))
        told = page.locator("[data-outbox]:not([hidden])")
        told.get_by_text("reached the server after the end").wait_for()
        assert "/receipt" in page.url
    assert stored(path, 2) is None
    late = [event for event in sitting.events(path) if event.kind == "late"]
    assert [event.payload["response"]["text"] for event in late] == ["120"]
    assert late[0].payload["typed_at"] < late[0].at.isoformat()
    in_outbox(page, 0)


def test_what_stays_unsent_can_be_downloaded(site: Site, new_page: NewPage) -> None:
    page = new_page()
    page.clock.install()
    open_attempt(site, page, "types")
    site.halt()
    number(page).fill("120")
    in_outbox(page, 1)
    page.clock.run_for(30_000)
    with page.expect_download() as downloading:
        notice(page, "unsent").get_by_role("button").click()
    text = downloading.value.path().read_text("utf-8-sig")
    site.start()
    assert "Question 5\nCombien de minutes en deux heures ?\n\n120\n" in text
    assert downloading.value.suggested_filename == "unsaved-answers.txt"


def test_a_browser_that_keeps_nothing_says_so_and_saves(site: Site, new_page: NewPage) -> None:
    page = new_page()
    page.add_init_script(NO_DATABASE)
    path = open_attempt(site, page, "types")
    notice(page, "kept-nowhere").wait_for()
    number(page).fill("120")
    all_saved(page)
    assert stored(path, 5) == "120"


def test_another_person_s_answers_stay_where_they_are(site: Site, new_page: NewPage) -> None:
    """On a shared computer: who comes next neither sees nor sends what the one before typed."""
    page = new_page()
    ada = make_learner(site.app, rich_document())
    bob = sitting.join(site.app, ada.cohort, "bob")
    path, bobs = (
        str(one.post(f"/learn/{one.enrolment.id}/types/quiz", {"ready": "y"}).location) for one in (ada, bob)
    )
    bring_session(page, site, ada)
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(site.url(path))
    site.halt()
    number(page).fill("120")
    in_outbox(page, 1)
    leave(page, site)
    site.start()
    bring_session(page, site, bob)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.url))
    page.goto(site.url(bobs))
    page.locator("[data-question-status]").first.wait_for(state="attached")
    assert number(page).input_value() == ""
    in_outbox(page, 1)
    assert [address for address in sent if path.partition("?")[0] in address] == []
