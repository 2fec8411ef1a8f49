"""Practice in a real browser: an answer is checked, corrected and closed, and a hint bought, with nothing typed lost."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.site import Site
from tests.journeys.traveller import bring_session, make_learner
from tests.quiz.sitting import answers, course_with, number_question, word_question

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def test_checking_and_hints_with_the_page_s_script(site: Site, new_page: Callable[..., Any]) -> None:
    page = new_page()
    questions = [number_question(hints=[{"fr": "Soixante par heure."}]), word_question()]
    learner = make_learner(site.app, course_with(questions, preset="practice"))
    bring_session(page, site, learner)
    path = learner.begin()
    page.goto(site.url(path))
    page.locator("#q1-number").fill("7")
    page.locator("#q2-text").fill("communauté")
    page.locator("button[value=check-1]").click()
    page.locator(".feedback-wrong").wait_for()
    assert page.locator("#q2-text").input_value() == "communauté"
    page.locator("button[value=hint-1]").click()
    page.locator(".hints").wait_for()
    assert "Soixante par heure." in page.locator(".hints").inner_text()
    page.locator("#q1-number").fill("120")
    page.locator("button[value=check-1]").click()
    page.locator(".feedback-right").wait_for()
    page.locator("button[value=finish]:not([hidden])").click()
    page.wait_for_url("**/review")
    stored = answers(path)
    assert [(one.outcome, one.tries, one.hints) for one in stored.values()] == [
        ("right", 2, 1),
        ("right", 0, 0),
    ]
