"""The states of a centre's log and settings."""

from typing import Any

from tests.browser.adaptation_states import ADAPTATIONS
from tests.browser.state import State


def names_nobody(page: Any) -> None:
    """A centre without a name, and a number that is none."""
    page.locator("#identity > summary").click()
    page.locator("#name").fill("")
    page.locator("#siret").fill("123")
    page.locator("#identity [type=submit].btn-primary").click()
    page.locator("[data-focus-on-load]").wait_for()


def chooses_a_pale_colour(page: Any) -> None:
    """A yellow that nobody reads; the nearest that one can is offered."""
    page.locator("#look > summary").click()
    page.locator("#accent").fill("#FFD400")
    page.locator("#look [type=submit].btn-primary").click()
    page.locator("[data-focus-on-load]").wait_for()


CENTRES = [
    State("contacts", "learning.contacts", "{contacts}", "learner"),
    State("contacts-missing", "learning.contacts", "{contacts}", "manager"),
    State("audit-log", "centres.log", "{audit_log}", "manager"),
    State("audit-log-nothing", "centres.log", "{audit_log}?since=2031-01-01", "manager"),
    State("centre-lists", "centres.lists", "{centre_lists}", "manager"),
    State("centre-settings", "centres.settings", "{centre_settings}", "manager"),
    *(
        State(f"centre-settings-{part}", "centres.settings", f"{{centre_settings}}?open={part}", "manager")
        for part in ("identity", "activity", "contacts", "look", "signing", "rules", "keep")
    ),
    State("centre-settings-error", "centres.settings", "{centre_settings}", "manager", act=names_nobody),
    State(
        "centre-settings-colour",
        "centres.settings",
        "{centre_settings}",
        "manager",
        act=chooses_a_pale_colour,
    ),
    *ADAPTATIONS,
]

NO_PAGES_OF_CENTRES = {
    "centres.sheet": "the colour of a centre, a style sheet",
    "centres.logo": "the logo of a centre, a picture",
    "centres.signing_picture": "the stamp or the signature of a centre, a picture",
}
