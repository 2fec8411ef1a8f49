from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from lms.quiz.engine.policy import (
    PRESETS,
    Policy,
    kept_score,
    passes,
    policy_facts,
    policy_of,
    refusal_to_start,
    shown_percent,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FRACTIONS = st.decimals(0, 1, places=12)


def test_a_preset_is_changed_by_its_overrides_only() -> None:
    policy = policy_of("module_quiz", {"pass_percent": 80, "time_limit_minutes": 20})
    assert policy == Policy(pass_percent=80, time_limit_minutes=20)
    assert policy_of("exam", {}) == PRESETS["exam"]
    assert policy_of("exam", {"attempts": None}).attempts is None


@pytest.mark.parametrize(
    "overrides",
    [
        {"pass_percent": 101},
        {"attempts": 0},
        {"time_limit_minutes": 0},
        {"layout": "spiral"},
        {"kept_score": "best"},
        {"hints": 3},
        {"attempt_delay_hours": -1},
    ],
)
def test_a_bad_setting_is_refused(overrides: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        policy_of("practice", overrides)


def test_an_unknown_preset_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        policy_of("survey", {})


def refusal(
    policy: Policy,
    *,
    taken: int = 0,
    last: datetime | None = None,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
) -> str | None:
    why = refusal_to_start(policy, taken, last, NOW, opens_at, closes_at)
    return why.code if why else None


def test_an_attempt_starts_within_the_window_while_some_are_left() -> None:
    policy = Policy(attempts=2, attempt_delay_hours=24)
    assert refusal(policy) is None
    assert refusal(policy, opens_at=NOW, closes_at=NOW + HOUR) is None
    assert refusal(policy, taken=1, last=NOW - 24 * HOUR) is None
    assert refusal(PRESETS["practice"], taken=500, last=NOW) is None


def test_a_refusal_says_what_stands_in_the_way() -> None:
    policy = Policy(attempts=2, attempt_delay_hours=24)
    assert refusal(policy, opens_at=NOW + HOUR) == "start.not_open"
    assert refusal(policy, closes_at=NOW) == "start.closed"
    assert refusal(policy, taken=2, last=NOW - 30 * HOUR) == "start.no_attempts_left"
    assert refusal(policy, taken=1, last=NOW - 23 * HOUR) == "start.wait"
    why = refusal_to_start(policy, 1, NOW - HOUR, NOW, None, None)
    assert why is not None
    assert why.params == {"again_at": NOW + 23 * HOUR}


def test_each_rule_keeps_its_score() -> None:
    scores = [Decimal("0.5"), Decimal("0.9"), Decimal("0.7")]
    kept = {rule: kept_score(policy_of("exam", {"kept_score": rule}), scores) for rule in KEPT}
    assert kept == {
        "highest": Decimal("0.9"),
        "last": Decimal("0.7"),
        "first": Decimal("0.5"),
        "average": Decimal("0.7"),
    }


KEPT = ("highest", "last", "first", "average")


@settings(max_examples=50)
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


@settings(max_examples=50)
@given(FRACTIONS, st.integers(0, 100))
def test_the_shown_percentage_agrees_with_the_verdict(fraction: Decimal, pass_percent: int) -> None:
    shown = shown_percent(fraction, pass_percent)
    assert (shown >= pass_percent) == passes(Policy(pass_percent=pass_percent), fraction)
    assert abs(shown - fraction * 100) < 1


def codes(policy: Policy) -> list[str]:
    return [fact.code for fact in policy_facts(policy)]


def test_the_facts_of_each_preset() -> None:
    assert codes(PRESETS["practice"]) == [
        "policy.unlimited_attempts",
        "policy.no_time_limit",
        "policy.kept_highest",
        "policy.feedback_after_submit",
    ]
    assert codes(PRESETS["exam"]) == [
        "policy.one_attempt",
        "policy.time_limit",
        "policy.pass_mark",
        "policy.feedback_after_close",
    ]


def test_the_facts_name_what_an_author_changed() -> None:
    policy = Policy(attempts=2, attempt_delay_hours=12, kept_score="average", feedback="never")
    assert codes(policy) == [
        "policy.attempts",
        "policy.delay",
        "policy.no_time_limit",
        "policy.pass_mark",
        "policy.kept_average",
        "policy.feedback_never",
    ]
    assert policy_facts(policy)[0].params == {"count": 2}
    assert "policy.delay" not in codes(Policy(attempts=1, attempt_delay_hours=12))
