"""Saving answers: the hot path. At most four statements for one answer, the sign-in's included, two of them writes.

A save names the sequence number of the answer that it was typed over. An older one never overwrites a newer answer, the
same client key is the same save, and after the deadline and its grace an answer is kept as evidence, never marked.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Row

from lms.core.db import session
from lms.core.errors import Forbidden, InvalidInput, NotFound
from lms.core.reasons import Reason, reason
from lms.courses.queries import revision_document
from lms.quiz.engine.paper import Paper, Slot
from lms.quiz.engine.policy import OPEN
from lms.quiz.engine.question_type import Fields, InvalidAnswer, question_type
from lms.quiz.layout import is_reachable
from lms.quiz.pauses import refusal_to_save
from lms.quiz.rules import QuizContent, is_over, quiz_content, seconds_left
from lms.quiz.save_statements import FOR_SAVE, INSERT_ANSWERS, INSERT_EVENTS, LOCK, UPDATE_ANSWERS

Response = dict[str, Any] | None
LONG_ANSWER = 500
"""Bytes of JSON above which an answer is not copied into the events at each save."""
COPY_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Typed:
    """What a page sends of one slot: its fields, the sequence number that it was typed over, and the save's own key.

    `is_flagged` None leaves the flag as it is, `certainty` None the certainty; `key` None (a plain form) is no key at all.
    `typed_at` is what the device's own clock says of it, which proves nothing.
    """

    slot: int
    fields: Fields
    base: int
    is_flagged: bool | None = None
    key: str | None = None
    certainty: int | None = None
    typed_at: datetime | None = None


@dataclass(frozen=True)
class Stored:
    """A slot's answer on the server."""

    response: Response
    sequence: int
    saved_at: datetime | None
    is_flagged: bool = False
    certainty: int | None = None

    @property
    def answer(self) -> tuple[Response, int | None]:
        """What is marked of it."""
        return self.response, self.certainty


@dataclass(frozen=True)
class Outcome:
    """What became of a save. `saved` by slot; `stale` answers were not written, the stored ones stand; `invalid` say why.

    `invalid` are answers that can't be read, and those to questions that take none any more: closed, or left behind.

    `refusal` is set when the attempt takes no more answers, with the receipt if it has one; `is_late` when what was sent was
    kept as evidence.
    """

    due_at: datetime | None
    state: str
    saved: dict[int, Stored] = field(default_factory=dict)
    stale: dict[int, Stored] = field(default_factory=dict)
    invalid: dict[int, Reason] = field(default_factory=dict)
    refusal: Reason | None = None
    receipt: str | None = None
    is_late: bool = False

    @property
    def is_clean(self) -> bool:
        """Whether everything that was typed is saved."""
        return not (self.stale or self.invalid)

    def seconds_left(self, now: datetime) -> int | None:
        """Whole seconds until the deadline."""
        return seconds_left(self.due_at, now)


