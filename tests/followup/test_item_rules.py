"""Item analysis: known statistics of a published test, and what must hold of any answers."""

from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.followup.item_rules import (
    ENOUGH,
    ENOUGH_TO_COMPARE,
    Figures,
    Reply,
    Told,
    correlation,
    discrimination_of,
    figures_of,
    own_share,
    rests_of,
    told_of,
    whole,
    wrong_of,
)
from lms.quiz.engine.mistakes import Mistake
from lms.quiz.engine.scoring import CERTAINTY

ONE, HALF, NONE = Decimal(1), Decimal("0.5"), Decimal(0)
LSAT6 = (
    "00000 3,00001 6,00010 2,00011 11,00100 1,00101 1,00110 3,00111 4,01000 1,01001 8,01011 16,01101 3,01110 2,01111 15,10000 10,10001 29,"
    "10010 14,10011 81,10100 3,10101 28,10110 15,10111 80,11000 16,11001 56,11010 21,11011 173,11100 11,11101 61,11110 28,11111 298"
)
"""How many of a thousand answered the five items of LSAT section 6 in which way (R. D. Bock and M. Lieberman, Psychometrika 35, 1970)."""
FACILITIES = ("92.4", "70.9", "55.3", "76.3", "87.0")
ITEM_REST = (0.112833, 0.153178, 0.172779, 0.144428, 0.121596)
"""What the R packages ltm and mirt publish for it."""

shares = st.decimals(0, 1, places=4)
mistakes = st.lists(
    st.builds(Mistake, st.sampled_from("abc"), st.just({}), st.just(1)), max_size=2, unique_by=lambda m: m.key
)
replies = st.lists(
    st.builds(
        Reply,
        st.integers(1, 12),
        shares,
        st.one_of(st.none(), shares),
        st.booleans(),
        mistakes.map(tuple),
    ),
    max_size=30,
)


def published() -> list[list[Reply]]:
    """The replies to each item of the published test."""
    people = [
        [Decimal(sign) for sign in pattern]
        for pattern, count in (one.split() for one in LSAT6.split(","))
        for _ in range(int(count))
    ]
    by_person = [list(zip(own, rests_of([(share, ONE) for share in own]), strict=True)) for own in people]
    return [[Reply(number, *own[item]) for number, own in enumerate(by_person)] for item in range(5)]


def test_a_published_test_has_its_published_figures() -> None:
    for item, facility, expected in zip(published(), FACILITIES, ITEM_REST, strict=True):
        found = figures_of(item)
        assert (found.replies, found.success) == (1000, Decimal(facility))
        assert found.discrimination == pytest.approx(expected, abs=1e-6)


@given(replies, st.randoms(use_true_random=False))
def test_the_order_of_the_replies_changes_nothing(found: list[Reply], rng: Random) -> None:
    shuffled = list(found)
    rng.shuffle(shuffled)
    assert figures_of(shuffled) == figures_of(found)


@given(replies)
def test_figures_stay_within_their_bounds_and_count_what_is_there(found: list[Reply]) -> None:
    figures = figures_of(found)
    assert (figures.replies, figures.learners) == (len(found), len({one.learner for one in found}))
    if figures.learners < ENOUGH:
        assert figures == Figures(figures.replies, figures.learners)
        assert told_of(figures) is Told.TOO_FEW
        return
    assert figures.success is not None
    assert figures.blank is not None
    assert 0 <= figures.success <= 100
    assert 0 <= figures.blank <= 100
    assert figures.discrimination is None or -1 <= figures.discrimination <= 1
    keys = [mistake.key for one in found for mistake in one.mistakes]
    assert (figures.wrong.count if figures.wrong else 0) == max(map(keys.count, keys), default=0)
    assert told_of(figures) is not Told.TOO_FEW


@given(st.integers(ENOUGH, 40), st.sampled_from([ONE, NONE]))
def test_all_right_is_a_hundred_and_all_wrong_is_none(count: int, share: Decimal) -> None:
    figures = figures_of([Reply(number, share, HALF) for number in range(count)])
    assert (figures.success, figures.discrimination) == (100 * share, None)
    assert told_of(figures) is (Told.EVERYBODY if share else Told.NOBODY)


