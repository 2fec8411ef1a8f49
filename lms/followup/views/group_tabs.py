"""The pages of one group, as tabs: the same order on each of them, and only what this person may open."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from flask import current_app, url_for
from flask_babel import gettext as _

from lms.cohorts.models import Cohort
from lms.core.permissions import Permission, Scope, allows
from lms.core.reasons import N_
from lms.core.web import current_person
from lms.courses.queries import revision_document
from lms.followup.gain import tests_of
from lms.followup.views import bp


def _always(cohort: Cohort) -> bool:
    return True


def _is_published(cohort: Cohort) -> bool:
    return cohort.course.latest_revision_id is not None


def _has_tests(cohort: Cohort) -> bool:
    latest = cohort.course.latest_revision_id
    return latest is not None and tests_of(revision_document(latest)) is not None


def _is_closed(cohort: Cohort) -> bool:
    return not cohort.is_open


def _has_list(cohort: Cohort) -> bool:
    return not cohort.is_open and cohort.seats is not None


@dataclass(frozen=True)
class Page:
    """A page of a group, there when `is_there` says so; its view says who may open it."""

    endpoint: str
    label: str
    is_there: Callable[[Cohort], bool] = _always


PAGES = (
    Page("followup.cohort", N_("Learners")),
    Page("followup.learners_map", N_("Heat map"), _is_published),
    Page("followup.gradebook", N_("Gradebook"), _is_published),
    Page("followup.risk", N_("At risk"), _is_published),
    Page("followup.gain", N_("Entry and exit tests"), _has_tests),
    Page("followup.dates", N_("Dates"), _is_published),
    Page("followup.live", N_("Live sessions")),
    Page("rosters.rosters", N_("Roster"), _is_closed),
    Page("followup.waiting", N_("Waiting list"), _has_list),
    Page("followup.cohort_settings", N_("Settings")),
)


@dataclass(frozen=True)
class Tab:
    """One of them as the page shows it."""

    label: str
    url: str
    current: bool


@bp.app_template_global("group_tabs")
def group_tabs(cohort: Cohort, here: str) -> list[Tab]:
    """The tabs of a group for this person, on the page of the endpoint `here`. No statement: the cohort came with its course."""
    grants, scope = current_person().grants, Scope(cohort.centre_id, cohort.course_id, cohort.id)
    return [
        Tab(_(one.label), url_for(one.endpoint, cohort_id=cohort.id), here == one.endpoint)
        for one in PAGES
        if one.is_there(cohort) and allows(grants, _permission_of(one.endpoint), scope)
    ]


def _permission_of(endpoint: str) -> Permission:
    """What the view itself asks for: a tab never shows what would be refused."""
    view: Any = current_app.view_functions[endpoint]
    return cast(Permission, view.lms_permission)
