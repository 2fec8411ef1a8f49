"""How certain an answer is belongs to it: a conflict shows it, and taking the other answer takes its certainty."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.site import Site
from tests.journeys.traveller import bring_session, make_learner
from tests.quiz import sitting

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


@pytest.mark.parametrize(
    ("button", "number", "certainty"), [("Keep this one", "120", 3), ("Use that one", "7", 1)]
)
def test_a_conflict_is_about_the_certainty_too(
    site: Site, new_page: Callable[..., Any], button: str, number: str, certainty: int
) -> None:
    here = new_page()
    learner = make_learner(site.app, sitting.course_with([sitting.number_question()], certainty=True))
    path = learner.begin().partition("?")[0]
    bring_session(here, site, learner)
    here.goto(site.url(path))
    assert learner.save(path, 1, {"number": ["7"]}, certainty=1).status_code == 200
    with here.expect_response(lambda reply: "/slots/1" in reply.url):
        here.locator("[data-slot='1'] input[type=text]").fill("120")
        here.locator("[name=certainty-1][value='3']").check()
    dialog = here.locator("dialog[open]")
    dialog.wait_for()
    assert "Sure" in dialog.locator("[data-conflict-mine]").inner_text()
    assert "Not very" in dialog.locator("[data-conflict-theirs]").inner_text()
    dialog.get_by_role("button", name=button).click()
    here.locator("[data-save-status][data-state=saved]").wait_for()
    assert here.locator("[data-slot='1'] input[type=text]").input_value() == number
    assert here.locator(f"[name=certainty-1][value='{certainty}']").is_checked()
    here.wait_for_timeout(300)
    answer = sitting.answers(path)[1]
    assert answer.response is not None
    assert (answer.response["text"], answer.certainty) == (number, certainty)
