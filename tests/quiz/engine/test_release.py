"""What shows of an attempt, thing by thing."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.quiz.engine.policy import OPEN, PRESETS, Policy
from lms.quiz.engine.release import Shown, Standing, at_once, what_shows

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
MOMENTS = ("at_once", "after_submit", "after_close", "on_date", "never")
ENDED = Standing("submitted", NOW)
GRACE = Policy().grace


def things(found: Shown) -> tuple[bool, bool, bool, bool]:
    return found.verdicts, found.marks, found.answers, found.explanations


def code(found: Shown) -> str | None:
    return found.until.code if found.until else None


def shown(moment: str, standing: Standing = ENDED, **settings: Any) -> Shown:
    """With everything but the marks released at this moment."""
    return what_shows(Policy.model_validate({"feedback": moment, **settings}), standing)


@pytest.mark.parametrize("moment", ["after_submit", "after_close", "never"])
def test_nothing_shows_of_a_running_attempt(moment: str) -> None:
    found = shown(moment, Standing(OPEN, NOW, NOW - timedelta(hours=1)))
    assert not found.anything
    assert code(found) == "release.after_submit"


@pytest.mark.parametrize("preset", ["practice", "module_quiz"])
def test_everything_shows_after_submitting_when_the_policy_says_so(preset: str) -> None:
    assert what_shows(PRESETS[preset], ENDED) == Shown(True, True, True, True)


@pytest.mark.parametrize(
    ("moment", "close", "expected"),
    [
        ("never", NOW - timedelta(hours=1), "release.never"),
        ("after_close", None, "release.no_close"),
        ("after_close", NOW + timedelta(hours=1), "release.after_close"),
        ("after_close", NOW - GRACE, "release.after_close"),
        ("on_date", None, "release.no_date"),
    ],
)
def test_only_the_total_shows_while_the_corrections_are_held(
    moment: str, close: datetime | None, expected: str
) -> None:
    found = shown(moment, replace(ENDED, closes_at=close))
    assert things(found) == (False, True, False, False)
    assert code(found) == expected


def test_the_corrections_show_once_no_save_can_arrive_after_the_close() -> None:
    found = shown("after_close", replace(ENDED, closes_at=NOW - GRACE - timedelta(microseconds=1)))
    assert things(found) == (True, True, True, True)


@pytest.mark.parametrize(("at", "shows"), [(NOW, True), (NOW + timedelta(seconds=1), False)])
def test_a_date_releases_from_its_moment_on(at: datetime, shows: bool) -> None:
    found = shown("on_date", release_at=at)
    assert found.verdicts is shows
    assert code(found) == (None if shows else "release.on_date")


@pytest.mark.parametrize(
    ("results", "pending", "is_released", "expected"),
    [
        ("when_marked", 2, False, "release.when_marked"),
        ("when_marked", 0, False, None),
        ("when_released", 2, False, "release.when_marked"),
        ("when_released", 0, False, "release.when_released"),
        ("when_released", 0, True, None),
        ("partial", 2, False, "release.partial"),
        ("partial", 0, False, None),
    ],
)
def test_marks_of_a_person_hold_the_result_as_the_policy_says(
    results: str, pending: int, is_released: bool, expected: str | None
) -> None:
    found = shown(
        "after_submit", Standing("submitted", NOW, pending=pending, is_released=is_released), results=results
    )
    assert code(found) == expected
    assert found.anything is (expected in (None, "release.partial"))
    assert found.is_partial is (expected == "release.partial")


def test_what_is_held_longer_outweighs_that_marks_are_missing() -> None:
    found = shown("never", Standing("submitted", NOW, pending=1), results="partial")
    assert (code(found), found.is_partial) == ("release.never", True)


def test_a_checked_question_shows_what_the_matrix_says() -> None:
    assert at_once(PRESETS["practice"]) == Shown(True, True, True, True)
    assert not at_once(PRESETS["module_quiz"]).anything
    verdict_only = Policy.model_validate({"release": {"verdicts": "at_once"}})
    assert things(at_once(verdict_only)) == (True, False, False, False)


@given(st.lists(st.sampled_from(MOMENTS), min_size=4, max_size=4), st.booleans(), st.integers(0, 2))
def test_nothing_shows_that_is_never_to_show(moments: list[str], is_open: bool, pending: int) -> None:
    names = ("verdicts", "marks", "answers", "explanations")
    policy = Policy.model_validate({"release": dict(zip(names, moments, strict=True))})
    found = what_shows(policy, Standing(OPEN if is_open else "submitted", NOW, NOW, pending))
    for shows, moment in zip(things(found), moments, strict=True):
        assert not shows or moment in ("at_once", "after_submit")
        assert not shows or not is_open
    assert found.until is not None or all(things(found))
