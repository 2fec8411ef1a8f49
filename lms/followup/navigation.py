"""The entries of the main navigation for staff: those who teach, and those who only mark, invigilate or read for an employer."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import g, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from lms.cohorts.queries import within_reach
from lms.core.permissions import Permission, holds_somewhere
from lms.core.reasons import N_
from lms.core.web import NavItem
from lms.quiz.asking import count_waiting


@dataclass(frozen=True)
class Entry:
    """A page for those who hold a permission; it is the current one wherever the endpoint begins with `around`."""

    permission: Permission
    page: str
    label: str
    icon: str
    around: str


ALONE = (
    Entry(Permission.ATTEMPT_MARK, "marking.queue", N_("To mark"), "pencil", "marking."),
    Entry(Permission.EXAM_INVIGILATE, "followup.exams", N_("Exams"), "clock", "followup.exam"),
)
"""Pages that those who teach find from their groups."""
BESIDES = (
    Entry(Permission.EMPLOYEE_READ, "followup.employees", N_("Our people"), "building", "followup.employees"),
)
"""Pages that nothing else leads to."""


def teaching() -> Iterable[NavItem]:
    """*Teach*, for staff who follow cohorts, with how many requests wait for them: one statement. Other staff get what
    they came for: *To mark*, *Exams*, *Our people*."""
    if not current_user.is_authenticated:
        return
    if holds_somewhere(current_user.grants, Permission.COHORT_READ):
        yield _teach()
    else:
        yield from _entries(ALONE)
    yield from _entries(BESIDES)


def _entries(entries: Iterable[Entry]) -> Iterable[NavItem]:
    for one in entries:
        if holds_somewhere(current_user.grants, one.permission):
            yield NavItem(_(one.label), url_for(one.page), one.icon, current=_is_in(one.around))


def _is_in(around: str) -> bool:
    """Whether this page's endpoint begins like this."""
    return (request.endpoint or "").startswith(around)


def know_waiting(count: int) -> None:
    """Have the menu of this page say that so many requests wait, without asking for it again."""
    g.requests_waiting = count


def _waiting() -> int:
    if "requests_waiting" in g:
        return int(g.requests_waiting)
    try:
        return count_waiting(within_reach(current_user.grants, Permission.EXAM_MANAGE))
    except SQLAlchemyError:  # the page of an error shows while the database is away
        return 0


def _teach() -> NavItem:
    waiting = _waiting()
    label = _("Teach (%(count)s)", count=waiting) if waiting else _("Teach")
    here = _is_in("adaptations.officer") or (
        request.blueprint in ("centres", "followup", "marking", "people", "rosters")
        and not any(_is_in(one.around) for one in BESIDES)
    )
    return NavItem(label, url_for("followup.home"), "users", current=here)
