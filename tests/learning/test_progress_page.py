"""*My progress*: objectives by module or weakest first, being sure against being right, within seven statements."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from flask import Flask

from lms.core import clock
from lms.core.db import session, transaction
from lms.quiz.models import Answer
from tests.courses.sample import true_false
from tests.learning.reading import words
from tests.quiz.sitting import Learner, answers, course_with, make_learner


def submitted(learner: Learner, wrong: int) -> str:
    """Six answers, three on each objective, the first ones wrong; sure of each."""
    path = learner.begin()
    for slot in range(1, 7):
        learner.save(path, slot, {"choice": ["false" if slot <= wrong else "true"]})
    with transaction():
        for answer in answers(path).values():
            answer.certainty = 3
    learner.post(f"{path}/submit", {"confirm": "y"})
    return path


def six(**policy: Any) -> Any:
    goals = ["definir"] * 3 + ["compter"] * 3
    return course_with([true_false(f"t{n}", goal) for n, goal in enumerate(goals)], certainty=True, **policy)


def page_of(learner: Learner, query: str = "") -> str:
    return learner.get(f"/learn/{learner.enrolment.id}/progress{query}").text


def test_objectives_have_a_state_a_bar_and_a_reason(app: Flask) -> None:
    learner = make_learner(app, six())
    assert "Not assessed" in page_of(learner)
    submitted(learner, wrong=3)
    page = words(page_of(learner))
    assert "Not acquired" in page
    assert "Acquired" in page
    assert page.index("definir") < page.index("compter")
    assert "Objectives 1 of 2" in page


def test_the_weakest_come_first_on_demand(app: Flask) -> None:
    learner = make_learner(app, six())
    path = learner.begin()
    for slot in (1, 2, 3):
        learner.save(path, slot, {"choice": ["true"]})
    learner.post(f"{path}/submit", {"confirm": "y"})
    page = words(page_of(learner, "?order=weak"))
    assert page.index("compter") < page.index("definir")
    assert "Module by module" in page
    assert learner.get(f"/learn/{learner.enrolment.id}/progress?order=zzz").status_code == 200


def test_being_sure_is_compared_with_being_right(app: Flask) -> None:
    learner = make_learner(app, six())
    assert "Nothing yet." in page_of(learner)
    submitted(learner, wrong=2)
    page = page_of(learner)
    assert "When you were sure, you were right 4 out of 6 times." in words(page)
    assert "<svg" in page
    assert "<table" in page


def test_held_verdicts_are_left_out(app: Flask) -> None:
    later = (clock.now() + timedelta(days=2)).isoformat()
    held = dict.fromkeys(("verdicts", "marks", "answers", "explanations"), "on_date")
    learner = make_learner(app, six(release=held, release_at=later))
    submitted(learner, wrong=2)
    assert "Nothing yet." in page_of(learner)
    with clock.at(clock.now() + timedelta(days=3)):
        assert "4 out of 6 times" in page_of(learner)


def test_the_page_costs_seven_statements(app: Flask, count_statements: Any) -> None:
    learner = make_learner(app, six())
    submitted(learner, wrong=2)
    assert session().query(Answer).filter(Answer.fraction < Decimal(0)).count() == 2
    session().rollback()
    with count_statements() as statements:
        page_of(learner)
    assert len([one for one in statements if not one.startswith(("BEGIN", "PRAGMA"))]) <= 7, statements


def test_the_outline_leads_there(app: Flask) -> None:
    learner = make_learner(app)
    assert f'/learn/{learner.enrolment.id}/progress"' in learner.get(f"/learn/{learner.enrolment.id}").text
