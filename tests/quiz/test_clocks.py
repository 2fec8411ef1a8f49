"""Deadlines that move while an attempt runs: accommodations, pauses, granted time. What was promised is never taken back."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from lms.centres.rules import Terms
from lms.centres.services import set_accommodation
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import Conflict, InvalidInput, LmsError
from lms.quiz import clocks, overrides, pauses
from lms.quiz.closing import close_due_attempts
from tests.quiz.sitting import NOW, Learner, attempt_row, course_with, events, make_learner
from tests.quiz.test_start import set_dates

LIMIT = timedelta(minutes=20)
GRACE = timedelta(seconds=15)


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def allow(learner: Learner, now: datetime = NOW, **terms: Any) -> None:
    with transaction():
        set_accommodation(
            centre_id=learner.enrolment.centre_id,
            user_id=learner.enrolment.user_id,
            terms=Terms(**terms),
            actor_id=None,
            now=now,
        )


def begun(
    app: Flask, closes: str | None = None, *, terms: dict[str, Any] | None = None
) -> tuple[Learner, str]:
    """A quiz of 20 minutes begun at 9:00 UTC, 10:00 in Paris."""
    learner = make_learner(app, course_with(time_limit_minutes=20))
    allow(learner, **(terms or {}))
    if closes:
        set_dates(learner, closes_local=closes)
    with clock.at(NOW):
        return learner, learner.begin()


def deadline(path: str) -> tuple[datetime | None, str]:
    """When the attempt ends, and the code of the reason; its cut-off goes with it."""
    attempt = attempt_row(path)
    assert attempt.cutoff_at == (attempt.due_at + GRACE if attempt.due_at else None)
    return attempt.due_at, attempt.due_reason["code"]


def start_of(path: str) -> datetime:
    return attempt_row(path).started_at


def attempt_id(path: str) -> int:
    return attempt_row(path).id


def test_more_time_counts_at_once_and_less_from_the_next_attempt_on(app: Flask) -> None:
    learner, path = begun(app)
    begin = start_of(path)
    allow(learner, after(5), time_factor=Decimal("1.5"))
    assert deadline(path) == (begin + timedelta(minutes=30), "deadline.own_limit")
    allow(learner, after(6))
    assert deadline(path) == (begin + timedelta(minutes=30), "deadline.own_limit")
    allow(learner, after(7), is_unlimited=True)
    assert deadline(path) == (None, "deadline.none")
    allow(learner, after(8))
    assert deadline(path) == (None, "deadline.none")
    moves = [event.payload for event in events(path) if event.kind == clocks.DEADLINE]
    assert [(move["to"], move["why"]) for move in moves] == [
        ((begin + timedelta(minutes=30)).isoformat(), "deadline.own_limit"),
        (None, "deadline.none"),
    ]


def test_a_later_close_moves_an_attempt_that_it_cut(app: Flask) -> None:
    learner, path = begun(app, "2026-11-23T10:12")
    assert deadline(path) == (after(12), "deadline.close_cuts_limit")
    allow(learner, after(1), window_minutes=5)
    assert deadline(path) == (after(17), "deadline.close_cuts_limit")
    allow(learner, after(2), window_minutes=60)
    assert deadline(path) == (start_of(path) + LIMIT, "deadline.limit")


def test_time_that_is_up_stays_up(app: Flask) -> None:
    """The sweep may be half a minute late: no grant brings a dead attempt back."""
    learner, path = begun(app)
    before = deadline(path)
    allow(learner, after(21), time_factor=Decimal(2))
    assert deadline(path) == before
    with pytest.raises(Conflict) as refused, transaction():
        overrides.grant_time(
            attempt_id=attempt_id(path), minutes=5, actor_id=learner.enrolment.user_id, now=after(21)
        )
    assert refused.value.reason.code == "grant.over"  # type: ignore[union-attr]


def act(what: Any, path: str, now: datetime) -> None:
    with transaction():
        what(attempt_id(path), now)


def test_a_pause_moves_the_deadline_by_what_it_took(app: Flask) -> None:
    _, path = begun(app, terms={"pause_minutes": 10})
    end = start_of(path) + LIMIT
    act(clocks.pause, path, after(5))
    attempt = attempt_row(path)
    assert deadline(path) == (end + timedelta(minutes=10), "deadline.after_pause")
    assert pauses.is_paused(attempt, after(14.9))
    assert not pauses.is_paused(attempt, after(15))
    assert pauses.seconds_left(attempt, after(6)) == pauses.seconds_left(attempt, after(14))
    act(clocks.resume, path, after(8))
    act(clocks.resume, path, after(9))
    assert deadline(path) == (end + timedelta(minutes=3), "deadline.after_pause")
    act(clocks.pause, path, after(10))
    act(clocks.resume, path, after(60))
    assert attempt_row(path).pause_left == 0
    assert deadline(path)[0] == end + timedelta(minutes=10)
    kinds = [event.kind for event in events(path) if event.kind != clocks.DEADLINE]
    assert kinds == [clocks.PAUSED, clocks.RESUMED] * 2
    assert clocks.pause_used(attempt_row(path).id) == 600


def test_a_pause_that_nobody_ends_is_over_by_itself(app: Flask) -> None:
    _, path = begun(app, terms={"pause_minutes": 10})
    act(clocks.pause, path, after(5))
    assert close_due_attempts(after(30)) == 0
    assert close_due_attempts(after(31)) == 1
    assert attempt_row(path).submitted_by == "time"


@pytest.mark.parametrize(
    ("terms", "minutes", "code"),
    [
        ({}, 5, "pause.none_left"),
        ({"pause_minutes": 10, "is_unlimited": True}, 5, "pause.no_clock"),
        ({"pause_minutes": 10}, 21, "pause.over"),
    ],
)
def test_who_can_t_pause_is_told_why(app: Flask, terms: dict[str, Any], minutes: int, code: str) -> None:
    _, path = begun(app, terms=terms)
    with pytest.raises(LmsError) as refused:
        act(clocks.pause, path, after(minutes))
    assert refused.value.reason.code == code  # type: ignore[union-attr]
    assert [event.kind for event in events(path)] == []


def test_pauses_end_once_used_and_begin_again_when_more_are_granted(app: Flask) -> None:
    learner, path = begun(app, terms={"pause_minutes": 10})
    end = start_of(path) + LIMIT
    act(clocks.pause, path, after(5))
    with pytest.raises(Conflict):
        act(clocks.pause, path, after(6))
    with pytest.raises(Conflict):
        act(clocks.pause, path, after(16))
    allow(learner, after(17), pause_minutes=15)
    assert deadline(path)[0] == end + timedelta(minutes=10)
    assert attempt_row(path).pause_left == 300
    act(clocks.pause, path, after(18))
    assert deadline(path)[0] == end + timedelta(minutes=15)
    allow(learner, after(19), pause_minutes=20)
    assert deadline(path)[0] == end + timedelta(minutes=20)
    assert pauses.pause_remaining(attempt_row(path), after(19)) == 540


def test_a_clock_that_steps_back_gives_no_more_than_there_was(app: Flask) -> None:
    _, path = begun(app, terms={"pause_minutes": 10})
    end = start_of(path) + LIMIT
    act(clocks.pause, path, after(5))
    act(clocks.resume, path, after(-175))
    assert deadline(path)[0] == end
    assert attempt_row(path).pause_left == 600


def give(path: str, minutes: int, now: datetime) -> None:
    actor = attempt_row(path).user_id
    with transaction():
        overrides.grant_time(attempt_id=attempt_id(path), minutes=minutes, actor_id=actor, now=now)


def test_granted_minutes_pass_the_close_and_outlive_a_later_change(app: Flask) -> None:
    learner, path = begun(app, "2026-11-23T10:12")
    give(path, 10, after(11))
    assert deadline(path) == (after(22), "deadline.granted")
    give(path, 5, after(12))
    assert deadline(path) == (after(27), "deadline.granted")
    assert attempt_row(path).due_reason["params"]["minutes"] == 15
    allow(learner, after(13), time_factor=Decimal("1.33"))
    assert deadline(path) == (after(27), "deadline.granted")


def test_granted_minutes_count_on_top_of_a_promise_that_was_kept(app: Flask) -> None:
    learner, path = begun(app, terms={"time_factor": Decimal(2)})
    allow(learner, after(1))
    give(path, 10, after(2))
    assert deadline(path)[0] == start_of(path) + timedelta(minutes=50)


def test_an_attempt_without_a_clock_needs_no_minutes(app: Flask) -> None:
    _, path = begun(app, terms={"is_unlimited": True})
    with pytest.raises(Conflict):
        give(path, 10, after(2))


@pytest.mark.parametrize("minutes", [0, -5, 601])
def test_minutes_are_few_and_positive(app: Flask, minutes: int) -> None:
    _, path = begun(app)
    with pytest.raises(InvalidInput):
        give(path, minutes, after(2))
    assert events(path) == []
