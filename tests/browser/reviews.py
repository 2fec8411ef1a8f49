"""Results in every state: with certainty, self-assessed, marked with comments, returned, held; and what was reached in the course."""

from decimal import Decimal
from typing import Any

from flask import Flask

from lms.centres.models import Centre
from lms.core import clock
from lms.core.db import transaction
from lms.courses.document import CourseDocument, load_document
from lms.marking.models import Marking
from lms.quiz import marks
from tests.browser.course import quiz
from tests.courses.sample import sample_data, single_choice, true_false
from tests.factories import make_cohort, make_course, make_enrolment, make_user
from tests.quiz import sitting

ESSAY: dict[str, Any] = {
    "id": "essai",
    "type": "long_text",
    "stem": {"fr": "Répondez à cette critique : « Trois semaines sans réponse ! »"},
    "rubric": [
        {
            "id": "ton",
            "title": {"fr": "Le ton"},
            "levels": [
                {"id": "sec", "title": {"fr": "Sec"}, "points": 0},
                {
                    "id": "juste",
                    "title": {"fr": "Juste"},
                    "description": {"fr": "La réponse remercie et s’excuse."},
                    "points": 2,
                },
            ],
        }
    ],
    "model_answer": {"fr": "Merci de votre message, et pardon pour l’attente."},
    "explanation": {"fr": "Une critique est d’abord un client qui parle."},
}


def reviewed_document() -> CourseDocument:
    """`certitude` asks how sure one is, and its essay is for the learner alone; `copie` is marked; `retenu` holds its result."""
    data = sample_data()
    data["id"] = "resultats"
    questions = [single_choice("q1", "accueil-definir"), true_false("q2"), true_false("q3"), true_false("q4")]
    sure = {"certainty": True, "assessed_by": "learner", "layout": "all"}
    held = {
        "release": dict.fromkeys(("verdicts", "marks", "answers", "explanations"), "on_date"),
        "release_at": "2099-12-02T08:00:00Z",
    }
    data["modules"][0]["items"] += [
        quiz("certitude", "Sûr de soi", [*questions, ESSAY], policy=sure),
        quiz("copie", "La copie", [ESSAY, true_false("c2")], policy={"late_penalty_percent": 10}),
        quiz("retenu", "Résultat retenu", [true_false("r1")], policy=held),
    ]
    return load_document(data)


def add(app: Flask, centre: Centre, paths: dict[str, str]) -> sitting.Learner:
    """A person with results of every kind; fills `paths`."""
    now = clock.now()
    cohort = make_cohort(make_course(centre, reviewed_document(), now), "Résultats", now)
    user = make_user("reviewer@example.org", "Reviewer", now, password=None)
    learner = sitting.Learner(
        app, make_enrolment(user, cohort, now), cohort, sitting.sign_in(app, user.id, now)
    )
    paths["reviewer"] = f"/learn/{learner.enrolment.id}"
    paths["review_certainty"] = _sure(learner)
    paths["review_marked"] = _marked(learner, user.id)
    paths["review_returned"] = _marked(learner, user.id)
    with transaction():
        attempt_id = int(paths["review_returned"].split("/")[2])
        marks.return_to_improve(attempt_id, "Relisez la grille : il manque les excuses.", user.id, now)
    paths["review_held"] = _sat(learner, "retenu", {1: {"choice": ["true"]}})
    return learner


def _sat(learner: sitting.Learner, key: str, sent: dict[int, dict[str, list[str]]], **more: Any) -> str:
    begun = learner.post(f"/learn/{learner.enrolment.id}/{key}/quiz", {"ready": "y"})
    path = str(begun.location).partition("?")[0]
    for slot, fields in sent.items():
        assert learner.save(path, slot, fields, **more).status_code == 200
    learner.post(f"{path}/submit", {"confirm": "y"})
    return path


def _sure(learner: sitting.Learner) -> str:
    """Sure and wrong, sure and right, one left blank."""
    answers = {2: {"choice": ["false"]}, 3: {"choice": ["true"]}, 5: {"text": ["Merci de votre message."]}}
    return _sat(learner, "certitude", answers, certainty=3)


def _marked(learner: sitting.Learner, marker_id: int) -> str:
    path = _sat(learner, "copie", {1: {"text": ["Bonjour.\nMerci."]}, 2: {"choice": ["true"]}})
    now = clock.now()
    with transaction() as current:
        attempt_id = int(path.split("/")[2])
        current.add(
            Marking(
                attempt_id=attempt_id,
                slot=1,
                role="first",
                marker_id=marker_id,
                levels={"ton": "juste"},
                fraction=Decimal(1),
                comment="Bon début.\nPensez aux excuses.",
                is_done=True,
                created_at=now,
                updated_at=now,
            )
        )
        marks.set_slot_mark(attempt_id, 1, Decimal(1), now=now)
    return path
