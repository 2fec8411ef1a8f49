"""The states of the marking room, over what `tests.browser.marking` makes."""

from typing import Any

from tests.browser.state import State


def sends_no_level(page: Any) -> None:
    """The form as it is: no level is chosen."""
    page.locator("[data-marking] .btn-primary").click()
    page.locator(".error-summary").wait_for()


def hands_back_without_note(page: Any) -> None:
    """Hand back, without saying what to improve."""
    page.locator(".hand-back > summary").first.click()
    page.locator(".hand-back [type=submit]").first.click()
    page.locator(".error-summary").wait_for()


def decides_without_reason(page: Any) -> None:
    """Leave the answers out, and do not say why."""
    page.evaluate("document.getElementById('why').required = false")
    page.locator("[name=go][value=leave]").click()
    page.locator(".error-summary").wait_for()


MARKING = [
    State("marking-queue", "marking.queue", "/teach/marking", "instructor"),
    State("marking-quiz", "marking.quiz", "{essays}", "instructor"),
    State("marking-quiz-anonymous", "marking.quiz", "{pair}", "instructor"),
    State("marking-quiz-error", "marking.quiz", "{essays}", "instructor", act=hands_back_without_note),
    State("marking-answer", "marking.answer", "{essay_ada}", "instructor"),
    State("marking-answer-error", "marking.answer", "{essay_ada}", "instructor", act=sends_no_level),
    State("marking-answer-versions", "marking.answer", "{essay_bruno}", "instructor"),
    State("marking-answer-spelling", "marking.answer", "{essay_spelling}", "instructor"),
    State("marking-late", "marking.late", "{late}", "instructor"),
    State("marking-late-error", "marking.late", "{late}", "instructor", act=decides_without_reason),
    State("marking-late-decided", "marking.late", "{late_decided}", "instructor"),
    State("marking-answer-agree", "marking.answer", "{pair_ada}", "instructor"),
    State("marking-answer-number", "marking.answer", "{pair_bruno}", "instructor"),
]
