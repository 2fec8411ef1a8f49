"""How the files that lessons show leave the server: as what they are, whole or in the part that was asked for."""

from flask import Response, request
from werkzeug.exceptions import RequestedRangeNotSatisfiable
from werkzeug.wsgi import FileWrapper

from lms.core.policy import MEDIA_POLICY
from lms.core.storage import storage
from lms.courses.document import Media
from lms.courses.markdown import is_download
from lms.courses.services import media_key

CHUNK = 256 * 1024


def file_response(media: Media, name: str) -> Response:
    """The answer that sends a file: with its type, its digest, and `Range` and `If-None-Match` honoured.

    A range outside the file is answered 416. The caller says how long it may be kept.
    """
    is_known = media.sha256 in request.if_none_match
    response = Response(b"", mimetype=media.media_type) if is_known else _whole(media)
    if is_download(name):
        response.headers.set("Content-Disposition", "attachment", filename=name)
    response.set_etag(media.sha256)
    response.headers["Content-Security-Policy"] = MEDIA_POLICY
    try:
        # What the browser has already is not sent again, in part either.
        response.make_conditional(request, True, None if is_known else media.size)
    except RequestedRangeNotSatisfiable:
        response.close()
        return Response(status=416, headers={"Content-Range": f"bytes */{media.size}"})
    return response


def _whole(media: Media) -> Response:
    key = media_key(media.sha256)
    if not media.media_type.startswith("video/"):  # small: read at once, so that no file stays open
        return Response(storage().get(key), mimetype=media.media_type)
    file = FileWrapper(storage().open(key), CHUNK)
    response = Response(file, mimetype=media.media_type, direct_passthrough=True)
    response.content_length = media.size
    return response
