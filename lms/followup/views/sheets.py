"""The attendance sheet of a live session: who was there, countersigned, printed; a reminder to those who have not signed."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.attendance import access, services
from lms.attendance.queries import signatures_elsewhen
from lms.attendance.rules import first_broken, hours, time_there
from lms.attendance.services import Actor
from lms.centres.identity_rules import declaration_of
from lms.centres.queries import centre_by_id, identity_of
from lms.cohorts.live_models import LiveSession
from lms.cohorts.models import Cohort
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput
from lms.core.permissions import requires
from lms.core.throttle import address_mark
from lms.core.web import current_person
from lms.courses.queries import revision_document
from lms.followup.attendance import sheet_of, slot_in, whole_sheet
from lms.followup.attendance_forms import StateForm, prefix_of
from lms.followup.views import bp

SHEET = "/teach/cohorts/<int:cohort_id>/live/<int:live_id>/sheet"


def _sheet_for(cohort_id: int, live_id: int) -> tuple[Cohort, LiveSession]:
    return access.sheet_for(current_person(), cohort_id, live_id)


def actor() -> Actor:
    """Who acts here, and a digest of where from."""
    return Actor(current_person().id, address_mark(current_app.config["SECRET_KEY"]))


def _back(cohort_id: int, live_id: int) -> ResponseReturnValue:
    page = request.args.get("page")
    return redirect(url_for("followup.sheet", cohort_id=cohort_id, live_id=live_id, page=page), 303)


@bp.get(SHEET)
@requires(access.TEACH)
def sheet(cohort_id: int, live_id: int) -> ResponseReturnValue:
    """A page of learners with what is known of each, in a number of statements that does not grow."""
    return _page(*_sheet_for(cohort_id, live_id))


def _page(cohort: Cohort, one: LiveSession, failed: StateForm | None = None, about: int = 0) -> str:
    found, now = sheet_of(one, request.args.get("page", "")), clock.now()
    return render_template(
        "followup/sheet.html",
        cohort=cohort,
        one=one,
        sheet=found,
        failed=failed,
        about=about,
        form_for=lambda id_: failed if id_ == about else StateForm(formdata=None, prefix=prefix_of(id_)),
        window=services.window_of(one),
        moved=signatures_elsewhen(one),
        now=now,
        url_for_page=lambda number: url_for(
            "followup.sheet", cohort_id=cohort.id, live_id=one.id, page=number
        ),
        **_clocks(cohort, one),
    )


def _clocks(cohort: Cohort, one: LiveSession) -> dict[str, Any]:
    """Times on the clocks of the group."""
    zone = ZoneInfo(cohort.timezone)

    def here(moment: datetime) -> datetime:
        return moment.astimezone(zone)

    return {"slot": slot_in(one, cohort.timezone), "here": here}


@bp.post(f"{SHEET}/learners/<int:enrolment_id>")
@requires(access.TEACH)
def state_attendance(cohort_id: int, live_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Say whether a learner was there; the page again, with what was typed, when it can't be."""
    cohort, one = _sheet_for(cohort_id, live_id)
    form = StateForm(prefix=prefix_of(enrolment_id))
    if not form.validate_on_submit():
        return _page(cohort, one, form, enrolment_id), 422
    try:
        with transaction():
            services.state(
                cohort=cohort,
                session_id=live_id,
                enrolment_id=enrolment_id,
                statement=form.statement(),
                actor=actor(),
                now=clock.now(),
            )
    except InvalidInput as error:
        form.refuse(error)
        return _page(cohort, one, form, enrolment_id), 422
    return _back(cohort_id, live_id)


@bp.post(f"{SHEET}/others")
@requires(access.TEACH)
def state_others(cohort_id: int, live_id: int) -> ResponseReturnValue:
    """All of whom nothing is known were there."""
    _sheet_for(cohort_id, live_id)
    with transaction():
        count = services.state_others(session_id=live_id, actor=actor(), now=clock.now())
    flash(
        ngettext(
            "%(num)s learner is noted as present.",
            "%(num)s learners are noted as present.",
            count,
        ),
        "success",
    )
    return _back(cohort_id, live_id)


@bp.post(f"{SHEET}/countersign")
@requires(access.TEACH)
def countersign(cohort_id: int, live_id: int) -> ResponseReturnValue:
    """Countersign the sheet, which freezes it."""
    _sheet_for(cohort_id, live_id)
    with transaction():
        services.countersign(session_id=live_id, actor=actor(), now=clock.now())
    flash(_("The sheet is countersigned."), "success")
    return _back(cohort_id, live_id)


@bp.post(f"{SHEET}/remind")
@requires(access.TEACH)
def remind_unsigned(cohort_id: int, live_id: int) -> ResponseReturnValue:
    """Write to those of whom nothing is known."""
    cohort, _one = _sheet_for(cohort_id, live_id)
    with transaction():
        count = services.remind(cohort=cohort, session_id=live_id, actor=actor(), now=clock.now())
    words = ngettext("%(num)s reminder is on its way.", "%(num)s reminders are on their way.", count)
    flash(words if count else _("Each of them has had a reminder today."), "success" if count else "info")
    return _back(cohort_id, live_id)


@bp.get(f"{SHEET}/print")
@requires(access.TEACH)
def sheet_print(cohort_id: int, live_id: int) -> ResponseReturnValue:
    """The whole sheet on paper, with all that a control looks for."""
    cohort, one = _sheet_for(cohort_id, live_id)
    found, lines = whole_sheet(one)
    centre, now = centre_by_id(cohort.centre_id), clock.now()
    spent = [time_there(row.mark, now) for row in found.rows]
    return render_template(
        "followup/sheet_print.html",
        cohort=cohort,
        one=one,
        sheet=found,
        title=_title(cohort),
        centre=centre,
        declaration=declaration_of(identity_of(centre)),
        hours=[hours([one_span]) for one_span in spent],
        total=hours(spent),
        moved=signatures_elsewhen(one),
        broken=first_broken((line.fact, line.digest) for line in lines),
        fingerprint=lines[-1].digest if lines else "",
        now=now,
        **_clocks(cohort, one),
    )


def _title(cohort: Cohort) -> dict[str, str]:
    latest = cohort.course.latest_revision_id
    return revision_document(latest).sheet.title if latest is not None else {}
