"""States, orders, pages and the chart, as values."""

import statistics
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.followup.rules import (
    BANDS,
    DEFAULT_ORDER,
    INACTIVE_AFTER,
    Column,
    Order,
    Shares,
    Show,
    State,
    bars_of,
    mean_of,
    median_of,
    order_of,
    page_of,
    percent_of,
    show_of,
    spread_of,
    state_of,
)

pytestmark = pytest.mark.one_database
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def test_a_learner_is_inactive_after_seven_days_unless_done() -> None:
    assert state_of(None, None, NOW) is State.NEVER_STARTED
    assert state_of(NOW - INACTIVE_AFTER + timedelta(seconds=1), None, NOW) is State.IN_PROGRESS
    assert state_of(NOW - INACTIVE_AFTER, None, NOW) is State.INACTIVE
    assert state_of(NOW - timedelta(days=90), NOW, NOW) is State.COMPLETED


@pytest.mark.parametrize("asked", ["", "password", "--name", "name;drop table", "NAME"])
def test_an_unknown_order_is_the_default(asked: str) -> None:
    assert order_of(asked) == DEFAULT_ORDER


def test_an_order_survives_its_address() -> None:
    for column in Column:
        for is_descending in (True, False):
            order = Order(column, is_descending)
            assert order_of(order.key) == order


def test_a_second_click_turns_the_order_round() -> None:
    by_name = DEFAULT_ORDER.after_click("name")
    assert by_name.key == "name"
    assert by_name.after_click("name").key == "-name"
    assert by_name.after_click("progress").key == "-progress"


@pytest.mark.parametrize(
    ("asked", "page"), [("", 1), ("2", 2), ("0", 1), ("-1", 1), ("99", 3), ("9" * 40, 1), ("²", 1), ("x", 1)]
)
def test_a_page_is_one_that_exists(asked: str, page: int) -> None:
    assert page_of(asked, 51).page == page


def test_a_list_without_entries_has_a_page() -> None:
    assert (page_of("3", 0).page, page_of("3", 0).pages) == (1, 1)
    assert page_of("2", 26).offset == 25


def test_an_unknown_filter_shows_everyone() -> None:
    assert show_of("inactive") is Show.INACTIVE
    assert show_of("'") is Show.ALL


def test_bands_cover_every_percentage_once() -> None:
    assert [percent for low, high in BANDS for percent in range(low, high + 1)] == list(range(101))


def test_the_fullest_band_has_the_full_height() -> None:
    bars = bars_of((0, 5, 10, 0, 0, 1))
    assert [bar.height for bar in bars] == [0, 48, 96, 0, 0, 10]
    assert {bar.y + bar.height for bar in bars} == {120}
    assert [bar.height for bar in bars_of((0,) * 6)] == [0] * 6


@given(st.lists(st.integers(0, 100), min_size=1, max_size=30))
def test_shares_counted_together_say_what_each_would(shares: list[int]) -> None:
    counted = Shares(shares)
    assert mean_of(counted) == round(sum(shares) / len(shares))
    assert median_of(counted) == round(statistics.median(shares))
    assert spread_of(counted) == tuple(sum(low <= one <= high for one in shares) for low, high in BANDS)


def test_a_share_is_rounded_down_and_nothing_of_nothing() -> None:
    assert [percent_of(2, 3), percent_of(3, 3), percent_of(0, 0)] == [66, 100, 0]
