"""Authors in a real browser: by keyboard alone, two at once, and with a server that stops in the middle of a sentence."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from lms.authoring.questions import TYPE_NAMES
from lms.cohorts import services as cohorts
from lms.core import clock
from lms.core.db import transaction
from lms.courses.queries import draft_versions
from tests.authoring.desk import Desk
from tests.browser.site import Site
from tests.factories import make_cohort
from tests.quiz.file_samples import picture
from tests.quiz.sitting import attempt_row, join

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

KEY = "bienvenue"
NewPage = Callable[..., Any]


def text(page: Any) -> Any:
    return page.locator("#body-fr")


def status(page: Any, words: str) -> None:
    expect(page.locator("[data-saved]")).to_contain_text(words, timeout=10_000)


def saved(page: Any) -> None:
    """What was typed is on the server, at a time of day; when the page came, a date stood there."""
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"^Saved \d"), timeout=10_000)


def focus(page: Any, name: str, role: str = "button") -> None:
    """Go on with Tab until a control has the focus, as a person without a mouse does."""
    wanted = page.get_by_role(role, name=name, exact=True).first
    for _ in range(200):
        if wanted.evaluate("(one) => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {name}")


def test_a_module_by_keyboard_alone(
    site: Site, desk: Desk, author: Callable[[], Any], tmp_path: Path
) -> None:
    """A module with a lesson, an image and a quiz of every type is written, previewed and published while learners are inside."""
    with transaction():
        cohorts.open_cohort(course_id=desk.course.id, now=clock.now())
    ada = join(site.app, make_cohort(desk.course, now=clock.now()), "ada")
    assert ada.post(f"/learn/{ada.enrolment.id}/{KEY}/done").status_code == 303
    attempt = str(ada.post(f"/learn/{ada.enrolment.id}/quiz-accueil/quiz", {"ready": "y"}).location)
    paper = attempt_row(attempt).paper
    page = author()
    page.goto(site.url(desk.place))
    adds_a_module(page, desk)
    writes_a_lesson(page, tmp_path / "courbe.png")
    previews(page)
    page.goto(site.url(desk.place))
    adds_a_quiz_of_every_type(page, desk)
    publishes(page, site.url(f"{desk.place}/publication"), 2)
    assert attempt_row(attempt).paper == paper
    theirs = ada.get(f"/learn/{ada.enrolment.id}/les-indicateurs")
    assert theirs.status_code == 404, "ada keeps what she began"
    bob = join(site.app, make_cohort(desk.course, "Bob", now=clock.now()), "bob")
    attempt = str(bob.post(f"/learn/{bob.enrolment.id}/controle/quiz", {"ready": "y"}).location)
    paper = attempt_row(attempt).paper
    assert len(paper["slots"]) == len(TYPE_NAMES)
    page.goto(site.url(f"{desk.path('controle')}/questions/single-choice-1"))
    writes_another_key(page)
    publishes(page, site.url(f"{desk.place}/publication"), 3)
    assert attempt_row(attempt).paper == paper, "bob goes on with the paper that he began"


def adds_a_module(page: Any, desk: Desk) -> None:
    """With a lesson, which is moved out of it and back; the lesson's editor opens."""
    focus(page, "Title of a new module", "textbox")
    page.keyboard.type("Mesurer")
    page.keyboard.press("Enter")
    focus(page, "Title of what to add to module 3", "textbox")
    page.keyboard.type("Les indicateurs")
    page.keyboard.press("Enter")
    page.locator("[data-moved] a.node-title").wait_for()
    assert desk.keys()["mesurer"] == ["les-indicateurs"]
    for key, inside in (("Alt+ArrowUp", []), ("Alt+ArrowDown", ["les-indicateurs"])):
        expect(page.locator("[data-moved] :focus")).to_have_count(1)
        with page.expect_navigation():
            page.keyboard.press(key)
        assert desk.keys()["mesurer"] == inside
    expect(page.locator("[data-moved] :focus")).to_have_count(1)
    page.keyboard.press("Enter")


def writes_a_lesson(page: Any, image: Path) -> None:
    """A sentence, saved by itself, and a picture with words for those who can't see it."""
    page.locator("form[data-editor]").wait_for()
    focus(page, "Text (Français)", "textbox")
    page.keyboard.type("Une communauté se mesure.")
    saved(page)
    image.write_bytes(picture())
    page.locator("#file").set_input_files(image)
    focus(page, "What it shows, in words", "textbox")
    page.keyboard.type("Une courbe qui monte")
    page.keyboard.press("Enter")
    expect(text(page)).to_have_value("Une communauté se mesure.\n\n![Une courbe qui monte](courbe.png)\n")
    page.keyboard.press("Control+s")
    page.locator(".alert-success").wait_for()


def previews(page: Any) -> None:
    focus(page, "Preview", "link")
    page.keyboard.press("Enter")
    page.get_by_alt_text("Une courbe qui monte").wait_for()


def publishes(page: Any, checklist: str, number: int) -> None:
    page.goto(checklist)
    focus(page, "Publish")
    page.keyboard.press("Enter")
    page.get_by_text(f"Revision {number} is published.").wait_for()


