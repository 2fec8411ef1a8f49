"""What a learner did, as values: the input of the rules, and how each learning event changes it.

Acts and `lms progress rebuild` use the same `after`, so projections equal the events that they come from.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from lms.cohorts.rules import EventKind

STEP = Decimal("0.0001")


class Own(NamedTuple):
    """What the learner's own work gives a quiz, while a mark that a person set stands over it."""

    score: Decimal | None = None
    passed_at: datetime | None = None
    done_at: datetime | None = None


@dataclass(frozen=True)
class Said:
    """Who decided about an item and why, as the learner reads it."""

    by: str
    why: str


@dataclass(frozen=True)
class ItemFacts:
    """What a learner did of one item. `score` is the kept fraction in [0, 1] of a quiz, rounded down, None without a mark.

    `awaits_mark`: a person still marks something that was submitted. `excused_at`: it counts neither as done nor as missing.
    `own`: a person set the mark; score, passing and being done are theirs, and this is what the work gives. The two `…_said`
    tell who decided; they are read from the database, never folded.
    """

    opened_at: datetime | None = None
    done_at: datetime | None = None
    passed_at: datetime | None = None
    score: Decimal | None = None
    attempts: int = 0
    awaits_mark: bool = False
    has_open_attempt: bool = False
    excused_at: datetime | None = None
    own: Own | None = None
    excuse_said: Said | None = field(default=None, compare=False)
    mark_said: Said | None = field(default=None, compare=False)

    @property
    def is_started(self) -> bool:
        """Whether the learner has begun."""
        return self.opened_at is not None or self.attempts > 0 or self.has_open_attempt


class Evidence(NamedTuple):
    """What there is to judge an objective by: graded questions answered the first time, the sum of their fractions,
    and rows of rubrics that a marker found met."""

    graded: int = 0
    earned: Decimal = Decimal(0)
    met: int = 0

    def plus(self, other: "Evidence") -> "Evidence":
        """Both together."""
        return Evidence(self.graded + other.graded, self.earned + other.earned, self.met + other.met)

    def minus(self, other: "Evidence") -> "Evidence":
        """What must be added to `other` to have this."""
        return Evidence(self.graded - other.graded, self.earned - other.earned, self.met - other.met)

    def dump(self, rounding: str | None = None) -> list[Any]:
        """JSON values; `met` is left out when there is none."""
        earned = str(self.earned) if rounding is None else _text(self.earned, rounding)
        return [self.graded, earned, *([self.met] if self.met else ())]

    @classmethod
    def load(cls, stored: Sequence[Any]) -> "Evidence":
        """What `dump` gave."""
        return cls(int(stored[0]), Decimal(stored[1]), *(int(met) for met in stored[2:]))


NO_EVIDENCE = Evidence()


@dataclass(frozen=True)
class Facts:
    """Everything that one learner did of a course, by item and by objective; keys of other revisions are allowed."""

    items: Mapping[str, ItemFacts] = field(default_factory=dict)
    objectives: Mapping[str, Evidence] = field(default_factory=dict)
    current_item: str | None = None

    def of(self, item_key: str) -> ItemFacts:
        """The facts of one item, empty when there are none."""
        return self.items.get(item_key, NOTHING)


NOTHING = ItemFacts()


@dataclass(frozen=True)
class Act:
    """A learning event as the fold reads it."""

    kind: str
    item_key: str | None
    at: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)


Change = Callable[[ItemFacts, Act], ItemFacts]


def after(facts: Facts, act: Act) -> Facts:
    """The facts once `act` happened; other kinds of event change nothing."""
    change = _CHANGES.get(act.kind)
    if change is None or act.item_key is None:
        return facts
    changed = {**facts.items, act.item_key: change(facts.of(act.item_key), act)}
    return replace(facts, items=changed, objectives=_evidence_after(facts.objectives, act))


def _opened(item: ItemFacts, act: Act) -> ItemFacts:
    return replace(item, opened_at=item.opened_at or act.at)


def _done(item: ItemFacts, act: Act) -> ItemFacts:
    return replace(_opened(item, act), done_at=item.done_at or act.at)


def _submitted(item: ItemFacts, act: Act) -> ItemFacts:
    return _marked(replace(_opened(item, act), attempts=item.attempts + 1), act)


