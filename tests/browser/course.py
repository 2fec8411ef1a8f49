"""The sample course with more quizzes: one of every question type, a practice one, a timed one."""

from typing import Any

import lms.quiz.types  # noqa: F401 - registers the types
from lms.courses.document import CourseDocument, load_document
from lms.quiz.engine.question_type import question_type
from tests.courses.sample import sample_data, single_choice, true_false
from tests.quiz.types.faults import sample

EVERY_TYPE: list[dict[str, Any]] = [
    single_choice("e1", "accueil-definir"),
    {
        "id": "e2",
        "type": "multiple_choice",
        "stem": {"fr": "Quels outils servent à **animer** ?"},
        "options": [
            {"id": "a", "text": {"fr": "Un calendrier"}, "correct": True},
            {"id": "b", "text": {"fr": "Une charte"}, "correct": True},
            {"id": "c", "text": {"fr": "Un tournevis"}, "feedback": {"fr": "Pas ici."}},
        ],
        "explanation": {"fr": "Le calendrier rythme, la charte protège."},
    },
    true_false("e3"),
    {
        "id": "e4",
        "type": "short_text",
        "stem": {"fr": "Qu’anime-t-on ?"},
        "accepted": ["communauté"],
        "explanation": {"fr": "On anime une communauté."},
    },
    {
        "id": "e5",
        "type": "numeric",
        "stem": {"fr": "Combien de minutes en deux heures ?"},
        "correct": 120,
        "unit": {"fr": "min"},
    },
    {
        "id": "e6",
        "type": "matching",
        "stem": {"fr": "Quel délai pour quel message ?"},
        "pairs": [
            {"id": "question", "left": {"fr": "Une question"}, "right": {"fr": "Une heure"}},
            {"id": "critique", "left": {"fr": "Une critique"}, "right": {"fr": "Un jour"}},
        ],
        "distractors": [{"id": "jamais", "text": {"fr": "Jamais"}}],
    },
    sample("ordering", id="e7"),
    sample("categorise", id="e8"),
    sample("scale", id="e9", min=0, max=10),
    {**question_type("calculated").samples()[4].question, "id": "e10"},
    sample("cloze", id="e11"),
]


HAND_IN: dict[str, Any] = {
    "id": "h1",
    "type": "file_upload",
    "stem": {"fr": "Déposez l’affiche de votre **semaine d’ouverture**."},
    "rubric": [
        {
            "id": key,
            "title": {"fr": title},
            "levels": [
                {"id": "non", "title": {"fr": "Non"}, "points": 0},
                {"id": "oui", "title": {"fr": "Oui"}, "points": 2},
            ],
        }
        for key, title in (("titre", "Le titre se lit de loin"), ("dates", "Les dates y sont"))
    ],
    "model_answer": {"fr": "Un titre court, une image, deux dates."},
}


def quiz(key: str, title: str, questions: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """An optional quiz that nothing locks, questions in their order."""
    policy = {"shuffle_questions": False, **changes.pop("policy", {})}
    base = {"kind": "quiz", "id": key, "title": {"fr": title}, "minutes": 5, "optional": True}
    return {**base, "questions": questions, "policy": policy, **changes}


def rich_document() -> CourseDocument:
    """The sample course; `entrainement` is a practice quiz, `types` holds every question type on one page, `chrono` is timed,
    `depot` asks for files.
    """
    data = sample_data()
    first = data["modules"][0]["items"]
    first.insert(1, quiz("entrainement", "S’entraîner", [true_false("p1")], preset="practice"))
    first.append(quiz("types", "Toutes les questions", EVERY_TYPE, policy={"layout": "all", "attempts": 2}))
    timed = [single_choice("k1"), {**EVERY_TYPE[4], "id": "k2"}, true_false("k3")]
    first.append(
        quiz("chrono", "Contre la montre", timed, policy={"time_limit_minutes": 30, "attempts": None})
    )
    first.append(quiz("depot", "Déposer son travail", [HAND_IN], policy={"attempts": None}))
    return load_document(data)
