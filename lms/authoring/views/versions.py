"""What a page of a draft said before (P28): who saved what when, side by side, and back to it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.authoring import access, queries
from lms.authoring.editing import differences
from lms.authoring.outline import outline_of
from lms.authoring.views import bp
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.courses import drafts
from lms.courses.models import DraftVersion
from lms.courses.queries import draft_versions

KINDS = ("lesson", "quiz", "module", "course")
PLACE = "/teach/courses/<int:course_id>/nodes/<int:node_id>/versions"


@bp.get(PLACE)
@requires(Permission.COURSE_EDIT)
def versions(course_id: int, node_id: int) -> ResponseReturnValue:
    """Every version, the newest first, and one of them beside the one before it."""
    course, node = access.node_for(current_person(), course_id, node_id, *KINDS)
    known = draft_versions(node_id)
    shown = _chosen(known, request.args.get("version", ""))
    before = next((one for one in known if shown and one.number < shown.number), None)
    return render_template(
        "authoring/versions.html",
        course=course,
        outline=outline_of(course),
        node=node,
        versions=known,
        names=queries.names_of([one.saved_by_id for one in known]),
        shown=shown,
        before=before,
        parts=differences(before.body, shown.body) if before and shown else [],
    )


def _chosen(known: list[DraftVersion], number: str) -> DraftVersion | None:
    return next((one for one in known if str(one.number) == number), known[0] if known else None)


@bp.post(f"{PLACE}/<int:number>/restore")
@requires(Permission.COURSE_EDIT)
def restore_version(course_id: int, node_id: int, number: int) -> ResponseReturnValue:
    """Make the page say again what a version said: that is a new version, and nothing is lost."""
    person = current_person()
    access.node_for(person, course_id, node_id, *KINDS)
    with transaction():
        node = access.node_to_edit(person, course_id, node_id, *KINDS)
        wanted = next((one for one in draft_versions(node_id) if one.number == number), None)
        if wanted is None:
            raise NotFound
        drafts.edit_node(node, wanted.body, base=node.version, actor_id=person.id, now=clock.now())
    flash(_("Version %(number)s is back, as a new version.", number=number), "success")
    return redirect(url_for("authoring.versions", course_id=course_id, node_id=node_id), 303)
