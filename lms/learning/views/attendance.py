"""A learner's attendance: their sessions with what is known of each, their hours, and the page on which they sign."""

from decimal import Decimal

from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, to_user_timezone
from flask_babel import gettext as _

from lms.attendance import access, queries, rules, services
from lms.attendance.services import Actor
from lms.cohorts.access import enrolment_for
from lms.core import clock
from lms.core.db import transaction
from lms.core.permissions import Permission, requires
from lms.core.throttle import address_mark
from lms.core.web import current_person
from lms.courses.queries import revision_document
from lms.learning.views import bp

PLACE = "/learn/<int:enrolment_id>/attendance"


@bp.app_template_filter("hundredths")
def hundredths(value: Decimal) -> str:
    """Hours as a proof writes them: `3,50` in French, `3.50` in English."""
    return str(format_decimal(value, format="#,##0.00"))


@bp.get(PLACE)
@requires(Permission.COURSE_STUDY)
def attendance(enrolment_id: int) -> ResponseReturnValue:
    """Every session with its state and its hours."""
    enrolment, now = enrolment_for(current_person(), enrolment_id), clock.now()
    marks = queries.marks_in([enrolment_id])
    sessions = queries.sessions_for(enrolment)
    by_session = {one.id: marks.get((one.id, enrolment_id)) for one in sessions}
    spent = {id_: rules.time_there(mark, now) for id_, mark in by_session.items()}
    return render_template(
        "learning/attendance.html",
        enrolment=enrolment,
        document=revision_document(enrolment.revision_id),
        sessions=sessions,
        marks=by_session,
        hours={id_: rules.hours([span]) for id_, span in spent.items()},
        total=rules.hours(spent.values()),
        windows={one.id: services.window_of(one) for one in sessions},
        timezone=current_person().timezone,
        to_reader=to_user_timezone,
        now=now,
    )


@bp.get(f"{PLACE}/<int:live_id>")
@requires(Permission.COURSE_STUDY)
def signing(enrolment_id: int, live_id: int) -> ResponseReturnValue:
    """One sentence and one button, or why it can't be signed now."""
    enrolment, one = access.own_session(current_person(), enrolment_id, live_id)
    mark = queries.marks_in([enrolment_id]).get((live_id, enrolment_id))
    _total, standing = queries.tally_of(one)
    window = services.window_of(one)
    return render_template(
        "learning/signing.html",
        enrolment=enrolment,
        one=one,
        mark=mark,
        window=window,
        refusal=rules.refusal_of_signature(window, mark, is_frozen=standing.is_frozen, now=clock.now()),
        timezone=current_person().timezone,
    )


@bp.post(f"{PLACE}/<int:live_id>")
@requires(Permission.COURSE_STUDY)
def sign(enrolment_id: int, live_id: int) -> ResponseReturnValue:
    """Sign; a second time changes nothing."""
    enrolment, _one = access.own_session(current_person(), enrolment_id, live_id)
    actor = Actor(current_person().id, address_mark(current_app.config["SECRET_KEY"]))
    with transaction():
        services.sign(enrolment=enrolment, session_id=live_id, actor=actor, now=clock.now())
    flash(_("You have signed. Thank you."), "success")
    return redirect(url_for("learning.attendance", enrolment_id=enrolment_id), 303)
