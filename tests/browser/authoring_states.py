"""The pages of authors and their main states."""

from typing import Any

from tests.browser.state import State


def opens_more(page: Any) -> None:
    """What is done less often to an item."""
    page.locator(".tree-items .node-more > summary").first.click()
    page.locator(".tree-items .node-panel").first.wait_for()


def opens_everything(page: Any) -> None:
    """Every folded group of settings."""
    page.evaluate("document.querySelectorAll('form details').forEach((one) => { one.open = true; })")


def empties_the_source(page: Any) -> None:
    """A question that is none."""
    page.locator("#source").fill("id: [")
    page.get_by_role("button", name="Enregistrer la question").or_(
        page.get_by_role("button", name="Save the question")
    ).click()
    page.locator("[aria-invalid]").wait_for()


def empties_the_question(page: Any) -> None:
    """A form without a question."""
    page.locator("[id='f-stem.fr']").fill("")
    page.locator(".question-editor .btn-primary").first.click()
    page.locator("[aria-invalid]").first.wait_for()


def tests_an_answer(page: Any) -> None:
    """The first option of the question."""
    page.locator("[name=try-choice]").first.check()
    page.locator(".card [name=go]").click()
    page.locator("#trial .alert").wait_for()


def meets_another_author(page: Any) -> None:
    """A save over a version that is no longer the last one."""
    page.evaluate("document.querySelector('[name=version]').value = '0'")
    page.locator(".sticky-bar [type=submit]").click()
    page.locator(".difference, .alert-warning:visible").first.wait_for()


def sends_nothing(page: Any) -> None:
    """A new course without a title."""
    page.locator("#new [type=submit]").click()
    page.locator("[data-focus-on-load]").wait_for()


def tags_nothing(page: Any) -> None:
    """Tags asked for without a question ticked."""
    page.locator("[name=act][value=tag]").click()
    page.locator(".alert-danger").wait_for()


def types_no_code(page: Any) -> None:
    """A code that is none."""
    page.locator("#nsf").fill("32")
    page.locator("main form .btn-primary").click()
    page.locator(".error-summary").wait_for()


AUTHORING = [
    State("author-courses", "authoring.courses", "/teach/courses", "instructor"),
    State("author-courses-error", "authoring.courses", "/teach/courses", "instructor", act=sends_nothing),
    State("author-outline", "authoring.outline", "{draft}", "instructor"),
    State("author-outline-more", "authoring.outline", "{draft}", "instructor", act=opens_more),
    State("author-outline-begun", "authoring.outline", "{begun_draft}", "instructor"),
    State("training-sheet", "training.sheet", "{begun_draft}/training", "instructor"),
    State(
        "training-sheet-error", "training.sheet", "{begun_draft}/training", "instructor", act=types_no_code
    ),
    State("author-sheet", "authoring.sheet", "{begun_draft}/sheet", "instructor"),
    State("author-module", "authoring.module", "{draft_module}", "instructor"),
    State("author-lesson", "authoring.lesson", "{draft_lesson}", "instructor"),
    State(
        "author-lesson-conflict", "authoring.lesson", "{draft_lesson}", "instructor", act=meets_another_author
    ),
    State("author-lesson-begun", "authoring.lesson", "{begun_draft_lesson}", "instructor"),
    State("author-preview", "authoring.preview", "{draft_lesson}/preview", "instructor"),
    State("author-preview-course", "authoring.preview_course", "{draft}/preview?persona=half", "instructor"),
    State("author-preview-none", "authoring.preview_course", "{begun_draft}/preview", "instructor"),
    State(
        "author-preview-quiz",
        "authoring.preview_quiz",
        "{draft_quiz}/preview?persona=more_time",
        "instructor",
    ),
    State("author-versions", "authoring.versions", "{draft_versions}", "instructor"),
    State("author-versions-first", "authoring.versions", "{begun_draft_versions}", "instructor"),
    State("author-quiz", "authoring.quiz", "{draft_quiz}", "instructor", act=opens_everything),
    State("author-question", "authoring.question", "{draft_quiz}/questions/p1", "instructor"),
    State(
        "author-question-versions",
        "authoring.question_versions",
        "{draft_quiz}/questions/p1/versions",
        "instructor",
    ),
    State(
        "author-question-tested",
        "authoring.question",
        "{draft_quiz}/questions/p1",
        "instructor",
        act=tests_an_answer,
    ),
    State(
        "author-question-new",
        "authoring.new_question",
        "{draft_quiz}/questions/new?type=matching",
        "instructor",
    ),
    State(
        "author-question-source", "authoring.question", "{draft_quiz}/questions/p1?as=source", "instructor"
    ),
    State(
        "author-question-form-faults",
        "authoring.question",
        "{draft_quiz}/questions/p1",
        "instructor",
        act=empties_the_question,
    ),
    State(
        "author-question-faults",
        "authoring.question",
        "{draft_quiz}/questions/p1?as=source",
        "instructor",
        act=empties_the_source,
    ),
    State("author-bank", "authoring.bank", "{draft}/bank", "instructor"),
    State("author-bank-nothing", "authoring.bank", "{draft}/bank?q=zzz", "instructor"),
    State("author-bank-none", "authoring.bank", "{begun_draft}/bank", "instructor"),
    State("author-bank-all", "authoring.whole_bank", "/teach/bank?q=public", "instructor"),
    State("author-bank-error", "authoring.bank", "{draft}/bank", "instructor", act=tags_nothing),
    State("author-revisions", "authoring.revisions", "{draft}/revisions?number=2", "instructor"),
    State("author-revisions-none", "authoring.revisions", "{begun_draft}/revisions", "instructor"),
    State("author-moves", "authoring.moves", "{draft_moves}", "instructor"),
    State("author-publication", "authoring.publication", "{draft}/publication", "instructor"),
    State("author-publication-faults", "authoring.publication", "{begun_draft}/publication", "instructor"),
]
