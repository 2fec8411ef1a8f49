"""The learner's entries of the main navigation."""

from collections.abc import Iterator

from flask import request, url_for
from flask_babel import gettext
from flask_login import current_user

from lms.core.web import NavItem

PUBLIC = {
    "catalogue",
    "landing",
    "try_lesson",
    "try_check",
    "try_check_again",
    "enrol",
    "join",
    "join_cohort",
    "wait",
    "leave_waiting",
}


def navigation() -> Iterator[NavItem]:
    """*Today* for a signed-in person, *Courses* for everyone. Runs no statement."""
    feature, _, page = (request.endpoint or "").partition(".")
    in_courses = feature == "learning" and page in PUBLIC
    if current_user.is_authenticated:
        is_here = feature == "learning" and not in_courses
        yield NavItem(gettext("Today"), url_for("learning.today"), "home", is_here)
    yield NavItem(gettext("Courses"), url_for("learning.catalogue"), "book", in_courses)
