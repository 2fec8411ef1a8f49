"""From sign-up to a verified certificate, in plain HTTP to a running `lms demo`, as a browser without JavaScript would.

`python -m tests.journeys.http_journey http://127.0.0.1:8000` prints each step, and exits with 1 at the first that fails,
saying which and what the page was. It knows the right answers from the course's files, and nothing of the database.
"""

import re
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from tests.journeys.course_keys import CourseKeys
from tests.journeys.html_pages import Element, parse, values_of

COURSE = "community-manager"
FOLDER = Path(__file__).parents[2] / "course_content" / COURSE
PASSWORD = "une ruche au pied du Vercors"
NAME = "Zoé N’Guyen-Lefèvre"
MAIL_SECONDS = 30
MAX_PAGES = 60
"""More pages than any quiz of the course has."""


class Failure(Exception):
    """A step did not give what it must; the text says what, and shows the page."""


class Visitor:
    """A browser without JavaScript: its cookies, and the page that it shows."""

    def __init__(self, base: str) -> None:
        self.http = httpx.Client(
            base_url=base, timeout=60, headers={"Accept-Language": "en"}, follow_redirects=True
        )
        self.path, self.page = "/", Element("page", {})

    def open(self, path: str) -> Element:
        """Follow a link."""
        return self._show(self.http.get(path))

    def send(self, form: Element, values: Mapping[str, list[str]] | None = None) -> Element:
        """Submit a form of the current page, with these fields over what it already holds."""
        action = urljoin(self.path, form.attributes.get("action") or self.path)
        return self._show(self.http.post(action, data={**values_of(form), **(values or {})}))

    def attach(self, form: Element, name: str, data: bytes) -> Element:
        """Send a file with the form's own button for files, as a browser without JavaScript does."""
        button = next(
            one
            for one in form.all("button")
            if "formaction" in one.attributes and "formenctype" in one.attributes
        )
        control = form.all("input", type="file")[0]
        files = {control.attributes["name"]: (name, data)}
        action = urljoin(self.path, button.attributes["formaction"])
        return self._show(self.http.post(action, data=values_of(form), files=files))

    def _show(self, response: httpx.Response) -> Element:
        self.path = response.url.raw_path.decode()
        self.page = parse(response.text)
        if response.status_code >= 400:
            raise self.failure(f"{response.status_code} {response.request.method} {self.path}")
        return self.page

    def failure(self, what: str) -> Failure:
        """What went wrong, with an excerpt of the page."""
        main = self.page.first("main") or self.page
        return Failure(f"{what}\n  at {self.path}\n  page: {main.text[:700]}")

    def check(self, holds: object, what: str) -> None:
        """Fail, showing the page, unless it holds."""
        if not holds:
            raise self.failure(what)

    def form(self, pattern: str) -> Element:
        """The page's form whose path matches (a form without an address posts to the page)."""
        for form in self.page.all("form", method="post"):
            if re.fullmatch(pattern, urlsplit(form.attributes.get("action") or self.path).path):
                return form
        raise self.failure(f"there is no form that posts to {pattern}")

    def link(self, pattern: str) -> str:
        """The address of the first link that matches."""
        for link in self.page.all("a"):
            if re.search(pattern, link.attributes.get("href", "")):
                return link.attributes["href"]
        raise self.failure(f"there is no link to {pattern}")


