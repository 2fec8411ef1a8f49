"""Practice, a work for an instructor, a work for oneself and a survey, each as a story told by its pages, without JavaScript."""

import re
from decimal import Decimal
from io import BytesIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from lms.accounts import services as accounts
from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Role
from lms.progress.queries import facts_of, report_of
from tests.courses.sample import true_false
from tests.factories import make_centre, make_cohort, make_course, make_user
from tests.learning.reading import words
from tests.quiz.file_samples import picture
from tests.quiz.sitting import (
    KEY,
    NOW,
    Learner,
    answers,
    attempt_row,
    course_with,
    form_of,
    join,
    make_learner,
    number_question,
    sign_in,
)

LEVELS = [
    {"id": "low", "title": {"fr": "Sec"}, "points": 0},
    {"id": "high", "title": {"fr": "Chaleureux"}, "points": 2},
]
RUBRIC = [{"id": "tone", "title": {"fr": "Le ton"}, "objective": "definir", "levels": LEVELS}]
MODELS = [{"title": {"fr": "Un modèle"}, "text": {"fr": "MODELE-LU"}, "note": {"fr": "NOTE-LUE"}}]
ESSAY: dict[str, Any] = {
    "id": "essay",
    "type": "long_text",
    "stem": {"fr": "Répondez."},
    "points": 2,
    "rubric": RUBRIC,
    "models": MODELS,
}
CHARTER: dict[str, Any] = {"id": "files", "type": "file_upload", "stem": {"fr": "Joignez."}, "points": 2}


def send(learner: Learner, path: str, go: str, **fields: str) -> Any:
    return learner.post(path, {**form_of(learner.get(path).text), **fields, "go": go})


def test_practice_teaches_try_by_try(app: Flask) -> None:
    hints = [{"fr": "PENSEZ-AUX-MINUTES"}]
    questions = [number_question(hints=hints, explanation={"fr": "PARCE-QUE"}), true_false("t1", "definir")]
    learner = make_learner(
        app,
        course_with(
            questions, preset="practice", try_penalty_percent=25, hint_penalty_percent=10, certainty=True
        ),
    )
    path = learner.begin()
    assert "PENSEZ-AUX-MINUTES" not in learner.get(path).text
    send(learner, path, "hint-1")
    assert "PENSEZ-AUX-MINUTES" in learner.get(path).text
    send(learner, path, "check-1", **{"q1-number": "7", "certainty-1": "3"})
    wrong = learner.get(path).text
    assert "Not quite." in wrong
    assert "PARCE-QUE" not in wrong
    send(learner, path, "check-1", **{"q1-number": "120", "certainty-1": "3"})
    right = learner.get(path).text
    assert "Correct." in right
    assert "PARCE-QUE" in right
    reply = send(learner, path, "finish", **{"q2-choice": "false", "certainty-2": "3"})
    page = learner.get(reply.location).text
    assert "How sure you were, and how right" in page
    one, two = answers(path).values()
    assert (one.tries, one.hints, one.fraction) == (2, 1, Decimal("0.65"))
    assert two.fraction == -2, "sure and wrong"
    assert facts_of(learner.enrolment).objectives == {}, "practice proves nothing"


def instructor(app: Flask, learner: Learner) -> FlaskClient:
    person = make_user("marie@staff.example.org", "Marie", password=None)
    with transaction():
        accounts.add_membership(
            user_id=person.id, role=Role.INSTRUCTOR, centre_id=learner.cohort.centre_id, now=NOW
        )
    return sign_in(app, person.id)


def teach(staff: FlaskClient, path: str, **fields: str) -> Any:
    """Press the button of one of the instructor's forms; a page with a draft sends which one it was typed over."""
    page = form_of(staff.get(path).text) if path[-1].isdigit() else {}
    token = form_of(staff.get("/teach").text)["csrf_token"]
    go = {"go": "done"} if path[-1].isdigit() else {}
    reply = staff.post(path, data={**page, "csrf_token": token, **go, **fields})
    assert reply.status_code == 303, reply.text
    return reply


def hand_in(learner: Learner, path: str, text: str) -> None:
    page = form_of(learner.get(path).text)
    charter = (BytesIO(picture()), "charte.png")
    learner.post(f"{path}/slots/2/files", {**page, "q1-text": text, "q2-upload": charter})
    assert learner.post(f"{path}/submit", {"confirm": "y"}).location == f"{path}/receipt"


def test_a_work_is_marked_returned_improved_and_released(app: Flask) -> None:
    policy = {"preset": "assignment", "anonymous_marking": True, "results": "when_released"}
    learner = make_learner(app, course_with([ESSAY, CHARTER], **policy))
    with clock.at(NOW):
        staff = instructor(app, learner)
        path = learner.begin().partition("?")[0]
        hand_in(learner, path, "Premier jet.")
        assert "MODELE-LU" not in learner.get(f"{path}/review").text
        assert report_of(learner.enrolment, NOW).items[KEY].state == "submitted"
        return_it(staff, learner)
        improved = improve(learner, path)
        mark_and_release(staff, learner, improved)
        result = learner.get(f"{improved}/review").text
        assert "4 / 4" in result
        for told in ("Juste.", "MODELE-LU", "NOTE-LUE", "Level reached"):
            assert told in result
        assert "Trop sec." in learner.get(f"{path}/review").text, "each version keeps its comments"
        assert facts_of(learner.enrolment).objectives["definir"].met == 1
        assert report_of(learner.enrolment, NOW).items[KEY].is_done


