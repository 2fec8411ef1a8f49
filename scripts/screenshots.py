"""Remake the README's pictures from a running demo: `python scripts/screenshots.py http://127.0.0.1:8000`.

Needs a Chromium (`CHROMIUM` names one that is not in the path). Signs in with the demo's buttons, in a light French window.
"""

import io
import os
import shutil
import sys
from pathlib import Path
from urllib.parse import urljoin

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageFilter
from playwright.sync_api import Page, sync_playwright

IMAGES = Path(__file__).parents[1] / "docs" / "images"
WIDTH, HEIGHT, MARGINED = 1280, 800, 740
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


def show_lesson(page: Page, address: str) -> Image.Image:
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
    checks.first.evaluate("one => window.scrollTo(0, one.getBoundingClientRect().top + scrollY - 150)")
    return window(page)


def show_quiz(page: Page, address: str) -> Image.Image:
    """A question of the timed exam, answered and saved: the course's last item."""
    sign_in(page, address, "certified")
    page.goto(item_links(page, address)[-1])
    ready = page.locator("input[name=ready]")
    if ready.count():
        ready.check()
    with page.expect_navigation():
        page.locator("form[action$='/quiz'] [type=submit]").click()
    choices = page.locator("[data-question] :is(input[type=radio], input[type=checkbox]:not([data-flag]))")
    while not choices.count():
        with page.expect_navigation():
            page.locator(".sit-bar .btn-primary").click()
    with page.expect_response(lambda reply: "/slots/" in reply.url):
        choices.first.click()
    page.locator("[data-save-status][data-state=saved]").wait_for()
    return window(page)


def show_certificate(page: Page, address: str) -> Image.Image:
    """The PDF of the learner who has a certificate, as a sheet on a table."""
    sign_in(page, address, "certified")
    page.goto(urljoin(item_links(page, address)[0], "certificate"))
    link = page.locator("main a[href$='.pdf']").get_attribute("href")
    sheet = pypdfium2.PdfDocument(page.request.get(urljoin(address, link)).body())[0]
    printed = sheet.render(scale=MARGINED / sheet.get_height()).to_pil().convert("RGB")
    table = Image.new("RGB", (WIDTH, HEIGHT), "#E4E7EC")
    left, top = (WIDTH - printed.width) // 2, (HEIGHT - printed.height) // 2
    shadow = Image.new("L", table.size, 0)
    shadow.paste(90, (left, top + 8, left + printed.width, top + 8 + printed.height))
    table.paste("#101317", (0, 0), shadow.filter(ImageFilter.GaussianBlur(14)))
    table.paste(printed, (left, top))
    return table


def window(page: Page) -> Image.Image:
    """What the window shows."""
    page.mouse.move(1, 1)
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def write(shot: Image.Image, name: str) -> None:
    """An optimised PNG, with fewer colours only when it must."""
    path = IMAGES / f"{name}.png"
    shot.save(path, optimize=True)
    if path.stat().st_size >= LARGEST:
        shot.quantize(colors=256).save(path, optimize=True)
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
            viewport={"width": WIDTH, "height": HEIGHT},
            locale="fr-FR",
            color_scheme="light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        for name, show in (("lesson", show_lesson), ("quiz", show_quiz), ("certificate", show_certificate)):
            write(show(page, address), name)
        browser.close()


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
