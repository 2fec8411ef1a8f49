"""The files that lessons show."""

from flask import Response, current_app
from flask_login import current_user

from lms.core.permissions import public
from lms.core.web import blueprint, current_person
from lms.courses import access
from lms.courses.serving import file_response

bp = blueprint("courses", __name__)

YEAR = 31_536_000


@bp.get("/media/<int(max=9223372036854775807):revision_id>/<path:name>")
@public
def media(revision_id: int, name: str) -> Response:
    """A file of a revision, kept by the browser for a year: a revision never changes. See `access.media_for`."""
    person = current_person() if current_user.is_authenticated else None
    readers = current_app.extensions["lms"].course_readers
    found = access.media_for(
        person, revision_id, name, lambda who, course_id: any(reads(who, course_id) for reads in readers)
    )
    response = file_response(found, name)
    response.cache_control.private = True
    response.cache_control.max_age = YEAR
    response.cache_control.immutable = True
    return response
