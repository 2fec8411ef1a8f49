"""Handing in files in a real browser: sent when chosen, known to the other tab, and not lost by what comes after."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.course import rich_document
from tests.browser.site import Site
from tests.journeys.traveller import bring_session, make_learner
from tests.quiz import file_samples, sitting

pytestmark = [pytest.mark.browser, pytest.mark.one_database]


def a_file(name: str, data: bytes) -> dict[str, Any]:
    return {"name": name, "mimeType": "", "buffer": data}


def open_attempt(site: Site, page: Any) -> str:
    learner = make_learner(site.app, rich_document())
    bring_session(page, site, learner)
    reply = learner.post(f"/learn/{learner.enrolment.id}/depot/quiz", {"ready": "y"})
    path = str(reply.location).partition("?")[0]
    page.goto(site.url(path))
    return path


def names(page: Any) -> list[str]:
    return [str(name) for name in page.locator("[data-file-name]").all_inner_texts()]


def held(path: str) -> int:
    return len((sitting.answers(path)[1].response or {"files": []})["files"])


def flags(page: Any) -> None:
    with page.expect_response(lambda reply: reply.request.method == "POST") as sent:
        page.locator("[data-flag]").click()
    assert sent.value.status == 200


def test_files_are_sent_when_chosen_and_saves_of_two_tabs_keep_them(
    site: Site, new_page: Callable[..., Any], watched: Any
) -> None:
    page = new_page()
    path = open_attempt(site, page)
    other = page.context.new_page()
    other.goto(site.url(path))
    other.locator("[data-files-send][hidden]").wait_for(state="attached")
    page.locator("[data-files-input]").set_input_files(
        [
            a_file("Affiche.png", file_samples.picture()),
            a_file("Dossier.pdf", file_samples.pdf(2)),
            a_file("x.exe", b"MZ"),
        ]
    )
    page.locator("[data-files-error]:visible").wait_for()
    page.locator("[data-file]").nth(1).wait_for()
    assert names(page) == ["Affiche.png", "Dossier.pdf"]
    assert "x.exe" in page.locator("[data-files-error]").inner_text()
    flags(page)
    other.locator("[data-file]").nth(1).wait_for()
    flags(other)
    assert held(path) == 2
    other.locator("[data-file-remove]").first.click()
    other.locator("[data-file]").nth(1).wait_for(state="detached")
    assert held(path) == 1
    other.reload()
    assert names(other) == ["Dossier.pdf"]
    assert watched.errors == []


def test_leaving_waits_for_the_file_that_is_being_sent(site: Site, new_page: Callable[..., Any]) -> None:
    page = new_page()
    path = open_attempt(site, page)
    page.route("**/files", lambda route: (page.wait_for_timeout(300), route.continue_()))
    page.locator("[data-files-input]").set_input_files(a_file("Affiche.png", file_samples.picture()))
    page.locator(".sit-bar .btn-primary").click()
    page.wait_for_url("**/check")
    assert held(path) == 1


def test_a_session_that_ended_is_said_and_the_file_asked_for_again(
    site: Site, new_page: Callable[..., Any]
) -> None:
    page = new_page()
    path = open_attempt(site, page)
    page.locator("[data-files-send][hidden]").wait_for(state="attached")
    page.context.clear_cookies()
    page.locator("[data-files-input]").set_input_files(a_file("notes.png", file_samples.picture()))
    page.locator("[data-files-error]:visible").wait_for()
    assert "signed out" in page.locator("[data-files-error]").inner_text()
    assert sitting.answers(path) == {}
