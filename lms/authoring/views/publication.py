"""The checklist before publication (P29), and publication."""

from hashlib import sha256

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.authoring import access, publishing
from lms.authoring.outline import outline_of
from lms.authoring.views import bp
from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Permission, requires
from lms.core.web import current_person


def digest_of(seen: str) -> str:
    """What a form bears of the draft that its reader was shown."""
    return sha256(seen.encode()).hexdigest()


PLACE = "/teach/courses/<int:course_id>/publication"


@bp.get(PLACE)
@requires(Permission.COURSE_EDIT)
def publication(course_id: int) -> ResponseReturnValue:
    """What must be mended, what to look at, and what publishing does to whom."""
    course = access.course_for(current_person(), course_id)
    checked = publishing.check_draft(course, clock.now().date())
    return render_template(
        "authoring/publication.html",
        course=course,
        outline=outline_of(course),
        checked=checked,
        seen=digest_of(checked.seen),
    )


@bp.post(PLACE)
@requires(Permission.COURSE_EDIT)
def publish(course_id: int) -> ResponseReturnValue:
    """Publish the draft whose checklist was read; it comes back when something stands in the way, or the draft has changed."""
    person = current_person()
    course = access.course_for(person, course_id)
    checked = publishing.check_draft(course, clock.now().date())
    is_seen = request.form.get("seen", "") == digest_of(checked.seen)
    if checked.document is None or not is_seen:
        page = render_template(
            "authoring/publication.html",
            course=course,
            outline=outline_of(course),
            checked=checked,
            seen=digest_of(checked.seen),
            is_changed=not is_seen,
        )
        return page, 409
    with transaction():
        revision = publishing.publish(course, checked, actor_id=person.id, now=clock.now())
    flash(_("Revision %(number)s is published.", number=revision.number), "success")
    return redirect(url_for("authoring.outline", course_id=course_id), 303)
