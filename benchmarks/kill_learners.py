"""The learners of the kill test: they save one answer after the other, repeat what was not acknowledged, and keep a journal."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from benchmarks.client import CHOICE, CSRF, ENROLMENT
from benchmarks.world import LESSON, QUIZ, Person

GIVE_UP_SECONDS = 120
SAVES_AN_ATTEMPT = 40
TRANSIENT = {429, 500, 502, 503, 504}


@dataclass(frozen=True)
class Ack:
    """A save that the server acknowledged."""

    attempt: int
    slot: int
    sequence: int
    choice: str


@dataclass
class Journal:
    """What one learner sent, and what was acknowledged of it. `at` are the moments of acknowledgements."""

    sent: set[tuple[int, int, str]] = field(default_factory=set)
    acks: list[Ack] = field(default_factory=list)
    submitted: list[int] = field(default_factory=list)
    at: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


class Learner:
    """One learner with a browser; every request is repeated until it is answered."""

    def __init__(self, base_url: str, person: Person, stop: threading.Event) -> None:
        self.http = httpx.Client(base_url=base_url, timeout=10, trust_env=False)
        self.person, self.stop, self.journal = person, stop, Journal()
        self.rng = random.Random(person.email)
        self.token = ""

    def persist(self, request: Callable[[], httpx.Response]) -> httpx.Response:
        """The first answer that is not the machine's failure; RuntimeError after two minutes."""
        end = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < end:
            try:
                reply = request()
            except httpx.HTTPError:
                reply = None
            if reply is not None and reply.status_code not in TRANSIENT:
                return reply
            time.sleep(self.rng.uniform(0.05, 0.3))
        raise RuntimeError("no answer for two minutes")

    def page(self, path: str) -> str:
        """A page, and its form token."""
        html = self.persist(lambda: self.http.get(path)).text
        found = CSRF.search(html)
        self.token = found.group(1) if found else self.token
        return html

    def post(self, path: str, **fields: str) -> httpx.Response:
        """A form of the last page."""
        return self.persist(lambda: self.http.post(path, data={"csrf_token": self.token, **fields}))

    def sign_in(self) -> str:
        """From the sign-in page to the path of the course, its first lesson done, which opens the quiz."""
        self.page("/sign-in")
        self.post("/sign-in", email=self.person.email, password=self.person.password)
        found = ENROLMENT.search(self.page("/today"))
        assert found is not None, "no link to the course"
        self.page(f"{found.group(1)}/{LESSON}")
        self.post(f"{found.group(1)}/{LESSON}/done")
        return found.group(1)

    def live(self, course: str) -> None:
        """Attempt after attempt until told to stop; the last one is left running."""
        while not self.stop.is_set():
            self.page(f"{course}/{QUIZ}/quiz")
            place = urlsplit(self.post(f"{course}/{QUIZ}/quiz", ready="y").headers.get("Location", "")).path
            choices: dict[int, list[str]] = {}
            for slot, token in CHOICE.findall(self.page(place)):
                choices.setdefault(int(slot), []).append(token)
            self._answer(place, choices)
            if not self.stop.is_set():
                self._submit(place)

    def _answer(self, place: str, choices: dict[int, list[str]]) -> None:
        sequences = dict.fromkeys(choices, 0)
        for _ in range(SAVES_AN_ATTEMPT):
            if self.stop.is_set():
                return
            slot = self.rng.choice(list(choices))
            sequences[slot] = self._save(place, slot, self.rng.choice(choices[slot]), sequences[slot])

    def _save(self, place: str, slot: int, choice: str, sequence: int) -> int:
        attempt = int(place.rsplit("/", 1)[1])
        body = {"sequence": sequence, "key": uuid4().hex, "fields": {"choice": [choice]}, "flagged": False}
        headers = {"X-CSRFToken": self.token, "Accept": "application/json"}
        self.journal.sent.add((attempt, slot, choice))
        reply = self.persist(lambda: self.http.post(f"{place}/slots/{slot}", json=body, headers=headers))
        if reply.status_code != 200:
            self.journal.faults.append(f"save answered {reply.status_code}: {reply.text[:200]}")
            return sequence
        saved = int(reply.json()["sequence"])
        self.journal.acks.append(Ack(attempt, slot, saved, choice))
        self.journal.at.append(time.monotonic())
        return saved

    def _submit(self, place: str) -> None:
        reply = self.post(f"{place}/submit", confirm="y")
        if reply.status_code == 303:
            self.journal.submitted.append(int(place.rsplit("/", 1)[1]))
        else:
            self.journal.faults.append(f"submit answered {reply.status_code}")


class Crowd:
    """All learners, each in a thread."""

    def __init__(self, base_url: str, people: Sequence[Person]) -> None:
        self.stop = threading.Event()
        self.learners = [Learner(base_url, person, self.stop) for person in people]
        self.threads: list[threading.Thread] = []
        self.strikes: list[float] = []

    def begin(self) -> None:
        """Everybody signs in, then all begin."""
        for learner in self.learners:
            course = learner.sign_in()
            self.threads.append(threading.Thread(target=self._live, args=(learner, course), daemon=True))
        for thread in self.threads:
            thread.start()

    @staticmethod
    def _live(learner: Learner, course: str) -> None:
        try:
            learner.live(course)
        except Exception as error:
            learner.journal.faults.append(f"{type(error).__name__}: {error}")

    def struck(self) -> None:
        """Note the moment of a kill."""
        self.strikes.append(time.monotonic())

    def finish(self) -> None:
        """Let everybody end what they are sending."""
        self.stop.set()
        for thread in self.threads:
            thread.join(GIVE_UP_SECONDS)

    @property
    def acks(self) -> list[Ack]:
        """Every acknowledged save."""
        return [ack for learner in self.learners for ack in learner.journal.acks]

    def recoveries(self) -> list[float]:
        """Seconds from each kill to the next acknowledgement of anyone, in order of length."""
        moments = sorted(at for learner in self.learners for at in learner.journal.at)
        nexts = (next((at - strike for at in moments if at > strike), None) for strike in self.strikes)
        return sorted(wait for wait in nexts if wait is not None)
