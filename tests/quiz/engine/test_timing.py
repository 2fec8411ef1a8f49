"""When an attempt ends, and what shows of it when."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.quiz.engine.policy import GRACE, OPEN, Deadline, Policy, Release, deadline, what_shows

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ONE = Decimal(1)
HOUR = Policy(time_limit_minutes=60)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def told(found: Deadline) -> tuple[str, dict[str, object]]:
    return found.reason.code, dict(found.reason.params)


def test_without_limit_or_close_there_is_no_deadline() -> None:
    found = deadline(Policy(), START, ONE, None)
    assert found.due_at is None
    assert told(found) == ("deadline.none", {})


def test_without_limit_the_close_is_the_deadline() -> None:
    close = START + minutes(90)
    for policy, factor in ((Policy(), ONE), (HOUR, None)):
        found = deadline(policy, START, factor, close)
        assert found.due_at == close
        assert told(found) == ("deadline.close_only", {"due_at": close})


def test_the_limit_runs_from_the_start() -> None:
    found = deadline(HOUR, START, ONE, START + minutes(60))
    assert found.due_at == START + minutes(60)
    assert told(found) == ("deadline.limit", {"due_at": found.due_at, "minutes": 60})


@pytest.mark.parametrize(
    ("factor", "seconds"), [("1.33", 4788), ("1.5", 5400), ("2", 7200), ("1.3333333", 4800)]
)
def test_extra_time_multiplies_the_limit_and_is_named(factor: str, seconds: int) -> None:
    found = deadline(HOUR, START, Decimal(factor), None)
    assert found.due_at == START + timedelta(seconds=seconds)
    expected = {"due_at": found.due_at, "minutes": 60 * Decimal(factor), "usual": 60}
    assert told(found) == ("deadline.own_limit", expected)


def test_a_close_that_cuts_the_limit_says_what_the_person_had() -> None:
    close = START + minutes(40)
    found = deadline(HOUR, START, Decimal("1.5"), close)
    assert told(found) == ("deadline.close_cuts_limit", {"due_at": close, "minutes": 90})


@settings(max_examples=50)
@given(
    st.none() | st.integers(1, 10_000),
    st.none() | st.decimals(1, 10, places=3),
    st.none() | st.timedeltas(timedelta(0), timedelta(days=20)),
)
def test_a_deadline_is_never_after_the_close_nor_beyond_the_limit(
    limit: int | None, factor: Decimal | None, window: timedelta | None
) -> None:
    close = None if window is None else START + window
    due_at = deadline(Policy(time_limit_minutes=limit), START, factor, close).due_at
    if due_at is None:
        assert close is None
        assert limit is None or factor is None
        return
    if close is not None:
        assert due_at <= close
    if limit is not None and factor is not None:
        assert due_at - START < timedelta(seconds=float(limit * 60 * factor) + 1.001)


ALL = Release(True, True, True, True, None)


def shown(
    feedback: str, *, state: str = "submitted", now: datetime = START, close: datetime | None = None
) -> Release:
    return what_shows(Policy.model_validate({"feedback": feedback}), state, now, close)


@pytest.mark.parametrize("feedback", ["after_submit", "after_close", "never"])
def test_nothing_shows_of_a_running_attempt(feedback: str) -> None:
    found = shown(feedback, state=OPEN, close=START - minutes(9))
    assert (found.verdicts, found.marks, found.answers, found.explanations) == (False,) * 4
    assert found.until is not None
    assert found.until.code == "release.after_submit"


def test_everything_shows_after_submitting_when_the_policy_says_so() -> None:
    assert shown("after_submit") == ALL
    assert shown("after_submit", close=START + minutes(9)) == ALL


@pytest.mark.parametrize(
    ("feedback", "close", "code"),
    [
        ("never", START - minutes(9), "release.never"),
        ("after_close", None, "release.no_close"),
        ("after_close", START + minutes(9), "release.after_close"),
        ("after_close", START - GRACE, "release.after_close"),
    ],
)
def test_only_the_total_shows_while_the_corrections_are_held(
    feedback: str, close: datetime | None, code: str
) -> None:
    found = shown(feedback, close=close)
    assert (found.verdicts, found.marks, found.answers, found.explanations) == (False, True, False, False)
    assert found.until is not None
    assert found.until.code == code


def test_the_corrections_show_once_no_save_can_arrive_after_the_close() -> None:
    assert shown("after_close", close=START - GRACE - timedelta(microseconds=1)) == ALL
