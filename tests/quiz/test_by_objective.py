"""The result objective by objective: what to read again, and never the key."""

from typing import Any

import pytest
from flask import Flask

from lms.core import clock
from lms.courses.document import load_document
from lms.progress.queries import facts_of
from tests.courses.sample import single_choice
from tests.learning.reading import words
from tests.quiz.sitting import KEY, NOW, course_with, make_learner, options_of

NEVER: dict[str, Any] = {"verdicts": "never", "answers": "never", "explanations": "never"}

LATER = {"verdicts": "after_close", "answers": "after_close", "explanations": "after_close"}


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.at(NOW):
        yield


def result(app: Flask, **policy: Any) -> str:
    """The statement and the number right, the choice wrong."""
    learner = make_learner(app, course_with(**policy))
    path = learner.begin().partition("?")[0]
    options = options_of(learner.get(f"{path}?q=1").text, 1)
    learner.save(path, 1, {"choice": [options["L’effacer"]]})
    learner.save(path, 2, {"choice": ["true"]})
    learner.save(path, 3, {"number": ["120"]})
    learner.post(f"{path}/submit", {"confirm": "y"})
    return learner.get(f"{path}/review").text


def test_each_objective_has_its_marks_and_the_weak_ones_their_lessons(app: Flask) -> None:
    page = result(app)
    part = page[page.index('id="objectives"') : page.index("Look at these first")]
    assert "Objective by objective definir 1 / 2 To read again: Lecon compter 1 / 1" in words(part)
    assert "/lecon" in part
    assert "/calcul" not in part


def test_it_shows_where_answers_never_do_and_says_nothing_of_them(app: Flask) -> None:
    page = result(app, release=NEVER)
    assert "To read again:" in page
    for told in ("L’écouter coûte", "Elle reviendrait", "Écouter coûte peu", "Not correct", "choice-right"):
        assert told not in page


def test_while_verdicts_wait_no_share_is_that_of_one_question(app: Flask) -> None:
    """`compter` is asked about once: alone in its module, it is left out, and one objective is no table."""
    page = result(app, release=LATER)
    assert 'id="objectives"' not in page
    assert "compter 1 / 1" not in words(page)


def test_what_stands_alone_counts_for_its_module(app: Flask) -> None:
    questions = [
        single_choice("q1", "definir"),
        single_choice("q4", "definir"),
        single_choice("q2", "compter"),
        single_choice("q3", "mesurer"),
    ]
    data = course_with(questions, release=LATER).dump()
    data["modules"][0]["objectives"].append({"id": "mesurer", "text": {"fr": "mesurer"}})
    learner = make_learner(app, load_document(data))
    path = learner.begin().partition("?")[0]
    for slot in (1, 3):
        options = options_of(learner.get(f"{path}?q={slot}").text, slot)
        learner.save(path, slot, {"choice": [options["L’écouter"]]})
    learner.post(f"{path}/submit", {"confirm": "y"})
    page = words(learner.get(f"{path}/review").text)
    assert "definir 1 / 2" in page
    assert "Module 1 / 2" in page
    assert "compter" not in page.partition("Objective by objective")[2].partition("Look at these")[0]


def test_an_entry_test_says_what_to_skim(app: Flask) -> None:
    page = words(result(app, diagnostic="entry", pass_percent=0))
    assert "definir 1 / 2 Take your time for: Lecon compter 1 / 1 You may skim: Calcul" in page


def test_an_exit_test_is_compared_with_the_entry_test(app: Flask) -> None:
    data = course_with(diagnostic="entry", pass_percent=0).dump()
    items = data["modules"][0]["items"]
    entry = next(item for item in items if item["id"] == KEY)
    questions = [{**question, "id": f"exit-{question['id']}"} for question in entry["questions"]]
    items.append(
        {**entry, "id": "exit", "policy": {**entry["policy"], "diagnostic": "exit"}, "questions": questions}
    )
    learner = make_learner(app, load_document(data))
    first = learner.begin().partition("?")[0]
    learner.save(first, 3, {"number": ["120"]})
    learner.post(f"{first}/submit", {"confirm": "y"})
    reply = learner.post(f"/learn/{learner.enrolment.id}/exit/quiz", {"ready": "y"})
    second = str(reply.location).partition("?")[0]
    learner.save(second, 2, {"choice": ["true"]})
    learner.post(f"{second}/submit", {"confirm": "y"})
    page = words(learner.get(f"{second}/review").text)
    assert "definir 1 / 2 In the entry test: 0 / 2" in page
    assert "compter 0 / 1 In the entry test: 1 / 1" in page
    assert facts_of(learner.enrolment).objectives == {}


def test_it_waits_for_the_marks(app: Flask) -> None:
    assert 'id="objectives"' not in result(app, release={**NEVER, "marks": "never"})


def test_one_objective_is_no_table(app: Flask) -> None:
    learner = make_learner(app, course_with([single_choice("c1", "definir")]))
    path = learner.begin().partition("?")[0]
    learner.post(f"{path}/submit", {"confirm": "y"})
    assert 'id="objectives"' not in learner.get(f"{path}/review").text