class _Save:
    """One request's work on one locked attempt."""

    def __init__(
        self, rows: Sequence[Row[Any]], content: QuizContent, session_id: int | None, now: datetime
    ) -> None:
        self.row, self.content, self.session_id, self.now = rows[0], content, session_id, now
        self.paper = Paper.load(self.row.paper)
        self.stored = {row.slot: row for row in rows if row.answer_id is not None}
        self.outcome = Outcome(self.row.due_at, self.row.state)
        self.new: list[dict[str, Any]] = []
        self.changed: list[dict[str, Any]] = []
        self.events: list[dict[str, Any]] = []

    def slot(self, number: int) -> Slot:
        try:
            return self.paper.slot(number)
        except KeyError:
            raise InvalidInput(reason("answer.malformed")) from None

    def read(self, typed: Typed) -> Response:
        slot = self.slot(typed.slot)
        question = self.content.questions[slot.question_id]
        return question_type(question.type).read(question, slot.prepared, typed.fields)

    def current(self, number: int) -> Stored:
        row = self.stored.get(number)
        if row is None:
            return NOTHING
        return Stored(row.response, row.sequence, row.saved_at, row.is_flagged, row.certainty)

    def refusal(self, number: int, before: Stored, after: Stored) -> Reason | None:
        """Why the answer to this question can't change any more; None when it can, or when it does not."""
        if after.answer == before.answer and after.is_flagged == before.is_flagged:
            return None
        if not is_reachable(self.paper, self.content.policy, self.row.position, number):
            return reason("save.passed")
        known = self.stored.get(number)
        if known is not None and known.is_closed and after.answer != before.answer:
            return reason("save.closed")
        return None

    def take(self, typed: Typed) -> None:
        """Write, or note why not."""
        try:
            response = self.read(typed)
        except InvalidAnswer as error:
            self.outcome.invalid[typed.slot] = error.reason
            return
        before = self.current(typed.slot)
        flagged = before.is_flagged if typed.is_flagged is None else typed.is_flagged
        certainty = self.certainty(typed, before)
        after = Stored(response, before.sequence + 1, self.now, flagged, certainty)
        refusal = self.refusal(typed.slot, before, after)
        if refusal is not None:
            self.outcome.invalid[typed.slot] = refusal
        elif after.answer == before.answer and flagged == before.is_flagged:
            self.outcome.saved[typed.slot] = before
        elif typed.base != before.sequence:
            self.outcome.stale[typed.slot] = before
        else:
            self.outcome.saved[typed.slot] = after
            self._write(typed, before, after)

    def certainty(self, typed: Typed, before: Stored) -> int | None:
        """How certain the learner says to be, where the quiz asks."""
        return (typed.certainty or before.certainty) if self.content.policy.certainty else None

    def _write(self, typed: Typed, before: Stored, after: Stored) -> None:
        values = {
            "response": after.response,
            "sequence": after.sequence,
            "saved_at": self.now,
            "is_flagged": after.is_flagged,
            "certainty": after.certainty,
        }
        known = self.stored.get(typed.slot)
        if known is None:
            self.new.append({"attempt_id": self.row.id, "slot": typed.slot, **values})
        else:
            # A flag says nothing new: what a check showed of this very answer stays.
            is_same = after.answer == before.answer and known.checked_sequence == before.sequence
            checked = after.sequence if is_same else known.checked_sequence
            self.changed.append({"answer_id": known.answer_id, "checked_sequence": checked, **values})
        came_from = {} if self.session_id is None else {"session": self.session_id}
        self._note("saved", typed, _evidence(after, before.saved_at, self.now) | came_from)

    def keep_late(self, typed: Typed) -> None:
        """After the deadline: evidence that a marker may look at, once per client key."""
        if self.row.seen is not None:
            return
        try:
            response = self.read(typed)
        except InvalidAnswer as error:
            self.outcome.invalid[typed.slot] = error.reason
            return
        if response != self.current(typed.slot).response:
            typed_at = typed.typed_at.isoformat() if typed.typed_at else None
            told = {"certainty": self.certainty(typed, self.current(typed.slot)), "typed_at": typed_at}
            self._note("late", typed, {"response": response, "base": typed.base, **told})

    def _note(self, kind: str, typed: Typed, payload: dict[str, Any]) -> None:
        about = {"attempt_id": self.row.id, "at": self.now, "kind": kind, "slot": typed.slot}
        self.events.append({**about, "client_key": typed.key, "payload": payload})

    def flush(self) -> bool:
        """Write; False, with nothing written, when another save of this one slot was faster."""
        connection = session().connection()
        for statement, values in ((INSERT_ANSWERS, self.new), (UPDATE_ANSWERS, self.changed)):
            if len(values) == 1 and not connection.execute(statement, values[0]).rowcount:
                return False
            if len(values) > 1:
                connection.execute(statement, values)
        if self.events:
            connection.execute(INSERT_EVENTS, self.events)
        return True


NOTHING = Stored(None, 0, None)


