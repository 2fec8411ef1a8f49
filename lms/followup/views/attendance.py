"""The attendance of a group: sessions by learners, hours, and the same as a file."""

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.attendance import queries
from lms.attendance.access import TEACH
from lms.attendance.rules import Kind, Mark, hours, time_there
from lms.cohorts import access
from lms.cohorts.models import Cohort
from lms.core import audit, clock
from lms.core.db import transaction
from lms.core.exports import Cell, Column, exported, format_of
from lms.core.permissions import requires
from lms.core.reasons import N_
from lms.core.web import current_person
from lms.followup.attendance import Begun, every_line, lines_of, sessions_shown
from lms.followup.rules import PAGE_SIZE, page_of
from lms.followup.views import bp

PLACE = "/teach/cohorts/<int:cohort_id>/attendance"
WORDS = {
    Kind.SIGNED: N_("Signed"),
    Kind.PRESENT: N_("Present"),
    Kind.LATE: N_("Arrived late"),
    Kind.LEFT: N_("Left early"),
    Kind.ABSENT: N_("Absent"),
}
HEADINGS = {
    "name": N_("Name"),
    "session": N_("Session"),
    "starts": N_("Starts"),
    "ends": N_("Ends"),
    "state": N_("State"),
    "signed": N_("Signed at"),
    "moment": N_("Arrived or left at"),
    "reason": N_("Reason"),
    "hours": N_("Hours"),
    "countersigned": N_("Countersigned"),
}


@bp.app_template_global("attendance_word")
def word(mark: Mark | None) -> str:
    """What a mark is called."""
    return str(_(WORDS[mark.kind]) if mark else _("Nothing known"))


@bp.app_template_filter("moment_of")
def moment_of(stored: str) -> datetime:
    """A moment as a learning event stores it."""
    return datetime.fromisoformat(stored)


@bp.get(PLACE)
@requires(TEACH)
def attendance(cohort_id: int) -> ResponseReturnValue:
    """Some sessions by a page of learners, in six statements whatever the number of either."""
    cohort, now = access.cohort_for(current_person(), cohort_id, TEACH), clock.now()
    begun = queries.sessions_begun(cohort_id, now)
    shown, part, parts = sessions_shown(begun, request.args.get("part", ""))
    page = page_of(request.args.get("page", ""), queries.count_learners(cohort_id))
    people = queries.learners_of(cohort_id, offset=page.offset, limit=PAGE_SIZE)
    return render_template(
        "followup/attendance.html",
        cohort=cohort,
        begun=shown,
        part=part,
        last_part=parts,
        lines=lines_of(people, shown, now),
        page=page,
        here=lambda moment: moment.astimezone(ZoneInfo(cohort.timezone)),
        **_ways(cohort_id, page.page, part),
    )


def _ways(cohort_id: int, page: int, part: int) -> dict[str, Callable[[int], str]]:
    """The addresses of other learners and of other sessions."""
    endpoint = "followup.attendance"
    return {
        "url_for_page": lambda number: url_for(endpoint, cohort_id=cohort_id, page=number, part=part),
        "url_for_part": lambda number: url_for(endpoint, cohort_id=cohort_id, page=page, part=number),
    }


@bp.post(f"{PLACE}/export")
@requires(TEACH)
def export_attendance(cohort_id: int) -> ResponseReturnValue:
    """A line for each learner and session; who took it and when is noted."""
    person, now = current_person(), clock.now()
    cohort = access.cohort_for(person, cohort_id, TEACH)
    chosen = format_of(request.form.get("format", ""))
    with transaction():
        audit.record(
            "attendance.exported",
            actor_id=person.id,
            centre_id=cohort.centre_id,
            on=("cohort", cohort.id),
            now=now,
            format=chosen.value,
        )
    columns = [Column(key, _(heading)) for key, heading in HEADINGS.items()]
    begun = queries.sessions_begun(cohort_id, now)
    return exported(f"{cohort.name} {_('Attendance')}", columns, _rows(cohort, begun, now), chosen)


def _rows(cohort: Cohort, begun: Begun, now: datetime) -> Iterator[list[Cell]]:
    zone = ZoneInfo(cohort.timezone)

    def here(moment: datetime | None) -> datetime | None:
        return moment.astimezone(zone) if moment else None

    for line in every_line(cohort, begun, now):
        for (one, sealed), cell in zip(begun, line.cells, strict=True):
            if not (cell.is_expected or cell.mark):
                continue
            mark = cell.mark
            slot = mark.slot if mark else one
            yield [
                line.person.name,
                one.title,
                here(slot.starts_at),
                here(slot.ends_at),
                word(mark),
                here(mark.signed_at) if mark else None,
                here(mark.moment) if mark else None,
                mark.reason if mark else "",
                hours([time_there(mark, now)]),
                sealed,
            ]
