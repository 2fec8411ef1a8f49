"""What a person is allowed in a quiz: the centre's accommodation and what was granted there, added up."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import Flask

from lms.centres.rules import Terms
from lms.centres.services import set_accommodation
from lms.core.db import transaction
from lms.quiz.clocks import allowance_for
from lms.quiz.engine.allowance import USUAL, Allowance
from lms.quiz.models import QuizOverride
from tests.quiz.sitting import KEY, NOW, Learner, make_learner


def override(learner: Learner, key: str = KEY, **values: Any) -> None:
    with transaction() as current:
        current.add(
            QuizOverride(
                centre_id=learner.enrolment.centre_id,
                enrolment_id=learner.enrolment.id,
                item_key=key,
                kind="time",
                decided_at=NOW,
                **{"is_granted": True, **values},
            )
        )


def test_nobody_is_granted_anything_at_first(app: Flask) -> None:
    assert allowance_for(make_learner(app).enrolment, KEY) == USUAL


def test_what_was_granted_adds_up_in_two_statements(
    app: Flask, count_statements: Callable[[], AbstractContextManager[list[str]]]
) -> None:
    learner = make_learner(app)
    path = learner.begin()
    attempt_id = int(path.rsplit("/", 1)[1])
    terms = Terms(Decimal("1.5"), 5, True, 60, 1, 10, True, True)
    with transaction():
        set_accommodation(
            centre_id=learner.enrolment.centre_id,
            user_id=learner.enrolment.user_id,
            terms=terms,
            actor_id=None,
            now=NOW,
        )
    later, latest = NOW + timedelta(hours=1), NOW + timedelta(hours=2)
    override(learner, extra_attempts=1, closes_at=latest)
    override(learner, extra_minutes=10, closes_at=later)
    override(learner, extra_minutes=3, attempt_id=attempt_id)
    override(learner, extra_attempts=5, is_granted=False)
    override(learner, "other", extra_attempts=5)
    with count_statements() as statements:
        granted = allowance_for(learner.enrolment, KEY)
    assert granted == Allowance(Decimal("1.5"), 15, True, 60, latest, 2, 10, True, False)
    assert len(statements) == 2
    assert allowance_for(learner.enrolment, KEY, attempt_id).extra_minutes == 18
