"""The logo of a centre and the style sheet with its colour: public, as the programme sheets that they stand on."""

import hashlib

from flask import Response, request

from lms.centres.brand import sheet_of
from lms.centres.configuring import logo_key
from lms.centres.models import Centre
from lms.centres.queries import find_centre
from lms.centres.views import bp
from lms.core.errors import NotFound
from lms.core.permissions import public
from lms.core.policy import MEDIA_POLICY
from lms.core.storage import storage

YEAR = 31_536_000


def _centre(centre_id: int) -> Centre:
    centre = find_centre(centre_id)
    if centre is None:
        raise NotFound
    return centre


def _kept(response: Response, tag: str) -> Response:
    """Kept for a year under an address that names its version; otherwise asked for again each time, and sent when it changed."""
    response.set_etag(tag)
    response.cache_control.public = True
    if "v" in request.args:
        response.cache_control.max_age = YEAR
        response.cache_control.immutable = True
    else:
        response.cache_control.no_cache = True
    response.make_conditional(request)
    return response


@bp.get("/centres/<int:centre_id>/brand.css")
@public
def sheet(centre_id: int) -> Response:
    """The colour of a centre, as a style sheet; 404 for a centre without one."""
    centre = _centre(centre_id)
    if not centre.accent:
        raise NotFound
    body = sheet_of(centre)
    return _kept(Response(body, mimetype="text/css"), hashlib.sha256(body.encode()).hexdigest()[:16])


@bp.get("/centres/<int:centre_id>/logo")
@public
def logo(centre_id: int) -> Response:
    """The logo of a centre, alone as harmless as in a page; 404 for a centre without one, or whose file was lost."""
    centre = _centre(centre_id)
    if not centre.logo:
        raise NotFound
    try:
        picture = storage().get(logo_key(centre.logo))
    except FileNotFoundError:
        raise NotFound from None
    response = Response(picture, mimetype=centre.logo_type)
    response.headers["Content-Security-Policy"] = MEDIA_POLICY
    return _kept(response, centre.logo)
