"""What an answer and an attempt are worth, and how that is shown."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.quiz.engine.policy import Policy, policy_of
from lms.quiz.engine.scoring import (
    Circumstances,
    after_lateness,
    kept_score,
    passes,
    shown_percent,
    slot_fraction,
)

FRACTIONS = st.decimals(0, 1, places=12)
THIRD = Decimal("0.333333333333333")
KEPT = ("highest", "last", "first", "average")


@pytest.mark.parametrize(
    ("certainty", "right", "wrong"),
    [
        (None, THIRD, 0),
        (1, THIRD, 0),
        (2, 2 * THIRD + Decimal("1e-15"), -2 * THIRD - Decimal("1e-15")),
        (3, 1, -2),
    ],
)
def test_certainty_pays_when_right_and_costs_when_wrong(
    certainty: int | None, right: Decimal, wrong: Decimal
) -> None:
    policy, how = Policy(certainty=True), Circumstances(certainty=certainty)
    assert slot_fraction(policy, Decimal(1), how) == right
    assert slot_fraction(policy, Decimal(0), how) == wrong


def test_a_half_right_answer_lies_between_the_two() -> None:
    assert slot_fraction(Policy(certainty=True), Decimal("0.5"), Circumstances(certainty=3)) == Decimal(
        "-0.5"
    )


def test_certainty_counts_only_where_it_is_asked() -> None:
    assert slot_fraction(Policy(), Decimal(0), Circumstances(certainty=3)) == 0


@pytest.mark.parametrize(
    ("tries", "hints", "expected"), [(0, 0, "1"), (1, 0, "0.7"), (2, 1, "0.3"), (3, 3, "0")]
)
def test_tries_and_hints_take_from_what_was_earned(tries: int, hints: int, expected: str) -> None:
    policy = Policy(try_penalty_percent=30, hint_penalty_percent=10)
    assert slot_fraction(policy, Decimal(1), Circumstances(tries, hints)) == Decimal(expected)
    assert slot_fraction(policy, Decimal(0), Circumstances(tries, hints)) == 0


def test_a_type_goes_below_nothing_only_with_negative_marking() -> None:
    assert slot_fraction(Policy(), Decimal("-0.5")) == 0
    assert slot_fraction(Policy(negative_marking=True), Decimal("-0.5")) == Decimal("-0.5")


@given(FRACTIONS, st.integers(0, 9), st.integers(0, 3), st.sampled_from([None, 1, 2, 3]), st.booleans())
def test_a_slot_is_never_worth_more_than_its_answer_deserved(
    fraction: Decimal, tries: int, hints: int, certainty: int | None, asks: bool
) -> None:
    policy = Policy(try_penalty_percent=25, hint_penalty_percent=10, certainty=asks)
    found = slot_fraction(policy, fraction, Circumstances(tries, hints, certainty))
    assert (-2 if asks else 0) <= found <= fraction


def test_lateness_takes_its_share_only_from_late_work() -> None:
    policy = Policy(late_penalty_percent=10)
    assert after_lateness(policy, Decimal("0.8"), is_late=True) == Decimal("0.72")
    assert after_lateness(policy, Decimal("0.8"), is_late=False) == Decimal("0.8")
    assert after_lateness(Policy(), Decimal("0.8"), is_late=True) == Decimal("0.8")


def test_each_rule_keeps_its_score() -> None:
    scores = [Decimal("0.5"), Decimal("0.9"), Decimal("0.7")]
    kept = {rule: kept_score(policy_of("exam", {"kept_score": rule}), scores) for rule in KEPT}
    assert kept == {
        "highest": Decimal("0.9"),
        "last": Decimal("0.7"),
        "first": Decimal("0.5"),
        "average": Decimal("0.7"),
    }


@given(st.lists(FRACTIONS, max_size=6), st.sampled_from(KEPT))
def test_the_kept_score_lies_among_the_scores(scores: list[Decimal], rule: str) -> None:
    kept = kept_score(policy_of("practice", {"kept_score": rule}), scores)
    if not scores:
        assert kept is None
    else:
        assert kept is not None
        assert min(scores) <= kept <= max(scores)


def test_passing_compares_the_unrounded_fraction() -> None:
    policy = Policy(pass_percent=70)
    assert passes(policy, Decimal("0.7"))
    assert not passes(policy, Decimal("0.69999999"))
    assert passes(Policy(pass_percent=0), Decimal(0))


def test_the_shown_percentage_is_the_nearest_unless_it_would_promise_a_pass() -> None:
    assert shown_percent(Decimal("0.695"), 70) == 69
    assert shown_percent(Decimal("0.695"), 80) == 70
    assert shown_percent(Decimal("0.6949"), 70) == 69
    assert shown_percent(Decimal("0.999"), 100) == 99
    assert shown_percent(Decimal("1"), 100) == 100


@given(FRACTIONS, st.integers(0, 100))
def test_the_shown_percentage_agrees_with_the_verdict(fraction: Decimal, pass_percent: int) -> None:
    shown = shown_percent(fraction, pass_percent)
    assert (shown >= pass_percent) == passes(Policy(pass_percent=pass_percent), fraction)
    assert abs(shown - fraction * 100) < 1
