"""Rosters (P26 for people): a file sent, what it would do, the columns it is read with, its application and its undoing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.cohorts.models import Cohort
from lms.core import audit, clock
from lms.core.db import transaction
from lms.core.errors import Conflict, InvalidInput
from lms.core.exports import Column, exported, format_of
from lms.core.i18n import language, number, sentence
from lms.core.permissions import requires
from lms.core.reasons import N_, Reason, reason
from lms.core.texts import clean
from lms.core.web import blueprint, current_person, takes_bodies_of
from lms.rosters import access, how_far, jobs, queries, services
from lms.rosters.file_words import labels_of
from lms.rosters.models import Roster
from lms.rosters.reading import LARGEST_FILE, MOST_ROWS, Table, read_table, read_text
from lms.rosters.rules import FIELDS, Kind, Plan

bp = blueprint("rosters", __name__)
PLACE = "/teach/cohorts/<int:cohort_id>/rosters"
ONE = f"{PLACE}/<int:roster_id>"
AT_ONCE = 500
"""A longer roster is applied by the worker."""
SHOWN = 100
"""Rows of one part on one page."""
FIELD_NAMES = {
    "email": N_("E-mail address"),
    "name": N_("Whole name"),
    "first_name": N_("First name"),
    "last_name": N_("Surname"),
    "language": N_("Language"),
    "employer": N_("Employer"),
    "reference": N_("File number"),
    "category": N_("Category of trainee"),
    "funding": N_("Who pays, and by what"),
    "born_on": N_("Date of birth"),
}


@bp.get(PLACE)
@requires(access.MANAGE)
def rosters(cohort_id: int) -> ResponseReturnValue:
    """Where a roster is sent from, and those that were sent before."""
    return _start(access.cohort_to_fill(current_person(), cohort_id))


def _start(cohort: Cohort, why: Reason | None = None) -> str:
    return render_template(
        "rosters/rosters.html",
        cohort=cohort,
        sent=queries.rosters_of(cohort.id),
        error=why,
        pasted=request.form.get("pasted", ""),
        most_rows=MOST_ROWS - 1,
        most_megabytes=LARGEST_FILE // 1024 // 1024,
    )


@bp.post(PLACE)
@requires(access.MANAGE)
@takes_bodies_of(lambda: LARGEST_FILE + LARGEST_FILE // 4)
def send_roster(cohort_id: int) -> ResponseReturnValue:
    """Read a file or a pasted list, and show what it would do; nobody is enrolled by it."""
    person = current_person()
    cohort = access.cohort_to_fill(person, cohort_id)
    try:
        table, name = _sent()
        with transaction():
            roster = services.receive(
                cohort=cohort,
                table=table,
                file_name=name,
                missing=_missing(),
                actor_id=person.id,
                now=clock.now(),
            )
    except (InvalidInput, Conflict) as error:
        return _start(cohort, error.reason), 409 if isinstance(error, Conflict) else 422
    return redirect(url_for("rosters.roster", cohort_id=cohort_id, roster_id=roster.id), 303)


def _sent() -> tuple[Table, str]:
    """The table that was sent, and what it is called."""
    file = request.files.get("file")
    if file is not None and file.filename:
        name, data = clean(file.filename), file.read(LARGEST_FILE + 1)
        file.close()
        return read_table(data, name), name
    pasted = clean(request.form.get("pasted", ""))
    if not pasted.strip():
        raise InvalidInput(reason("rosters.choose"), "file")
    return read_text(pasted), _("Pasted list")


def _missing() -> services.Missing:
    """What no font of a certificate prints."""
    found: services.Missing = current_app.extensions["lms"].unprintable
    return found


@dataclass(frozen=True)
class Part:
    """A part of a plan, one page of it."""

    name: str
    label: str
    rows: Sequence[Any]
    total: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages it has."""
        return max(1, -(-self.total // SHOWN))


@bp.get(ONE)
@requires(access.MANAGE)
def roster(cohort_id: int, roster_id: int) -> ResponseReturnValue:
    """What a roster would do to its group as it is now, or what it did."""
    cohort, found = access.roster_for(current_person(), cohort_id, roster_id)
    return _page(cohort, found)


def _page(cohort: Cohort, found: Roster, why: Reason | None = None) -> str:
    faults = services.faults_of(found)
    plan = services.plan_of(found, cohort.seats) if found.state == services.WAITING else Plan((), ())
    parts = _parts(plan, faults)
    return render_template(
        "rosters/roster.html",
        cohort=cohort,
        roster=found,
        plan=plan,
        parts=parts,
        part=next((one for one in parts if one.name == request.args.get("part")), next(iter(parts), None)),
        faults=faults,
        seen=services.digest_of(plan),
        rows=(rows := how_far.rows_done(found.id) if found.state == services.APPLYING else 0),
        told=_told(rows, found.people),
        newcomers=len(plan.of(Kind.ADD, Kind.RETURN)),
        fields=FIELDS,
        field_names=FIELD_NAMES,
        shown=labels_of(cohort.centre_id, language()),
        width=range(len(found.columns)),
        error=sentence(why) if why else "",
        page_url=lambda name, page=1: url_for(
            "rosters.roster", cohort_id=cohort.id, roster_id=found.id, part=name, page=page, _anchor="rows"
        ),
    )


def _parts(plan: Plan, faults: Sequence[Any]) -> list[Part]:
    """The parts of a plan that hold something, faults first."""
    asked, page = request.args.get("part"), request.args.get("page", 1, type=int)
    wanted = [
        ("faults", _("To correct"), faults),
        ("add", _("Added"), plan.of(Kind.ADD)),
        ("return", _("Taken back"), plan.of(Kind.RETURN)),
        ("change", _("Changed"), plan.of(Kind.CHANGE)),
        ("absent", _("Not in the file"), plan.absent),
        ("same", _("Unchanged"), plan.of(Kind.SAME)),
    ]
    found = []
    for name, label, rows in wanted:
        here = max(1, min(page, -(-len(rows) // SHOWN))) if name == asked else 1
        found.append(Part(name, label, rows[(here - 1) * SHOWN : here * SHOWN], len(rows), here))
    return [part for part in found if part.total]


@bp.post(f"{ONE}/columns")
@requires(access.MANAGE)
def choose_columns(cohort_id: int, roster_id: int) -> ResponseReturnValue:
    """Read the roster with other columns."""
    cohort, found = access.roster_for(current_person(), cohort_id, roster_id)
    columns = [request.form.get(f"column-{place}", "") for place in range(len(found.columns))]
    try:
        with transaction():
            services.choose_columns(
                roster_id=roster_id,
                columns=columns,
                has_header=bool(request.form.get("has_header")),
                missing=_missing(),
                now=clock.now(),
            )
    except InvalidInput as error:
        return _page(cohort, found, error.reason), 422
    return redirect(url_for("rosters.roster", cohort_id=cohort_id, roster_id=roster_id), 303)


@bp.post(f"{ONE}/apply")
@requires(access.MANAGE)
def apply_roster(cohort_id: int, roster_id: int) -> ResponseReturnValue:
    """Do what the page showed, unless the group has changed since: a short roster at once, a long one by the worker."""
    person, now, form = current_person(), clock.now(), request.form
    cohort, found = access.roster_for(person, cohort_id, roster_id)
    asked = {"lets_go": bool(form.get("lets_go")), "tells": bool(form.get("tells"))}
    try:
        with transaction():
            services.start_applying(
                roster_id=roster_id, seen=form.get("seen", ""), actor_id=person.id, **asked
            )
            if found.people > AT_ONCE:
                jobs.queue(roster_id, now)
            else:
                services.apply(roster_id=roster_id, now=now)
    except Conflict as error:
        return _page(*access.roster_for(person, cohort_id, roster_id), error.reason), 409
    return redirect(url_for("rosters.roster", cohort_id=cohort.id, roster_id=roster_id), 303)


@bp.get(f"{ONE}/state")
@requires(access.MANAGE)
def roster_state(cohort_id: int, roster_id: int) -> ResponseReturnValue:
    """How far the worker is with it, and whether it has applied it, for the page's script."""
    found = access.roster_for(current_person(), cohort_id, roster_id)[1]
    rows = how_far.rows_done(found.id)
    return jsonify(state=found.state, rows=rows, told=_told(rows, found.people))


def _told(rows: int, people: int) -> str:
    """How far it is, in words."""
    return str(_("%(done)s of %(total)s rows", done=number(rows), total=number(people)))


@bp.post(f"{ONE}/undo")
@requires(access.MANAGE)
def undo_roster(cohort_id: int, roster_id: int) -> ResponseReturnValue:
    """Take back what the roster did; who has begun stays."""
    person = current_person()
    access.roster_for(person, cohort_id, roster_id)
    with transaction():
        stayed = services.undo(roster_id=roster_id, actor_id=person.id, now=clock.now())
    flash(_("Undone: the group is as it was before this file."), "success")
    if stayed:
        told = ngettext(
            "%(num)s person has begun already, and stays.",
            "%(num)s people have begun already, and stay.",
            stayed,
        )
        flash(told, "warning")
    return redirect(url_for("rosters.roster", cohort_id=cohort_id, roster_id=roster_id), 303)


@bp.post(f"{PLACE}/export")
@requires(access.MANAGE)
def export_roster(cohort_id: int) -> ResponseReturnValue:
    """Everyone in the group, as a file that can be sent again."""
    person = current_person()
    cohort = access.cohort_to_fill(person, cohort_id)
    chosen = format_of(request.form.get("format", ""))
    with transaction():
        audit.record(
            "roster.exported",
            actor_id=person.id,
            centre_id=cohort.centre_id,
            on=("cohort", cohort.id),
            now=clock.now(),
            format=chosen,
        )
    columns = [Column(field, _(FIELD_NAMES[field])) for field in queries.EXPORTED]
    shown = labels_of(cohort.centre_id, language())
    rows = (
        [shown(field, value) for field, value in one.items()] for one in queries.people_to_export(cohort.id)
    )
    return exported(cohort.name, columns, rows, chosen)
