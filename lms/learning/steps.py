"""From one step of a course to the next."""

from datetime import UTC, datetime

from lms.courses.document import CourseDocument, Lesson, Quiz
from lms.progress.report import ItemReport, Report
from lms.quiz.engine.policy import policy_of

Step = Lesson | Quiz
FAR = datetime.max.replace(tzinfo=UTC)


def neighbours(document: CourseDocument, key: str) -> tuple[Step | None, Step | None]:
    """The items before and after `key` in the outline."""
    steps = [item for _, item in document.items()]
    place = [step.id for step in steps].index(key)
    before = steps[place - 1] if place else None
    return before, steps[place + 1] if place + 1 < len(steps) else None


def following(document: CourseDocument, report: Report, key: str) -> str | None:
    """The item after `key` when it is open to the learner, else the first one that is and is not done."""
    _, after = neighbours(document, key)
    if after is not None and report.items[after.id].lock is None:
        return after.id
    return report.next_item


def practice_after(document: CourseDocument, report: Report, key: str) -> Quiz | None:
    """The practice quiz that comes right after a lesson and is open: it starts inside the lesson, without a start page."""
    _, after = neighbours(document, key)
    if not isinstance(after, Quiz) or not report.items[after.id].is_workable:
        return None
    return after if is_practice(after) else None


def is_practice(quiz: Quiz) -> bool:
    """Whether it is untimed, may be taken as often as one likes and says at once what to think of the answers."""
    policy = policy_of(quiz.preset, quiz.policy)
    return (
        policy.time_limit_minutes is None
        and policy.attempts is None
        and policy.release.explanations in ("at_once", "after_submit")
    )


def next_opening(report: Report) -> ItemReport | None:
    """The locked item that opens first, when a date is what locks it."""
    waiting = [
        item for item in report.items.values() if item.lock and not item.lock_item and item.dates.opens_at
    ]
    return min(waiting, key=lambda item: item.dates.opens_at or FAR, default=None)
