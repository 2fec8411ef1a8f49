"""States of the gradebook and of a mark's page. `states` gathers them."""

from typing import Any

from tests.browser.attendance_states import ATTENDANCE
from tests.browser.state import State


def opens_the_forms(page: Any) -> None:
    """Both forms open."""
    for summary in page.locator("main details.disclosure > summary").all():
        summary.click()


def sends_no_mark(page: Any) -> None:
    """A mark that is none, without a reason."""
    opens_the_forms(page)
    page.locator("[name=mark-score]").fill("beaucoup")
    page.locator("#change form .btn-primary").click()
    page.locator("[data-focus-on-load]").wait_for()


def ticks_nobody(page: Any) -> None:
    """Several excused, of whom there are none."""
    page.locator("form.form .btn-primary").click()
    page.locator("[data-focus-on-load]").wait_for()


def saves_no_note(page: Any) -> None:
    """A note without a word."""
    page.locator("#notes form .btn").last.click()
    page.locator("[data-focus-on-load]").wait_for()


GRADES = [
    State("questions", "followup.items", "{questions}", "instructor", act=opens_the_forms),
    State("questions-sorted", "followup.items", "{questions}?attempts=all&sort=-blank", "instructor"),
    State("questions-few", "followup.items", "{questions_few}", "instructor"),
    State("questions-nobody", "followup.items", "{questions_untouched}", "instructor"),
    State("gradebook", "followup.gradebook", "{cohort}/gradebook", "instructor"),
    State("gradebook-all", "followup.gradebook", "{cohort}/gradebook?steps=all&sort=-types", "instructor"),
    State("gradebook-nobody", "followup.gradebook", "{grades_untouched}", "instructor"),
    State("excuse", "followup.excuse_several", "{cohort}/gradebook/excuse", "instructor"),
    State(
        "excuse-people",
        "followup.excuse_several",
        "{cohort}/gradebook/excuse?item=quiz-accueil",
        "instructor",
    ),
    State(
        "excuse-nobody",
        "followup.excuse_several",
        "{cohort}/gradebook/excuse?item=quiz-accueil",
        "instructor",
        act=ticks_nobody,
    ),
    State("marks", "followup.marks", "{graded_marks}", "instructor"),
    State("mark-set", "followup.mark", "{graded_marks}/types", "instructor", act=opens_the_forms),
    State("mark-error", "followup.mark", "{graded_marks}/types", "instructor", act=sends_no_mark),
    State("mark-excused", "followup.mark", "{graded_marks}/quiz-accueil", "manager"),
    State("mark-attempts", "followup.mark", "{veteran_record}/marks/types", "instructor"),
    State("mark-lesson", "followup.mark", "{graded_marks}/bienvenue", "instructor"),
    State("learner-note-error", "followup.learner", "{graded_record}", "instructor", act=saves_no_note),
    State("trainee-file", "training.trainee", "{graded_record}/file", "manager"),
    State("graded-learner", "followup.learner", "{graded_record}", "instructor"),
    State("graded-outline", "learning.outline", "{graded}", "graded"),
    State("graded-progress", "learning.progress", "{graded}/progress", "graded"),
    State("graded-start", "quiz.start", "{graded}/types/quiz", "graded"),
    *ATTENDANCE,
]