def save(
    *, person_id: int, attempt_id: int, typed: Sequence[Typed], now: datetime, session_id: int | None = None
) -> Outcome:
    """Store what was typed in an attempt of this person, each slot on its own; nothing else of the attempt changes.

    `session_id` is the sign-in from which it comes, kept in the event. NotFound for another's attempt, Forbidden once the enrolment ended, InvalidInput for a slot that is not on the paper.
    """
    if len(typed) > 1:
        session().connection().execute(LOCK, {"attempt": attempt_id})
    done = _work(_begin(person_id, attempt_id, typed, session_id, now), typed)
    if not done.flush():
        # PostgreSQL read the answer as it was before it waited for the lock. It is ours now: read again.
        done = _work(_begin(person_id, attempt_id, typed, session_id, now), typed)
        done.flush()
    return done.outcome


def _work(begun: _Save, typed: Sequence[Typed]) -> _Save:
    """Decide what to write."""
    for one in typed:
        begun.slot(one.slot)
    paused = refusal_to_save(begun.row, begun.now)
    if is_over(begun.row.state, begun.row.cutoff_at, begun.now):
        begun.outcome = _refuse(begun, typed)
    elif paused is not None:
        begun.outcome = replace(begun.outcome, refusal=paused)
    elif begun.row.seen is not None:
        # A retry whose first reply was lost: the sequence is that save's own, so a newer answer still shows as newer.
        seen, current = begun.row.seen["sequence"], begun.current(typed[0].slot)
        begun.outcome.saved[typed[0].slot] = replace(current, sequence=seen, saved_at=begun.row.seen_at)
    else:
        for one in typed:
            begun.take(one)
    return begun


def _begin(
    person_id: int, attempt_id: int, typed: Sequence[Typed], session_id: int | None, now: datetime
) -> _Save:
    """Lock and read the attempt."""
    keys = {one.key for one in typed if one.key}
    values = {
        "attempt": attempt_id,
        "slots": [one.slot for one in typed],
        "client_key": keys.pop() if len(keys) == 1 else "",
    }
    rows: Sequence[Any] = session().connection().execute(FOR_SAVE, values).all()
    if not rows or rows[0].user_id != person_id:
        raise NotFound
    first = rows[0]
    if first.ended_at is not None:
        raise Forbidden(reason("cohorts.enrolment_ended"))
    content = quiz_content(revision_document(first.revision_id), first.item_key)
    assert content is not None  # the attempt began on this quiz of this revision
    return _Save(rows, content, session_id, now)


def _refuse(begun: _Save, typed: Sequence[Typed]) -> Outcome:
    """The attempt is over. What arrives after the deadline is kept as evidence; so is what another device still held, which its
    own key tells from a page that is sent again, when the learner submitted on this one.
    """
    by_learner = begun.row.state != OPEN and begun.row.submitted_by == "learner"
    for one in typed:
        if not by_learner or one.key:
            begun.keep_late(one)
    why = reason("save.late", due_at=begun.row.due_at)
    if by_learner:
        why = reason("save.after_submission" if begun.events else "save.submitted")
    known = begun.outcome
    return replace(known, refusal=why, receipt=begun.row.receipt_code, is_late=bool(begun.events))


def _evidence(after: Stored, copied_at: datetime | None, now: datetime) -> dict[str, Any]:
    """What the event of a save remembers: all of a short answer; of a long one the hash, and all of it now and then."""
    text = json.dumps(after.response, ensure_ascii=False, sort_keys=True)
    payload: dict[str, Any] = {"sequence": after.sequence, "flagged": after.is_flagged}
    if after.certainty is not None:
        payload["certainty"] = after.certainty
    is_long = len(text.encode()) > LONG_ANSWER
    if is_long and copied_at is not None and now - copied_at < COPY_EVERY:
        return {**payload, "sha256": sha256(text.encode()).hexdigest()}
    return {**payload, "response": after.response}
