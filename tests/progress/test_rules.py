"""Locks, states, percentages and where to resume, case by case."""

from datetime import timedelta

import pytest

from lms.core.reasons import reason
from lms.progress.rules import Facts, ItemDates, ItemFacts, evaluate
from tests.progress.courses import DONE, EARLIER, NOW, course, did, failed, lesson, module, passed, quiz

DAY = timedelta(days=1)
ONE = course(module("m", lesson("a"), lesson("b", requires=("a",))))


def test_a_new_learner_starts_at_the_first_item() -> None:
    report = evaluate(ONE, Facts(), {}, NOW)
    assert [item.state for item in report.items.values()] == ["not_started", "locked"]
    assert report.next_item == "a"
    assert report.position == reason("progress.step", step=1, steps=2)
    assert (report.percent, report.percent_reason) == (0, reason("progress.steps_done", done=0, total=2))


def test_a_required_item_locks_until_it_is_done() -> None:
    locked = evaluate(ONE, did(a=ItemFacts(opened_at=EARLIER)), {}, NOW).items["b"]
    assert (locked.state, locked.lock_item) == ("locked", "a")
    assert (
        locked.lock
        == locked.why
        == locked.refusal
        == reason("progress.finish_first", title={"fr": "Leçon a"})
    )
    free = evaluate(ONE, did(a=DONE), {}, NOW).items["b"]
    assert (free.state, free.lock, free.lock_item, free.why, free.refusal) == ("not_started", *[None] * 4)


def test_a_module_locks_each_of_its_items_and_names_what_is_left_of_the_first() -> None:
    first = module("m", lesson("a"), lesson("b"), lesson("extra", optional=True))
    document = course(first, module("n", lesson("c"), lesson("d"), requires=("m",)))
    report = evaluate(document, did(a=DONE), {}, NOW)
    assert [report.items[key].lock_item for key in "cd"] == ["b", "b"]
    assert report.items["c"].lock == reason("progress.finish_first", title={"fr": "Module m"})
    assert evaluate(document, did(a=DONE, b=DONE), {}, NOW).items["c"].state == "not_started"


def test_a_module_may_wait_for_an_item_and_its_items_for_more() -> None:
    second = module("n", lesson("c", requires=("b",)), requires=("a",))
    document = course(module("m", lesson("a"), lesson("b")), second)
    assert evaluate(document, Facts(), {}, NOW).items["c"].lock_item == "a"
    assert evaluate(document, did(a=DONE), {}, NOW).items["c"].lock_item == "b"
    assert evaluate(document, did(a=DONE, b=DONE), {}, NOW).items["c"].lock is None


def test_a_module_without_required_items_and_an_unknown_name_lock_nothing() -> None:
    document = course(
        module("m", lesson("a", optional=True)), module("n", lesson("b"), requires=("m", "gone"))
    )
    assert evaluate(document, Facts(), {}, NOW).items["b"].state == "not_started"


def test_a_failed_quiz_keeps_what_follows_locked() -> None:
    document = course(module("m", quiz("q"), lesson("b", requires=("q",))))
    report = evaluate(document, did(q=failed("0.64")), {}, NOW)
    assert (report.items["q"].state, report.items["b"].state) == ("in_progress", "locked")


@pytest.mark.parametrize(
    ("dates", "state", "why"),
    [
        (ItemDates(opens_at=NOW + DAY), "locked", reason("progress.opens_at", at=NOW + DAY)),
        (ItemDates(opens_at=NOW), "not_started", None),
        (ItemDates(due_at=NOW + DAY), "not_started", None),
        (ItemDates(due_at=NOW), "overdue", reason("progress.overdue", at=NOW)),
        (
            ItemDates(due_at=NOW - DAY, closes_at=NOW + DAY),
            "overdue",
            reason("progress.overdue_until", at=NOW - DAY, until=NOW + DAY),
        ),
        (ItemDates(due_at=NOW - DAY, closes_at=NOW), "missed", reason("progress.missed", at=NOW)),
    ],
)
def test_dates_of_an_item_that_is_not_done(dates: ItemDates, state: str, why: object) -> None:
    item = evaluate(ONE, Facts(), {"a": dates}, NOW).items["a"]
    assert (item.state, item.why, item.lock_item) == (state, why, None)
    assert item.refusal == (why if state in ("locked", "missed") else None)
    assert item.due_at == dates.due_at


