"""Videos in a real Chromium: an own one plays in parts with its captions; another site hears of nobody before the press."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from lms.authoring.services import import_course, publish_course
from lms.core import clock
from lms.core.db import transaction
from tests.authoring.real_course import FOLDER
from tests.browser.fixtures import Watched
from tests.browser.keyboard import Keyboard
from tests.browser.site import Site
from tests.courses.video_samples import EXTERNAL, KEY, OWN, with_blocks
from tests.factories import make_centre

pytestmark = [pytest.mark.browser, pytest.mark.one_database]

NewPage = Callable[..., Any]
RECORDED = FOLDER / "03-missions" / "repondre-critique.fr.webm"
TRY = "/courses/animer/try"
FRAME = f"https://www.youtube-nocookie.com/embed/{KEY}?autoplay=1&rel=0"
STUB = "<!doctype html><title>Player</title><button>Pause</button>"


@pytest.fixture
def lesson(site: Site, tmp_path: Path) -> Site:
    """The first lesson of the sample course with a video that was recorded, and one of another site."""
    folder = with_blocks(tmp_path / "animer", OWN.replace("visite.mp4", "visite.webm") + "\n" + EXTERNAL)
    (folder / "01-accueil" / "visite.webm").write_bytes(RECORDED.read_bytes())
    centre = make_centre(now=clock.now())
    with transaction():
        course = import_course(centre_id=centre.id, path=folder, actor_id=None, now=clock.now()).course
        publish_course(course_id=course.id, actor_id=None, now=clock.now())
    return site


def visit(page: Any, site: Site) -> list[str]:
    """Open the lesson; the addresses asked of other sites, as they come. They are answered by a stub."""
    elsewhere: list[str] = []

    def answer(route: Any) -> None:
        if route.request.url.startswith(site.base):
            route.continue_()
            return
        elsewhere.append(route.request.url)
        route.fulfill(body=STUB, content_type="text/html")

    page.route("**/*", answer)
    page.goto(site.url(TRY))
    return elsewhere


def test_an_own_video_plays_with_its_captions(lesson: Site, new_page: NewPage, watched: Watched) -> None:
    page = new_page()
    media: list[str] = []
    page.on("request", lambda one: media.append(one.url) if one.url.endswith((".webm", ".vtt")) else None)
    page.goto(lesson.url(TRY))
    assert [url for url in media if url.endswith(".webm")] == [], (
        "nothing of it is loaded before it is played"
    )
    seen = page.locator("video").evaluate(
        """async (video) => {
          video.muted = true;
          await video.play();
          video.currentTime = 15;
          await new Promise((done) => video.addEventListener("seeked", done, { once: true }));
          const track = video.textTracks[0];
          return [Math.round(video.duration), Math.round(video.currentTime), track.mode, track.cues.length, track.language];
        }"""
    )
    assert seen == [24, 15, "showing", 1, "fr"]
    assert watched.errors == []


def test_another_site_hears_of_nobody_before_the_press(
    lesson: Site, new_page: NewPage, watched: Watched
) -> None:
    page = new_page()
    elsewhere = visit(page, lesson)
    page.get_by_text("Summary of the video").click()
    page.locator("[data-video-picture]").scroll_into_view_if_needed()
    page.locator("[data-video-picture]").click()
    page.wait_for_timeout(300)
    assert elsewhere == []
    Keyboard(page).reach("[data-video-embed] button")
    page.keyboard.press("Enter")
    page.wait_for_selector("iframe.video-frame")
    page.frame_locator("iframe.video-frame").get_by_role("button", name="Pause").wait_for()
    assert elsewhere == [FRAME]
    assert page.evaluate("document.activeElement.tagName") == "IFRAME"
    assert page.locator("iframe.video-frame").get_attribute("title") == "Une conférence"
    assert page.get_by_role("link", name="Watch on YouTube (opens in a new tab)").is_visible()
    assert page.locator("[data-video-embed]").count() == 0
    assert watched.errors == []


def test_without_a_script_the_card_is_a_link(lesson: Site, new_page: NewPage) -> None:
    page = new_page(java_script_enabled=False)
    elsewhere = visit(page, lesson)
    assert not page.get_by_role("button", name="Play the video here").is_visible()
    link = page.get_by_role("link", name="Watch on YouTube (opens in a new tab)")
    assert link.get_attribute("href") == f"https://www.youtube.com/watch?v={KEY}"
    assert elsewhere == []