def adds_a_quiz_of_every_type(page: Any, desk: Desk) -> None:
    """Each question from the worked example of its type; the picture to point at is the one that the lesson shows."""
    focus(page, "Title of what to add to module 3", "textbox")
    page.keyboard.type("Contrôle")
    while page.evaluate("document.activeElement.value") != "quiz":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("[data-moved] a.node-title").wait_for()
    page.goto(page.url.split("/teach/")[0] + desk.path("controle"))
    for place, kind in enumerate(TYPE_NAMES):
        focus(page, "New question", "combobox")
        page.keyboard.press("Home")
        for _ in range(place):
            page.keyboard.press("ArrowDown")
        focus(page, "Add a question")
        page.keyboard.press("Enter")
        page.locator(".question-editor").wait_for()
        if kind == "hotspot":
            focus(page, "Picture: a file of this module", "combobox")
            page.keyboard.type("courbe.png")
        focus(page, "Save the question")
        page.keyboard.press("Enter")
        page.locator("#questions ol > li").nth(place).wait_for()
    assert [one["type"] for one in desk.node("controle").body["questions"]] == list(TYPE_NAMES)


def writes_another_key(page: Any) -> None:
    """The points of a question, which decide marks."""
    focus(page, "Points (optional)", "textbox")
    page.keyboard.press("Control+a")
    page.keyboard.type("5")
    focus(page, "Save the question")
    page.keyboard.press("Enter")
    page.locator("#questions").wait_for()


def test_what_is_typed_is_saved_and_kept_until_the_server_has_it(
    site: Site, desk: Desk, author: Callable[..., Any], watched: Any
) -> None:
    page = author("source")
    page.goto(site.url(desk.path(KEY)))
    text(page).fill("Une première phrase.")
    saved(page)
    assert desk.node(KEY).body["body"]["fr"] == "Une première phrase."
    site.halt()
    text(page).fill("Une première phrase, et une deuxième.")
    status(page, "Not saved.")
    page.context.pages[0].evaluate("window.onbeforeunload = null")
    page.close(run_before_unload=False)
    site.start()
    again = page.context.new_page()
    again.goto(site.url(desk.path(KEY)))
    expect(text(again)).to_have_value("Une première phrase.")
    again.get_by_role("button", name="Bring it back").click()
    expect(text(again)).to_have_value("Une première phrase, et une deuxième.")
    saved(again)
    assert desk.node(KEY).body["body"]["fr"] == "Une première phrase, et une deuxième."
    again.reload()
    expect(again.locator("[data-kept]")).to_be_hidden()
    versions = draft_versions(desk.node(KEY).id)
    assert [one.is_autosave for one in versions] == [True, False], "one sitting is one version"
    watched.errors.clear()


def test_two_authors_of_one_lesson_see_each_other_s_words(
    site: Site, desk: Desk, author: Callable[..., Any], watched: Any
) -> None:
    one, other = author("source"), author("source")
    for page in (one, other):
        page.goto(site.url(desk.path(KEY)))
    text(one).fill("Les mots de l’une.")
    saved(one)
    text(other).fill("Les mots de l’autre.")
    status(other, "Not saved: someone else saved this page.")
    other.locator(".sticky-bar [type=submit]").click()
    expect(other.locator(".difference")).to_contain_text("Les mots de l’une.")
    expect(other.locator(".difference")).to_contain_text("Les mots de l’autre.")
    assert desk.node(KEY).body["body"]["fr"] == "Les mots de l’une."
    other.get_by_role("button", name="Save as a new version").click()
    other.get_by_text("Saved.", exact=True).wait_for()
    assert desk.node(KEY).body["body"]["fr"] == "Les mots de l’autre."
    kept = [one.body["body"]["fr"] for one in draft_versions(desk.node(KEY).id)]
    assert kept[:2] == ["Les mots de l’autre.", "Les mots de l’une."]
    watched.errors.clear()


def test_tools_and_preview_beside_the_text(site: Site, desk: Desk, author: Callable[..., Any]) -> None:
    page = author("source")
    page.goto(site.url(desk.path(KEY)))
    text(page).fill("Un mot")
    text(page).select_text()
    page.get_by_role("button", name="Bold").click()
    expect(text(page)).to_have_value("**Un mot**")
    page.locator("[data-preview-of=fr] > summary").click()
    expect(page.locator("[data-preview-place] strong")).to_have_text("Un mot")
    expect(page.locator("#count-fr")).to_contain_text("2 words")


def test_a_row_is_dragged_by_its_handle(site: Site, desk: Desk, author: Callable[[], Any]) -> None:
    page = author()
    page.set_viewport_size({"width": 1280, "height": 1600})
    page.goto(site.url(desk.place))
    row = page.locator(f"[data-node='{desk.node('quiz-final').id}']")
    target = page.locator(f"[data-node='{desk.node(KEY).id}']")
    row.locator("[data-handle]").drag_to(target)
    page.locator("li[data-moved]").wait_for()
    assert desk.keys()["accueil"][0] == "quiz-final"


def test_a_module_is_dragged_with_all_that_lies_in_it(
    site: Site, desk: Desk, author: Callable[[], Any]
) -> None:
    page = author()
    page.set_viewport_size({"width": 1280, "height": 1600})
    page.goto(site.url(desk.place))
    module = page.locator(f"[data-module='{desk.node('reponses').id}']")
    module.locator(".node-module [data-handle]").drag_to(
        page.locator(f"[data-module='{desk.node('accueil').id}'] .node-module")
    )
    page.locator("[data-moved]").wait_for()
    assert list(desk.keys()) == ["reponses", "accueil"]
    assert desk.keys()["reponses"] == ["repondre", "quiz-final"]
