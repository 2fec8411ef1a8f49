"""The stamp and the signature that certificates bear: shown to managers alone, replaced and removed by them."""

from flask import Response, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.centres import configuring, signing
from lms.centres.models import Centre
from lms.centres.queries import identity_of
from lms.centres.views import bp
from lms.centres.views.settings import MANAGE, PLACE, Refused, centre_of_manager, settings_page
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput, NotFound
from lms.core.permissions import requires
from lms.core.policy import MEDIA_POLICY
from lms.core.reasons import reason
from lms.core.texts import clean
from lms.core.web import LARGE_FORM, current_person, takes_bodies_of

PICTURE = f"{PLACE}/pictures/<kind>"


def _centre(centre_id: int, kind: str) -> Centre:
    centre = centre_of_manager(centre_id)
    if kind not in signing.PICTURES:
        raise NotFound
    return centre


@bp.get(PICTURE)
@requires(MANAGE)
def signing_picture(centre_id: int, kind: str) -> Response:
    """The stamp or the signature, kept by no cache; 404 for a centre without one, or whose file was lost."""
    digest = getattr(identity_of(_centre(centre_id, kind)), kind)
    if not digest:
        raise NotFound
    try:
        response = Response(signing.picture(digest), mimetype="image/png")
    except FileNotFoundError:
        raise NotFound from None
    response.headers["Content-Security-Policy"] = MEDIA_POLICY
    response.headers["Cache-Control"] = "no-store"
    return response


@bp.post(PICTURE)
@requires(MANAGE)
@takes_bodies_of(lambda: LARGE_FORM)
def set_signing_picture(centre_id: int, kind: str) -> ResponseReturnValue:
    """Take this picture; or, with the page again, say why this one can't be."""
    centre = _centre(centre_id, kind)
    try:
        _keep(centre.id, kind)
    except InvalidInput as error:
        return settings_page(centre_of_manager(centre_id), {}, "signing", Refused({}, {kind: error.reason}))
    return _saved(centre.id)


def _keep(centre_id: int, kind: str) -> None:
    sent = request.files.get(kind)
    if sent is None or not sent.filename:
        raise InvalidInput(reason("centres.no_logo"), kind)
    name, data = clean(sent.filename), sent.read(configuring.LOGO_KIB * 1024 + 1)
    sent.close()
    with transaction():
        signing.set_picture(
            centre_id=centre_id,
            kind=kind,
            name=name,
            data=data,
            actor_id=current_person().id,
            now=clock.now(),
        )


@bp.post(f"{PICTURE}/remove")
@requires(MANAGE)
def remove_signing_picture(centre_id: int, kind: str) -> ResponseReturnValue:
    """Sign without it from now on."""
    centre = _centre(centre_id, kind)
    with transaction():
        signing.remove_picture(centre_id=centre.id, kind=kind, actor_id=current_person().id, now=clock.now())
    return _saved(centre.id)


def _saved(centre_id: int) -> ResponseReturnValue:
    flash(_("Saved."), "success")
    return redirect(url_for("centres.settings", centre_id=centre_id, open="signing", _anchor="signing"), 303)
