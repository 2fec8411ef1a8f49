"""The learners: a process of its own, one thread each, that plays the whole path again and again over loopback.

Reads a job as one line of JSON, plays one flow that fills the server's caches, says `ready`, and once told `go` plays
the job and prints what it measured as one line of JSON.
"""

import json
import re
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

STEPS = (
    "sign-in page",
    "sign in",
    "today",
    "course",
    "lesson",
    "item opened",
    "lesson done",
    "start card",
    "start",
    "quiz page",
    "save answer",
    "check page",
    "submit",
    "receipt",
    "review",
)
MAX_LEARNERS = 200
MAX_SECONDS = 600
REPLY_SECONDS = 30
READY, GO = "ready", "go"
RAMP = 0.1
"""Learners arrive over this share of the time, so that the first moment is not one burst of password hashes."""

CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
ENROLMENT = re.compile(r'href="(/learn/\d+)"')
CHOICE = re.compile(r'name="q(\d+)-choice" value="([0-9a-z]+)"')


@dataclass(frozen=True)
class Job:
    """What to play: on which server, as whom, for how long, and how often at most."""

    base_url: str
    learners: list[tuple[str, str]]
    lesson: str
    quiz: str
    seconds: float
    flows: int | None = None


@dataclass(frozen=True)
class Sample:
    """One request: its step, its time at the client, and what the server says that it cost."""

    step: str
    ms: float
    statements: int
    cpu_ms: float
    size: int


@dataclass
class Played:
    """What a learner, or all of them, did. `errors` holds (step, what was wrong)."""

    flows: int = 0
    samples: list[Sample] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)

    def add(self, other: "Played") -> None:
        """Take in what another learner did."""
        self.flows += other.flows
        self.samples += other.samples
        self.errors += other.errors


class Refused(Exception):
    """The server's answer was not the expected one: the flow ends here."""


class TimeUp(Exception):
    """The time of the run is over: an unfinished flow is no error."""


class Browser:
    """A learner's browser: keeps cookies, measures each request, follows no redirection by itself."""

    def __init__(self, base_url: str, played: Played, end: float) -> None:
        self.http = httpx.Client(base_url=base_url, timeout=REPLY_SECONDS, trust_env=False)
        self.played, self.end = played, end
        self.token = ""

    def send(self, step: str, method: str, path: str, status: int = 200, **sent: Any) -> httpx.Response:
        """One measured request; Refused when it answers with another status."""
        if time.monotonic() > self.end:
            raise TimeUp
        began = time.perf_counter()
        try:
            reply = self.http.request(method, path, **sent)
        except httpx.HTTPError as error:
            raise self.refused(step, type(error).__name__) from error
        ms = (time.perf_counter() - began) * 1000
        if reply.status_code != status:
            raise self.refused(step, f"status {reply.status_code}")
        statements = int(reply.headers.get("X-Benchmark-Statements", 0))
        cpu = float(reply.headers.get("X-Benchmark-Cpu-Ms", 0))
        self.played.samples.append(Sample(step, ms, statements, cpu, len(reply.content)))
        return reply

    def refused(self, step: str, what: str) -> Refused:
        """Note an error; the exception to raise."""
        self.played.errors.append((step, what))
        return Refused(f"{step}: {what}")

    def page(self, step: str, path: str) -> str:
        """Open a page, and keep its form token."""
        html = self.send(step, "GET", path).text
        found = CSRF.search(html)
        self.token = found.group(1) if found else self.token
        return html

    def post(self, step: str, path: str, status: int = 303, **fields: str) -> str:
        """Post a form of the last page; where the server sends the browser."""
        data = {"csrf_token": self.token, **fields}
        reply = self.send(step, "POST", path, status, data=data)
        return str(reply.headers.get("Location", ""))

    def save(self, path: str, slot: int, choice: str, sequence: int = 0) -> int:
        """Save one answer as the page's script does; the answer's new sequence number."""
        body = {"sequence": sequence, "key": uuid4().hex, "fields": {"choice": [choice]}, "flagged": False}
        headers = {"X-CSRFToken": self.token, "Accept": "application/json"}
        reply = self.send("save answer", "POST", f"{path}/slots/{slot}", json=body, headers=headers)
        return int(reply.json()["sequence"])


