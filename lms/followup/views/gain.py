"""What a cohort gained between the entry test and the exit test."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.cohorts import access
from lms.core.errors import NotFound
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.courses.queries import revision_document
from lms.followup import rules
from lms.followup.gain import gain_of, tests_of
from lms.followup.views import bp


@bp.get("/teach/cohorts/<int:cohort_id>/gain")
@requires(Permission.COHORT_READ)
def gain(cohort_id: int) -> ResponseReturnValue:
    """Module by module and learner by learner; NotFound when the course has no such tests."""
    cohort = access.cohort_for(current_person(), cohort_id)
    latest = cohort.course.latest_revision_id
    document = revision_document(latest) if latest is not None else None
    tests = tests_of(document) if document else None
    if document is None or tests is None:
        raise NotFound
    found = gain_of(cohort_id, document, tests)
    shows_chart = found.both >= rules.ENOUGH_FOR_A_CHART
    return render_template(
        "followup/gain.html",
        cohort=cohort,
        tests=tests,
        gain=found,
        bars=rules.pairs_of([part.change for part in found.parts]) if shows_chart else None,
        enough=rules.ENOUGH_FOR_A_CHART,
    )
