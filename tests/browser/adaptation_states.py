"""The states of what people need, over what `tests.browser.adaptations` makes."""

from typing import Any

from tests.browser.state import State


def sends_nothing(page: Any) -> None:
    """An empty text."""
    page.locator("main form .btn-primary").click()
    page.locator(".error-summary").wait_for()


def opens_it(page: Any) -> None:
    """The text and the notes, which the log notes."""
    page.locator("main form .btn-primary").click()
    page.locator(".written").wait_for()
    page.locator("details.disclosure > summary").click()


def notes_nothing(page: Any) -> None:
    """Notes that say nothing."""
    page.locator("main form .btn-primary").click()
    page.locator("#text").fill("")
    page.locator("main form .btn-primary").click()
    page.locator(".error-summary").wait_for()


def chooses_nobody(page: Any) -> None:
    """No name of the list."""
    page.locator("main form .btn-primary").click()
    page.locator(".field-error").wait_for()


ADAPTATIONS = [
    State("adaptation", "adaptations.own", "{adaptation}", "learner"),
    State("adaptation-sent", "adaptations.own", "{adaptation}", "veteran"),
    State("adaptation-answered", "adaptations.own", "{adaptation}", "certified"),
    State("adaptation-error", "adaptations.own", "{adaptation}", "reader", act=sends_nothing),
    State("adaptation-mine", "adaptations.mine", "/account/adaptation", "manager"),
    State("adaptation-officer", "adaptations.officer", "/adaptations", "chief"),
    State("adaptations", "adaptations.officer_people", "{adaptations}", "manager"),
    State("adaptations-nobody", "adaptations.officer_people", "{adaptations}?q=zzz", "manager"),
    State("adaptations-one", "adaptations.officer_person", "{adaptation_one}", "manager"),
    State("adaptations-read", "adaptations.officer_person", "{adaptation_one}", "manager", act=opens_it),
    State(
        "adaptations-error", "adaptations.officer_person", "{adaptation_one}", "manager", act=notes_nothing
    ),
    State("officers", "centres.officers", "{officers}", "manager"),
    State("officers-error", "centres.officers", "{officers}", "manager", act=chooses_nobody),
]
