"""What was published when, what it changed, and moving a cohort to it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.authoring import access, moving, queries
from lms.authoring.outline import outline_of
from lms.authoring.revisions import altered, groups_of, revisions_of
from lms.authoring.views import bp
from lms.cohorts.models import Cohort
from lms.cohorts.queries import cohort as cohort_by_id
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.courses.models import Course, CourseRevision
from lms.courses.queries import latest_revision, revision_document

PLACE = "/teach/courses/<int:course_id>/revisions"


@bp.get(PLACE)
@requires(Permission.COURSE_EDIT)
def revisions(course_id: int) -> ResponseReturnValue:
    """Every revision with who is on it, and one of them beside the one before it."""
    course = access.course_for(current_person(), course_id)
    known = revisions_of(course_id)
    shown = next((one for one in known if str(one.number) == request.args.get("number", "")), None)
    before = next((one for one in known if shown and one.number < shown.number), None)
    return render_template(
        "authoring/revisions.html",
        course=course,
        outline=outline_of(course),
        revisions=known,
        names=queries.names_of([one.published_by_id for one in known]),
        groups=groups_of(course_id),
        shown=shown,
        before=before,
        changes=_changes(before, shown),
    )


def _changes(before: CourseRevision | None, shown: CourseRevision | None) -> list[object]:
    if before is None or shown is None:
        return []
    return [*altered(revision_document(before.id), revision_document(shown.id))]


def _place(course_id: int, cohort_id: int) -> tuple[Course, Cohort, CourseRevision]:
    """A cohort of a course that this person may edit, and the course's latest revision."""
    course = access.course_for(current_person(), course_id)
    cohort, latest = cohort_by_id(cohort_id), latest_revision(course_id)
    if cohort is None or cohort.course_id != course_id or latest is None:
        raise NotFound
    return course, cohort, latest


@bp.get(f"{PLACE}/cohorts/<int:cohort_id>")
@requires(Permission.COURSE_EDIT)
def moves(course_id: int, cohort_id: int) -> ResponseReturnValue:
    """What moving a cohort to the latest revision would change for whom."""
    course, cohort, latest = _place(course_id, cohort_id)
    return render_template(
        "authoring/moves.html",
        course=course,
        outline=outline_of(course),
        cohort=cohort,
        latest=latest,
        changes=moving.dry_run(cohort, latest, clock.now()),
    )


@bp.post(f"{PLACE}/cohorts/<int:cohort_id>")
@requires(Permission.COURSE_EDIT)
def move_cohort(course_id: int, cohort_id: int) -> ResponseReturnValue:
    """Move everyone in progress, each in a transaction of their own: who was moved stays so if another can't be."""
    _course, cohort, latest = _place(course_id, cohort_id)
    now = clock.now()
    found = moving.dry_run(cohort, latest, now)
    for one in found:
        with transaction():
            moving.move(one.enrolment_id, latest, now)
    with transaction():
        moving.note(cohort, latest, len(found), current_person().id, now)
    said = ngettext(
        "%(num)s learner goes on in revision %(number)s.",
        "%(num)s learners go on in revision %(number)s.",
        len(found),
        number=latest.number,
    )
    flash(said if found else _("Everyone was on the latest revision already."), "success")
    return redirect(url_for("authoring.revisions", course_id=course_id), 303)
