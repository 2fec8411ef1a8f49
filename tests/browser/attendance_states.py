"""Attendance: what a learner signs, and the sheets of who teaches them."""

from typing import Any

from tests.browser.state import State


def opens_a_form(page: Any) -> None:
    page.locator(".sheet-change summary").first.click()


def says_nothing(page: Any) -> None:
    opens_a_form(page)
    page.locator(".sheet-change button[type=submit]").first.click()


ATTENDANCE = [
    State("learn-today-to-sign", "learning.today", "/today", "signer"),
    State("learn-attendance", "learning.attendance", "{signer}/attendance", "signer"),
    State("learn-attendance-none", "learning.attendance", "{learner}/attendance", "learner"),
    State("learn-signing", "learning.signing", "{signing}", "signer"),
    State("learn-signing-late", "learning.signing", "{signing_late}", "signer"),
    State("attendance", "followup.attendance", "{attendance_group}/attendance", "instructor"),
    State("attendance-none", "followup.attendance", "{cohort}/attendance", "instructor"),
    State("attendance-sheet", "followup.sheet", "{sheet_runs}", "instructor", act=opens_a_form),
    State("attendance-sheet-error", "followup.sheet", "{sheet_runs}", "instructor", act=says_nothing),
    State("attendance-sheet-frozen", "followup.sheet", "{sheet_frozen}", "instructor"),
    State("attendance-print", "followup.sheet_print", "{sheet_frozen}/print", "instructor"),
]
