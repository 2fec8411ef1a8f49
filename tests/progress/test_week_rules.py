"""Weeks in which learners did something, as values: what the bits say is what the days say."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.progress.week_rules import WEEKS, active_by_week, monday_of, week_of, with_week

pytestmark = pytest.mark.one_database
THIS = week_of(date(2026, 11, 23))
LIVES = st.lists(st.lists(st.integers(THIS - 2 * WEEKS, THIS), max_size=10), max_size=6)


def test_weeks_begin_on_monday_and_follow_each_other() -> None:
    assert week_of(date(2026, 11, 22)) == THIS - 1
    assert week_of(date(2026, 11, 29)) == THIS
    assert week_of(date(2027, 1, 4)) == THIS + 6
    assert monday_of(THIS) == date(2026, 11, 23)


@given(LIVES)
def test_what_the_bits_say_is_what_the_weeks_say(lives: list[list[int]]) -> None:
    """In whatever order the acts were noted."""
    masks: Counter[tuple[int, int]] = Counter()
    for weeks in lives:
        latest = mask = 0
        for week in weeks:
            latest, mask = with_week(latest, mask, week)
        masks[latest, mask] += 1
    shown = range(THIS - WEEKS + 1, THIS + 1)
    assert active_by_week(((*key, count) for key, count in masks.items()), THIS) == [
        sum(week in weeks for weeks in lives) for week in shown
    ]


def test_a_week_to_come_is_shown_once_it_is_there() -> None:
    """A group that moved its clocks back has acts of tomorrow."""
    found = [(*with_week(*with_week(0, 0, THIS), THIS + 1), 1)]
    assert active_by_week(found, THIS)[-1] == 1
    assert active_by_week(found, THIS + 1)[-2:] == [1, 1]
