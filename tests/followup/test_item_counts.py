"""Whatever was answered, each count of the analysis is that of the rows behind it."""

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from lms.cohorts.models import Cohort, Enrolment
from lms.cohorts.services import latest_document
from lms.core.db import session, transaction
from lms.followup.item_rules import ENOUGH, Told
from lms.followup.items import Asked, analysis_of
from lms.quiz.models import Answer, Attempt
from tests.factories import NOW, make_centre, make_cohort, make_course
from tests.followup.answered import BLANK, RIGHT, UNMARKED, people, sat, wrong
from tests.quiz.sitting import KEY, QUESTIONS, course_with

OPTIONS = [one["id"] for one in QUESTIONS[0]["options"] if not one.get("correct")]
REPLIES = (
    [RIGHT, BLANK, UNMARKED, *(wrong(option=one) for one in OPTIONS)],
    [RIGHT, BLANK, UNMARKED, wrong(value=False)],
    [RIGHT, BLANK, UNMARKED, wrong(text="90", number="90"), wrong(text="1,5", number="1.5")],
)
drawn_attempt = st.fixed_dictionaries(
    {
        "replies": st.tuples(*(st.sampled_from(some) for some in REPLIES)),
        "pending": st.sampled_from([0, 0, 0, 1]),
        "returned_at": st.sampled_from([None, None, NOW]),
        "state": st.sampled_from(["submitted", "submitted", "submitted", "open"]),
    }
)


@pytest.fixture
def group(app: Flask) -> tuple[Cohort, list[Enrolment]]:
    cohort = make_cohort(make_course(make_centre("quais"), course_with()), "Automne 2026")
    return cohort, people(cohort, 7)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.lists(st.lists(drawn_attempt, max_size=3), min_size=7, max_size=7), st.booleans())
def test_every_count_is_that_of_the_rows(
    app: Flask, group: tuple[Cohort, list[Enrolment]], drawn: list[list[dict[str, Any]]], every: bool
) -> None:
    cohort, learners = group
    _forget(learners)
    counted = defaultdict(list)
    for enrolment, attempts in zip(learners, drawn, strict=True):
        for replies in _sit(enrolment, attempts, every):
            for question, reply in zip(QUESTIONS, replies, strict=True):
                if reply["fraction"] is not None:
                    counted[question["id"]].append((enrolment.id, reply))
    analysis = analysis_of(cohort.id, latest_document(cohort), Asked(KEY, every))
    assert {item.key.question for item in analysis.items} == set(counted)
    for item in analysis.items:
        _check(item, counted[item.key.question])
    successes = [item.figures.success for item in analysis.items if item.figures.success is not None]
    assert successes == sorted(successes)


def _forget(learners: list[Enrolment]) -> None:
    own = select(Attempt.id).where(Attempt.enrolment_id.in_([one.id for one in learners]))
    with transaction():
        session().execute(delete(Answer).where(Answer.attempt_id.in_(own)))
        session().execute(delete(Attempt).where(Attempt.id.in_(own)))


def _sit(enrolment: Enrolment, attempts: list[dict[str, Any]], every: bool) -> list[Any]:
    """Store these attempts; the replies of those that count."""
    submitted, is_open = [], False
    for number, drawn in enumerate(attempts, 1):
        state = "submitted" if is_open else drawn["state"]  # a learner has one open attempt at most
        is_open = is_open or state == "open"
        changes = {"pending": drawn["pending"], "returned_at": drawn["returned_at"], "state": state}
        sat(enrolment, list(drawn["replies"]), number, **changes)
        if state == "submitted" and drawn["returned_at"] is None:
            submitted.append(drawn)
    kept = submitted if every else submitted[:1]
    return [one["replies"] for one in kept if one["pending"] == 0]


def _check(item: Any, rows: list[tuple[int, dict[str, Any]]]) -> None:
    figures, learners = item.figures, len({enrolment_id for enrolment_id, _ in rows})
    assert (figures.replies, figures.learners) == (len(rows), learners)
    if learners < ENOUGH:
        assert item.told is Told.TOO_FEW
        assert figures.success is figures.blank is figures.wrong is None
        return
    assert figures.success == 100 * sum((one["fraction"] for _, one in rows), Decimal(0)) / len(rows)
    assert figures.blank == Decimal(100 * sum(one["outcome"] == "blank" for _, one in rows)) / len(rows)
    made = [
        (enrolment_id, next(iter(one["response"].values())))
        for enrolment_id, one in rows
        if one["outcome"] == "wrong"
    ]
    _check_the_mistake(figures, made, least=2 if item.question.type == "numeric" else 1)


def _check_the_mistake(figures: Any, made: list[tuple[int, Any]], *, least: int) -> None:
    """`made`: who answered what wrongly. It is told once `least` learners made it."""
    answers = [answer for _, answer in made]
    told = [one for one in answers if len({who for who, answer in made if answer == one}) >= least]
    assert (figures.wrong.count if figures.wrong else 0) == max(map(answers.count, told), default=0)
