"""The editor of a quiz (P23): its settings with what they say in a sentence each, and the list of its questions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.authoring import access, queries, questions
from lms.authoring.arranging import checked_title
from lms.authoring.editing import Conflicting, as_typed, conflict_of, item_facts
from lms.authoring.outline import outline_of
from lms.authoring.quiz_sections import BLANK, read_sections, tags_of, typed_sections, warnings_of
from lms.authoring.quiz_settings import (
    GROUPS,
    PRESET_NAMES,
    checked_preset,
    read_settings,
    value_of,
    with_sections,
)
from lms.authoring.views import bp
from lms.authoring.views.typed import shown_version
from lms.cohorts.queries import windows_of
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput
from lms.core.i18n import sentence
from lms.core.permissions import Permission, requires
from lms.core.web import LARGE_FORM, current_person, takes_bodies_of
from lms.courses import drafts
from lms.courses.models import Course, DraftItem
from lms.quiz.engine.policy import policy_of
from lms.quiz.engine.summary import policy_facts

PLACE = "/teach/courses/<int:course_id>/quizzes/<int:node_id>"


@dataclass(frozen=True)
class Unsaved:
    """A form that was not saved: why, what it said (`body` of its controls, settings by name), and of a conflict what someone
    else saved beside it."""

    why: str
    body: dict[str, Any]
    settings: Mapping[str, str] | None = None
    conflict: Conflicting | None = None


@bp.get(PLACE)
@requires(Permission.COURSE_EDIT)
def quiz(course_id: int, node_id: int) -> ResponseReturnValue:
    """The quiz as it stands in the draft."""
    course, node = access.node_for(current_person(), course_id, node_id, "quiz")
    return _page(course, node)


@bp.post(PLACE)
@requires(Permission.COURSE_EDIT)
def save_quiz(course_id: int, node_id: int) -> ResponseReturnValue:
    """Save title, duration and settings over the version that was read; 409 when someone else saved meanwhile."""
    course, node = access.node_for(current_person(), course_id, node_id, "quiz")
    form = request.form
    shown = as_typed(node, dict(form.lists()), outline_of(course).languages)
    shown["preset"] = form.get("preset", node.body["preset"])
    return _save(course, node, lambda: _typed(course, node), Unsaved("", shown, form.to_dict()))


@bp.post(f"{PLACE}/sections")
@requires(Permission.COURSE_EDIT)
@takes_bodies_of(lambda: LARGE_FORM)
def save_sections(course_id: int, node_id: int) -> ResponseReturnValue:
    """Save which questions everyone gets and which are drawn; 409 when someone else saved meanwhile."""
    course, node = access.node_for(current_person(), course_id, node_id, "quiz")
    rows = typed_sections(dict(request.form.lists()), outline_of(course).languages)
    shown = {**node.body, "policy": {**node.body["policy"], "sections": rows}}
    return _save(course, node, lambda: _with_sections(course, node), Unsaved("", shown), "sections")


def _save(
    course: Course, node: DraftItem, read: Callable[[], dict[str, Any]], unsaved: Unsaved, anchor: str = ""
) -> ResponseReturnValue:
    """Save what `read` makes of the form; what was typed comes back whenever it is not saved."""
    person = current_person()
    try:
        body = read()
        with transaction():
            node = access.node_to_edit(person, course.id, node.id, "quiz")
            base = request.form.get("version", 0, type=int)
            drafts.edit_node(node, body, base=base, actor_id=person.id, now=clock.now())
    except drafts.StaleEdit as stale:
        why, conflict = _why(InvalidInput(stale.reason)), conflict_of(stale.node, body)
        return _page(course, stale.node, replace(unsaved, why=why, conflict=conflict)), 409
    except InvalidInput as error:
        return _page(course, node, replace(unsaved, why=_why(error))), 422
    flash(_("Saved."), "success")
    return _back(course.id, node.id, anchor or None)


def _with_sections(course: Course, node: DraftItem) -> dict[str, Any]:
    languages, policy = outline_of(course).languages, node.body["policy"]
    rows = read_sections(dict(request.form.lists()), policy.get("sections", ()), languages)
    return {**node.body, "policy": with_sections(node.body["preset"], policy, rows, languages[0])}


def _why(error: InvalidInput) -> str:
    said = sentence(error.reason) if error.reason else ""
    return f"{error.field}: {said}" if error.field else said


def _typed(course: Course, node: DraftItem) -> dict[str, Any]:
    form, languages = request.form, outline_of(course).languages
    preset = checked_preset(form.get("preset", node.body["preset"]))
    former = node.body["policy"]
    # A change of preset starts from the new one's settings; the form still shows the old one's.
    changed = preset != node.body["preset"]
    policy = {} if changed else read_settings(preset, former, form, languages[0])
    return {
        **node.body,
        "title": {code: checked_title(form.get(f"title-{code}", "")) for code in languages},
        **item_facts(dict(form.lists())),
        "preset": preset,
        "policy": {"sections": former["sections"]} if changed and "sections" in former else policy,
    }


def _page(course: Course, node: DraftItem, unsaved: Unsaved | None = None) -> str:
    outline, questions_of = outline_of(course), node.body["questions"]
    policy = policy_of(node.body["preset"], node.body["policy"], outline.languages[0])
    typed = unsaved.settings if unsaved else None
    return render_template(
        "authoring/quiz.html",
        course=course,
        outline=outline,
        node=node,
        body=unsaved.body if unsaved else node.body,
        unsaved=unsaved,
        version=shown_version(node, is_stale=bool(unsaved and unsaved.conflict)),
        groups=GROUPS,
        presets=PRESET_NAMES,
        value_of=lambda setting: value_of(policy, setting) if typed is None else typed.get(setting.name, ""),
        facts=policy_facts(policy),
        warnings=warnings_of(policy, questions_of, windows_of(course.id, node.key)),
        tags=tags_of(questions_of),
        blank_sections=BLANK,
        types=questions.TYPE_NAMES,
        total=sum(float(one.get("points", 1)) for one in questions_of),
        saved_by=queries.names_of([node.updated_by_id]).get(node.updated_by_id or 0, ""),
    )


@bp.post(f"{PLACE}/questions/<question_id>/move")
@requires(Permission.COURSE_EDIT)
def move_question(course_id: int, node_id: int, question_id: str) -> ResponseReturnValue:
    """One place up or down."""
    step = {"up": -1, "down": 1}.get(request.form.get("to", ""))
    _edit(course_id, node_id, lambda node: questions.moved(node, question_id, step))
    return _back(course_id, node_id, f"q-{question_id}")


@bp.post(f"{PLACE}/questions/<question_id>/delete")
@requires(Permission.COURSE_EDIT)
def delete_question(course_id: int, node_id: int, question_id: str) -> ResponseReturnValue:
    """Out of the quiz, whose versions keep it; 409 when somebody has changed the question since this page was read."""
    course, node = access.node_for(current_person(), course_id, node_id, "quiz")
    questions.question_in(node, question_id)
    try:
        _edit(course_id, node_id, lambda found: _without(found, question_id))
    except drafts.StaleEdit as stale:
        why = _(
            "%(id)s was changed after you had read this page, so it is still here. Read it, then delete it again.",
            id=question_id,
        )
        return _page(course, stale.node, Unsaved(why, stale.node.body, None, Conflicting([]))), 409
    flash(_("The question is deleted. The versions of this quiz keep it."), "success")
    return _back(course_id, node_id, "questions")


def _without(node: DraftItem, question_id: str) -> dict[str, Any]:
    if not questions.stands_as_read(node, request.form.get("version", 0, type=int), question_id):
        raise drafts.StaleEdit(node)
    return questions.without(node, question_id)


def _edit(course_id: int, node_id: int, change: Callable[[DraftItem], dict[str, Any]]) -> None:
    person = current_person()
    access.node_for(person, course_id, node_id, "quiz")
    with transaction():
        node = access.node_to_edit(person, course_id, node_id, "quiz")
        drafts.edit_node(node, change(node), base=node.version, actor_id=person.id, now=clock.now())


def _back(course_id: int, node_id: int, anchor: str | None) -> ResponseReturnValue:
    return redirect(url_for("authoring.quiz", course_id=course_id, node_id=node_id, _anchor=anchor), 303)
