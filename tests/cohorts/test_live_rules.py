"""Pure rules of live sessions, and of the time after a cohort's end."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.cohorts import live_rules, rules
from tests.cohorts.setting import at


@pytest.mark.parametrize(
    ("link", "is_good"),
    [
        ("", True),
        ("https://meet.example.org/a?b=c", True),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://[", False),
        ("https://a@b.example", False),
        ("https://b.example/\r\nX", False),
        ("https://b.example/" + "x" * 500, False),
    ],
)
def test_only_whole_https_addresses(link: str, is_good: bool) -> None:
    assert (live_rules.refusal_of_link(link) is None) == is_good


def test_a_session_ends_after_it_starts_and_lasts_a_day_at_most() -> None:
    assert live_rules.refusal_of_span(at(1), at(1, 10)) is None
    for ends in (at(1), at(1, 8), at(3)):
        assert live_rules.refusal_of_span(at(1), ends) is not None


def test_the_clock_change_is_known() -> None:
    zone = "Europe/Paris"
    assert live_rules.clock_change("2027-03-27T02:30", zone) is None
    skipped, twice = (live_rules.clock_change(f"2027-{day}T02:30", zone) for day in ("03-28", "10-31"))
    assert skipped is not None
    assert (skipped.code, skipped.params) == ("live.hour_skipped", {"typed": "02:30", "read": "03:30"})
    assert twice is not None
    assert twice.code == "live.hour_repeated"


def test_holidays_and_week_ends() -> None:
    assert live_rules.easter(2027) == date(2027, 3, 28)
    assert live_rules.is_holiday("2027-03-29T09:00")
    assert live_rules.is_holiday("2027-05-06T09:00"), "Ascension"
    assert live_rules.is_holiday("2026-07-14T09:00")
    assert not live_rules.is_holiday("2027-03-30T09:00")
    assert live_rules.is_week_end("2027-03-27T09:00")


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.integers(0, 700))
def test_a_moved_session_keeps_its_length_and_its_working_days(day: date, days: int) -> None:
    starts, ends = live_rules.moved_span(f"{day}T22:00", f"{day}T23:00", days)
    assert (starts[10:], ends[10:], starts[:10]) == ("T22:00", "T23:00", ends[:10])
    assert live_rules.is_week_end(f"{day}T22:00") or not live_rules.is_week_end(starts)


def test_a_course_is_read_for_months_after_its_last_day() -> None:
    zone, last = "Europe/Paris", date(2026, 8, 31)
    assert rules.ended(None, zone, at(1), 6) is None
    assert rules.ended(date(2026, 12, 1), zone, at(1), 6) is None
    after = rules.ended(last, zone, at(1), 6)
    assert after is not None
    assert (after.until, after.is_readable, after.why.code) == (date(2027, 2, 28), True, "cohorts.over")
    shut = rules.ended(last, zone, at(1), months=3)
    assert shut is not None
    assert (shut.until, shut.is_readable, shut.why.code) == (date(2026, 11, 30), False, "cohorts.shut")


def test_months_over_the_end_of_a_year() -> None:
    assert rules.months_later(date(2027, 11, 30), 3) == date(2028, 2, 29)
    assert rules.months_later(date(2026, 6, 15), 6) == date(2026, 12, 15)
