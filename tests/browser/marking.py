"""What the marking room shows: works that wait, one in two versions, two markers who differ, files, results held."""

from decimal import Decimal
from typing import Any

from flask import Flask

from lms.centres.models import Centre
from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Role
from lms.courses.models import Course
from lms.marking import services
from lms.marking.late import decide
from lms.marking.services import Place, Typed
from lms.quiz.engine.paper import Paper
from lms.quiz.late import Verdict, kept_of
from lms.quiz.marks import return_to_improve
from lms.quiz.sittings import sitting_of
from tests.certificates.holder import make_staff
from tests.courses.sample import single_choice, true_false
from tests.factories import make_cohort, make_course
from tests.marking.desk import Desk, answer, attempt, essay, plain_essay, text
from tests.marking.lateness import arrives
from tests.quiz.sitting import course_with

WORDS = (
    "Bonjour,\n\nmerci de votre message. Nous sommes désolés de cette attente : la livraison a pris deux jours "
    "de retard à cause d’une panne. Votre colis part ce soir, et les frais de port vous sont remboursés.\n\n"
    "Bien à vous,\nl’équipe des Quais"
)


def build(app: Flask, centre: Centre) -> dict[str, str]:
    """Two quizzes with works; the paths of their pages."""
    marker = make_staff(centre, Role.INSTRUCTOR, "marqueuse").id
    single = _desk(app, centre, "redaction", [essay(), _spelling()], results="when_released")
    for name in ("ada", "bruno", "chloe", "driss"):
        single.hands_in(name, {1: text(WORDS), 2: text("comunauté" if name == "ada" else "communauté")})
    with app.test_request_context():
        _mark(single, "driss", marker, {"tone": "full", "facts": "partly"}, "0.75", "Le ton est juste.")
        _mark(single, "bruno", marker, {"tone": "partly", "facts": "absent"}, "0.25", "Quels faits ?")
    with transaction():
        new = return_to_improve(single.works["bruno"], "Dites ce qui s’est passé.", marker, clock.now())
    single.finishes(
        "bruno", new.id, {1: text(WORDS + "\n\nP.-S. Le camion est réparé.")}, answer(new.id).sequence
    )
    _keep(single, marker)
    pair = _desk(app, centre, "deux-regards", [plain_essay()], anonymous_marking=True, markers=2)
    for name in ("ada", "bruno"):
        pair.hands_in(name, {1: text(WORDS)})
    with app.test_request_context():
        _mark(pair, "ada", marker, {}, "0.4", "Trop court pour convaincre.")
        other = make_staff(centre, Role.INSTRUCTOR, "second").id
        _mark(pair, "ada", other, {}, "0.9", "Tout y est.")
    late = _late(app, centre, marker)
    return {
        "late": f"{late.path}/{late.code('ada')}/late",
        "late_decided": f"{late.path}/{late.code('bruno')}/late",
        "essays": single.path,
        "pair": pair.path,
        "essay_ada": single.work_path("ada"),
        "essay_bruno": single.work_path("bruno"),
        "essay_spelling": single.work_path("ada", 2),
        "pair_ada": pair.work_path("ada"),
        "pair_bruno": pair.work_path("bruno"),
    }


def _late(app: Flask, centre: Centre, marker: int) -> Desk:
    """Two devices that still held answers; of one it is decided."""
    questions = [true_false("t1", "definir"), single_choice("c1", "definir"), plain_essay()]
    desk = _desk(app, centre, "hors-ligne", questions)
    for name in ("ada", "bruno"):
        desk.hands_in(name, {1: {"choice": ["false"]}, 3: text(WORDS)})
        arrives(desk, name, {1: {"choice": ["true"]}, 3: text(WORDS + "\n\nP.-S. Merci !")})
    work = desk.works["bruno"]
    verdict = Verdict(True, "La tablette était hors ligne pendant l’épreuve.", kept_of(work).last_id)
    with transaction():
        decide(attempt_id=work, verdict=verdict, actor_id=marker, now=clock.now())
    return desk


def _spelling() -> dict[str, Any]:
    stem = {"fr": "Qu’anime-t-on ?"}
    return {"id": "w1", "type": "short_text", "stem": stem, "accepted": ["communauté"]}


def _desk(app: Flask, centre: Centre, key: str, questions: list[dict[str, Any]], **policy: Any) -> Desk:
    document = course_with(questions, preset="assignment", **policy).model_copy(update={"id": key})
    course: Course = make_course(centre, document)
    return Desk(app, make_cohort(course, "Automne 2026"))


def _mark(desk: Desk, name: str, marker_id: int, levels: dict[str, str], fraction: str, comment: str) -> None:
    work = attempt(desk.works[name])
    content = sitting_of(work, desk.learners[name]).content
    slot = Paper.load(work.paper).slot(1)
    question = content.questions[slot.question_id]
    place = Place(work.id, 1, question, slot.points, content.policy.markers)
    with transaction():
        typed = Typed(levels, Decimal(fraction), comment, 0, True)
        services.save(place=place, marker_id=marker_id, typed=typed, now=clock.now())


def _keep(desk: Desk, marker_id: int) -> None:
    for words in ("Merci d’abord, expliquez ensuite.", "Citez un fait vérifiable."):
        with transaction():
            services.keep_comment(
                cohort=desk.cohort, question_id="e1", text=words, actor_id=marker_id, now=clock.now()
            )
