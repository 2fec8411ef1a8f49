"""A course's home: its outline with states and lock reasons, what was reached (P7), and its language."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.cohorts import access
from lms.cohorts import services as cohort_services
from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.courses.queries import revision_document
from lms.learning import coming
from lms.learning.views import bp
from lms.progress.queries import report_of


@bp.get("/learn/<int:enrolment_id>")
@requires(Permission.COURSE_STUDY)
def outline(enrolment_id: int) -> ResponseReturnValue:
    """The course as this learner stands in it."""
    enrolment = access.enrolment_for(current_person(), enrolment_id)
    now = clock.now()
    return render_template(
        "learning/outline.html",
        enrolment=enrolment,
        document=revision_document(enrolment.revision_id),
        report=report_of(enrolment, now),
        coming=coming.meetings_of(enrolment.id, now),
        timezone=current_person().timezone,
    )


@bp.post("/learn/<int:enrolment_id>/language")
@requires(Permission.COURSE_STUDY)
def set_language(enrolment_id: int) -> ResponseReturnValue:
    """Read on in another of the course's languages, from the lesson `key` or the outline."""
    enrolment = access.enrolment_for(current_person(), enrolment_id)
    with transaction():
        cohort_services.set_language(enrolment_id=enrolment.id, language=request.form.get("language", ""))
    key = request.form.get("key", "")
    if key in revision_document(enrolment.revision_id).by_id:
        return redirect(url_for("learning.item", enrolment_id=enrolment_id, key=key), 303)
    return redirect(url_for("learning.outline", enrolment_id=enrolment_id), 303)
