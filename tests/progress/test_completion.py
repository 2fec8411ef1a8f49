"""The completion checklist (P16) and the objectives."""

from decimal import Decimal

import pytest

from lms.core.reasons import reason
from lms.progress.rules import Evidence, Facts, ItemFacts, evaluate
from tests.progress.courses import (
    DONE,
    EARLIER,
    NOW,
    course,
    did,
    failed,
    goals,
    lesson,
    module,
    passed,
    quiz,
)

DOCUMENT = course(
    module("m", lesson("a"), lesson("b"), quiz("q"), quiz("p", 0), quiz("extra", optional=True))
)


def test_everything_is_missing_at_first() -> None:
    completion = evaluate(DOCUMENT, Facts(), {}, NOW).completion
    assert not completion.complete
    assert completion.missing == completion.checklist
    assert [(check.reason, check.item_keys) for check in completion.missing] == [
        (reason("progress.lessons_done", done=0, total=2), ("a", "b")),
        (reason("progress.quiz_to_pass", title={"fr": "Quiz q"}, percent=70), ("q",)),
        (reason("progress.quiz_to_answer", title={"fr": "Quiz p"}), ("p",)),
    ]


def test_says_how_far_a_failed_quiz_is_from_its_pass_mark() -> None:
    completion = evaluate(
        DOCUMENT, did(a=DONE, b=DONE, q=failed("0.64"), p=passed("0.2")), {}, NOW
    ).completion
    assert [check.is_met for check in completion.checklist] == [True, False, True]
    (missing,) = completion.missing
    assert missing.reason == reason("progress.quiz_score", title={"fr": "Quiz q"}, percent=70, own=64)


def test_a_failing_score_is_never_shown_as_the_pass_mark() -> None:
    (check,) = evaluate(course(module("m", quiz("q"))), did(q=failed("0.6999")), {}, NOW).completion.missing
    assert check.reason.params["own"] == 69


def test_complete_once_all_required_items_are_done() -> None:
    all_done = did(a=DONE, b=DONE, q=passed("0.7"), p=passed("0"))
    completion = evaluate(DOCUMENT, all_done, {}, NOW).completion
    assert completion.complete
    assert completion.missing == ()
    assert len(completion.checklist) == 3


@pytest.mark.parametrize(
    ("assessed_by", "is_open", "code"),
    [
        ("learner", False, "progress.quiz_to_answer"),
        ("instructor_in_cohort", True, "progress.quiz_to_answer"),
        ("instructor_in_cohort", False, "progress.quiz_to_pass"),
        ("instructor", True, "progress.quiz_to_pass"),
    ],
)
def test_asks_no_mark_of_a_work_that_its_learner_assesses(assessed_by: str, is_open: bool, code: str) -> None:
    essay = {"id": "essay", "type": "long_text", "stem": {"fr": "Répondez."}}
    work = quiz("w", assessed_by=assessed_by, questions=(essay,))
    (check,) = evaluate(course(module("m", work)), Facts(), {}, NOW, is_open=is_open).completion.missing
    assert check.reason.code == code
    handed_in = did(w=ItemFacts(EARLIER, EARLIER, EARLIER))
    report = evaluate(course(module("m", work)), handed_in, {}, NOW, is_open=is_open)
    passes = code == "progress.quiz_to_pass"
    assert report.items["w"].done_reason == reason("progress.passed" if passes else "progress.answered")


def test_a_question_with_a_key_keeps_the_pass_mark() -> None:
    kinds = [{"id": "one", "type": "long_text"}, {"id": "two", "type": "true_false"}]
    work = quiz("w", assessed_by="learner", questions=tuple(kinds))
    (check,) = evaluate(course(module("m", work)), Facts(), {}, NOW).completion.missing
    assert check.reason.code == "progress.quiz_to_pass"


def test_a_course_that_requires_nothing_is_never_complete() -> None:
    report = evaluate(course(module("m", lesson("a", optional=True))), did(a=DONE), {}, NOW)
    assert (report.completion.complete, report.completion.checklist, report.percent) == (False, (), 0)


@pytest.mark.parametrize(
    ("graded", "earned", "state"),
    [
        (0, "0", "not_assessed"),
        (2, "2", "not_assessed"),
        (3, "2.1", "acquired"),
        (3, "2.0999", "in_progress"),
        (4, "3", "acquired"),
        (10, "4", "in_progress"),
        (10, "3.9999", "not_acquired"),
        (3, "0", "not_acquired"),
    ],
)
def test_objectives_follow_the_evidence(graded: int, earned: str, state: str) -> None:
    document = course(module("m", lesson("a"), objectives=goals("g")))
    facts = Facts(objectives={"g": Evidence(graded, Decimal(earned)), "gone": Evidence(9, Decimal(9))})
    report = evaluate(document, facts, {}, NOW)
    assert list(report.objectives) == ["g"]
    assert report.objectives["g"].state == state
    assert report.objectives["g"].text == {"fr": "Savoir g"}
    assert report.objectives_reached == (state == "acquired")


def test_a_row_of_a_rubric_that_was_met_is_enough() -> None:
    document = course(module("m", lesson("a"), objectives=goals("g")))
    report = evaluate(document, Facts(objectives={"g": Evidence(3, Decimal(0), met=1)}), {}, NOW)
    assert report.objectives["g"].state == "acquired"
    assert report.objectives["g"].reason == reason("progress.criteria_met", count=1)


@pytest.mark.parametrize(
    ("evidence", "why"),
    [
        (Evidence(), reason("progress.no_evidence")),
        (
            Evidence(2, Decimal("1.5")),
            reason("progress.little_evidence", graded=2, enough=3),
        ),
        (Evidence(4, Decimal("2.9999")), reason("progress.evidence", earned=Decimal("2.9"), graded=4)),
    ],
)
def test_objectives_show_their_evidence(evidence: Evidence, why: object) -> None:
    document = course(module("m", lesson("a"), objectives=goals("g")))
    report = evaluate(document, Facts(objectives={"g": evidence}), {}, NOW)
    assert report.objectives["g"].reason == why
