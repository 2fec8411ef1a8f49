"""The entry of the main navigation for those who write courses."""

from collections.abc import Iterable

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core.permissions import Permission, holds_somewhere
from lms.core.web import NavItem


def authoring() -> Iterable[NavItem]:
    """*Author*, for those who may edit a course. No statement."""
    if current_user.is_authenticated and holds_somewhere(current_user.grants, Permission.COURSE_EDIT):
        here = request.blueprint == "authoring"
        yield NavItem(_("Author"), url_for("authoring.courses"), "pencil", current=here)
