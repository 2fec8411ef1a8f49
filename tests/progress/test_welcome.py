"""What a person is told after a week away."""

from datetime import timedelta

from lms.core.reasons import reason
from lms.progress.rules import Facts, ItemDates, WelcomeBack, evaluate, welcome_back
from tests.progress.courses import DONE, NOW, course, did, lesson, module

DAY = timedelta(days=1)
DOCUMENT = course(module("m", *map(lesson, "abcdef")))
LEFT = NOW - 10 * DAY
DATES = {
    "a": ItemDates(due_at=NOW - 2 * DAY),
    "b": ItemDates(due_at=NOW - 3 * DAY, closes_at=NOW + DAY),
    "c": ItemDates(due_at=NOW - 5 * DAY, closes_at=NOW - 4 * DAY),
    "d": ItemDates(due_at=NOW - 20 * DAY),
    "e": ItemDates(due_at=NOW + DAY),
    "f": ItemDates(due_at=NOW - 20 * DAY, closes_at=NOW - 15 * DAY),
}


def test_says_where_they_stopped_what_counts_and_what_closed() -> None:
    told = welcome_back(evaluate(DOCUMENT, did("b", a=DONE), DATES, NOW), LEFT, NOW)
    assert told is not None
    assert told.stopped_at is not None
    assert told.stopped_at.key == "b"
    assert told.reason == reason("progress.stopped_at", title={"fr": "Leçon b"}, on=LEFT.date())
    assert [item.key for item in told.still_counts] == ["b"]
    assert [item.key for item in told.closed] == ["c"]


def test_without_a_current_item_it_is_the_next_one() -> None:
    told = welcome_back(evaluate(DOCUMENT, did(), {}, NOW), LEFT, NOW)
    assert told is not None
    assert told.stopped_at is not None
    assert told.stopped_at.key == "a"


def test_when_nothing_can_be_resumed_it_still_greets() -> None:
    closed = {key: ItemDates(closes_at=NOW - DAY) for key in "abcdef"}
    report = evaluate(DOCUMENT, did(), closed, NOW)
    told = welcome_back(report, LEFT, NOW)
    assert told == WelcomeBack(
        None, (), tuple(report.items.values()), reason("progress.away", on=LEFT.date())
    )


def test_only_after_seven_days_and_only_in_a_course_that_goes_on() -> None:
    report = evaluate(DOCUMENT, did(), DATES, NOW)
    assert welcome_back(report, None, NOW) is None
    assert welcome_back(report, NOW - 7 * DAY + timedelta(seconds=1), NOW) is None
    assert welcome_back(report, NOW - 7 * DAY, NOW) is not None
    finished = evaluate(DOCUMENT, Facts(dict.fromkeys("abcdef", DONE)), DATES, NOW)
    assert welcome_back(finished, LEFT, NOW) is None