def _marked(item: ItemFacts, act: Act) -> ItemFacts:
    """Passing is kept for good; the score is the one that the quiz says it keeps, else the highest."""
    item = replace(item, score=_score(item.score, act), awaits_mark=bool(act.payload.get("awaits")))
    if not act.payload["passed"]:
        return item
    return replace(item, passed_at=item.passed_at or act.at, done_at=item.done_at or act.at)


def _score(before: Decimal | None, act: Act) -> Decimal | None:
    """A submission without a fraction is not marked (yet): it changes no score."""
    fraction, kept = act.payload.get("fraction"), act.payload.get("kept")
    if fraction is None:
        return before
    return max(Decimal(fraction), before or Decimal(0)) if kept is None else Decimal(kept)


def _returned(item: ItemFacts, act: Act) -> ItemFacts:
    """The work counts no more, until its next version is submitted."""
    kept = act.payload.get("kept")
    score = None if kept is None else Decimal(kept)
    awaits = bool(act.payload.get("awaits"))
    return replace(item, attempts=max(0, item.attempts - 1), score=score, awaits_mark=awaits)


def _excused(item: ItemFacts, act: Act) -> ItemFacts:
    return replace(item, excused_at=item.excused_at or act.at)


def _excuse_ended(item: ItemFacts, act: Act) -> ItemFacts:
    return replace(item, excused_at=None)


def _set(item: ItemFacts, act: Act) -> ItemFacts:
    """A person's mark: it decides whether the quiz is passed, too, until it is taken away."""
    own = item.own or Own(item.score, item.passed_at, item.done_at)
    is_passed, score = act.payload["passed"], Decimal(act.payload["score"])
    passed_at = (own.passed_at or act.at) if is_passed else None
    done_at = (own.done_at or act.at) if is_passed else None
    return replace(item, own=own, score=score, passed_at=passed_at, done_at=done_at)


def _freed(item: ItemFacts, act: Act) -> ItemFacts:
    """What the learner's work gives counts again."""
    return replace(item, own=None, **item.own._asdict()) if item.own else item


def _beneath(change: Change) -> Change:
    """The change made to what the work gives, where a person's mark stands over it."""

    def changed(item: ItemFacts, act: Act) -> ItemFacts:
        if item.own is None:
            return change(item, act)
        work = change(_freed(item, act), act)
        own = Own(work.score, work.passed_at, work.done_at)
        return replace(work, own=own, score=item.score, passed_at=item.passed_at, done_at=item.done_at)

    return changed


_CHANGES: Mapping[str, Change] = {
    EventKind.ITEM_OPENED.value: _opened,
    EventKind.SELF_CHECK_ANSWERED.value: _opened,
    EventKind.ITEM_DONE.value: _done,
    EventKind.WORK_SUBMITTED.value: _beneath(_submitted),
    EventKind.WORK_MARKED.value: _beneath(_marked),
    EventKind.WORK_RETURNED.value: _beneath(_returned),
    EventKind.ITEM_EXCUSED.value: _excused,
    EventKind.EXCUSE_ENDED.value: _excuse_ended,
    EventKind.MARK_SET.value: _set,
    EventKind.MARK_FREED.value: _freed,
}


def _evidence_after(known: Mapping[str, Evidence], act: Act) -> Mapping[str, Evidence]:
    shown = act.payload.get("objectives")
    if not shown:
        return known
    changed = dict(known)
    for key, added in shown.items():
        changed[key] = changed.get(key, NO_EVIDENCE).plus(Evidence.load(added))
    return changed


def submission_payload(
    fraction: Decimal | None,
    passed: bool,
    objectives: Mapping[str, Evidence],
    kept: Decimal | None = None,
    awaits: bool = False,
) -> dict[str, Any]:
    """The payload of an event about submitted work: all that `after` needs, as JSON values.

    Fractions are rounded down, so that what is stored of a failed quiz never reaches its pass mark.
    """
    payload: dict[str, Any] = {"fraction": _floor(fraction), "passed": passed}
    if kept is not None:
        payload["kept"] = _floor(kept)
    if awaits:
        payload["awaits"] = True
    if objectives:
        payload["objectives"] = {
            key: Evidence(*shown).dump(ROUND_HALF_UP) for key, shown in objectives.items()
        }
    return payload


def _floor(value: Decimal | None) -> str | None:
    return None if value is None else _text(value, ROUND_FLOOR)


def _text(value: Decimal, rounding: str) -> str:
    return str(value.quantize(STEP, rounding=rounding))
