"""Pages that belong to no feature: language and theme, accessibility statement, privacy notice, site map, health."""

from flask import Response, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import text

from lms.core.db import session
from lms.core.i18n import LANGUAGE_COOKIE, LANGUAGES, THEME_COOKIE, THEMES
from lms.core.permissions import public
from lms.core.web import blueprint, safe_next

bp = blueprint("core", __name__)
YEAR = 365 * 24 * 3600


def _remember(cookie: str, value: str, field: str) -> Response:
    if current_user.is_authenticated:
        current_app.extensions["lms"].save_preference(current_user.id, field, value)
    response = make_response(
        redirect(safe_next(request.form.get("next"), url_for("learning.catalogue")), 303)
    )
    secure = request.is_secure
    response.set_cookie(cookie, value, max_age=YEAR, httponly=True, samesite="Lax", secure=secure)
    return response


@bp.post("/language")
@public
def set_language() -> ResponseReturnValue:
    """Remember the interface's language, on this device and for the person."""
    asked = request.form.get("language", "")
    return _remember(LANGUAGE_COOKIE, asked if asked in LANGUAGES else "fr", "language")


@bp.post("/theme")
@public
def set_theme() -> ResponseReturnValue:
    """Remember the theme."""
    asked = request.form.get("theme", "")
    return _remember(THEME_COOKIE, asked if asked in THEMES else "system", "theme")


@bp.get("/accessibility")
@public
def accessibility() -> ResponseReturnValue:
    """The accessibility statement."""
    return render_template("core/accessibility.html")


@bp.get("/privacy")
@public
def privacy() -> ResponseReturnValue:
    """The privacy notice."""
    return render_template("core/privacy.html")


@bp.get("/site-map")
@public
def site_map() -> ResponseReturnValue:
    """The second way to find a page."""
    return render_template("core/site_map.html")


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """200 when this process answers and the database does."""
    session().execute(text("SELECT 1"))
    return Response("ok\n", mimetype="text/plain")
