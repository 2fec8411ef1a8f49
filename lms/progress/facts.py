"""What a learner did, as values: the input of the rules, and how each learning event changes it.

Acts and `lms progress rebuild` use the same `after`, so projections equal the events that they come from.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any

from lms.cohorts.rules import EventKind

STEP = Decimal("0.0001")


@dataclass(frozen=True)
class ItemFacts:
    """What a learner did of one item. `score` is the kept fraction in [0, 1] of a quiz, rounded down."""

    opened_at: datetime | None = None
    done_at: datetime | None = None
    passed_at: datetime | None = None
    score: Decimal | None = None
    attempts: int = 0
    has_open_attempt: bool = False

    @property
    def is_started(self) -> bool:
        """Whether the learner has begun."""
        return self.opened_at is not None or self.attempts > 0 or self.has_open_attempt


@dataclass(frozen=True)
class Evidence:
    """Graded questions on an objective answered the first time, and the sum of their fractions."""

    graded: int = 0
    earned: Decimal = Decimal(0)


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
    """Passing is kept for good; the score is the one that the quiz says it keeps, else the highest."""
    fraction, kept = Decimal(act.payload["fraction"]), act.payload.get("kept")
    score = max(fraction, item.score or Decimal(0)) if kept is None else Decimal(kept)
    item = replace(_opened(item, act), attempts=item.attempts + 1, score=score)
    if not act.payload["passed"]:
        return item
    return replace(item, passed_at=item.passed_at or act.at, done_at=item.done_at or act.at)


_CHANGES = {
    EventKind.ITEM_OPENED.value: _opened,
    EventKind.SELF_CHECK_ANSWERED.value: _opened,
    EventKind.ITEM_DONE.value: _done,
    EventKind.WORK_SUBMITTED.value: _submitted,
}


def _evidence_after(known: Mapping[str, Evidence], act: Act) -> Mapping[str, Evidence]:
    shown = act.payload.get("objectives")
    if not shown:
        return known
    changed = dict(known)
    for key, (graded, earned) in shown.items():
        before = changed.get(key, Evidence())
        changed[key] = Evidence(before.graded + graded, before.earned + Decimal(earned))
    return changed


def submission_payload(
    fraction: Decimal,
    passed: bool,
    objectives: Mapping[str, tuple[int, Decimal]],
    kept: Decimal | None = None,
) -> dict[str, Any]:
    """The payload of a `work_submitted` event: all that `after` needs, as JSON values.

    Fractions are rounded down, so that what is stored of a failed quiz never reaches its pass mark.
    """
    payload: dict[str, Any] = {"fraction": _text(fraction, ROUND_FLOOR), "passed": passed}
    if kept is not None:
        payload["kept"] = _text(kept, ROUND_FLOOR)
    if objectives:
        payload["objectives"] = {
            key: [graded, _text(earned, ROUND_HALF_UP)] for key, (graded, earned) in objectives.items()
        }
    return payload


def _text(value: Decimal, rounding: str) -> str:
    return str(value.quantize(STEP, rounding=rounding))
