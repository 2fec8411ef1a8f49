"""Whether an attempt may start, when it ends and why then."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.quiz.engine.allowance import USUAL, Allowance
from lms.quiz.engine.policy import PRESETS, Policy
from lms.quiz.engine.timing import (
    Deadline,
    Past,
    Window,
    deadline,
    is_late,
    own_close,
    refusal_to_start,
    window_cut,
)

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
LIMITED = Policy(time_limit_minutes=60)
NO_PAST, ALWAYS = Past(), Window()


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def told(found: Deadline) -> tuple[str, dict[str, object]]:
    return found.reason.code, dict(found.reason.params)


def refusal(
    policy: Policy, past: Past = NO_PAST, window: Window = ALWAYS, allowance: Allowance = USUAL
) -> str | None:
    why = refusal_to_start(policy, past, window, START, allowance)
    return why.code if why else None


def test_an_attempt_starts_within_the_window_while_some_are_left() -> None:
    policy = Policy(attempts=2, attempt_delay_hours=24)
    assert refusal(policy) is None
    assert refusal(policy, window=Window(START, START + HOUR)) is None
    assert refusal(policy, Past(1, START - 24 * HOUR)) is None
    assert refusal(PRESETS["practice"], Past(500, START)) is None


def test_a_refusal_says_what_stands_in_the_way() -> None:
    policy = Policy(attempts=2, attempt_delay_hours=24)
    assert refusal(policy, window=Window(opens_at=START + HOUR)) == "start.not_open"
    assert refusal(policy, window=Window(closes_at=START)) == "start.closed"
    assert refusal(policy, Past(2, START - 30 * HOUR)) == "start.no_attempts_left"
    assert refusal(policy, Past(1, START - 23 * HOUR)) == "start.wait"
    why = refusal_to_start(policy, Past(1, START - HOUR), Window(), START)
    assert why is not None
    assert why.params == {"again_at": START + 23 * HOUR}


def test_what_was_granted_lifts_the_refusal() -> None:
    policy, closed = Policy(attempts=2), Window(closes_at=START)
    assert refusal(policy, Past(2), allowance=Allowance(extra_attempts=1)) is None
    assert refusal(policy, Past(3), allowance=Allowance(extra_attempts=1)) == "start.no_attempts_left"
    assert refusal(policy, window=closed, allowance=Allowance(window_minutes=1)) is None
    assert refusal(policy, window=closed, allowance=Allowance(closes_at=START + HOUR)) is None


def test_the_past_counts_attempts_and_remembers_when_the_last_one_ended() -> None:
    assert Past.of([]) == Past(0, None)
    assert Past.of([START, START - HOUR, None]) == Past(3, START)


def test_the_own_close_is_the_later_of_what_was_granted() -> None:
    assert own_close(None, Allowance(window_minutes=60)) is None
    assert own_close(START, USUAL) == START
    assert own_close(START, Allowance(window_minutes=60)) == START + HOUR
    assert own_close(START, Allowance(window_minutes=60, closes_at=START + minutes(5))) == START + HOUR
    assert own_close(START, Allowance(closes_at=START + minutes(5))) == START + minutes(5)


def test_without_limit_or_close_there_is_no_deadline() -> None:
    found = deadline(Policy(), START, None)
    assert found.due_at is None
    assert told(found) == ("deadline.none", {})


def test_without_limit_the_close_is_the_deadline() -> None:
    close = START + minutes(90)
    for policy, allowance in ((Policy(), USUAL), (LIMITED, Allowance(is_unlimited=True))):
        found = deadline(policy, START, close, allowance)
        assert found.due_at == close
        assert told(found) == ("deadline.close_only", {"due_at": close})


def test_a_later_close_of_ones_own_is_named() -> None:
    found = deadline(Policy(), START, START + HOUR, Allowance(window_minutes=30))
    assert told(found) == ("deadline.own_close", {"due_at": START + minutes(90)})


def test_the_limit_runs_from_the_start() -> None:
    found = deadline(LIMITED, START, START + minutes(60))
    assert found.due_at == START + minutes(60)
    assert told(found) == ("deadline.limit", {"due_at": found.due_at, "minutes": 60})


@pytest.mark.parametrize(
    ("factor", "extra", "seconds"),
    [("1.33", 0, 4788), ("1.5", 0, 5400), ("2", 0, 7200), ("1.3333333", 0, 4800), ("1", 10, 4200)],
)
def test_extra_time_is_added_to_the_limit_and_named(factor: str, extra: int, seconds: int) -> None:
    found = deadline(LIMITED, START, None, Allowance(time_factor=Decimal(factor), extra_minutes=extra))
    assert found.due_at == START + timedelta(seconds=seconds)
    expected = {"due_at": found.due_at, "minutes": 60 * Decimal(factor) + extra, "usual": 60}
    assert told(found) == ("deadline.own_limit", expected)


def test_a_close_that_cuts_the_limit_says_what_the_person_had() -> None:
    close = START + minutes(40)
    found = deadline(LIMITED, START, close, Allowance(time_factor=Decimal("1.5")))
    assert told(found) == ("deadline.close_cuts_limit", {"due_at": close, "minutes": 90})


@given(
    st.none() | st.integers(1, 10_000),
    st.none() | st.decimals(1, 10, places=3),
    st.none() | st.timedeltas(timedelta(0), timedelta(days=20)),
)
def test_a_deadline_is_never_after_the_close_nor_beyond_the_limit(
    limit: int | None, factor: Decimal | None, window: timedelta | None
) -> None:
    close = None if window is None else START + window
    allowance = Allowance(is_unlimited=True) if factor is None else Allowance(time_factor=factor)
    due_at = deadline(Policy(time_limit_minutes=limit), START, close, allowance).due_at
    if due_at is None:
        assert close is None
        assert limit is None or factor is None
        return
    if close is not None:
        assert due_at <= close
    if limit is not None and factor is not None:
        assert due_at - START < timedelta(seconds=float(limit * 60 * factor) + 1.001)


@pytest.mark.parametrize(
    ("policy", "window", "allowance", "left"),
    [
        (LIMITED, Window(START, START + minutes(59)), USUAL, 59),
        (LIMITED, Window(START, START + minutes(58) + timedelta(seconds=54)), USUAL, 59),
        (LIMITED, Window(START, START + HOUR), Allowance(time_factor=Decimal("1.5")), 60),
        (LIMITED, Window(START + HOUR, START), USUAL, 0),
    ],
)
def test_a_window_that_cuts_the_limit_is_warned_of(
    policy: Policy, window: Window, allowance: Allowance, left: int
) -> None:
    why = window_cut(policy, window, allowance)
    assert why is not None
    assert (why.code, why.params["left"]) == ("timing.window_cut", left)


@pytest.mark.parametrize(
    ("policy", "window", "allowance"),
    [
        (LIMITED, Window(START, START + HOUR), USUAL),
        (LIMITED, Window(START, START + HOUR), Allowance(time_factor=Decimal(2), window_minutes=60)),
        (LIMITED, Window(START, START + minutes(1)), Allowance(is_unlimited=True)),
        (LIMITED, Window(START, None), USUAL),
        (LIMITED, Window(None, START), USUAL),
        (Policy(), Window(START, START), USUAL),
    ],
)
def test_a_window_that_leaves_the_time_is_not(policy: Policy, window: Window, allowance: Allowance) -> None:
    assert window_cut(policy, window, allowance) is None


def test_work_is_late_after_its_due_date_and_not_at_it() -> None:
    assert not is_late(START, None)
    assert not is_late(START, START)
    assert is_late(START + timedelta(microseconds=1), START)
