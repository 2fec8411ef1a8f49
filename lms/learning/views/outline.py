"""A course's home: its outline with states and lock reasons, and what was reached (P7)."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.cohorts import access
from lms.core import clock
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.courses.queries import revision_document
from lms.learning.views import bp
from lms.progress.queries import report_of


@bp.get("/learn/<int:enrolment_id>")
@requires(Permission.COURSE_STUDY)
def outline(enrolment_id: int) -> ResponseReturnValue:
    """The course as this learner stands in it."""
    enrolment = access.enrolment_for(current_person(), enrolment_id)
    return render_template(
        "learning/outline.html",
        enrolment=enrolment,
        document=revision_document(enrolment.revision_id),
        report=report_of(enrolment, clock.now()),
    )
