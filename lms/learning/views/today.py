"""*Today*: where to continue, what is due, one's courses (P6)."""

from datetime import datetime

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.attendance.waiting import signable
from lms.core import clock
from lms.core.permissions import Permission, holds_somewhere, requires
from lms.core.web import current_person
from lms.learning import coming, practising, queries, steps
from lms.learning.branding import belongs_to
from lms.learning.views import bp
from lms.progress.queries import report_of
from lms.progress.welcome import welcome_back

HOMES = {
    Permission.COHORT_READ: "followup.home",
    Permission.ATTEMPT_MARK: "marking.queue",
    Permission.EXAM_INVIGILATE: "followup.exams",
    Permission.EMPLOYEE_READ: "followup.employees",
}
"""Where staff work, the widest role first."""


@bp.get("/today")
@requires(Permission.COURSE_STUDY)
def today() -> ResponseReturnValue:
    """The learner's home: as many statements for one course as for many. Who learns nothing goes to what their role is for."""
    now = clock.now()
    mine = queries.my_courses(current_person().id)
    home = None if mine else _home_of_staff()
    return _page(mine, now) if home is None else redirect(url_for(home), 303)


def _home_of_staff() -> str | None:
    """Where somebody's roles bring them first; None without any."""
    grants = current_person().grants
    return next((page for permission, page in HOMES.items() if holds_somewhere(grants, permission)), None)


def _page(mine: list[queries.MyCourse], now: datetime) -> str:
    centres = {course.enrolment.centre_id for course in mine}
    if len(centres) == 1:
        belongs_to(centres.pop())
    going_on = next((course for course in mine if course.enrolment.completed_at is None), None)
    report = report_of(going_on.enrolment, now) if going_on else None
    last_seen = going_on.enrolment.last_activity_at if going_on else None
    away = welcome_back(report, last_seen, now) if report else None
    return render_template(
        "learning/today.html",
        courses=mine,
        going_on=going_on,
        report=report,
        away=away,
        practice_count=practising.known_count(going_on.enrolment, report)
        if away and going_on and report
        else 0,
        opening=steps.next_opening(report) if report else None,
        coming=coming.coming_to(current_person().id, now),
        signable=signable(current_person().id, now) if mine else [],
        timezone=current_person().timezone,
        due=queries.due_soon(current_person().id, now) if mine else [],
        documents={course.enrolment.id: course.document for course in mine},
        now=now,
    )
