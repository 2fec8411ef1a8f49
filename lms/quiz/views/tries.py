"""Checking an answer and buying a hint, as the page's script asks for it; without a script the page's form does both."""

from typing import Any

from flask import jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.quiz import access, saving, tries
from lms.quiz.forms import read_bought, read_json
from lms.quiz.pages import QuestionPage, sit_page
from lms.quiz.views import bp
from lms.quiz.views.autosave import told


@bp.post("/attempts/<int:attempt_id>/slots/<int:slot>/check")
@requires(Permission.ATTEMPT_SIT)
def check_answer(attempt_id: int, slot: int) -> ResponseReturnValue:
    """Save one answer as `autosave` does, with the same body, then judge it: 200 with the question as it now stands."""
    now, person = clock.now(), current_person()
    typed = read_json(request.get_data(), slot)
    with transaction():
        outcome = saving.save(
            person_id=person.id, attempt_id=attempt_id, typed=[typed], now=now, session_id=person.session_id
        )
    body, status = told(attempt_id, slot, outcome, now)
    if status != 200:
        return jsonify(body), status
    with transaction():
        tries.check_answer(person_id=person.id, attempt_id=attempt_id, slot=slot, now=now)
    return jsonify({**body, **_question(attempt_id, slot)})


@bp.post("/attempts/<int:attempt_id>/slots/<int:slot>/hint")
@requires(Permission.ATTEMPT_SIT)
def hint(attempt_id: int, slot: int) -> ResponseReturnValue:
    """Buy the next hint: `{bought}` is how many the page shows already. 200 with the question as it now stands."""
    now, person = clock.now(), current_person()
    bought = read_bought(request.get_data())
    with transaction():
        tries.buy_hint(person_id=person.id, attempt_id=attempt_id, slot=slot, bought=bought, now=now)
    return jsonify(_question(attempt_id, slot))


def _question(attempt_id: int, slot: int) -> dict[str, Any]:
    """What a check or a hint changed: in values, and as the page would print the question."""
    sitting = access.attempt_for(current_person(), attempt_id)
    page = sit_page(sitting, slot, clock.now())
    question = next(one for one in page.questions if one.slot.number == slot)
    help_ = question.help
    save_url = url_for("quiz.autosave", attempt_id=attempt_id, slot=slot)
    return {
        "verdict": help_.checked.verdict if help_.checked else None,
        "is_closed": help_.is_closed,
        "tries_left": help_.tries_left,
        "hints": [one["text"] for one in help_.hints],
        "question": render_template("quiz/one.html", page=page, question=question, save_url=save_url),
        "anchor": anchor_of(page.is_single, question),
    }


def anchor_of(is_single: bool, question: QuestionPage) -> str:
    """The id of a question's legend on its page."""
    return "question" if is_single else f"question-{question.slot.number}"