def reach_quiz(browser: Browser, job: Job, email: str, password: str) -> tuple[str, dict[int, list[str]]]:
    """From the sign-in page to a started attempt: its path, and the choices of each question."""
    browser.page("sign-in page", "/sign-in")
    browser.post("sign in", "/sign-in", email=email, password=password)
    found = ENROLMENT.search(browser.page("today", "/today"))
    if found is None:
        raise browser.refused("today", "no link to the course")
    course = found.group(1)
    browser.page("course", course)
    browser.page("lesson", f"{course}/{job.lesson}")
    browser.post("item opened", f"{course}/{job.lesson}/opened", 204)
    browser.post("lesson done", f"{course}/{job.lesson}/done")
    browser.page("start card", f"{course}/{job.quiz}/quiz")
    browser.post("item opened", f"{course}/{job.quiz}/opened", 204)
    attempt = urlsplit(browser.post("start", f"{course}/{job.quiz}/quiz")).path
    choices: dict[int, list[str]] = {}
    for slot, token in CHOICE.findall(browser.page("quiz page", attempt)):
        choices.setdefault(int(slot), []).append(token)
    return attempt, choices


def play(browser: Browser, job: Job, email: str, password: str) -> None:
    """One whole path: answers saved one by one, then submitted and reviewed."""
    attempt, choices = reach_quiz(browser, job, email, password)
    for slot, tokens in choices.items():
        browser.save(attempt, slot, tokens[slot % len(tokens)])
    browser.page("check page", f"{attempt}/check")
    browser.post("submit", f"{attempt}/submit", confirm="y")
    browser.page("receipt", f"{attempt}/receipt")
    browser.page("review", f"{attempt}/review")
    browser.played.flows += 1


def live(job: Job, email: str, password: str, end: float, flows: int | None) -> Played:
    """One learner's time: the path again and again, each time in a fresh browser."""
    played = Played()
    while time.monotonic() < end and (flows is None or played.flows + len(played.errors) < flows):
        browser = Browser(job.base_url, played, end)
        try:
            play(browser, job, email, password)
        except Refused:
            time.sleep(0.2)  # a broken server must not be hammered
        except TimeUp:
            pass
        finally:
            browser.http.close()
    return played


def run(job: Job) -> tuple[Played, float]:
    """All learners at once; with the elapsed seconds."""
    total, lock = Played(), threading.Lock()
    began = time.monotonic()
    end = began + job.seconds

    def learner(number: int) -> None:
        time.sleep(job.seconds * RAMP * number / len(job.learners))
        played = live(job, *job.learners[number], end, job.flows)
        with lock:
            total.add(played)

    threads = [threading.Thread(target=learner, args=(number,)) for number in range(len(job.learners))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return total, time.monotonic() - began


def main() -> None:
    """Play the job of standard input."""
    job = Job(**json.loads(sys.stdin.readline()))
    if urlsplit(job.base_url).hostname != "127.0.0.1":
        raise SystemExit("benchmarks play on this machine only")
    if len(job.learners) > MAX_LEARNERS or job.seconds > MAX_SECONDS:
        raise SystemExit(f"at most {MAX_LEARNERS} learners and {MAX_SECONDS} seconds")
    live(job, *job.learners[0], time.monotonic() + REPLY_SECONDS, 1)
    print(READY, flush=True)
    if sys.stdin.readline().strip() != GO:
        return
    began = time.process_time()
    played, elapsed = run(job)
    print(json.dumps({**asdict(played), "elapsed": elapsed, "cpu": time.process_time() - began}))


if __name__ == "__main__":
    main()
