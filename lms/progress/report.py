"""The answer of the rules: what a learner did, may do and still has to do, each with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lms.cohorts.rules import Ended, ItemDates
from lms.core.reasons import Reason
from lms.core.texts import Text


class ItemState(StrEnum):
    """Where a learner is with an item. Submitted work waits for marks; overdue work still counts; missed work can't be done;
    excused work counts neither as done nor as missing."""

    LOCKED = "locked"
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    SUBMITTED = "submitted"
    DONE = "done"
    OVERDUE = "overdue"
    MISSED = "missed"
    EXCUSED = "excused"


class ObjectiveState(StrEnum):
    """What the evidence says of an objective."""

    ACQUIRED = "acquired"
    IN_PROGRESS = "in_progress"
    NOT_ACQUIRED = "not_acquired"
    NOT_ASSESSED = "not_assessed"


@dataclass(frozen=True)
class Place:
    """Where an item stands: step 3 of the course's 9, step 1 of its module's 4."""

    step: int
    steps: int
    module_step: int
    module_steps: int


@dataclass(frozen=True)
class ItemReport:
    """One item. `lock` is set when it is locked, `done_reason` when done or submitted, `due_reason` when overdue or missed.

    `lock_item` is the key of the item to finish first; None when a date locks it. `excuse` says who excused it and why (it may
    be locked or closed all the same); `mark_note` who set its mark and why.
    """

    key: str
    module_key: str
    kind: str
    title: Text
    minutes: int
    is_required: bool
    state: ItemState
    dates: ItemDates
    place: Place
    lock: Reason | None = None
    lock_item: str | None = None
    done_reason: Reason | None = None
    due_reason: Reason | None = None
    excuse: Reason | None = None
    mark_note: Reason | None = None

    @property
    def is_excused(self) -> bool:
        """Whether it counts neither as done nor as missing."""
        return self.excuse is not None

    @property
    def decision(self) -> tuple[Reason, ...]:
        """What a person decided about it, with their reason: excused, its mark set, both or nothing."""
        return tuple(why for why in (self.excuse, self.mark_note) if why)

    @property
    def counts(self) -> bool:
        """Whether it is part of what is required of this learner."""
        return self.is_required and not self.is_excused

    @property
    def is_done(self) -> bool:
        """Whether it is done."""
        return self.state is ItemState.DONE

    @property
    def is_workable(self) -> bool:
        """Whether there is something to do in it now."""
        return self.state in (ItemState.NOT_STARTED, ItemState.IN_PROGRESS, ItemState.OVERDUE)

    @property
    def position(self) -> Reason:
        """`Step 3 of 9` in the course."""
        return Reason("progress.step", {"step": self.place.step, "steps": self.place.steps})

    @property
    def due_at(self) -> datetime | None:
        """When it is due."""
        return self.dates.due_at

    @property
    def why(self) -> Reason | None:
        """The reason of its state, when there is more to say than the state."""
        return self.excuse or self.lock or self.done_reason or self.due_reason

    @property
    def refusal(self) -> Reason | None:
        """Why it can't be worked on now: locked or missed, excused or not."""
        shut = (ItemState.LOCKED, ItemState.MISSED, ItemState.EXCUSED)
        return self.lock or self.due_reason if self.state in shut else None


@dataclass(frozen=True)
class ModuleReport:
    """Required items of a module: how many are done (`4 of 6 done`)."""

    key: str
    title: Text
    done: int
    total: int
    reason: Reason

    @property
    def is_done(self) -> bool:
        """Whether nothing required is left in it."""
        return self.done == self.total


@dataclass(frozen=True)
class ObjectiveReport:
    """One objective, its state, and the evidence as a reason."""

    key: str
    text: Text
    state: ObjectiveState
    reason: Reason


@dataclass(frozen=True)
class Check:
    """A line of the completion's checklist; `item_keys` are the items that still miss for it."""

    reason: Reason
    item_keys: tuple[str, ...] = ()

    @property
    def is_met(self) -> bool:
        """Whether it holds."""
        return not self.item_keys


@dataclass(frozen=True)
class Completion:
    """Whether the course is complete, and the checklist behind it: the lessons together, then each required quiz."""

    complete: bool
    checklist: tuple[Check, ...]

    @property
    def missing(self) -> tuple[Check, ...]:
        """The lines that do not hold yet."""
        return tuple(check for check in self.checklist if not check.is_met)


@dataclass(frozen=True)
class Report:
    """Everything that a page says of one learner's progress.

    `done` of `required` items are done, those that are excused left out of both; `current_item` is where the learner was, `next_item` where to resume (keys). `ended`: the cohort is over.
    """

    items: Mapping[str, ItemReport]
    modules: Mapping[str, ModuleReport]
    objectives: Mapping[str, ObjectiveReport]
    completion: Completion
    done: int
    required: int
    percent: int
    percent_reason: Reason
    current_item: str | None
    next_item: str | None
    ended: Ended | None = None

    @property
    def position(self) -> Reason | None:
        """`Step 3 of 9`, of the item to resume."""
        return self.items[self.next_item].position if self.next_item else None

    @property
    def objectives_reached(self) -> int:
        """How many objectives are acquired."""
        return sum(goal.state is ObjectiveState.ACQUIRED for goal in self.objectives.values())
