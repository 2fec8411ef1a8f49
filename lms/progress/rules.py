"""The rule engine of progress: one pure function for lock, percentage, objectives, completion, each with reasons.

Locks look at what is done, never at other locks, so no outline can make them circular. Optional items never count.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from lms.cohorts.rules import Ended, ItemDates
from lms.core.reasons import Reason, reason
from lms.courses.document import CourseDocument, Lesson, Module, Quiz
from lms.progress.completion import completion_of, settings_of
from lms.progress.facts import Evidence, Facts, ItemFacts
from lms.progress.objectives import objectives_of
from lms.progress.report import ItemReport, ItemState, ModuleReport, Place, Report
from lms.progress.welcome import WelcomeBack, welcome_back
from lms.quiz.engine.scoring import shown_percent

__all__ = [
    "Evidence",
    "Facts",
    "ItemDates",
    "ItemFacts",
    "Report",
    "WelcomeBack",
    "evaluate",
    "welcome_back",
]

AnyItem = Lesson | Quiz
NO_DATES = ItemDates()
Lock = tuple[Reason | None, str | None]
NO_LOCK: Lock = (None, None)


def evaluate(
    document: CourseDocument,
    facts: Facts,
    dates: Mapping[str, ItemDates],
    now: datetime,
    *,
    is_open: bool = False,
    ended: Ended | None = None,
) -> Report:
    """What these facts mean for this course at this moment. Facts and dates of items that it does not have are ignored.

    `is_open`: in a cohort that is open to all, where learners assess the works that instructors assess elsewhere. `ended`: once
    the cohort is over, nothing can be sent or started, and after its last day of reading nothing can be read either.
    """
    outline = _Outline(document, facts, dates, now, is_open, ended)
    items = {item.id: _item_report(outline, module, item) for module, item in document.items()}
    required = [item for item in items.values() if item.counts]
    done = sum(item.is_done for item in required)
    excused = sum(item.is_required and item.is_excused for item in items.values())
    return Report(
        items=items,
        modules={module.id: _module_report(module, items) for module in document.modules},
        objectives=objectives_of(document, facts),
        completion=completion_of(document, facts, items, is_open=is_open),
        done=done,
        required=len(required),
        percent=done * 100 // len(required) if required else 0,
        percent_reason=_steps(done, len(required), excused),
        current_item=facts.current_item if facts.current_item in items else None,
        next_item=_next_item(items, facts.current_item),
        ended=ended,
    )


@dataclass(frozen=True)
class _Outline:
    """The arguments of `evaluate`, together."""

    document: CourseDocument
    facts: Facts
    dates: Mapping[str, ItemDates]
    now: datetime
    is_open: bool
    ended: Ended | None

    def is_settled(self, item: AnyItem) -> bool:
        facts = self.facts.of(item.id)
        return facts.excused_at is not None or is_done(item, facts)


def _steps(done: int, total: int, excused: int) -> Reason:
    """`3 of 8 steps`, and how many more are excused."""
    if excused:
        return reason("progress.steps_done_but", done=done, total=total, excused=excused)
    return reason("progress.steps_done", done=done, total=total)


def is_done(item: AnyItem, facts: ItemFacts) -> bool:
    """A lesson is done when it was marked done, a quiz when it was passed (with no pass mark: submitted)."""
    return (facts.passed_at if isinstance(item, Quiz) else facts.done_at) is not None


def _item_report(outline: _Outline, module: Module, item: AnyItem) -> ItemReport:
    facts, dates = outline.facts.of(item.id), outline.dates.get(item.id, NO_DATES)
    lock, lock_item = _lock(outline, module, item, dates)
    stands = _state(is_done(item, facts), facts, dates, lock, outline.now)
    if outline.ended is not None:
        stands = _state_after(facts, stands)
        lock, lock_item = _lock_after(outline.ended, lock, lock_item)
    state = stands if facts.excused_at is None else ItemState.EXCUSED
    return ItemReport(
        key=item.id,
        module_key=module.id,
        kind=item.kind,
        title=item.title,
        minutes=item.minutes,
        is_required=not item.optional,
        state=state,
        dates=dates,
        place=_place(outline.document, module, item),
        lock=lock if stands is ItemState.LOCKED or _is_shut(outline.ended) else None,
        lock_item=lock_item if stands is ItemState.LOCKED else None,
        done_reason=_how_done(item, facts, state, outline.is_open),
        due_reason=_late(outline.ended, stands, state, dates),
        excuse=_excuse(facts),
        mark_note=_mark_note(facts),
    )


def _excuse(facts: ItemFacts) -> Reason | None:
    if facts.excused_at is None:
        return None
    said = facts.excuse_said
    return reason("progress.excused_by", by=said.by, why=said.why) if said else reason("progress.excused")


def _mark_note(facts: ItemFacts) -> Reason | None:
    if facts.own is None:
        return None
    said = facts.mark_said
    return reason("progress.mark_set_by", by=said.by, why=said.why) if said else reason("progress.mark_set")


def _late(ended: Ended | None, stands: ItemState, state: ItemState, dates: ItemDates) -> Reason | None:
    """Excused work is never late, but may be closed."""
    if state is ItemState.EXCUSED and stands is not ItemState.MISSED:
        return None
    return _over(ended, stands) or _lateness(stands, dates)


def _is_shut(ended: Ended | None) -> bool:
    return ended is not None and not ended.is_readable


def _state_after(facts: ItemFacts, state: ItemState) -> ItemState:
    """What an end changes: no work begins or goes on any more, but in a running attempt; locked steps stay so."""
    idle = (ItemState.NOT_STARTED, ItemState.OVERDUE, ItemState.IN_PROGRESS)
    return ItemState.MISSED if state in idle and not facts.has_open_attempt else state


def _lock_after(ended: Ended, lock: Reason | None, lock_item: str | None) -> Lock:
    """Once nothing can be read any more, that is what locks."""
    return (lock, lock_item) if ended.is_readable else (ended.why, None)


def _over(ended: Ended | None, state: ItemState) -> Reason | None:
    if ended is None or state is not ItemState.MISSED:
        return None
    return ended.why


def _state(done: bool, facts: ItemFacts, dates: ItemDates, lock: Reason | None, now: datetime) -> ItemState:
    """A running attempt goes on whatever its item became meanwhile."""
    if done:
        return ItemState.DONE
    if facts.has_open_attempt:
        return ItemState.IN_PROGRESS
    if facts.awaits_mark:
        return ItemState.SUBMITTED
    if dates.closes_at is not None and now >= dates.closes_at:
        return ItemState.MISSED
    if lock is not None:
        return ItemState.LOCKED
    if dates.due_at is not None and now >= dates.due_at:
        return ItemState.OVERDUE
    return ItemState.IN_PROGRESS if facts.is_started else ItemState.NOT_STARTED


def _lock(outline: _Outline, module: Module, item: AnyItem, dates: ItemDates) -> Lock:
    """The first thing to finish, of the module's and then the item's `requires`; else the date when it opens."""
    for key in (*module.requires, *item.requires):
        lock = _lock_by(outline, key)
        if lock[0] is not None:
            return lock
    if dates.opens_at is not None and outline.now < dates.opens_at:
        return reason("progress.opens_at", at=dates.opens_at), None
    return NO_LOCK


def _lock_by(outline: _Outline, key: str) -> Lock:
    """The lock that one required item or module makes; a module is finished by its required items."""
    if key in outline.document.by_id:
        item = outline.document.by_id[key][1]
        return NO_LOCK if outline.is_settled(item) else _finish_first(item.title, item.id)
    for module in outline.document.modules:
        if module.id == key:
            missing = (item for item in module.items if not item.optional and not outline.is_settled(item))
            return next((_finish_first(module.title, item.id) for item in missing), NO_LOCK)
    return NO_LOCK


def _finish_first(title: Mapping[str, str], item_key: str) -> Lock:
    return reason("progress.finish_first", title=title), item_key


def _how_done(item: AnyItem, facts: ItemFacts, state: ItemState, is_open: bool) -> Reason | None:
    if state is ItemState.SUBMITTED:
        return reason("progress.awaits_mark")
    if state is not ItemState.DONE:
        return None
    if not isinstance(item, Quiz):
        return reason("progress.marked_done")
    policy = settings_of(item, is_open)
    pass_percent = policy.pass_percent
    if facts.score is None or policy.release.marks == "never":
        return reason("progress.passed") if pass_percent else reason("progress.answered")
    percent = shown_percent(facts.score, pass_percent)
    return reason("progress.passed_with" if pass_percent else "progress.answered_with", percent=percent)


def _lateness(state: ItemState, dates: ItemDates) -> Reason | None:
    if state is ItemState.MISSED:
        return reason("progress.missed", at=dates.closes_at)
    if state is not ItemState.OVERDUE:
        return None
    if dates.closes_at is None:
        return reason("progress.overdue", at=dates.due_at)
    return reason("progress.overdue_until", at=dates.due_at, until=dates.closes_at)


def _place(document: CourseDocument, module: Module, item: AnyItem) -> Place:
    keys, own = list(document.by_id), [other.id for other in module.items]
    return Place(keys.index(item.id) + 1, len(keys), own.index(item.id) + 1, len(own))


def _module_report(module: Module, items: Mapping[str, ItemReport]) -> ModuleReport:
    own = [items[item.id] for item in module.items if not item.optional]
    required = [item for item in own if item.counts]
    done = sum(item.is_done for item in required)
    excused = len(own) - len(required)
    why = reason("progress.module_done", done=done, total=len(required))
    if excused:
        why = reason("progress.module_done_but", done=done, total=len(required), excused=excused)
    return ModuleReport(module.id, module.title, done, len(required), why)


def _next_item(items: Mapping[str, ItemReport], current: str | None) -> str | None:
    """The current item while it can be worked on; else the first that can, required ones before optional ones."""
    workable = [item for item in items.values() if item.is_workable]
    best = min(workable, key=lambda item: (item.key != current, not item.is_required), default=None)
    return best.key if best else None
