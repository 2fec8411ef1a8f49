"""A small course as a document and as a folder of course files: two modules, lessons with self-checks, two quizzes, locks."""

from pathlib import Path
from typing import Any

from lms.authoring.writer import write_course
from lms.courses.document import CourseDocument, load_document

LOGO_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4" fill="#0F6B3A"/></svg>\n'

WELCOME = """\
## Bonjour

Une communauté, ce sont des gens qui **se parlent**.

```check
id: check-accueil
type: single_choice
stem: Qui anime la communauté ?
options:
  - {id: a, text: Le community manager, correct: true, feedback: "Oui, c’est sa mission."}
  - {id: b, text: Personne, feedback: Une communauté sans animation s’éteint.}
explanation: L’animation est le cœur du métier.
```

> [!TIP]
> Répondez le jour même.
"""

FURTHER = """\
Pour aller plus loin, relisez la [première leçon](https://example.org/lecon).
"""

ANSWERING = """\
## Répondre

| Message | Délai |
| --- | --- |
| Question | 1 heure |
| Critique | 1 jour |
"""


def single_choice(key: str, objective: str | None = None, **changes: Any) -> dict[str, Any]:
    """A single-choice question whose option `a` is right."""
    question: dict[str, Any] = {
        "id": key,
        "type": "single_choice",
        "stem": {"fr": "Que faire d’abord d’une critique ?"},
        "options": [
            {"id": "a", "text": {"fr": "L’écouter"}, "correct": True},
            {"id": "b", "text": {"fr": "L’effacer"}, "feedback": {"fr": "Elle reviendrait ailleurs."}},
            {"id": "c", "text": {"fr": "L’ignorer"}},
        ],
        "explanation": {"fr": "Écouter coûte peu et apprend beaucoup."},
    }
    return {**question, **({"objective": objective} if objective else {}), **changes}


def true_false(key: str, objective: str | None = None, **changes: Any) -> dict[str, Any]:
    """A statement that is true."""
    question: dict[str, Any] = {
        "id": key,
        "type": "true_false",
        "stem": {"fr": "Une communauté se mesure à ce que font ses membres."},
        "correct": True,
    }
    return {**question, **({"objective": objective} if objective else {}), **changes}


def _first_module() -> dict[str, Any]:
    return {
        "id": "accueil",
        "folder": "01-accueil",
        "title": {"fr": "Accueillir"},
        "summary": {"fr": "Ce qu’est une communauté."},
        "objectives": [{"id": "accueil-definir", "text": {"fr": "Définir une communauté"}}],
        "items": [
            {
                "kind": "lesson",
                "id": "bienvenue",
                "title": {"fr": "Bienvenue"},
                "minutes": 10,
                "objectives": ["accueil-definir"],
                "body": {"fr": WELCOME},
            },
            {
                "kind": "lesson",
                "id": "pour-aller-plus-loin",
                "title": {"fr": "Pour aller plus loin"},
                "minutes": 5,
                "optional": True,
                "body": {"fr": FURTHER},
            },
            {
                "kind": "quiz",
                "id": "quiz-accueil",
                "title": {"fr": "Quiz : accueillir"},
                "minutes": 5,
                "requires": ["bienvenue"],
                "questions": [
                    single_choice("accueil-q1", "accueil-definir"),
                    true_false("accueil-q2", "accueil-definir"),
                ],
            },
        ],
    }


def _second_module() -> dict[str, Any]:
    return {
        "id": "reponses",
        "folder": "02-reponses",
        "title": {"fr": "Répondre"},
        "objectives": [{"id": "reponses-choisir", "text": {"fr": "Choisir une réponse"}}],
        "requires": ["accueil"],
        "items": [
            {
                "kind": "lesson",
                "id": "repondre",
                "title": {"fr": "Répondre à chacun"},
                "minutes": 15,
                "objectives": ["reponses-choisir"],
                "body": {"fr": ANSWERING},
            },
            {
                "kind": "quiz",
                "id": "quiz-final",
                "title": {"fr": "Quiz final"},
                "minutes": 20,
                "requires": ["repondre"],
                "preset": "exam",
                "policy": {"pass_percent": 60, "attempts": 2, "time_limit_minutes": 20},
                "questions": [
                    single_choice("final-q1", "reponses-choisir"),
                    true_false("final-q2", "accueil-definir"),
                    {
                        "id": "final-q3",
                        "type": "numeric",
                        "stem": {"fr": "Combien font 2 h en minutes ?"},
                        "correct": 120,
                        "points": 2,
                        "objective": "reponses-choisir",
                    },
                ],
            },
        ],
    }


def sample_data() -> dict[str, Any]:
    """The stored form of `sample_document()`, fresh at each call, to be changed by a test."""
    return {
        "schema": 1,
        "id": "animer",
        "languages": ["fr"],
        "sheet": {
            "title": {"fr": "Animer une communauté"},
            "tagline": {"fr": "Faites vivre une communauté en ligne."},
            "summary": {"fr": "Deux modules pour **commencer**."},
            "audience": {"fr": "Toute personne qui débute."},
            "objectives": [{"fr": "Définir une communauté"}, {"fr": "Choisir une réponse"}],
            "hours": "2",
            "updated_on": "2026-11-23",
        },
        "modules": [_first_module(), _second_module()],
    }


def sample_document() -> CourseDocument:
    """Course `animer`, French, two modules: `accueil` (two lessons, one of them optional, and a quiz) and
    `reponses` (a lesson and an exam), locked until `accueil` is finished."""
    return load_document(sample_data())


def write_sample(folder: Path) -> Path:
    """Write the sample course's files into a folder, with an image in its first lesson; returns the folder."""
    write_course(sample_document(), folder, lambda sha256: b"")
    lesson = folder / "01-accueil" / "bienvenue.fr.md"
    lesson.write_text(lesson.read_text("utf-8") + "\n![Un rond vert](rond.svg)\n", "utf-8")
    (folder / "01-accueil" / "rond.svg").write_text(LOGO_SVG, "utf-8")
    return folder