def tray_of(learner: Learner) -> str:
    return f"/teach/marking/{learner.cohort.id}/{KEY}"


def answer_to_mark(staff: FlaskClient, learner: Learner) -> str:
    """The address of the first question of the work that waits, without its number."""
    found = links(staff.get(tray_of(learner)).text)
    return next(link for link in found if link.endswith("/1")).removesuffix("/1")


def return_it(staff: FlaskClient, learner: Learner) -> None:
    assert "Ada" not in staff.get("/teach/marking").text, "nobody's name shows before the release"
    work = answer_to_mark(staff, learner)
    back = teach(staff, f"{work}/1", **{"level-tone": "low", "comment": "Trop sec."})
    assert back.location == f"{work}/2"
    teach(staff, f"{work}/2", mark="1")
    teach(staff, f"{work}/return", note="Nommez le lot.")


def improve(learner: Learner, path: str) -> str:
    """The new version keeps what was handed in; its path."""
    assert "Returned to you, to improve" in words(learner.get(learner.start_path).text)
    attempts = {
        link for link in links(learner.get(f"{path}/review").text) if re.fullmatch(r"/attempts/\d+", link)
    }
    (improved,) = attempts - {path}
    for kept in ("Premier jet.", "Nommez le lot.", "charte.png"):
        assert kept in learner.get(improved).text
    base = answers(improved)[1].sequence
    learner.save(improved, 1, {"text": ["Le lot 0412, avec nos regrets."]}, sequence=base)
    learner.post(f"{improved}/submit", {"confirm": "y"})
    return improved


def mark_and_release(staff: FlaskClient, learner: Learner, improved: str) -> None:
    work = answer_to_mark(staff, learner)
    teach(staff, f"{work}/1", **{"level-tone": "high", "comment": "Juste."})
    teach(staff, f"{work}/2", mark="2")
    assert "MODELE-LU" not in learner.get(f"{improved}/review").text, "results wait for their release"
    teach(staff, f"{tray_of(learner)}/release", confirm="y")


def links(page: str) -> list[str]:
    return re.findall(r'href="([^"#?]+)', page)


def test_a_work_for_oneself_is_done_and_never_a_mark(app: Flask) -> None:
    learner = make_learner(app, course_with([ESSAY], preset="assignment", assessed_by="learner"))
    path = learner.begin().partition("?")[0]
    learner.save(path, 1, {"text": ["Merci."]})
    learner.post(f"{path}/submit", {"confirm": "y"})
    page = learner.get(f"{path}/review").text
    assert "MODELE-LU" in page
    assert attempt_row(path).max_mark == 0
    reply = learner.post(f"{path}/slots/1/assessment", {"level-tone": "high"})
    assert reply.status_code == 303
    item = report_of(learner.enrolment, NOW).items[KEY]
    assert item.is_done
    facts = facts_of(learner.enrolment)
    assert facts.of(KEY).score is None
    assert facts.objectives == {}


def test_where_a_course_is_open_to_all_nobody_waits_for_an_instructor(app: Flask) -> None:
    policy = {"assessed_by": "instructor_in_cohort", "results": "when_released", "anonymous_marking": True}
    course = make_course(make_centre(), course_with([ESSAY], preset="assignment", **policy))
    learner = join(app, make_cohort(course, is_open=True), "ada")
    card = learner.get(learner.start_path).text
    assert "You assess your own work" in card
    assert "Results once an instructor releases them" not in card
    before = report_of(learner.enrolment, NOW).completion.checklist[-1]
    assert before.reason.code == "progress.quiz_to_answer", "no mark is asked where none is given"
    path = learner.begin().partition("?")[0]
    learner.save(path, 1, {"text": ["Merci."]})
    learner.post(f"{path}/submit", {"confirm": "y"})
    assert "MODELE-LU" in learner.get(f"{path}/review").text
    report = report_of(learner.enrolment, NOW)
    assert report.items[KEY].is_done
    assert report.completion.checklist[-1].is_met


def test_a_survey_is_answered_once_and_judges_nobody(app: Flask) -> None:
    scale = {"id": "s1", "type": "scale", "stem": {"fr": "Utile ?"}}
    learner = make_learner(app, course_with([scale], preset="survey"))
    path = learner.begin().partition("?")[0]
    send(learner, path, "check", **{"q1-choice": "4"})
    learner.post(f"{path}/submit", {"confirm": "y"})
    page = learner.get(f"{path}/review").text
    assert "Thank you. Your answers are recorded; they get no mark." in page
    assert answers(path)[1].response == {"value": 4}
    assert answers(path)[1].outcome == "unmarked"
    assert report_of(learner.enrolment, NOW).items[KEY].is_done
    assert learner.post(learner.start_path, {"ready": "y"}).status_code == 409
