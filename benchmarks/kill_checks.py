"""After the kills: acknowledged is stored, stored was sent, one mark for each attempt, and no deadline moved."""

import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from benchmarks.kill_learners import Ack, Crowd
from benchmarks.world import LIMIT, World, settings_of
from lms.app import create_app
from lms.core.db import db, session
from lms.quiz.models import Answer, Attempt, AttemptEvent

SAVED = "saved"


@dataclass(frozen=True)
class Verdict:
    """What was found. `lost`, `invented`, `marks`, `deadlines` and `faults` are lists of sentences, all empty when all is well."""

    kills: dict[str, int]
    acknowledged: int
    submitted: int
    lost: list[str]
    invented: list[str]
    marks: list[str]
    deadlines: list[str]
    faults: list[str]
    longest_silence: float
    recovery_p95: float

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not (self.lost or self.invented or self.marks or self.deadlines or self.faults)

    def text(self, database: str) -> str:
        """For people."""
        kills = ", ".join(f"{count} × {what}" for what, count in self.kills.items())
        found = [*self.lost, *self.invented, *self.marks, *self.deadlines, *self.faults]
        return "\n".join(
            [
                f"{database}: {sum(self.kills.values())} kills ({kills})",
                f"  acknowledged saves {self.acknowledged}, submitted attempts {self.submitted}",
                (
                    f"  lost {len(self.lost)}, invented {len(self.invented)}, attempts without exactly one mark {len(self.marks)}, "
                    f"moved deadlines {len(self.deadlines)}, other faults {len(self.faults)}"
                ),
                (
                    f"  after a kill the next answer was saved within {self.recovery_p95:.1f} s (p95), "
                    f"{self.longest_silence:.1f} s (longest)"
                ),
                *(f"  ! {line}" for line in found[:20]),
            ]
        )


def check(world: World, crowd: Crowd, kills: Mapping[str, int]) -> Verdict:
    """Read the database that the kills left, and hold it against the journals."""
    app = create_app(settings_of(world.url, world.folder))
    with app.app_context():
        attempts = {attempt.id: attempt for attempt in session().scalars(select(Attempt))}
        events = list(session().scalars(select(AttemptEvent)))
        lost = list(_lost(crowd, attempts, events))
        invented = list(_invented(crowd, attempts))
        marks = list(_marks(crowd, attempts, events))
        deadlines = list(_deadlines(attempts))
        db.session.remove()
        db.engine.dispose()
    faults = [fault for learner in crowd.learners for fault in learner.journal.faults]
    waits = crowd.recoveries()
    return Verdict(
        kills=dict(kills),
        acknowledged=len(crowd.acks),
        submitted=sum(len(learner.journal.submitted) for learner in crowd.learners),
        lost=lost,
        invented=invented,
        marks=marks,
        deadlines=deadlines,
        faults=[*faults, *_integrity(world)],
        longest_silence=max(waits, default=0.0),
        recovery_p95=waits[int(len(waits) * 0.95)] if waits else 0.0,
    )


def _meaning(attempt: Attempt, slot: int, choice: str) -> Any:
    """The stored form of a choice: its option's id, or true or false."""
    prepared = attempt.paper["slots"][slot - 1]["prepared"]
    known = dict(prepared.get("options", ()))
    return {"option": known[choice]} if choice in known else {"value": choice == "true"}


def _lost(crowd: Crowd, attempts: Mapping[int, Attempt], events: list[AttemptEvent]) -> Iterator[str]:
    stored = {
        (event.attempt_id, event.slot, event.payload["sequence"]): event.payload.get("response")
        for event in events
        if event.kind == SAVED
    }
    last: dict[tuple[int, int], int] = {}
    for ack in crowd.acks:
        key = (ack.attempt, ack.slot)
        last[key] = max(last.get(key, 0), ack.sequence)
        expected = _meaning(attempts[ack.attempt], ack.slot, ack.choice)
        if stored.get((*key, ack.sequence)) != expected and not _repeats(ack, stored, expected):
            yield f"attempt {ack.attempt}, slot {ack.slot}: save {ack.sequence} was acknowledged and is not there"
    rows = session().execute(select(Answer.attempt_id, Answer.slot, Answer.sequence))
    now = {(attempt, slot): sequence for attempt, slot, sequence in rows}
    for place, sequence in last.items():
        if now.get(place, 0) < sequence:
            yield f"attempt {place[0]}, slot {place[1]}: acknowledged up to {sequence}, stored up to {now.get(place, 0)}"


def _repeats(ack: Ack, stored: Mapping[tuple[int, int | None, int], Any], expected: Any) -> bool:
    """The same answer saved again keeps its number: then the save before it holds the answer."""
    earlier = [number for (attempt, slot, number) in stored if (attempt, slot) == (ack.attempt, ack.slot)]
    before = max((number for number in earlier if number <= ack.sequence), default=None)
    return before is not None and stored[(ack.attempt, ack.slot, before)] == expected


def _invented(crowd: Crowd, attempts: Mapping[int, Attempt]) -> Iterator[str]:
    sent = {
        (attempt, slot, str(_meaning(attempts[attempt], slot, choice)))
        for learner in crowd.learners
        for attempt, slot, choice in learner.journal.sent
    }
    for answer in session().scalars(select(Answer).where(Answer.sequence > 0)):
        if (answer.attempt_id, answer.slot, str(answer.response)) not in sent:
            yield f"attempt {answer.attempt_id}, slot {answer.slot}: {answer.response} was never sent"


def _marks(crowd: Crowd, attempts: Mapping[int, Attempt], events: list[AttemptEvent]) -> Iterator[str]:
    marks = Counter(event.attempt_id for event in events if event.kind == "marked")
    for attempt in attempts.values():
        expected = 0 if attempt.state == "open" else 1
        if marks[attempt.id] != expected:
            yield f"attempt {attempt.id} ({attempt.state}) has {marks[attempt.id]} marks"
    for learner in crowd.learners:
        for attempt_id in learner.journal.submitted:
            if attempts[attempt_id].receipt_code is None:
                yield f"attempt {attempt_id} was submitted and has no receipt"


def _deadlines(attempts: Mapping[int, Attempt]) -> Iterator[str]:
    for attempt in attempts.values():
        if attempt.due_at != attempt.started_at + timedelta(minutes=LIMIT):
            yield f"attempt {attempt.id} ends at {attempt.due_at}, it began at {attempt.started_at}"


def _integrity(world: World) -> list[str]:
    """SQLite's own check of the file."""
    if world.database != "sqlite":
        return []
    with sqlite3.connect(world.url.removeprefix("sqlite:///")) as connection:
        found = [str(row[0]) for row in connection.execute("PRAGMA integrity_check")]
        found += [f"foreign key: {row}" for row in connection.execute("PRAGMA foreign_key_check")]
    connection.close()
    return [line for line in found if line != "ok"]