class Journey:
    """The learner's way; each public method is a step."""

    def __init__(self, base: str, say: Callable[[str], None]) -> None:
        self.base, self.say = base, say
        self.visitors: list[Visitor] = []
        self.learner = self._visitor()
        self.keys = CourseKeys(FOLDER)
        self.email = f"journey-{time.time_ns()}@example.org"
        self.verify_path = ""
        self.step = "start"

    def run(self) -> None:
        """All the steps, in order."""
        for step in (
            self.sign_up,
            self.confirm,
            self.sign_in,
            self.enrol,
            self.study,
            self.certificate,
            self.verify,
        ):
            self.step = step.__name__.replace("_", " ")
            self.say(f"== {self.step}")
            step()

    def close(self) -> None:
        """Close every browser."""
        for visitor in self.visitors:
            visitor.http.close()

    def _visitor(self) -> Visitor:
        self.visitors.append(Visitor(self.base))
        return self.visitors[-1]

    def sign_up(self) -> None:
        """Ask for an account."""
        self.learner.open("/sign-up")
        fields = {"email": [self.email], "name": [NAME], "password": [PASSWORD]}
        self.learner.send(self.learner.form("/sign-up"), fields)
        self.learner.check(
            self.learner.path == "/check-email", "signing up does not lead to “Check your email”"
        )

    def confirm(self) -> None:
        """Find the mail in the demo's outbox; open its link on another device, and press its button."""
        reader = self._visitor()
        reader.open(self._mail(reader))
        link = urlsplit(reader.link(r"/confirm/")).path
        reader.open(link)
        reader.open(link)  # opening it twice, as mail scanners do, confirms nothing
        reader.send(reader.form(re.escape(link)))
        reader.check("confirmed" in reader.page.text, "the address is not confirmed")

    def _mail(self, reader: Visitor) -> str:
        deadline = time.monotonic() + MAIL_SECONDS
        while time.monotonic() < deadline:
            for row in reader.open("/demo/mail").all("li", class_="row"):
                link = row.first("a")
                if link is not None and self.email in row.text:
                    return link.attributes["href"]
            time.sleep(0.5)
        raise reader.failure(f"no mail to {self.email} after {MAIL_SECONDS} s: does the worker run?")

    def sign_in(self) -> None:
        """Sign in where the sign-up was made."""
        self.learner.open("/sign-in")
        fields = {"email": [self.email], "password": [PASSWORD]}
        self.learner.send(self.learner.form("/sign-in"), fields)
        self.learner.check(self.learner.path != "/sign-in", "the password is not accepted")

    def enrol(self) -> None:
        """From the catalogue to the course's page, and in."""
        self.learner.open("/")
        self.learner.open(self.learner.link(f"/courses/{COURSE}$"))
        self.learner.open(self.learner.link(f"/courses/{COURSE}/enrol$"))
        self.learner.send(self.learner.form(f"/courses/{COURSE}/enrol"))
        self.learner.check(
            re.fullmatch(r"/learn/\d+", self.learner.path), "enrolling does not lead to the outline"
        )
        self.outline = self.learner.path

    def study(self) -> None:
        """Every required item, in the outline's order, as soon as it is unlocked."""
        done: list[str] = []
        while (item := self._next_item(done)) is not None:
            self.say(f"   {item.removeprefix(self.outline)}")
            self.learner.open(item)
            if self.learner.path.endswith("/quiz"):
                self._quiz()
            else:
                self._lesson()
            done.append(item)
        self.learner.check(len(done) == self.keys.items, f"{len(done)} items of {self.keys.items} were open")

    def _next_item(self, done: list[str]) -> str | None:
        outline = self.learner.open(self.outline).first("ol", id="course-outline")
        links = [link.attributes["href"] for link in outline.all("a")] if outline else []
        items = dict.fromkeys(link for link in links if link.startswith(f"{self.outline}/"))
        seen = {*done, *(f"{self.outline}/{key}" for key in self.keys.optional)}
        return next(
            (item for item in items if item.removesuffix("/quiz") not in seen and item not in seen), None
        )

    def _lesson(self) -> None:
        """Answer each self-check, then mark the lesson done."""
        here = self.learner.path
        actions = [urlsplit(form.attributes.get("action", "")).path for form in self.learner.page.all("form")]
        checks = [action for action in actions if "/checks/" in action]
        for check in checks:
            form = self.learner.form(re.escape(check))
            self.learner.send(form, self.keys.answer(form.all("fieldset")[0]))
            section = self.learner.page.first("section", id=f"check-{check.rsplit('/', 1)[-1]}")
            is_right = section is not None and section.first(class_="feedback-right") is not None
            self.learner.check(is_right, f"the right answer to {check} is not said to be right")
        self.learner.send(self.learner.form(re.escape(f"{here.split('?')[0]}/done")))

    def _quiz(self) -> None:
        """Start, answer page by page, check and submit; the score is full, but for works, which the learner assesses."""
        start = self.learner.form(rf"{self.outline}/[^/]+/quiz")
        ready = {"ready": ["y"]} if start.first("input", name="ready") else {}
        self.learner.send(start, ready)
        for _ in range(MAX_PAGES):
            if not re.fullmatch(r"/attempts/\d+", self.learner.path.split("?")[0]):
                break
            self._attach_files()
            form = self.learner.form(r"/attempts/\d+")
            answers = [self.keys.answer(question) for question in form.all("fieldset", class_="sit-question")]
            self.learner.send(form, {name: value for answer in answers for name, value in answer.items()})
        if self.learner.path.endswith("/check"):
            self._submit()
        if "you get no mark" in self.learner.page.text:
            return
        score = self.learner.page.first(class_="score-value")
        earned, _, most = (score.text if score else "").partition("/")
        self.learner.check(
            score and earned.strip() == most.strip(), "right answers do not give the full score"
        )

    def _attach_files(self) -> None:
        """A file for each question of the page that asks for one."""
        asking = self.learner.page.all("fieldset", class_="sit-question")
        for text in filter(None, map(self.keys.files, asking)):
            form = self.learner.form(r"/attempts/\d+")
            self.learner.attach(form, "work.txt", text.encode())

    def _submit(self) -> None:
        self.learner.check("0 not answered" in self.learner.page.text, "an answer was lost on the way")
        self.learner.send(self.learner.form(r"/attempts/\d+/submit"), {"confirm": ["y"]})
        receipt = self.learner.page.first(class_="receipt")
        self.learner.check(receipt, "submitting does not show a receipt")
        self.say(f"      receipt {receipt.text if receipt else ''}")
        self.learner.open(self.learner.link("/review$"))

    def certificate(self) -> None:
        """The certificate's page, and its PDF."""
        self.learner.open(self.outline)
        self.learner.open(self.learner.link("/certificate$"))
        self.learner.check(NAME in self.learner.page.text, "the certificate does not bear the name")
        self.verify_path = urlsplit(self.learner.link("/verify/")).path
        response = self.learner.http.get(self.learner.link(r"/certificate\.pdf$"))
        is_pdf = response.headers["Content-Type"] == "application/pdf" and response.content.startswith(
            b"%PDF-"
        )
        self.learner.check(response.status_code == 200 and is_pdf, f"no PDF: {response.status_code}")
        self.say(f"   PDF of {len(response.content)} bytes")

    def verify(self) -> None:
        """A stranger with the code sees whose certificate it is; another code is unknown."""
        stranger = self._visitor()
        stranger.open(self.verify_path)
        status, name = stranger.page.first("h1"), stranger.page.first(class_="verify-name")
        stranger.check(status and status.text == "Valid", "the certificate is not said to be valid")
        stranger.check(name and name.text == NAME, "the page does not say whose it is")
        wrong = self.verify_path[:-1] + ("2" if self.verify_path[-1] != "2" else "3")
        stranger.check(stranger.http.get(wrong).status_code == 404, "another code is not unknown")
        self.say(f"   {self.verify_path}: {status.text if status else ''}, {NAME}")


def main() -> int:
    """0 when the whole way was gone."""
    if len(sys.argv) != 2:
        sys.stderr.write(f"{__doc__}\n")
        return 2
    journey = Journey(sys.argv[1], lambda line: print(line, flush=True))
    try:
        journey.run()
    except (Failure, httpx.HTTPError, KeyError, ValueError, StopIteration) as error:
        kind = "" if isinstance(error, Failure) else f"{type(error).__name__}: "
        context = "" if isinstance(error, Failure) else f"\n  {journey.learner.failure('last page')}"
        print(f"FAILED at “{journey.step}”: {kind}{error}{context}", flush=True)
        return 1
    finally:
        journey.close()
    print("From sign-up to a verified certificate: done.", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
