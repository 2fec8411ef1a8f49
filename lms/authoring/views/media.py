"""The files of a draft, for its authors: shown, and added to the module of a lesson."""

from flask import Response, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from lms.authoring import access
from lms.authoring.folder import MAX_VIDEO_BYTES
from lms.authoring.kinds import CAPTIONS, IMAGE, VIDEO, kind_of
from lms.authoring.media import add_media
from lms.authoring.outline import outline_of
from lms.authoring.views import bp
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput, NotFound
from lms.core.i18n import sentence
from lms.core.permissions import Permission, requires
from lms.core.reasons import reason
from lms.core.texts import clean, one_line
from lms.core.web import LARGE_FORM, current_person, takes_bodies_of, wants_json
from lms.courses import drafts, queries
from lms.courses.document import Media
from lms.courses.markdown import is_download
from lms.courses.models import Course, DraftItem
from lms.courses.plain_yaml import dump_yaml
from lms.courses.serving import file_response
from lms.courses.video import VIDEO as VIDEO_BLOCK

LONGEST_ALT = 300


@bp.get("/teach/courses/<int:course_id>/media/<path:name>")
@requires(Permission.COURSE_EDIT)
def media(course_id: int, name: str) -> Response:
    """A file that the draft shows under this name; NotFound when nothing in it has the name."""
    access.course_for(current_person(), course_id)
    for node in queries.draft_items(course_id):
        known = node.body.get("media") if node.kind in ("course", "module") else None
        if known and name in known:
            response = file_response(Media.model_validate(known[name]), name)
            response.cache_control.private = True
            return response
    raise NotFound


@bp.post("/teach/courses/<int:course_id>/lessons/<int:node_id>/files")
@requires(Permission.COURSE_EDIT)
@takes_bodies_of(lambda: MAX_VIDEO_BYTES + LARGE_FORM)
def add_file(course_id: int, node_id: int) -> ResponseReturnValue:
    """Add an image, a table, a video or captions to the lesson's module; says what to write where it belongs."""
    course, node = access.node_for(current_person(), course_id, node_id, "lesson")
    module = outline_of(course).module_of(node)
    here = url_for("authoring.lesson", course_id=course_id, node_id=node_id)
    try:
        written = _written(_add(course_id, module))
    except InvalidInput as error:
        why = sentence(error.reason) if error.reason else ""
        if wants_json():
            return jsonify(error=why), 422
        flash(why, "error")
        return redirect(here, 303)
    if wants_json():
        return jsonify(markdown=written)
    flash(_("The file is there. Write this where it belongs: %(markdown)s", markdown=written), "success")
    return redirect(here, 303)


def sent_picture() -> FileStorage | None:
    """The picture that a question's form was sent with."""
    sent = request.files.get("picture")
    return sent if sent is not None and sent.filename else None


def add_picture(course: Course, quiz: DraftItem) -> str:
    """Add the picture that was sent to the quiz's module; its name there. InvalidInput for anything but a picture."""
    sent = sent_picture()
    assert sent is not None
    if kind_of(sent.filename or "") is not IMAGE:
        raise InvalidInput(reason("image.type", name=clean(sent.filename or "")[:100]), "picture")
    return _keep(course.id, outline_of(course).module_of(quiz), sent)


def _add(course_id: int, module: DraftItem) -> str:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise InvalidInput(reason("media.choose"), "file")
    if kind_of(sent.filename) is IMAGE and not _alt() and not request.form.get("decorative"):
        raise InvalidInput(reason("media.alt_needed"), "alt")
    return _keep(course_id, module, sent)


def _keep(course_id: int, module: DraftItem, sent: FileStorage) -> str:
    person = current_person()
    name, data = clean(sent.filename or ""), sent.read(MAX_VIDEO_BYTES + 1)
    sent.close()
    nodes = queries.draft_items(course_id)
    taken = {known.lower() for node in nodes for known in node.body.get("media", ())}
    with transaction():
        locked = drafts.node_for_update(course_id, module.id)
        return add_media(locked, name, data, taken, actor_id=person.id, now=clock.now())


def _alt() -> str:
    words = one_line(clean(request.form.get("alt", "")))[:LONGEST_ALT]
    return words.replace("[", "(").replace("]", ")").replace("\\", "/")


def _written(name: str) -> str:
    """The Markdown that shows the file: for a video, a block to fill in; for captions, the line that goes into one."""
    if kind_of(name) is VIDEO:
        return _block(name)
    if kind_of(name) is CAPTIONS:
        return f"captions: {name}"
    if is_download(name):
        return f"[{_alt() or name}]({name})"
    return f"![{'' if request.form.get('decorative') else _alt()}]({name})"


def _block(name: str) -> str:
    """A video's block with what is known of it: the author names its captions and writes its words."""
    fields = {"title": _alt() or "…", "file": name, "captions": "….vtt", "transcript": "…"}
    return f"```{VIDEO_BLOCK}\n{dump_yaml(fields)}```"
