"""The entry of the main navigation for those who teach."""

from collections.abc import Iterable

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from lms.cohorts.queries import within_reach
from lms.core.permissions import Permission, holds_somewhere
from lms.core.web import NavItem
from lms.quiz.asking import count_waiting


def teaching() -> Iterable[NavItem]:
    """*Teach*, for staff who follow cohorts, with how many requests wait for them. One statement, for staff alone."""
    if not current_user.is_authenticated or not holds_somewhere(current_user.grants, Permission.COHORT_READ):
        return
    try:
        waiting = count_waiting(within_reach(current_user.grants, Permission.EXAM_MANAGE))
    except SQLAlchemyError:  # the page of an error shows while the database is away
        waiting = 0
    label = _("Teach (%(count)s)", count=waiting) if waiting else _("Teach")
    yield NavItem(
        label, url_for("followup.home"), "users", current=request.blueprint in ("followup", "marking")
    )
