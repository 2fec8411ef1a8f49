"""Checking an answer and buying a hint in place: what was just typed is saved first, and nothing else of the page is lost."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.fixtures import Watched
from tests.browser.site import Site
from tests.journeys.test_zero_loss import all_saved, number, stored
from tests.journeys.traveller import bring_session, make_learner
from tests.quiz import sitting

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def test_a_check_and_a_hint_come_in_place(site: Site, new_page: Callable[..., Any], watched: Watched) -> None:
    hinted = sitting.number_question(hints=[{"fr": "Une heure a soixante minutes."}])
    document = sitting.course_with(
        [hinted, sitting.word_question()], preset="practice", tries=3, layout="all"
    )
    learner = make_learner(site.app, document)
    page = new_page()
    bring_session(page, site, learner)
    path = learner.begin().partition("?")[0]
    page.goto(site.url(path))
    page.evaluate("window.stayed = true")
    number(page, 2).fill("une foule")
    number(page, 1).fill("12")
    page.locator("[data-slot='1'] [data-check]").click()
    page.locator("[data-slot='1'] .feedback", has_text="Not quite.").wait_for()
    assert (stored(path, 1), stored(path, 2)) == ("12", "une foule")
    page.locator("[data-slot='1'] [data-hint]").click()
    page.locator("[data-slot='1'] .hints", has_text="Une heure a soixante minutes.").wait_for()
    number(page, 1).fill("120")
    all_saved(page)
    page.locator("[data-slot='1'] [data-check]").click()
    page.locator("[data-slot='1'] .feedback", has_text="Correct.").wait_for()
    assert page.locator("[data-slot='1']").get_attribute("data-closed") is not None
    assert number(page, 2).input_value() == "une foule"
    assert page.evaluate("window.stayed") is True
    assert stored(path, 1) == "120"
    assert watched.errors == []
