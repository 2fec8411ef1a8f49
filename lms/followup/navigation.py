"""The entry of the main navigation for those who teach."""

from collections.abc import Iterable

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from lms.core.permissions import Permission, holds_somewhere
from lms.core.web import NavItem


def teaching() -> Iterable[NavItem]:
    """*Teach*, for staff who follow cohorts. No statement: the person's roles are known."""
    if current_user.is_authenticated and holds_somewhere(current_user.grants, Permission.COHORT_READ):
        yield NavItem(_("Teach"), url_for("followup.home"), "users", current=request.blueprint == "followup")
