"""*My progress* in one course (P15): its objectives module by module, and how being sure and being right go together."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from lms.cohorts import access
from lms.core import clock
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.courses.queries import revision_document
from lms.learning import practising
from lms.learning.objectives import grouped
from lms.learning.views import bp
from lms.progress.queries import report_of
from lms.quiz.course_calibration import course_calibration


@bp.get("/learn/<int:enrolment_id>/progress")
@requires(Permission.COURSE_STUDY)
def progress(enrolment_id: int) -> ResponseReturnValue:
    """Every objective with its state, a bar and the reason; `?order=weak` puts first what needs work most."""
    now = clock.now()
    enrolment = access.enrolment_for(current_person(), enrolment_id)
    document, report = revision_document(enrolment.revision_id), report_of(enrolment, now)
    is_weak_first = request.args.get("order") == "weak"
    dates = {key: item.dates for key, item in report.items.items()}
    return render_template(
        "learning/progress.html",
        enrolment=enrolment,
        document=document,
        report=report,
        groups=grouped(document, report, is_weak_first=is_weak_first),
        is_weak_first=is_weak_first,
        practisable=practising.objectives_to_practise(enrolment, report),
        calibration=course_calibration(enrolment, dates, now),
    )
