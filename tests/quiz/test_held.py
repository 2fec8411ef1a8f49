"""A result that must wait is known on no page and to no rule; once it may show, every page knows it without its learner."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from lms.centres.models import Accommodation
from lms.certificates.queries import certificate_of
from lms.cohorts import services as cohorts
from lms.core import clock
from lms.core.db import session, transaction
from lms.progress.models import ObjectiveFact
from lms.progress.queries import report_of
from lms.quiz import marks
from lms.quiz.closing import close_due_attempts
from lms.quiz.models import QuizOverride
from lms.quiz.telling import tell_due_results
from tests.courses.sample import true_false
from tests.learning.reading import words
from tests.quiz.sitting import KEY, NOW, Learner, attempt_row, course_with, join, make_learner

LATER = NOW + timedelta(days=3)
TELLING = ("80 %", "4 / 5", "Passed", "Acquired", "you have", "passed with")
HELD: list[dict[str, Any]] = [
    {"release": {"marks": "after_close"}},
    {"release": {"marks": "on_date"}, "release_at": "2026-11-25T09:00:00Z"},
    {"results": "when_released"},
]


def sat(app: Flask, **policy: Any) -> tuple[Learner, str]:
    """Four right answers of five at a quiz that closes tomorrow, handed in."""
    questions = [true_false(f"t{number}", "definir") for number in range(5)]
    learner = make_learner(app, course_with(questions, **policy))
    with transaction():
        cohorts.set_item_date(
            cohort_id=learner.cohort.id, item_key=KEY, now=NOW, closes_local="2026-11-24T12:00"
        )
    path = learner.begin()
    for slot in range(1, 6):
        learner.save(path, slot, {"choice": ["true" if slot < 5 else "false"]})
    learner.post(f"{path}/submit", {"confirm": "y"})
    return learner, path


def pages(learner: Learner, path: str) -> dict[str, str]:
    own = f"/learn/{learner.enrolment.id}"
    places = (
        f"{path}/review",
        f"{path}/receipt",
        f"{own}/{KEY}/attempts",
        f"{own}/{KEY}/quiz",
        own,
        f"{own}/suite",
        f"{own}/progress",
        "/today",
        f"{own}/certificate",
    )
    found = {place: learner.get(place) for place in places}
    assert {place: reply.status_code for place, reply in found.items()} == dict.fromkeys(places, 200)
    return {place: words(reply.text) for place, reply in found.items()}


@pytest.mark.parametrize("policy", HELD, ids=["after_close", "on_date", "when_released"])
def test_a_held_result_is_on_no_page_until_its_moment(app: Flask, policy: dict[str, Any]) -> None:
    with clock.at(NOW):
        learner, path = sat(app, **policy)
        for place, text in pages(learner, path).items():
            assert [word for word in TELLING if word in text] == [], place
        report = report_of(learner.enrolment, NOW)
        assert report.items[KEY].state == "submitted"
        assert session().query(ObjectiveFact).count() == 0
        assert tell_due_results(NOW) == 0
    with clock.at(LATER):
        if "results" in policy:
            with transaction():
                marks.release_results([attempt_row(path).id], learner.enrolment.user_id, LATER)
        else:
            assert tell_due_results(LATER) == 1
        assert tell_due_results(LATER) == 0
        session().expire_all()
        assert report_of(learner.enrolment, LATER).items[KEY].is_done
        assert "Acquired" in words(learner.get(f"/learn/{learner.enrolment.id}/progress").text)
        assert "80 %" in words(learner.get(f"{path}/review").text)


def test_who_looks_first_is_told_first(app: Flask) -> None:
    with clock.at(NOW):
        learner, path = sat(app, **HELD[0])
    with clock.at(LATER):
        page = words(learner.get(f"{path}/review").text)
        assert "80 %" in page
        assert "Try again" not in page
        assert report_of(learner.enrolment, LATER).items[KEY].is_done
        assert tell_due_results(LATER) == 0


def test_a_course_is_complete_once_its_held_exam_is_told(app: Flask) -> None:
    from tests.progress.study import Learner as Student

    with clock.at(NOW):
        learner, _ = sat(app, **HELD[0])
        for lesson in ("lecon", "calcul", "suite"):
            Student(learner.enrolment).finishes(lesson, NOW)
        assert certificate_of(learner.enrolment.id) is None
    with clock.at(LATER):
        tell_due_results(LATER)
        assert certificate_of(learner.enrolment.id) is not None


def test_two_held_attempts_are_told_together_and_the_evidence_is_the_first_one_s(app: Flask) -> None:
    with clock.at(NOW):
        learner, _ = sat(app, **HELD[0])
        again = learner.begin()
        learner.post(f"{again}/submit", {"confirm": "y"})
    assert tell_due_results(LATER) == 2
    fact = session().query(ObjectiveFact).one()
    assert (fact.graded, str(fact.earned.normalize())) == (5, "4")
    assert report_of(learner.enrolment, LATER).items[KEY].is_done


def test_marks_that_never_show_hold_nothing_up_and_are_nowhere(app: Flask) -> None:
    with clock.at(NOW):
        learner, path = sat(app, release={"marks": "never"})
        assert report_of(learner.enrolment, NOW).items[KEY].is_done
        for place, text in pages(learner, path).items():
            assert [word for word in ("80 %", "4 / 5") if word in text] == [], place


@pytest.mark.parametrize("given", ["override", "accommodation", "running"])
def test_nothing_shows_while_a_classmate_with_more_time_still_sits(app: Flask, given: str) -> None:
    moments = ("verdicts", "marks", "answers", "explanations")
    with clock.at(NOW):
        learner, path = sat(app, release=dict.fromkeys(moments, "after_close"))
        other = join(app, learner.cohort, "grace")
    give_more_time(other, given)
    with clock.at(LATER):
        text = words(learner.get(f"{path}/review").text)
        history = words(learner.get(f"/learn/{learner.enrolment.id}/{KEY}/attempts").text)
        assert "80 %" not in text
        assert "Correct answer" not in text
        assert "4 / 5" not in history
        assert tell_due_results(LATER) == 0
    with clock.at(LATER + timedelta(days=9)):
        close_due_attempts(LATER + timedelta(days=9))
        assert "80 %" in words(learner.get(f"{path}/review").text)


def give_more_time(learner: Learner, given: str) -> None:
    """Until a day after `LATER`, in one way or another."""
    until, enrolment = LATER + timedelta(days=1), learner.enrolment
    if given == "running":
        with clock.at(NOW):
            path = learner.begin()
        with transaction():
            attempt = attempt_row(path)
            attempt.due_at = attempt.cutoff_at = until
        return
    minutes = 60 * 24 * 3
    place = {"centre_id": enrolment.centre_id}
    override = QuizOverride(
        **place, enrolment_id=enrolment.id, item_key=KEY, kind="window", is_granted=True, closes_at=until
    )
    held = Accommodation(
        **place, user_id=enrolment.user_id, created_at=NOW, time_factor=Decimal(1), window_minutes=minutes
    )
    with transaction() as current:
        current.add(held if given == "accommodation" else override)
