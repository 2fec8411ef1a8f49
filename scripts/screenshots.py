"""Remake the README's pictures from a running demo: `python scripts/screenshots.py http://127.0.0.1:8000`.

Needs a Chromium (`CHROMIUM` names one that is not in the path). Signs in with the demo's buttons, in a light French window.
"""

import io
import os
import shutil
import sys
from pathlib import Path
from urllib.parse import urljoin

from PIL import Image
from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parents[1] / "docs" / "images"
LARGEST = 200_000
"""Bytes of one picture."""
EXECUTABLES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
COURSE = "community-manager"


def sign_in(page: Page, address: str, role: str) -> None:
    """With the demo's button of that role."""
    page.context.clear_cookies()
    page.goto(urljoin(address, "/sign-in"))
    with page.expect_navigation():
        page.locator(f"button[name=role][value={role}]").click()


def item_links(page: Page, address: str) -> list[str]:
    """The open items of the course that the person is enrolled in, in the outline's order."""
    page.goto(urljoin(address, f"/courses/{COURSE}"))
    with page.expect_navigation():
        page.locator("aside .btn-primary").click()
    links = page.locator("main .outline a, main [id=course-outline] a").evaluate_all(
        "all => all.map(a => a.href)"
    )
    return list(dict.fromkeys(links))


def show_lesson(page: Page, address: str) -> None:
    """A lesson at one of its self-checks, answered."""
    sign_in(page, address, "learner")
    for link in item_links(page, address):
        page.goto(link)
        checks = page.locator("[data-self-check]")
        if page.locator(".page-player").count() and checks.count():
            break
    form = checks.first.locator("form").first
    if checks.first.locator(".answer-again").count() == 0 and form.locator("input[type=radio]").count():
        form.locator("input[type=radio]").first.check()
        form.locator("[type=submit]").click()
        checks.first.locator(".feedback").wait_for()
    checks.first.evaluate("one => window.scrollTo(0, one.getBoundingClientRect().top + scrollY - 260)")


def show_quiz(page: Page, address: str) -> None:
    """The first question of a quiz that the learner may take now, answered and saved."""
    sign_in(page, address, "learner")
    for link in item_links(page, address):
        page.goto(link)
        start = page.locator("form[action$='/quiz'] [type=submit]")
        if "/quiz" in page.url and start.count():
            break
    ready = page.locator("input[name=ready]")
    if ready.count():
        ready.check()
    with page.expect_navigation():
        start.first.click()
    with page.expect_response(lambda reply: "/slots/" in reply.url):
        page.locator("[data-question] :is(input[type=radio], input[type=checkbox])").first.check()
    page.locator("[data-save-status][data-state=saved]").wait_for()


def show_certificate(page: Page, address: str) -> None:
    """The certificate of the learner who has one."""
    sign_in(page, address, "certified")
    page.goto(urljoin(address, f"/courses/{COURSE}"))
    with page.expect_navigation():
        page.locator("aside .btn-primary").click()
    with page.expect_navigation():
        page.locator("a[href$='/certificate']").first.click()
    page.locator(".certificate-sheet").evaluate(
        "one => window.scrollTo(0, one.getBoundingClientRect().top + scrollY - 24)"
    )


def write(page: Page, name: str) -> None:
    """The window as an optimised PNG."""
    page.mouse.move(1, 1)
    shot = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    path = IMAGES / f"{name}.png"
    shot.quantize(colors=256, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    assert size < LARGEST, f"{path.name} has {size} bytes"
    print(path.name, size, "bytes")


def main(address: str) -> None:
    """Take the three pictures."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    executable = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, EXECUTABLES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=executable, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        context = browser.new_context(
            viewport={"width": 1280, "height": 800},
            locale="fr-FR",
            color_scheme="light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        for name, show in (("lesson", show_lesson), ("quiz", show_quiz), ("certificate", show_certificate)):
            show(page, address)
            write(page, name)
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
