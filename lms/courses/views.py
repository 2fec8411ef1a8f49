"""The files that lessons show."""

from flask import Response, current_app, request
from flask_login import current_user

from lms.core.permissions import public
from lms.core.storage import storage
from lms.core.web import blueprint, current_person
from lms.courses import access
from lms.courses.markdown import is_download
from lms.courses.services import media_key

bp = blueprint("courses", __name__)

MEDIA_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""A file opened by itself is a picture and nothing else; an SVG may style itself."""
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
    data = b"" if found.sha256 in request.if_none_match else storage().get(media_key(found.sha256))
    response = Response(data, mimetype=found.media_type)
    if is_download(name):
        response.headers.set("Content-Disposition", "attachment", filename=name)
    response.set_etag(found.sha256)
    response.cache_control.private = True
    response.cache_control.max_age = YEAR
    response.cache_control.immutable = True
    response.headers["Content-Security-Policy"] = MEDIA_POLICY
    response.make_conditional(request)
    return response
