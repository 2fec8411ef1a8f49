"""A draft as learners of several kinds would see it (P27): the course, a lesson, a quiz. Nothing is recorded."""

from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from pydantic import ValidationError

from lms.authoring import access, previews
from lms.authoring.outline import Outline, outline_of
from lms.authoring.personas import PERSONAS, Persona, paper_of, persona_of, standing_of
from lms.authoring.views import bp
from lms.core import clock
from lms.core.errors import Conflict
from lms.core.i18n import LANGUAGES
from lms.core.permissions import Permission, requires
from lms.core.policy import allow_frames
from lms.core.web import current_person
from lms.courses import drafts
from lms.courses.document import CourseDocument
from lms.courses.models import Course, DraftItem
from lms.learning.lessons import frames_of
from lms.quiz.engine.policy import Policy, policy_of
from lms.quiz.engine.questions import QuestionErrors
from lms.quiz.engine.summary import policy_facts
from lms.quiz.engine.timing import own_minutes

PLACE = "/teach/courses/<int:course_id>"
MOST_DRAWS = 9999


@bp.get(f"{PLACE}/preview")
@requires(Permission.COURSE_EDIT)
def preview_course(course_id: int) -> ResponseReturnValue:
    """The outline as this persona stands in it."""
    course = access.course_for(current_person(), course_id)
    outline = outline_of(course)
    persona = persona_of(request.args, outline.languages)
    document = _document(course)
    report = standing_of(document, persona, clock.now()) if document else None
    ids = {row.node.key: row.node.id for branch in outline.branches for row in branch.items}
    shown = {"document": document, "report": report, "node_ids": ids}
    return _page("authoring/preview_course.html", course, outline, persona, **shown)


@bp.get(f"{PLACE}/lessons/<int:node_id>/preview")
@requires(Permission.COURSE_EDIT)
def preview(course_id: int, node_id: int) -> ResponseReturnValue:
    """The saved lesson."""
    course, node = access.node_for(current_person(), course_id, node_id, "lesson")
    outline = outline_of(course)
    persona = persona_of(request.args, outline.languages)
    text = node.body["body"].get(persona.language, "")
    blocks = previews.preview_of(course, text, persona.language)
    allow_frames(frames_of(blocks))
    lock = _lock(course, node, persona)
    return _page(
        "authoring/preview.html",
        course,
        outline,
        persona,
        node=node,
        blocks=blocks,
        lock=lock,
        action=_no_action,
    )


def _no_action(check_id: str) -> str:
    """Where a self-check of a preview is sent: nowhere."""
    return f"#check-{check_id}"


@bp.get(f"{PLACE}/quizzes/<int:node_id>/preview")
@requires(Permission.COURSE_EDIT)
def preview_quiz(course_id: int, node_id: int) -> ResponseReturnValue:
    """The settings in sentences, and a paper drawn as for an attempt; `draw` draws another."""
    course, node = access.node_for(current_person(), course_id, node_id, "quiz")
    outline = outline_of(course)
    persona = persona_of(request.args, outline.languages)
    policy = policy_of(node.body["preset"], node.body["policy"], outline.languages[0])
    shown = {
        "node": node,
        "policy": policy,
        "facts": policy_facts(policy),
        "own_minutes": own_minutes(policy, persona.allowance),
        "lock": _lock(course, node, persona),
        "media_url": previews.media_url(course),
        **_paper(node, policy, persona),
    }
    return _page("authoring/preview_quiz.html", course, outline, persona, **shown)


def _paper(node: DraftItem, policy: Policy, persona: Persona) -> dict[str, Any]:
    """The paper of the number that was asked for; none where a question or a section is not finished."""
    draw = min(max(request.args.get("draw", 1, type=int), 1), MOST_DRAWS)
    try:
        paper = paper_of(policy, node.body["questions"], persona.language, draw)
    except (QuestionErrors, KeyError):
        return {"paper": [], "faults": True, "draw": draw}
    return {"paper": paper, "faults": False, "draw": draw}


def _document(course: Course) -> CourseDocument | None:
    """The draft as a document; None while it is no whole course."""
    try:
        return drafts.draft_document(course.id)
    except (Conflict, ValidationError):
        return None


def _lock(course: Course, node: DraftItem, persona: Persona) -> Any:
    """Why this learner could not open the item yet."""
    document = _document(course)
    if document is None or node.key not in document.by_id:
        return None
    return standing_of(document, persona, clock.now()).items[node.key].lock


def _page(template: str, course: Course, outline: Outline, persona: Persona, **values: Any) -> str:
    """A page in the learner's own language, interface included."""
    asked: dict[str, Any] = {"persona": persona.key, "language": persona.language}
    shown = {
        "course": course,
        "outline": outline,
        "persona": persona,
        "personas": PERSONAS,
        "lang": persona.language,
        "lang_names": LANGUAGES,
        "asked": asked,
        "course_url": url_for("authoring.preview_course", course_id=course.id, **asked),
        **values,
    }
    with force_locale(persona.language if persona.language in LANGUAGES else "en"):
        return render_template(template, **shown)
