"""A picture that is clicked, a list that is used by keyboard, words that are counted while they are typed."""

import hashlib
from collections.abc import Callable
from typing import Any

import pytest

from lms.core import clock
from lms.core.db import transaction
from lms.courses import services as courses
from lms.courses.document import load_document
from tests.browser.fixtures import Watched
from tests.browser.site import Site
from tests.courses.sample import LOGO_SVG
from tests.journeys.traveller import bring_session, make_learner
from tests.quiz import sitting
from tests.quiz.types.faults import sample

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

IMAGE = LOGO_SVG.replace("<svg ", '<svg width="300" height="300" ').encode()
CLASSES = "regions => regions.map(region => [...region.classList].filter(name => name != 'region' && name != 'region-live').sort())"


def course() -> Any:
    """A hotspot and a long text on one page."""
    questions = [sample("hotspot", pick="several"), sample("long_text", min_words=2, max_words=3)]
    data = sitting.course_with(questions, layout="all", shuffle_options=False).dump()
    media = {
        "sha256": hashlib.sha256(IMAGE).hexdigest(),
        "media_type": "image/svg+xml",
        "size": len(IMAGE),
    }
    data["modules"][0]["media"] = {"affiche.svg": media}
    return load_document(data)


def writes_under_a_word_count(page: Any) -> None:
    """What is missing or too much is said with every word."""
    area, words = page.locator("textarea"), page.locator("[data-word-count]")
    for text, said in (
        ("un", "Words: 1. Still missing: 1."),
        ("un – deux !", "Words: 2."),
        ("a b c d", "Words: 4. Too many: 1."),
    ):
        area.fill(text)
        assert words.inner_text() == said
    area.fill("x" * 100_001)
    assert "the limit is 100000 characters" in words.inner_text()
    area.fill("un deux")
    area.blur()


def test_a_region_is_chosen_on_the_picture_or_in_the_list(
    site: Site, new_page: Callable[..., Any], watched: Watched
) -> None:
    page = new_page(viewport={"width": 360, "height": 800})
    learner = make_learner(site.app, course())
    with transaction():
        courses.store_media(
            course_id=learner.cohort.course_id, data=IMAGE, media_type="image/svg+xml", now=clock.now()
        )
    bring_session(page, site, learner)
    path = learner.begin().partition("?")[0]
    page.goto(site.url(path))
    regions = page.locator("[data-region]")
    assert page.evaluate("document.querySelector('.hotspot img').naturalWidth") > 0
    regions.nth(2).click()
    boxes = page.locator("[data-hotspot] input")
    assert [box.is_checked() for box in boxes.all()] == [False, False, True]
    # The keyboard stays in the list; the picture shows where it is and what it chose.
    boxes.nth(1).focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    expected = [["region-chosen", "region-focused"], [], ["region-chosen"]]
    page.locator(".region-chosen").nth(1).wait_for(state="attached")
    assert regions.evaluate_all(CLASSES) == expected
    writes_under_a_word_count(page)
    page.locator("[data-save-status][data-state=saved]").first.wait_for(state="attached")
    page.reload()
    assert regions.evaluate_all(CLASSES) == [["region-chosen"], [], ["region-chosen"]]
    stored = sitting.answers(path)
    assert stored[1].response == {"regions": ["title", "button"]}
    assert stored[2].response == {"text": "un deux"}
    assert watched.errors == []
