"""The home of an employer's reader: the employer's people, how far they are, their certificates; the same as a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_timedelta, to_user_timezone
from flask_babel import gettext as _

from lms.certificates.printing import public_url
from lms.core import audit, clock
from lms.core.db import transaction
from lms.core.exports import Cell, Column, exported, format_of
from lms.core.i18n import language
from lms.core.permissions import requires
from lms.core.reasons import N_
from lms.core.texts import localize
from lms.core.web import current_person
from lms.courses.queries import revision_document
from lms.followup import employees as people
from lms.followup import rules
from lms.followup.employees import READ, SORTS, Employee, Reading
from lms.followup.rules import Order, State
from lms.followup.views import bp

STATES = {
    State.NEVER_STARTED: N_("Never started"),
    State.IN_PROGRESS: N_("In progress"),
    State.INACTIVE: N_("Inactive for 7 days or more"),
    State.COMPLETED: N_("Completed"),
}
HEADINGS = {
    "name": N_("Name"),
    "employer": N_("Employer"),
    "course": N_("Course"),
    "group": N_("Group"),
    "progress_percent": N_("Progress in percent"),
    "last_activity": N_("Last activity"),
    "state": N_("State"),
    "completed": N_("Completed on"),
    "certificate": N_("Certificate to verify"),
}
BY_NAME = Order(rules.Column.NAME, False)


@dataclass(frozen=True)
class Asked:
    """What is wanted of the list: people whose name holds `words`, in an order."""

    words: str
    order: Order

    def url(self, **changes: Any) -> str:
        """The list's address, with some of what it asks for changed; another order begins on the first page."""
        here = {"q": self.words or None, "sort": self.order.key}
        return url_for("followup.employees", **{**here, **changes})


def _asked() -> Asked:
    """What the page or the export is asked for. Nothing sorts by what the page does not show."""
    order = rules.order_of(request.values.get("sort", "name"))
    return Asked(request.values.get("q", "").strip(), order if order.column in SORTS else BY_NAME)


@bp.get("/employer")
@requires(READ)
def employees() -> ResponseReturnValue:
    """The people whom this person may read about, in four statements whatever their number."""
    person, now, asked = current_person(), clock.now(), _asked()
    page = rules.page_of(request.args.get("page", ""), people.count(person.grants, asked.words))
    rows = people.rows(person.grants, asked.words, asked.order, page.offset, now)
    return render_template(
        "followup/employees.html",
        readings=people.readings_of(person.id),
        asked=asked,
        page=page,
        rows=[(row, _title(row)) for row in rows],
        states=STATES,
        url=asked.url,
        url_for_page=lambda number: asked.url(page=number),
        ago=lambda moment: format_timedelta(moment - now, add_direction=True),
    )


def _title(row: Employee) -> dict[str, str]:
    return revision_document(row.revision_id).sheet.title if row.revision_id is not None else {}


@bp.post("/employer/export")
@requires(READ)
def export_employees() -> ResponseReturnValue:
    """The list as it is searched and sorted; each centre's log says that it was taken."""
    person, now, asked = current_person(), clock.now(), _asked()
    chosen, readings = format_of(request.form.get("format", "")), people.readings_of(person.id)
    with transaction():
        for one in readings:
            _note(one, person.id, chosen.value, now)
    columns = [Column(key, _(heading)) for key, heading in HEADINGS.items()]
    found = people.every_row(person.grants, asked.words, asked.order, now)
    return exported(_name(readings), columns, _cells(found), chosen)


def _note(reading: Reading, person_id: int, chosen: str, now: datetime) -> None:
    audit.record(
        "employees.exported",
        actor_id=person_id,
        centre_id=reading.centre_id,
        on=("centre", reading.centre_id),
        now=now,
        employer=reading.employer,
        format=chosen,
    )


def _name(readings: Sequence[Reading]) -> str:
    return " ".join(dict.fromkeys(one.employer for one in readings)) or _("Our people")


def _cells(found: Iterator[Employee]) -> Iterator[list[Cell]]:
    for one in found:
        yield [
            one.name,
            one.employer,
            localize(_title(one), language())[0],
            one.group,
            one.percent,
            to_user_timezone(one.last_activity_at) if one.last_activity_at else None,
            _(STATES[one.state]),
            to_user_timezone(one.completed_at).date() if one.completed_at else None,
            public_url("certificates.verify", code=one.code) if one.code else None,
        ]
