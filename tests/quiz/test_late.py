"""Which answers that arrived late may count at all, and what a device's clock may say."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import Conflict, NotFound
from lms.quiz import late
from lms.quiz.late import Verdict, kept_of
from tests.courses.sample import true_false
from tests.quiz.sitting import NOW, Learner, answers, attempt_row, course_with, events, make_learner

TYPED = 1_795_424_100_000
"""A moment of a device's clock."""


def handed_in(app: Flask, **policy: Any) -> tuple[Learner, str]:
    learner = make_learner(
        app, course_with([true_false("t1", "definir"), true_false("t2", "definir")], **policy)
    )
    path = learner.begin()
    learner.save(path, 1, {"choice": ["false"]})
    return learner, path


def holds(learner: Learner, path: str, slot: int, **more: Any) -> None:
    reply = learner.save(path, slot, {"choice": ["true"]}, key=f"device-{slot}", **more)
    assert reply.status_code == 409, reply.text


def decide(path: str, **changes: Any) -> bool:
    attempt = attempt_row(path)
    verdict = Verdict(True, "Hors ligne", kept_of(attempt.id).last_id)
    with transaction():
        return late.decide(
            attempt_id=changes.get("attempt_id", attempt.id),
            verdict=verdict,
            actor_id=attempt.user_id,
            now=NOW + timedelta(hours=1),
        )


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (TYPED, datetime.fromtimestamp(TYPED / 1000, UTC)),
        (None, None),
        (-5, None),
        (10**18, None),
        ("noon", None),
        (True, None),
    ],
)
def test_the_device_s_clock_is_kept_when_it_says_something(
    app: Flask, sent: object, kept: datetime | None
) -> None:
    with clock.at(NOW):
        learner, path = handed_in(app)
        learner.post(f"{path}/submit", {"confirm": "y"})
        holds(learner, path, 2, typed_at=sent)
        (one,) = kept_of(attempt_row(path).id).waiting.values()
    assert one.typed_at == kept
    assert NOW <= one.arrived_at < NOW + timedelta(minutes=1)


def test_the_last_of_a_question_counts(app: Flask) -> None:
    with clock.at(NOW):
        learner, path = handed_in(app)
        learner.post(f"{path}/submit", {"confirm": "y"})
        holds(learner, path, 2)
        learner.save(path, 2, {"choice": ["false"]}, key="device-2b")
        assert [one.attempt_id for one in late.undecided(late.of_enrolment(learner.enrolment.id))]
    assert decide(path)
    assert answers(path)[2].response == {"value": False}
    assert late.undecided(late.of_enrolment(learner.enrolment.id)) == []


def test_what_time_closed_may_count_too(app: Flask) -> None:
    with clock.at(NOW):
        learner, path = handed_in(app, time_limit_minutes=10)
    with clock.at(NOW + timedelta(minutes=30)):
        holds(learner, path, 2)
        learner.get(f"{path}/receipt")
        assert attempt_row(path).submitted_by == "time"
    assert decide(path)
    assert attempt_row(path).mark == 1


def test_a_question_that_was_closed_or_behind_stays_as_it_was(app: Flask) -> None:
    with clock.at(NOW):
        learner, path = handed_in(app, navigation="sequential", layout="one_per_page")
        learner.post(f"{path}/submit", {"confirm": "y"})
        holds(learner, path, 2)
        with pytest.raises(Conflict) as refused:
            decide(path)
    assert refused.value.reason is not None
    assert refused.value.reason.code == "late.none_counts"
    assert answers(path)[2].response is None
    assert "late_counted" not in [event.kind for event in events(path)]


def test_an_open_attempt_and_one_that_is_not_there_are_refused(app: Flask) -> None:
    with clock.at(NOW):
        _, path = handed_in(app)
        with pytest.raises(Conflict):
            decide(path)
        with pytest.raises(NotFound):
            decide(path, attempt_id=10**6)


def test_in_a_practice_nothing_waits_for_anybody(app: Flask) -> None:
    with clock.at(NOW):
        learner = make_learner(app, course_with([true_false("t1", "definir")], preset="practice"))
        path = learner.begin()
        learner.post(f"{path}/submit")
        holds(learner, path, 1)
        assert kept_of(attempt_row(path).id).waiting
        assert late.undecided(late.of_enrolment(learner.enrolment.id)) == []
        assert "has not yet decided" not in learner.get(f"{path}/review").text