@given(st.lists(shares, min_size=ENOUGH_TO_COMPARE, max_size=40))
def test_what_goes_with_the_rest_wholly_tells_apart_wholly(found: list[Decimal]) -> None:
    itself = discrimination_of(Reply(n, share, share) for n, share in enumerate(found))
    reverse = discrimination_of(Reply(n, share, 1 - share) for n, share in enumerate(found))
    if len(set(found)) == 1:
        assert itself is reverse is None
    else:
        assert itself == pytest.approx(1)
        assert reverse == pytest.approx(-1)


def test_too_few_to_compare_or_nothing_that_differs() -> None:
    nine = [Reply(n, Decimal(n % 2), Decimal(n % 2)) for n in range(ENOUGH_TO_COMPARE - 1)]
    assert discrimination_of(nine) is None
    assert discrimination_of([Reply(n, Decimal(n % 2)) for n in range(20)]) is None
    assert correlation([]) is None
    assert correlation([(0.0, 1.0), (5e-324, 0.0)]) is None  # a spread that no number holds


@given(st.lists(st.tuples(shares, st.decimals("0.5", 20, places=1)), max_size=12))
def test_the_rest_of_an_attempt_is_what_the_others_brought(marked: list[tuple[Decimal, Decimal]]) -> None:
    for place, rest in enumerate(rests_of(marked)):
        others = marked[:place] + marked[place + 1 :]
        if not others:
            assert rest is None
        else:
            earned, out_of = sum(share * worth for share, worth in others), sum(worth for _, worth in others)
            assert rest == pytest.approx(Decimal(earned) / out_of)


@given(shares, st.sampled_from([None, 1, 2, 3]))
def test_certainty_is_undone(share: Decimal, certainty: int | None) -> None:
    right, wrong = CERTAINTY[certainty or 1]
    stored = (share * right + (1 - share) * wrong).quantize(Decimal("0.0001"))
    assert own_share(stored, certainty, asks_certainty=True) == pytest.approx(share, abs=Decimal("0.001"))
    assert own_share(share, certainty, asks_certainty=False) == share
    assert own_share(-ONE, certainty, asks_certainty=False) == 0


def test_a_mistake_is_told_once_enough_people_made_it() -> None:
    def made(key: str, learners: list[int], least: int) -> list[Reply]:
        return [Reply(one, NONE, mistakes=(Mistake(key, {}, least),)) for one in learners]

    assert wrong_of(made("own words", [1, 2, 3, 4], 5)) is None
    assert wrong_of(made("own words", [1, 1, 1, 1, 1], 5)) is None
    told = wrong_of([*made("own words", [1, 2, 3, 4, 5], 5), *made("b", [6, 7], 1), *made("a", [8, 9], 1)])
    assert told is not None
    assert (told.mistake.key, told.count, told.percent) == ("own words", 5, 56)
    tied = wrong_of([*made("b", [6, 7], 1), *made("a", [8, 9], 1)])
    assert tied is not None
    assert tied.mistake.key == "a"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"success": Decimal(31)}, Told.HARD),
        ({"success": Decimal(31), "blank": Decimal(30)}, Told.BLANK),
        ({"success": Decimal(31), "discrimination": -0.5}, Told.DOUBTFUL),
        ({"success": Decimal(60), "discrimination": -0.1}, Told.PLAIN),
        ({"success": Decimal(60), "discrimination": 0.1, "replies": 30}, Told.WEAK),
        ({"success": Decimal(60), "discrimination": 0.2}, Told.PLAIN),
        ({"success": Decimal(60), "discrimination": 0.5}, Told.FINE),
        ({"success": Decimal(60)}, Told.PLAIN),
        ({"success": Decimal(95), "discrimination": 0.1}, Told.EASY),
        ({"success": Decimal(100), "blank": Decimal(0)}, Told.EVERYBODY),
        ({"success": Decimal(0), "blank": Decimal(100)}, Told.NOBODY),
    ],
)
def test_what_figures_tell(changes: dict[str, Any], told: Told) -> None:
    assert told_of(Figures(**{"replies": 20, "learners": 20, "blank": Decimal(0), **changes})) is told


@pytest.mark.parametrize(
    ("percent", "shown"),
    [("0", 0), ("0.1", 1), ("49.5", 50), ("99.9", 99), ("100", 100)],
)
def test_nearly_all_never_looks_like_all(percent: str, shown: int) -> None:
    assert whole(Decimal(percent)) == shown
    assert Figures(9, 9, Decimal(percent), Decimal(percent)).success_percent == shown
    assert Figures(9, 9, Decimal(percent), Decimal(percent)).blank_percent == shown
    assert Figures(1, 1).success_percent is Figures(1, 1).blank_percent is None
