"""From sign-up to a verified certificate in a real Chromium: with JavaScript, without it, and by keyboard alone."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.fixtures import Watched
from tests.browser.keyboard import Keyboard
from tests.browser.site import Site
from tests.factories import PASSWORD
from tests.journeys.traveller import Traveller, bring_session, make_learner, open_course
from tests.quiz import sitting

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

NewPage = Callable[..., Any]


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with-javascript", "without-javascript"])
def test_from_sign_up_to_a_verified_certificate(
    site: Site, new_page: NewPage, watched: Watched, has_scripts: bool
) -> None:
    open_course()
    page = new_page(java_script_enabled=has_scripts)
    addresses: list[str] = []
    page.on("request", lambda request: addresses.append(request.url))
    traveller = Traveller(page, site, has_scripts=has_scripts)
    traveller.signs_up()
    traveller.enrols()
    traveller.answers_self_check()
    traveller.finishes_lessons("Quiz : accueillir")
    traveller.starts_quiz()
    traveller.answers_all()
    traveller.submits()
    traveller.click("Continue")
    traveller.finishes_lessons("Quiz final")
    traveller.starts_quiz()
    traveller.answers_all()
    traveller.submits()
    page.goto(site.url("/learn/1"))
    traveller.takes_certificate()
    assert watched.errors == [], "no page breaks the content security policy, nor a script"
    assert [address for address in addresses if not address.startswith(site.base)] == []


def test_a_breach_of_the_content_security_policy_would_be_seen(
    site: Site, new_page: NewPage, watched: Watched
) -> None:
    page = new_page()
    page.goto(site.url("/accessibility"))
    assert watched.errors == []
    page.evaluate("document.body.setAttribute('onclick', 'alert(1)'); document.body.click()")
    page.wait_for_timeout(100)
    assert any("Content Security Policy" in error for error in watched.errors)


def test_a_reload_keeps_the_answers(site: Site, new_page: NewPage) -> None:
    learner = make_learner(site.app, sitting.course_with())
    page = new_page()
    bring_session(page, site, learner)
    path = learner.begin().partition("?")[0]
    page.goto(site.url(f"{path}?q=1"))
    Traveller(page, site, has_scripts=True).answers()
    page.reload()
    assert page.get_by_label("L’écouter").is_checked()
    assert page.locator("[data-save-text]").inner_text().startswith("Saved at")


def test_by_keyboard_alone(site: Site, new_page: NewPage) -> None:
    """Sign in, read a lesson, sit a quiz and submit it with Tab, Space and Enter; the focus is seen at every stop."""
    learner = make_learner(site.app)
    learner.post(f"/learn/{learner.enrolment.id}/bienvenue/done")
    page = new_page(viewport={"width": 390, "height": 700})
    keyboard = Keyboard(page)
    page.goto(site.url(f"/sign-in?next=/learn/{learner.enrolment.id}/pour-aller-plus-loin"))
    keyboard.reach("input[name=email]")
    page.keyboard.type("ada@example.org")
    keyboard.reach("input[name=password]")
    page.keyboard.type(PASSWORD)
    keyboard.press("main form[action='/sign-in'] [type=submit]")
    assert page.locator("h1").inner_text() == "Pour aller plus loin"
    keyboard.press(".sticky-bar [type=submit]")
    assert page.locator("h1").inner_text() == "Quiz : accueillir"
    keyboard.press("main [type=submit]")
    for _ in range(2):
        keyboard.reach("[data-question] input[type=radio] >> nth=0")
        with page.expect_response(lambda reply: "/slots/" in reply.url):
            page.keyboard.press("Space")
        keyboard.press(".sit-bar .btn-primary")
    keyboard.reach("#confirm")
    page.keyboard.press("Space")
    keyboard.press("main [type=submit]")
    assert page.locator("h1").inner_text() == "Your answers are submitted"
    attempt = sitting.attempt_row("/attempts/1")
    assert attempt.submitted_by == "learner"
    assert len(sitting.answers("/attempts/1")) == 2
