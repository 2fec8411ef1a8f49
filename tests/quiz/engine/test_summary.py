"""The sentences that are generated from the settings."""

from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.quiz.engine.policy import PRESETS, Policy, Release, Showing
from lms.quiz.engine.summary import policy_facts
from lms.quiz.messages import SENTENCES

MOMENTS = st.sampled_from(get_args(Showing))


def codes(policy: Policy) -> list[str]:
    return [fact.code.removeprefix("policy.") for fact in policy_facts(policy)]


@pytest.mark.parametrize(
    ("preset", "expected"),
    [
        (
            "practice",
            "shuffled layout_all unlimited_attempts no_time_limit kept_highest tries feedback_at_once",
        ),
        (
            "module_quiz",
            "shuffled layout_one_per_page attempts no_time_limit pass_mark kept_highest feedback_after_submit",
        ),
        ("exam", "layout_one_per_page one_attempt time_limit grace pass_mark feedback_after_close"),
        ("assignment", "layout_all one_attempt no_time_limit pass_mark feedback_after_submit"),
        ("survey", "layout_all one_attempt no_time_limit feedback_never marks_never"),
    ],
)
def test_the_facts_of_each_preset(preset: str, expected: str) -> None:
    facts = codes(PRESETS[preset])
    assert [fact for fact in facts if fact != "marks_never"] == [
        fact for fact in expected.split() if fact != "marks_never"
    ]


BASE: dict[str, Any] = {
    "sections": [{"id": "a", "draw": {"count": 5}}],
    "time_limit_minutes": 20,
    "release_at": "2026-12-02T09:00Z",
    "release": {"explanations": "on_date", "verdicts": "at_once"},
}
CHANGES: dict[str, Any] = {
    "pass_percent": 50,
    "kept_score": "last",
    "attempts": 2,
    "attempt_delay_hours": 5,
    "time_limit_minutes": 30,
    "grace_seconds": 30,
    "late_penalty_percent": 5,
    "access_code": "mot",
    "cohort_only": True,
    "sections": [{"id": "a", "draw": {"count": 6}}],
    "avoid_seen": False,
    "layout": "all",
    "navigation": "sequential",
    "release": {"explanations": "never"},
    "release_at": "2026-12-03T09:00Z",
    "tries": 3,
    "hint_penalty_percent": 10,
    "certainty": True,
    "negative_marking": True,
    "diagnostic": "entry",
    "assessed_by": "learner",
    "anonymous_marking": True,
    "markers": 2,
    "results": "partial",
}
"""A value of each setting that is not the one in `BASE`."""


def test_every_setting_changes_the_sentences() -> None:
    """A new setting must say what it does: changing any of them changes what people read."""
    before = policy_facts(Policy.model_validate(BASE))
    same = [
        name
        for name, value in CHANGES.items()
        if policy_facts(Policy.model_validate({**BASE, name: value})) == before
    ]
    assert same == []
    # The order is said once for questions and options; the cost of a try is told where there are several.
    together = {"shuffle_questions", "shuffle_options", "try_penalty_percent"}
    assert set(Policy.model_fields) == set(CHANGES) | together
    fixed = Policy.model_validate({**BASE, "shuffle_questions": False, "shuffle_options": False})
    assert policy_facts(fixed) != before
    tries = [
        policy_facts(Policy.model_validate({**BASE, "tries": 3, "try_penalty_percent": cost}))
        for cost in (0, 20)
    ]
    assert tries[0] != tries[1]


@pytest.mark.parametrize(
    ("settings", "fact"),
    [
        ({"sections": [{"id": "a", "draw": {"count": 5}}]}, "drawn"),
        ({"navigation": "sequential"}, "sequential"),
        ({"attempt_delay_hours": 12}, "delay"),
        ({"access_code": "mot"}, "access_code"),
        ({"cohort_only": True}, "cohort_only"),
        ({"late_penalty_percent": 10}, "late_penalty"),
        ({"hint_penalty_percent": 10}, "hint_penalty"),
        ({"certainty": True}, "certainty"),
        ({"negative_marking": True}, "negative_marking"),
        ({"assessed_by": "learner"}, "self_assessed"),
        ({"anonymous_marking": True}, "anonymous_marking"),
        ({"markers": 2}, "two_markers"),
        ({"results": "when_released"}, "results_when_released"),
        ({"release": {"explanations": "on_date"}, "release_at": "2026-12-02T09:00Z"}, "feedback_on_date"),
        ({"release": {"marks": "never"}}, "marks_never"),
        ({"release": {"marks": "after_close"}}, "marks_after_close"),
        ({"release": {"marks": "on_date"}, "release_at": "2026-12-02T09:00Z"}, "marks_on_date"),
        ({"kept_score": "average"}, "kept_average"),
        ({"diagnostic": "entry"}, "entry_test"),
        ({"diagnostic": "exit"}, "exit_test"),
        ({"release": {"verdicts": "at_once"}}, "verdicts_at_once"),
        ({"release": {"verdicts": "never"}}, "verdicts_never"),
        ({"release": {"answers": "after_close"}}, "answers_after_close"),
        ({"release": {"answers": "on_date"}, "release_at": "2026-12-02T09:00Z"}, "answers_on_date"),
        ({"release": {"explanations": "after_close"}}, "verdicts_after_submit"),
        ({"results": "partial"}, "results_partial"),
        ({"sections": [{"id": "a", "draw": {"count": 5, "by_objective": True}}]}, "drawn_by_objective"),
        ({"sections": [{"id": "a", "draw": {"count": 5}}]}, "drawn_anew"),
        ({"layout": "sections"}, "layout_sections"),
        ({"layout": "all"}, "layout_all"),
        ({"time_limit_minutes": 20}, "grace"),
        ({"assessed_by": "instructor_in_cohort"}, "assessed_in_cohort"),
    ],
)
def test_each_setting_adds_its_sentence(settings: dict[str, Any], fact: str) -> None:
    assert fact not in codes(Policy())
    assert fact in codes(Policy.model_validate(settings))


def test_a_delay_means_nothing_with_one_attempt() -> None:
    assert "delay" not in codes(Policy(attempts=1, attempt_delay_hours=12))


def test_a_sentence_names_its_numbers() -> None:
    found = {fact.code: fact.params for fact in policy_facts(Policy(attempts=2, late_penalty_percent=5))}
    assert found["policy.attempts"] == {"count": 2}
    assert found["policy.late_penalty"] == {"percent": 5}


@given(release=st.builds(Release, **dict.fromkeys(Release.model_fields, MOMENTS)))
def test_each_thing_is_said_to_show_when_it_shows(release: Release) -> None:
    facts = policy_facts(Policy(release=release, release_at=datetime(2026, 12, 2, tzinfo=UTC)))
    said = {fact.code.removeprefix("policy.") for fact in facts}
    assert f"feedback_{release.explanations}" in said
    for thing in ("verdicts", "answers"):
        moment = getattr(release, thing)
        assert (f"{thing}_{moment}" in said) == (moment != release.explanations)
    for fact in facts:
        assert "%(" not in SENTENCES[fact.code] % fact.params
        assert None not in fact.params.values()
