"""Where a person returns to after signing in."""

from flask import current_app, flash, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException


def way_back() -> str | None:
    """The page that was asked for, or the page of the form that came after the session's end; None when there is no such page."""
    if request.method == "GET":
        return request.full_path.rstrip("?")
    try:
        current_app.url_map.bind("localhost").match(request.path, method="GET")
    except HTTPException:
        return None
    flash(
        gettext(
            "You were signed out, so the last form was not saved. Your browser’s Back button shows it again."
        ),
        "warning",
    )
    return request.path
