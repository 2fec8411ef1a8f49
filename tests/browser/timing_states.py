"""States of the pages of time: pauses, requests, the exam console, accommodations. `states` gathers them."""

from typing import Any

from tests.browser.state import State


def sees_the_effect(page: Any) -> None:
    """Twice the time, not saved yet."""
    page.locator("[name=time][value='2']").check()
    page.locator("[name=go][value=preview]").click()
    page.locator("#effect[data-focus-on-load]").wait_for()


def types_no_factor(page: Any) -> None:
    """Another factor without one."""
    page.locator("[name=time][value=own]").check()
    page.locator("[name=factor]").fill("")
    page.locator("[name=go][value=save]").click()
    page.locator(".error-summary").wait_for()


TIMING = [
    State("quiz-paused", "quiz.paused", "{paused_attempt}/pause", "paused"),
    State("quiz-start-asked", "quiz.start", "{asker}/chrono/quiz", "asker"),
    State("arrangements", "quiz.arrangements", "/arrangements", "paused"),
    State("arrangements-none", "quiz.arrangements", "/arrangements", "learner"),
    State("exam-console", "followup.exam_console", "{cohort}/quizzes/chrono", "instructor"),
    State("exam-console-empty", "followup.exam_console", "{cohort}/quizzes/depot", "manager"),
    State("cohort-learner-arranged", "followup.learner", "{paused_record}", "manager"),
    State("accommodations", "followup.accommodations", "{paused_record}/accommodations", "manager"),
    State(
        "accommodations-effect",
        "followup.accommodations",
        "{paused_record}/accommodations",
        "manager",
        act=sees_the_effect,
    ),
    State(
        "accommodations-errors",
        "followup.accommodations",
        "{paused_record}/accommodations",
        "manager",
        act=types_no_factor,
    ),
]
