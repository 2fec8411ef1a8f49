"""The outline of a draft (P21): everything in its order, and one act at a time on it."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.authoring import access, arranging
from lms.authoring.arranging import Editor
from lms.authoring.outline import outline_of
from lms.authoring.quiz_settings import PRESET_NAMES, checked_preset
from lms.authoring.views import bp
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.courses.models import DraftItem

PLACE = "/teach/courses/<int:course_id>"


@bp.get(PLACE)
@requires(Permission.COURSE_EDIT)
def outline(course_id: int) -> ResponseReturnValue:
    """Modules and items with what may be done to each, and the bin."""
    course = access.course_for(current_person(), course_id)
    return render_template(
        "authoring/outline.html", presets=PRESET_NAMES, course=course, outline=outline_of(course)
    )


@bp.post(f"{PLACE}/outline")
@requires(Permission.COURSE_EDIT)
def arrange(course_id: int) -> ResponseReturnValue:
    """One act of the outline's editor; the page comes back where it happened."""
    person = current_person()
    access.course_for(person, course_id)
    act = _ACTS.get(request.form.get("act", ""))
    if act is None:
        raise InvalidInput
    with transaction():
        node = act(arranging.edit(course_id, person.id, clock.now()))
    if act is _delete:
        flash(_("“%(title)s” is in the bin, at the end of this page.", title=_name(node)), "success")
    anchor = "bin" if act is _delete else f"node-{node.id}"
    return redirect(url_for("authoring.outline", course_id=course_id, moved=node.id, _anchor=anchor), 303)


def _name(node: DraftItem) -> str:
    return str(next(iter(node.body["title"].values()), node.key))


def _number(name: str) -> int:
    """A whole number of the form; InvalidInput for anything else."""
    typed = request.form.get(name, "")
    if not typed.isascii() or not typed.isdigit() or len(typed) > 18:
        raise InvalidInput
    return int(typed)


def _add(editor: Editor) -> DraftItem:
    kind = request.form.get("kind", "")
    if kind not in ("module", "lesson", "quiz"):
        raise InvalidInput
    parent = None if kind == "module" else _number("node")
    preset = checked_preset(request.form.get("preset", "module_quiz"))
    return arranging.add(editor, kind, parent, request.form.get("title", ""), preset)


def _rename(editor: Editor) -> DraftItem:
    titles = {language: request.form.get(f"title-{language}", "") for language in editor.languages}
    return arranging.rename(editor, _number("node"), titles)


def _up(editor: Editor) -> DraftItem:
    return arranging.move(editor, _number("node"), -1)


def _down(editor: Editor) -> DraftItem:
    return arranging.move(editor, _number("node"), 1)


def _move(editor: Editor) -> DraftItem:
    """An item to a place of a module, or a module (no other is named) to one of the course; without a place, to the end."""
    place = _number("place") if request.form.get("place") else arranging.MOST_NODES
    if "module" not in request.form:
        return arranging.move_module(editor, _number("node"), place)
    return arranging.move_to(editor, _number("node"), _number("module"), place)


def _duplicate(editor: Editor) -> DraftItem:
    return arranging.duplicate(editor, _number("node"), _("(copy)"))


def _delete(editor: Editor) -> DraftItem:
    return arranging.delete(editor, _number("node"))


def _restore(editor: Editor) -> DraftItem:
    return arranging.restore(editor, _number("node"))


_ACTS: dict[str, Callable[[Editor], DraftItem]] = {
    "add": _add,
    "rename": _rename,
    "up": _up,
    "down": _down,
    "move": _move,
    "duplicate": _duplicate,
    "delete": _delete,
    "restore": _restore,
}
