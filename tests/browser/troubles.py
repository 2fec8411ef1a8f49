"""What may befall a page of a running attempt, done to it so that its notices and dialogs can be looked at."""

from contextlib import suppress
from typing import Any

from playwright.sync_api import TimeoutError


def loses_network(page: Any) -> None:
    """An answer that can't be sent, until the page is left."""
    page.route("**/slots/**", lambda route: route.abort("internetdisconnected"))
    page.evaluate("Object.defineProperty(navigator, 'onLine', {get: () => false, configurable: true})")
    page.locator("[data-slot] input[type=text]").first.fill(f"{page.evaluate('Date.now() % 1000')}")
    page.locator("[data-notice=offline]:not([hidden])").wait_for()
    page.evaluate("document.querySelector('[data-notice=unsent]').hidden = false")


def finds_what_was_kept(page: Any) -> None:
    """Typed without a network, then the page is loaded again."""
    page.on("dialog", lambda dialog: dialog.accept())
    page.route("**/slots/**", lambda route: route.abort("internetdisconnected"))
    page.locator("[data-slot] input[type=text]").first.fill(f"{page.evaluate('Date.now() % 1000')}")
    page.locator("[data-question-status]", has_text="Not saved yet").or_(
        page.locator("[data-question-status][data-state=unsaved]")
    ).first.wait_for()
    page.reload()
    page.locator("[data-notice=restored]:not([hidden])").wait_for()


def is_asked_to_sign_in(page: Any) -> None:
    """Signed out meanwhile: the dialog, with a wrong password."""
    page.route(
        "**/session", lambda route: route.fulfill(json={"user_id": None, "csrf_token": "stale"}, status=200)
    )
    page.route("**/slots/**", lambda route: route.fulfill(json={"error": "signed_out"}, status=401))
    page.locator("[data-slot] input[type=text]").first.fill(f"{page.evaluate('Date.now() % 1000')}")
    page.locator("[data-notice=signed-out] [data-sign-in-open]").click()
    page.locator("#again-password").fill("not my password")
    page.locator("[data-sign-in-form] [type=submit]").click()
    page.locator("[data-sign-in-problem]:not([hidden])").wait_for()


def hears_an_announcement(page: Any) -> None:
    """More time, and a word to everyone."""
    page.evaluate(
        """() => {
          for (const [name, text] of [["announcement", "Question 3 : lisez « mètres »."],
                                      ["extension", "Your instructor added 10 min. New end: 11:10"]]) {
            const notice = document.querySelector(`[data-notice=${name}]`);
            notice.querySelector("[data-notice-text]").textContent = text;
            notice.hidden = false;
          }
        }"""
    )


def meets_the_end(page: Any) -> None:
    """An answer that came too late: the page is closed, and says what became of it."""
    page.route(
        "**/slots/**",
        lambda route: route.fulfill(
            json={"error": "save.submitted", "message": "You have submitted this attempt."}, status=409
        ),
    )
    field = page.locator("[data-slot] input[type=text]").first
    with suppress(
        TimeoutError
    ):  # what an earlier state left unsent may have met the end already: the field is closed
        field.fill(f"{page.evaluate('Date.now() % 1000')}", timeout=2000)
    page.locator("[data-notice=over]:not([hidden])").wait_for()
