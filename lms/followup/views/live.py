"""The live sessions of a cohort for its staff: made (weekly too), changed, cancelled, and followed in a calendar."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.attendance.rules import Slot, is_two_half_days
from lms.attendance.services import check_not_countersigned
from lms.cohorts import access, live_rules, live_sessions, notices
from lms.cohorts.live_models import LiveSession
from lms.cohorts.live_sessions import Meeting
from lms.cohorts.models import Cohort
from lms.cohorts.rules import LOCAL_FORMAT, utc_of
from lms.core import audit, clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput
from lms.core.i18n import sentence
from lms.core.permissions import Permission, requires
from lms.core.reasons import N_, Reason
from lms.core.web import current_person
from lms.followup.live_forms import CancelForm, LiveForm
from lms.followup.views import bp
from lms.learning.views.live import feed_url

PLACE = "/teach/cohorts/<int:cohort_id>/live"
LONGEST_NUMBER = 10
HALF_DAYS = N_(
    "Attendance is signed for each half-day: plan a session of the morning and one of the afternoon instead."
)
CANCEL = "cancel-"
"""Tells the fields of the second form on the page from the first one's."""
TEACH = Permission.EXAM_MANAGE


@dataclass(frozen=True)
class Planned:
    """A date to look at before it is saved."""

    starts: datetime
    ends: datetime
    is_week_end: bool
    is_holiday: bool
    change: Reason | None
    is_two_half_days: bool


def _cohort(cohort_id: int) -> Cohort:
    return access.cohort_for(current_person(), cohort_id, TEACH)


def _record(action: str, one: LiveSession) -> None:
    audit.record(
        action,
        actor_id=current_person().id,
        centre_id=one.centre_id,
        on=("live_session", one.id),
        now=clock.now(),
    )


@bp.get(PLACE)
@requires(TEACH)
def live(cohort_id: int) -> ResponseReturnValue:
    """Every session, those to come first; the address of one's own calendar."""
    cohort, now = _cohort(cohort_id), clock.now()
    found = live_sessions.sessions_of([cohort_id])
    return render_template(
        "followup/live.html",
        cohort=cohort,
        coming=[one for one in found if one.ends_at > now],
        over=[one for one in reversed(found) if one.ends_at <= now],
        feed_url=feed_url(live_sessions.feed_of(current_person().id, None)),
    )


@bp.get(f"{PLACE}/new")
@requires(TEACH)
def new_live(cohort_id: int) -> ResponseReturnValue:
    """An empty form."""
    return _page(_cohort(cohort_id), LiveForm(formdata=None))


@bp.post(f"{PLACE}/new")
@requires(TEACH)
def create_live(cohort_id: int) -> ResponseReturnValue:
    """Show the dates, or make the sessions, all or none."""
    cohort, form = _cohort(cohort_id), LiveForm()
    if not form.validate_on_submit():
        return _page(cohort, form), 422
    try:
        meetings = live_sessions.repeated(form.meeting(), form.times.data or 1)
        if "preview" in request.form:
            return _page(cohort, form, planned=[_planned(one, cohort) for one in meetings])
        with transaction():
            _make(cohort, form, meetings)
    except InvalidInput as error:
        form.refuse(error)
        return _page(cohort, form), 422
    _flash_saved(
        ngettext("%(num)s session is made.", "%(num)s sessions are made.", len(meetings)), meetings, cohort
    )
    return redirect(url_for("followup.live", cohort_id=cohort_id), 303)


def _make(cohort: Cohort, form: LiveForm, meetings: list[Meeting]) -> None:
    """Once, even when the same form comes twice."""
    made = live_sessions.create_sessions(
        cohort=cohort, meetings=meetings, now=clock.now(), form_token=form.token.data or ""
    )
    for one in made:
        _record("live_session.created", one)
    if form.tell.data:
        notices.tell_learners(made, clock.now())


def _planned(one: Meeting, cohort: Cohort) -> Planned:
    zone = ZoneInfo(cohort.timezone)
    return Planned(
        datetime.strptime(one.starts_local, LOCAL_FORMAT).replace(tzinfo=zone),
        datetime.strptime(one.ends_local, LOCAL_FORMAT).replace(tzinfo=zone),
        live_rules.is_week_end(one.starts_local),
        live_rules.is_holiday(one.starts_local),
        live_rules.clock_change(one.starts_local, cohort.timezone),
        _is_two_half_days(one, cohort),
    )


