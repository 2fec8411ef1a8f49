"""Answers that wait for a marker: what is stored, what progress says, and what finishing the marks brings."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import Flask

from lms.cohorts.queries import events_of
from lms.core import clock
from lms.core.db import transaction
from lms.progress import services as progress
from lms.progress.queries import facts_of, report_of
from lms.quiz import queries, totals
from lms.quiz.engine.grading import result_of
from lms.quiz.engine.outcomes import Mark, Outcome, Pending
from lms.quiz.engine.paper import Paper
from lms.quiz.models import Attempt
from lms.quiz.sittings import sitting_of
from tests.courses.sample import true_false
from tests.quiz.sitting import (
    KEY,
    NOW,
    Learner,
    answers,
    attempt_row,
    course_with,
    events,
    make_learner,
    word_question,
)
from tests.quiz.test_start import set_dates

SLIP = {"text": ["comunauté"]}
TWO = [word_question(objective="definir"), true_false("t1", "definir")]


def submitted(app: Flask, **policy: Any) -> tuple[Learner, str]:
    """One right answer, and one that a marker decides: a slip of spelling, in a group with an instructor."""
    learner = make_learner(app, course_with(TWO, **policy))
    return learner, send(learner)


def send(learner: Learner) -> str:
    path = learner.begin()
    learner.save(path, 1, SLIP)
    learner.save(path, 2, {"choice": ["true"]})
    learner.post(f"{path}/submit", {"confirm": "y"})
    return path


def finish(learner: Learner, path: str, *fractions: str) -> Attempt:
    """What marking by hand does in the end."""
    attempt = attempt_row(path)
    outcomes: dict[int, Outcome] = {
        slot: Mark(Decimal(fraction)) for slot, fraction in enumerate(fractions, 1)
    }
    with transaction():
        locked = queries.attempt_for_update(attempt.id)
        assert locked is not None
        result = result_of(Paper.load(locked.paper), outcomes)
        totals.finish_marks(sitting_of(locked, learner.enrolment), result, NOW)
    return attempt_row(path)


def item(learner: Learner) -> Any:
    return report_of(learner.enrolment, clock.now()).items[KEY]


def test_a_slip_of_spelling_waits_for_the_instructor_of_a_group(app: Flask) -> None:
    learner, path = submitted(app)
    attempt = attempt_row(path)
    assert (attempt.state, attempt.pending, attempt.marked_at, attempt.passed) == ("submitted", 1, None, None)
    assert (attempt.mark, attempt.max_mark) == (1, 2)
    assert [one.outcome for one in answers(path).values()] == ["pending", "right"]
    assert [event.kind for event in events(path)] == ["saved", "saved", "submitted"]
    assert facts_of(learner.enrolment).items[KEY].awaits_mark
    assert facts_of(learner.enrolment).objectives == {}
    assert item(learner).state == "submitted"
    assert "Submitted, waiting for marks" in learner.get(f"/learn/{learner.enrolment.id}").text
    assert report_of(learner.enrolment, clock.now()).done == 0


def test_finishing_the_marks_tells_progress_once(app: Flask) -> None:
    learner, path = submitted(app)
    attempt = finish(learner, path, "1", "1")
    assert (attempt.pending, attempt.marked_at, attempt.passed, attempt.mark) == (0, NOW, True, 2)
    facts = facts_of(learner.enrolment)
    assert (facts.items[KEY].attempts, facts.items[KEY].awaits_mark, facts.items[KEY].score) == (1, False, 1)
    assert (facts.objectives["definir"].graded, facts.objectives["definir"].earned) == (2, 2)
    assert item(learner).is_done


def test_marking_again_changes_what_was_said_and_adds_nothing(app: Flask) -> None:
    learner, path = submitted(app)
    finish(learner, path, "1", "1")
    attempt = finish(learner, path, "0.25", "1")
    assert (attempt.mark, attempt.passed) == (Decimal("1.25"), False)
    facts = facts_of(learner.enrolment)
    assert (facts.items[KEY].attempts, facts.items[KEY].score) == (1, Decimal("0.625"))
    assert (facts.objectives["definir"].graded, facts.objectives["definir"].earned) == (2, Decimal("1.25"))
    assert facts.items[KEY].passed_at is not None  # a pass once announced stands
    assert [event.kind for event in events(path)][-2:] == ["marked", "marked"]


def known(learner: Learner) -> Any:
    facts = facts_of(learner.enrolment)
    return facts.items, facts.objectives


def test_rebuilding_gives_the_same_projections(app: Flask) -> None:
    learner, path = submitted(app)
    first = known(learner)
    with transaction():
        progress.rebuild(enrolment_id=learner.enrolment.id, now=NOW)
    assert known(learner) == first
    finish(learner, path, "0.5", "1")
    second, seen = known(learner), learner.enrolment.last_activity_at
    with transaction():
        progress.rebuild(enrolment_id=learner.enrolment.id, now=NOW)
    assert (known(learner), learner.enrolment.last_activity_at) == (second, seen)


def test_a_returned_attempt_counts_no_more(app: Flask) -> None:
    learner, path = submitted(app, attempts=1)
    finish(learner, path, "1", "1")
    with transaction():
        attempt = queries.attempt_for_update(attempt_row(path).id)
        assert attempt is not None
        attempt.returned_at = NOW
        totals.take_back(sitting_of(attempt, learner.enrolment), NOW)
    facts = facts_of(learner.enrolment).items[KEY]
    assert (facts.attempts, facts.score, facts.awaits_mark) == (0, None, False)
    assert totals.standing(sitting_of(attempt, learner.enrolment)) == (None, False)
    again = learner.begin()  # the only attempt that the quiz allows is free again
    assert attempt_row(again).number == 2
    assert [event.kind for event in events_of(learner.enrolment.id)][-1] == "work_returned"


def test_an_open_group_waits_for_nobody(app: Flask) -> None:
    learner = make_learner(app, course_with(TWO))
    with transaction() as current:
        current.get_one(type(learner.cohort), learner.cohort.id).is_open = True
    path = send(learner)
    assert (attempt_row(path).pending, attempt_row(path).mark) == (0, 2)
    assert answers(path)[1].feedback == ["spelling"]


def test_practice_settles_a_slip_too(app: Flask) -> None:
    learner = make_learner(app, course_with(TWO, preset="practice"))
    path = send(learner)
    assert (attempt_row(path).pending, answers(path)[1].outcome) == (0, "right")


def test_late_work_is_marked_late_and_loses_what_the_policy_says(app: Flask) -> None:
    learner = make_learner(app, course_with([true_false("t1")], late_penalty_percent=10, pass_percent=90))
    set_dates(learner, due_local="2026-11-23T10:00")
    with clock.at(NOW + timedelta(hours=2)):
        path = learner.begin()
        learner.save(path, 1, {"choice": ["true"]})
        learner.post(f"{path}/submit", {"confirm": "y"})
    attempt = attempt_row(path)
    assert (attempt.is_late, attempt.mark, attempt.max_mark) == (True, Decimal("0.9"), 1)
    assert attempt.passed
    assert events(path)[-1].payload["fraction"] == "0.900000000000000"


def test_work_in_time_is_not_late(app: Flask) -> None:
    learner = make_learner(app, course_with([true_false("t1")], late_penalty_percent=10))
    set_dates(learner, due_local="2026-11-23T10:00")
    with clock.at(NOW - timedelta(minutes=1)):
        path = learner.begin()
        learner.save(path, 1, {"choice": ["true"]})
        learner.post(f"{path}/submit", {"confirm": "y"})
    assert (attempt_row(path).is_late, attempt_row(path).mark) == (False, 1)


def test_partial_marks_so_far_tell_nobody(app: Flask) -> None:
    learner, path = submitted(app)
    with transaction():
        attempt = queries.attempt_for_update(attempt_row(path).id)
        assert attempt is not None
        sitting = sitting_of(attempt, learner.enrolment)
        result = result_of(Paper.load(attempt.paper), {1: Mark(Decimal(1)), 2: Mark(Decimal(1))})
        waiting = replace(result, outcomes={**result.outcomes, 1: Pending(sitting_reason())})
        totals.finish_marks(sitting, waiting, NOW)
    assert (attempt_row(path).pending, attempt_row(path).marked_at) == (1, None)
    assert facts_of(learner.enrolment).items[KEY].awaits_mark


def sitting_reason() -> Any:
    from lms.core.reasons import reason

    return reason("pending.near_spelling")


def test_a_survey_is_done_when_submitted_and_has_no_percentage(app: Flask) -> None:
    scale = {"id": "s1", "type": "scale", "stem": {"fr": "Utile ?"}, "min": 1, "max": 5}
    learner = make_learner(app, course_with([scale], preset="survey"))
    path = learner.begin()
    learner.post(f"{path}/submit", {"confirm": "y"})
    attempt = attempt_row(path)
    assert (attempt.max_mark, attempt.mark, attempt.passed, attempt.pending) == (0, 0, True, 0)
    assert attempt.marked_at is not None
    facts = facts_of(learner.enrolment).items[KEY]
    assert (facts.score, facts.passed_at is not None) == (None, True)
    assert item(learner).done_reason.code == "progress.answered"
    for page in (f"{path}/receipt", f"{path}/review", learner.start_path, f"/learn/{learner.enrolment.id}"):
        assert learner.get(page).status_code == 200


def test_a_self_assessed_work_waits_for_nobody_and_is_never_marked(app: Flask) -> None:
    essay = {"id": "e1", "type": "long_text", "stem": {"fr": "Racontez."}}
    learner = make_learner(app, course_with([essay, true_false("t1")], assessed_by="learner"))
    path = learner.begin()
    learner.save(path, 1, {"text": ["Voici."]})
    learner.save(path, 2, {"choice": ["true"]})
    learner.post(f"{path}/submit", {"confirm": "y"})
    assert [one.outcome for one in answers(path).values()] == ["unmarked", "right"]
    assert (attempt_row(path).max_mark, attempt_row(path).mark, attempt_row(path).pending) == (1, 1, 0)


def test_whose_spelling_is_not_assessed_waits_for_nobody(app: Flask) -> None:
    from lms.centres import services as centres
    from lms.centres.rules import Terms

    learner = make_learner(app, course_with(TWO))
    with transaction():
        centres.set_accommodation(
            centre_id=learner.enrolment.centre_id,
            user_id=learner.enrolment.user_id,
            terms=Terms(spelling_not_assessed=True),
            actor_id=None,
            now=NOW,
        )
    assert (attempt_row(path := send(learner)).pending, answers(path)[1].outcome) == (0, "right")
