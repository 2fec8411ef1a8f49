"""A quiz's settings: presets, overrides, and what earlier versions called them."""

from datetime import UTC, datetime, timedelta

import pytest
from pydantic import ValidationError

from lms.quiz.engine.policy import PRESETS, Policy, Release, policy_of


def test_a_preset_is_changed_by_its_overrides_only() -> None:
    policy = policy_of("module_quiz", {"pass_percent": 80, "time_limit_minutes": 20})
    assert policy == Policy(pass_percent=80, time_limit_minutes=20)
    assert policy_of("exam", {}) == PRESETS["exam"]
    assert policy_of("exam", {"attempts": None}).attempts is None


def test_an_override_of_one_release_leaves_the_others() -> None:
    release = policy_of("exam", {"release": {"marks": "after_close"}}).release
    assert release == PRESETS["exam"].release.model_copy(update={"marks": "after_close"})


@pytest.mark.parametrize("moment", ["after_submit", "after_close", "never"])
def test_the_old_setting_stands_for_everything_but_the_marks(moment: str) -> None:
    expected = Release.model_validate({"verdicts": moment, "answers": moment, "explanations": moment})
    assert policy_of("module_quiz", {"feedback": moment}).release == expected


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
        {"tries": 0},
        {"markers": 3},
        {"access_code": ""},
        {"release": {"verdicts": "soon"}},
        {"release": "never"},
        {"release_at": "2026-11-23T10:00"},
        {"sections": [{"id": "Une section"}]},
        {"sections": [{"id": "a", "draw": {"count": 0}}]},
        {"feedback": "soon"},
    ],
)
def test_a_bad_setting_is_refused(overrides: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        policy_of("practice", overrides)


def test_an_unknown_preset_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        policy_of("spiral", {})


def test_a_policy_is_no_mapping_by_chance() -> None:
    with pytest.raises(ValidationError):
        Policy.model_validate([])


def test_what_follows_from_a_setting() -> None:
    practice, exam = PRESETS["practice"], PRESETS["exam"]
    assert practice.checks_at_once
    assert not exam.checks_at_once
    assert policy_of("exam", {"navigation": "sequential"}).is_sequential
    assert not exam.is_sequential
    assert policy_of("exam", {"grace_seconds": 30}).grace == timedelta(seconds=30)


def test_a_date_of_release_keeps_its_zone() -> None:
    policy = policy_of("exam", {"release_at": "2026-12-02T09:00:00+01:00"})
    assert policy.release_at == datetime(2026, 12, 2, 8, tzinfo=UTC)
