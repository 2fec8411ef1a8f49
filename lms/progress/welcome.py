"""What a person who was away for a while is told: where they stopped, what fell due. Never a reproach."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from lms.core.reasons import Reason, reason
from lms.progress.report import ItemReport, ItemState, Report

AWAY = timedelta(days=7)


@dataclass(frozen=True)
class WelcomeBack:
    """`still_counts`: fell due meanwhile and can be done; `closed`: closed meanwhile. `stopped_at` is the last item."""

    stopped_at: ItemReport | None
    still_counts: tuple[ItemReport, ...]
    closed: tuple[ItemReport, ...]
    reason: Reason


def welcome_back(report: Report, last_activity_at: datetime | None, now: datetime) -> WelcomeBack | None:
    """The summary after seven days or more without activity; None before, or when the course is complete."""
    if last_activity_at is None or now - last_activity_at < AWAY or report.completion.complete:
        return None
    undone = [item for item in report.items.values() if not item.is_done]
    closed = tuple(item for item in undone if _within(item.dates.closes_at, last_activity_at, now))
    due = (item for item in undone if _within(item.due_at, last_activity_at, now))
    still_counts = tuple(item for item in due if item.state is not ItemState.MISSED)
    stopped_at = report.items.get(report.current_item or report.next_item or "")
    return WelcomeBack(stopped_at, still_counts, closed, _reason(stopped_at, last_activity_at))


def _within(moment: datetime | None, since: datetime, now: datetime) -> bool:
    return moment is not None and since < moment <= now


def _reason(stopped_at: ItemReport | None, last_activity_at: datetime) -> Reason:
    if stopped_at is None:
        return reason("progress.away", on=last_activity_at.date())
    return reason("progress.stopped_at", title=stopped_at.title, on=last_activity_at.date())
