"""The home of who invigilates: the exams of their cohorts, each leading to its console."""

from flask import render_template
from flask.typing import ResponseReturnValue

from lms.cohorts.access import visible_cohorts
from lms.core import clock
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.followup.exam_list import exams_by_time
from lms.followup.views import bp


@bp.get("/teach/exams")
@requires(Permission.EXAM_INVIGILATE)
def exams() -> ResponseReturnValue:
    """What is sat now, what comes, and what has no date: three statements whatever the number of cohorts."""
    cohorts = visible_cohorts(current_person(), Permission.EXAM_INVIGILATE)
    return render_template("followup/exams.html", exams=exams_by_time(cohorts, clock.now()))
