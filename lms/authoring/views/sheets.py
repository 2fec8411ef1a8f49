"""The course's public sheet, and a module's title, summary and objectives."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.authoring import access, sheets
from lms.authoring.editing import Conflicting, conflict_of
from lms.authoring.outline import outline_of
from lms.authoring.views import bp
from lms.authoring.views.typed import shown_version
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput, NotFound
from lms.core.i18n import sentence
from lms.core.permissions import Permission, requires
from lms.core.reasons import reason
from lms.core.web import LARGE_FORM, current_person, takes_bodies_of
from lms.courses import drafts
from lms.courses.models import Course, DraftItem
from lms.courses.queries import draft_items

PLACE = "/teach/courses/<int:course_id>"
Read = Callable[[DraftItem], dict[str, Any]]


def _head(course_id: int) -> tuple[Course, DraftItem]:
    course = access.course_for(current_person(), course_id)
    node = next((one for one in draft_items(course_id) if one.kind == "course"), None)
    if node is None:
        raise NotFound
    return course, node


@bp.get(f"{PLACE}/sheet")
@requires(Permission.COURSE_EDIT)
def sheet(course_id: int) -> ResponseReturnValue:
    """The programme sheet as it stands in the draft."""
    return _sheet_page(*_head(course_id))


@bp.post(f"{PLACE}/sheet")
@requires(Permission.COURSE_EDIT)
@takes_bodies_of(lambda: LARGE_FORM)
def save_sheet(course_id: int) -> ResponseReturnValue:
    """Save the programme sheet; 409 when someone else saved meanwhile, what was typed comes back."""
    course, node = _head(course_id)
    form, languages = dict(request.form.lists()), outline_of(course).languages
    today = clock.now().date()
    refusal = _save(node, lambda head: sheets.sheet_body(head, form, languages, today))
    if refusal is not None:
        return _sheet_page(course, refusal.node, refusal), refusal.status
    return redirect(url_for("authoring.outline", course_id=course_id), 303)


@dataclass(frozen=True)
class Refusal:
    """Why a form was not saved, with which status; of a conflict, what someone else saved beside what was typed."""

    node: DraftItem
    why: str
    status: int
    conflict: Conflicting | None = None


def _save(node: DraftItem, read: Read) -> Refusal | None:
    """Save what was typed; None, or why not."""
    person = current_person()
    try:
        body = read(node)
        with transaction():
            locked = drafts.node_for_update(node.course_id, node.id)
            base = request.form.get("version", 0, type=int)
            drafts.edit_node(locked, body, base=base, actor_id=person.id, now=clock.now())
    except drafts.StaleEdit as stale:
        return Refusal(stale.node, sentence(reason("draft.stale")), 409, conflict_of(stale.node, body))
    except InvalidInput as error:
        said = sentence(error.reason) if error.reason else ""
        return Refusal(node, f"{error.field}: {said}" if error.field else said, 422)
    flash(_("Saved."), "success")
    return None


def _came_back(node: DraftItem, refusal: Refusal | None) -> dict[str, Any]:
    """What a page says of a form that was not saved."""
    return {
        "node": node,
        "form": request.form,
        "error": refusal.why if refusal else "",
        "conflict": refusal.conflict if refusal else None,
        "version": shown_version(node, is_stale=refusal is not None and refusal.conflict is not None),
    }


def _sheet_page(course: Course, node: DraftItem, refusal: Refusal | None = None) -> str:
    return render_template(
        "authoring/sheet.html",
        course=course,
        outline=outline_of(course),
        **_came_back(node, refusal),
        lines=sheets.LINES,
        blocks=sheets.BLOCKS,
        levels=sheets.LEVELS,
        needed=sheets.NEEDED,
    )


@bp.get(f"{PLACE}/modules/<int:node_id>")
@requires(Permission.COURSE_EDIT)
def module(course_id: int, node_id: int) -> ResponseReturnValue:
    """A module as it stands in the draft."""
    return _module_page(*access.node_for(current_person(), course_id, node_id, "module"))


@bp.post(f"{PLACE}/modules/<int:node_id>")
@requires(Permission.COURSE_EDIT)
@takes_bodies_of(lambda: LARGE_FORM)
def save_module(course_id: int, node_id: int) -> ResponseReturnValue:
    """Save a module's title, summary, objectives and what must be finished before it."""
    course, node = access.node_for(current_person(), course_id, node_id, "module")
    form, languages = dict(request.form.lists()), outline_of(course).languages
    taken = _goals(course_id)
    refusal = _save(node, lambda found: sheets.module_body(found, form, languages, taken))
    if refusal is not None:
        return _module_page(course, refusal.node, refusal), refusal.status
    return redirect(url_for("authoring.outline", course_id=course_id, _anchor=f"node-{node_id}"), 303)


def _goals(course_id: int) -> set[str]:
    nodes = draft_items(course_id, with_deleted=True)
    return {goal["id"] for node in nodes if node.kind == "module" for goal in node.body["objectives"]}


def _module_page(course: Course, node: DraftItem, refusal: Refusal | None = None) -> str:
    blank = [{"id": f"new{number}", "text": {}, "is_new": True} for number in range(sheets.NEW_ROWS)]
    return render_template(
        "authoring/module.html",
        course=course,
        outline=outline_of(course),
        **_came_back(node, refusal),
        needed=request.form.getlist("requires") if refusal else node.body["requires"],
        rows=[*node.body["objectives"], *blank],
    )