def _is_two_half_days(one: Meeting, cohort: Cohort) -> bool:
    starts, ends = (utc_of(local, cohort.timezone) for local in (one.starts_local, one.ends_local))
    return is_two_half_days(Slot(starts, ends), cohort.timezone)


def _flash_saved(words: str, meetings: list[Meeting], cohort: Cohort) -> None:
    """Say that it is done, how an hour that the clocks skip or repeat was read, and what is better planned as two."""
    flash(words, "success")
    if any(_is_two_half_days(one, cohort) for one in meetings):
        flash(_(HALF_DAYS), "info")
    for one in meetings:
        for local in (one.starts_local, one.ends_local):
            change = live_rules.clock_change(local, cohort.timezone)
            if change is not None:
                flash(sentence(change), "warning")


@bp.get(f"{PLACE}/<int:live_id>")
@requires(TEACH)
def edit_live(cohort_id: int, live_id: int) -> ResponseReturnValue:
    """A session, to change or cancel."""
    cohort, form = _cohort(cohort_id), LiveForm(formdata=None)
    one = live_sessions.session_of(cohort_id, live_id)
    form.show(one)
    return _page(cohort, form, one)


@bp.post(f"{PLACE}/<int:live_id>")
@requires(TEACH)
def save_live(cohort_id: int, live_id: int) -> ResponseReturnValue:
    """Change a session as it was read."""
    cohort, form = _cohort(cohort_id), LiveForm()
    one = live_sessions.session_of(cohort_id, live_id)
    del form.times
    if not form.validate_on_submit():
        return _page(cohort, form, one), 422
    try:
        with transaction():
            _change(cohort, live_id, form)
    except InvalidInput as error:
        form.refuse(error)
        return _page(cohort, form, one), 422
    _flash_saved(_("Saved."), [form.meeting()], cohort)
    return redirect(url_for("followup.live", cohort_id=cohort_id), 303)


def _change(cohort: Cohort, live_id: int, form: LiveForm) -> None:
    typed = request.form.get("sequence", "")
    read = int(typed) if typed.isdecimal() and len(typed) < LONGEST_NUMBER else -1
    one = live_sessions.change_session(
        cohort=cohort, session_id=live_id, meeting=form.meeting(), sequence=read, now=clock.now()
    )
    if one.sequence != read:
        _record("live_session.changed", one)
        if form.tell.data:
            notices.tell_learners([one], clock.now())


@bp.post(f"{PLACE}/<int:live_id>/cancel")
@requires(TEACH)
def cancel_live(cohort_id: int, live_id: int) -> ResponseReturnValue:
    """Cancel a session: learners see it struck, their calendars too."""
    _cohort(cohort_id)
    with transaction():
        one = live_sessions.cancel_session(cohort_id=cohort_id, session_id=live_id, now=clock.now())
        if one is not None:
            check_not_countersigned([live_id])
            _record("live_session.cancelled", one)
            if CancelForm(prefix=CANCEL).tell.data:
                notices.tell_learners([one], clock.now())
    flash(_("The session is cancelled. Learners see it struck, with the word."), "success")
    return redirect(url_for("followup.live", cohort_id=cohort_id), 303)


@bp.post(f"{PLACE}/calendar")
@requires(TEACH)
def set_calendar(cohort_id: int) -> ResponseReturnValue:
    """Make the address of one's calendar of all that one teaches, make another one, or take it away."""
    _cohort(cohort_id)
    person, now = current_person(), clock.now()
    with transaction():
        if "revoke" in request.form:
            live_sessions.revoke_feed(user_id=person.id, enrolment_id=None, now=now)
        else:
            live_sessions.renew_feed(user_id=person.id, enrolment_id=None, now=now)
    flash(_("Saved."), "success")
    return redirect(url_for("followup.live", cohort_id=cohort_id, _anchor="calendar"), 303)


def _page(
    cohort: Cohort, form: LiveForm, one: LiveSession | None = None, planned: list[Planned] | None = None
) -> str:
    return render_template(
        "followup/live_edit.html",
        cohort=cohort,
        form=form,
        one=one,
        planned=planned,
        half_days=_(HALF_DAYS),
        cancelling=CancelForm(formdata=None, prefix=CANCEL),
    )