def test_dates_do_not_touch_what_is_done() -> None:
    late = ItemDates(NOW + DAY, NOW - DAY, NOW - DAY)
    item = evaluate(ONE, did(a=DONE), {"a": late}, NOW).items["a"]
    assert (item.state, item.why, item.refusal) == ("done", reason("progress.marked_done"), None)


def test_what_must_be_finished_first_is_said_before_the_opening_date() -> None:
    item = evaluate(ONE, Facts(), {"b": ItemDates(opens_at=NOW + DAY)}, NOW).items["b"]
    assert (item.lock, item.lock_item) == (reason("progress.finish_first", title={"fr": "Leçon a"}), "a")


@pytest.mark.parametrize(
    "facts", [ItemFacts(opened_at=EARLIER), failed("0.2"), ItemFacts(has_open_attempt=True)]
)
def test_what_was_begun_is_in_progress(facts: ItemFacts) -> None:
    document = course(module("m", quiz("a")))
    assert evaluate(document, did(a=facts), {}, NOW).items["a"].state == "in_progress"


def test_a_running_attempt_goes_on_past_the_close() -> None:
    document = course(module("m", quiz("a")))
    running, closed = did(a=ItemFacts(has_open_attempt=True)), {"a": ItemDates(closes_at=NOW - DAY)}
    assert evaluate(document, running, closed, NOW).items["a"].state == "in_progress"


@pytest.mark.parametrize(
    ("pass_percent", "facts", "how"),
    [
        (70, passed("0.84"), reason("progress.passed_with", percent=84)),
        (0, passed("0.3333"), reason("progress.answered_with", percent=33)),
        (70, ItemFacts(passed_at=EARLIER), reason("progress.passed")),
    ],
)
def test_how_a_quiz_was_done(pass_percent: int, facts: ItemFacts, how: object) -> None:
    document = course(module("m", quiz("q", pass_percent)))
    assert evaluate(document, did(q=facts), {}, NOW).items["q"].done_reason == how


def test_a_quiz_is_not_done_by_marking_it_nor_a_lesson_by_passing_it() -> None:
    document = course(module("m", quiz("q"), lesson("a")))
    report = evaluate(document, did(q=DONE, a=ItemFacts(passed_at=EARLIER)), {}, NOW)
    assert not any(item.is_done for item in report.items.values())


def test_the_percentage_is_never_rounded_up_to_the_end() -> None:
    keys = [f"a{number}" for number in range(200)]
    document = course(module("m", *map(lesson, keys)))
    almost = Facts(dict.fromkeys(keys[1:], DONE))
    report = evaluate(document, almost, {}, NOW)
    assert (report.percent, report.done, report.required, report.completion.complete) == (99, 199, 200, False)


def test_optional_items_never_count() -> None:
    document = course(module("m", lesson("a"), lesson("extra", optional=True)))
    assert evaluate(document, did(extra=DONE), {}, NOW).percent == 0
    report = evaluate(document, did(a=DONE), {}, NOW)
    assert (report.percent, report.completion.complete) == (100, True)
    assert (report.modules["m"].done, report.modules["m"].total, report.modules["m"].is_done) == (1, 1, True)
    assert report.modules["m"].reason == reason("progress.module_done", done=1, total=1)


def test_resume_prefers_the_current_item_then_required_ones_in_order() -> None:
    document = course(module("m", lesson("extra", optional=True), lesson("a"), lesson("b"), lesson("c")))
    assert evaluate(document, did("b"), {}, NOW).next_item == "b"
    assert evaluate(document, did("b", b=DONE), {}, NOW).next_item == "a"
    assert evaluate(document, did(a=DONE, b=DONE, c=DONE), {}, NOW).next_item == "extra"
    closed = {"b": ItemDates(closes_at=NOW)}
    assert evaluate(document, did("b"), closed, NOW).next_item == "a"


def test_nothing_is_left_to_resume() -> None:
    report = evaluate(ONE, did("b", a=DONE, b=DONE), {}, NOW)
    assert (report.next_item, report.position, report.current_item) == (None, None, "b")
    assert evaluate(ONE, did("gone"), {}, NOW).current_item is None


def test_places_count_in_the_course_and_in_the_module() -> None:
    document = course(module("m", lesson("a"), lesson("b")), module("n", lesson("c")))
    place = evaluate(document, Facts(), {}, NOW).items["c"].place
    assert (place.step, place.steps, place.module_step, place.module_steps) == (3, 3, 1, 1)
