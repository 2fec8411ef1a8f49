"""When each item of a cohort opens, is due and closes: one form for all of them, in the cohort's own time."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.cohorts import access, services
from lms.cohorts.models import Cohort
from lms.cohorts.queries import local_dates_of
from lms.cohorts.services import set_item_date
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput, NotFound
from lms.core.i18n import sentence
from lms.core.permissions import Permission, requires
from lms.core.web import LARGE_FORM, current_person, takes_bodies_of
from lms.courses.document import CourseDocument, Quiz
from lms.courses.queries import revision_document
from lms.followup.views import bp
from lms.quiz.engine.policy import policy_of

PLACE = "/teach/cohorts/<int:cohort_id>/dates"
FIELDS = ("opens_local", "due_local", "closes_local")


def _cohort(cohort_id: int) -> tuple[Cohort, CourseDocument]:
    cohort = access.cohort_for(current_person(), cohort_id, Permission.EXAM_MANAGE)
    if cohort.course.latest_revision_id is None:
        raise NotFound
    return cohort, revision_document(cohort.course.latest_revision_id)


@bp.get(PLACE)
@requires(Permission.EXAM_MANAGE)
def dates(cohort_id: int) -> ResponseReturnValue:
    """The dates as they are."""
    cohort, document = _cohort(cohort_id)
    known = local_dates_of(cohort_id)
    typed = {f"{name}-{key}": getattr(one, name) or "" for key, one in known.items() for name in FIELDS}
    return _page(cohort, document, typed, {})


@bp.post(PLACE)
@requires(Permission.EXAM_MANAGE)
@takes_bodies_of(lambda: LARGE_FORM)
def set_dates(cohort_id: int) -> ResponseReturnValue:
    """Save every date, or none when one of them can't be: what is wrong stands beside its item."""
    cohort, document = _cohort(cohort_id)
    errors: dict[str, str] = {}
    try:
        with transaction():
            _save(cohort, document, errors)
            if errors:
                raise InvalidInput
    except InvalidInput:
        return _page(cohort, document, dict(request.form), errors), 422
    flash(_("The dates are saved. Attempts that run keep the end that they were given."), "success")
    return redirect(url_for("followup.dates", cohort_id=cohort_id), 303)


@bp.post(f"{PLACE}/calendar")
@requires(Permission.EXAM_MANAGE)
def take_calendar(cohort_id: int) -> ResponseReturnValue:
    """Date what has no date yet by the course's calendar."""
    cohort, _document = _cohort(cohort_id)
    with transaction():
        count = services.take_calendar(cohort=cohort, now=clock.now())
    flash(ngettext("%(num)s item was dated.", "%(num)s items were dated.", count), "success")
    return redirect(url_for("followup.dates", cohort_id=cohort_id), 303)


def _save(cohort: Cohort, document: CourseDocument, errors: dict[str, str]) -> None:
    known, now = local_dates_of(cohort.id), clock.now()
    for item in [item for _module, item in document.items()]:
        wanted = {name: request.form.get(f"{name}-{item.id}", "").strip() or None for name in FIELDS}
        found = known.get(item.id)
        if wanted == {name: getattr(found, name) if found else None for name in FIELDS}:
            continue
        try:
            set_item_date(cohort_id=cohort.id, item_key=item.id, now=now, **wanted)
        except InvalidInput as error:
            errors[item.id] = sentence(error.reason) if error.reason else ""


def _page(cohort: Cohort, document: CourseDocument, typed: dict[str, str], errors: dict[str, str]) -> str:
    waiting = {
        item.id
        for _module, item in document.items()
        if isinstance(item, Quiz)
        and "after_close" in policy_of(item.preset, item.policy).release.moments
        and not typed.get(f"closes_local-{item.id}")
    }
    return render_template(
        "followup/dates.html",
        cohort=cohort,
        document=document,
        typed=typed,
        errors=errors,
        waiting=waiting,
        undated=_undated(cohort, document, typed),
    )


def _undated(cohort: Cohort, document: CourseDocument, typed: dict[str, str]) -> int:
    """How many items the course's calendar would date here."""
    if cohort.starts_on is None:
        return 0
    items = [item for _module, item in document.items() if item.calendar]
    return sum(not any(typed.get(f"{name}-{item.id}") for name in FIELDS) for item in items)
