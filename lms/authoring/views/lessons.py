"""The editor of a lesson (P22): its texts in each language, what it needs and how long it takes."""

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.authoring import access, queries
from lms.authoring.editing import Conflicting, as_typed, conflict_of, lesson_body
from lms.authoring.folder import MAX_VIDEO_BYTES, MIB
from lms.authoring.hints import hints_of
from lms.authoring.outline import outline_of
from lms.authoring.previews import preview_of
from lms.authoring.views import bp
from lms.authoring.views.typed import shown_version
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput
from lms.core.i18n import sentence
from lms.core.permissions import Permission, requires
from lms.core.web import LARGE_FORM, current_person, takes_bodies_of, wants_json
from lms.courses import drafts
from lms.courses.models import Course, DraftItem

PLACE = "/teach/courses/<int:course_id>/lessons/<int:node_id>"


@bp.get(PLACE)
@requires(Permission.COURSE_EDIT)
def lesson(course_id: int, node_id: int) -> ResponseReturnValue:
    """The lesson as it stands in the draft."""
    course, node = access.node_for(current_person(), course_id, node_id, "lesson")
    return _page(course, node, node.body)


@bp.post(PLACE)
@requires(Permission.COURSE_EDIT)
@takes_bodies_of(lambda: LARGE_FORM)
def save_lesson(course_id: int, node_id: int) -> ResponseReturnValue:
    """Save over the version that was read; scripts send `autosave` while its author types.

    409 when someone else saved meanwhile: what was typed comes back beside what they wrote, and nothing is overwritten.
    """
    course, node = access.node_for(current_person(), course_id, node_id, "lesson")
    form, languages = dict(request.form.lists()), outline_of(course).languages
    try:
        node = _save(course_id, node_id, lesson_body(node, form, languages))
    except drafts.StaleEdit as stale:
        return _conflict(course, stale.node, as_typed(node, form, languages))
    except InvalidInput as error:
        return _refused(course, node, as_typed(node, form, languages), error)
    if wants_json():
        return jsonify(version=node.version)
    flash(_("Saved."), "success")
    return redirect(url_for("authoring.lesson", course_id=course_id, node_id=node_id), 303)


def _save(course_id: int, node_id: int, typed: dict[str, Any]) -> DraftItem:
    person = current_person()
    with transaction():
        node = access.node_to_edit(person, course_id, node_id, "lesson")
        base = request.form.get("version", 0, type=int)
        is_autosave = bool(request.form.get("autosave"))
        if is_autosave and node.updated_by_id == person.id and node.body == drafts.well_formed(node, typed):
            return node  # this very save, whose answer was lost on its way
        drafts.edit_node(node, typed, base=base, actor_id=person.id, now=clock.now(), is_autosave=is_autosave)
    return node


def _conflict(course: Course, node: DraftItem, typed: dict[str, Any]) -> ResponseReturnValue:
    if wants_json():
        by = queries.names_of([node.updated_by_id]).get(node.updated_by_id or 0, "")
        return jsonify(version=node.version, by=by), 409
    return _page(course, node, typed, conflict=conflict_of(node, typed)), 409


def _refused(
    course: Course, node: DraftItem, typed: dict[str, Any], error: InvalidInput
) -> ResponseReturnValue:
    why = sentence(error.reason) if error.reason else ""
    if wants_json():
        return jsonify(error=why), 422
    return _page(course, node, typed, error=why), 422


def _page(
    course: Course,
    node: DraftItem,
    body: dict[str, Any],
    *,
    conflict: Conflicting | None = None,
    error: str = "",
) -> str:
    return render_template(
        "authoring/lesson.html",
        course=course,
        outline=outline_of(course),
        node=node,
        body=body,
        conflict=conflict,
        error=error,
        version=shown_version(node, is_stale=conflict is not None),
        video_limit=MAX_VIDEO_BYTES // MIB,
        saved_by=queries.names_of([node.updated_by_id]).get(node.updated_by_id or 0, ""),
    )


@bp.post(f"{PLACE}/preview")
@requires(Permission.COURSE_EDIT)
@takes_bodies_of(lambda: LARGE_FORM)
def preview_typed(course_id: int, node_id: int) -> ResponseReturnValue:
    """What was typed so far as learners would see it, as a piece of a page; nothing is stored."""
    course, _node = access.node_for(current_person(), course_id, node_id, "lesson")
    language = request.form.get("language", "")
    text = request.form.get(f"body-{language}", "")
    return render_template(
        "authoring/_preview.html",
        blocks=preview_of(course, text, language),
        lang=language,
        hints=hints_of(text),
    )
