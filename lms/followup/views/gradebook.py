"""The gradebook of a cohort (P33): marks by learner and quiz, one learner's marks, and the export."""

from collections.abc import Iterator, Sequence
from functools import cache

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.cohorts import access
from lms.cohorts.models import Enrolment
from lms.core import audit, clock
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.exports import Cell, Column, exported, format_of
from lms.core.i18n import language
from lms.core.permissions import Permission, Scope, allows, requires
from lms.core.reasons import N_
from lms.core.texts import localize
from lms.core.web import current_person
from lms.followup.gradebook import every_line, individual, lines_of
from lms.followup.grid import Head, heads_of, required_first, sums_of
from lms.followup.map_rules import View
from lms.followup.mark_rules import Mark, Standing
from lms.followup.views import bp
from lms.followup.views.grids import asked_of, grid_of, latest_of

PLACE = "/teach/cohorts/<int:cohort_id>/gradebook"
LEARNER = "/teach/cohorts/<int:cohort_id>/learners/<int:enrolment_id>/marks"
WORDS = {
    Standing.ABSENT: N_("Not in their course"),
    Standing.UNTOUCHED: N_("Not started"),
    Standing.BEGUN: N_("In progress"),
    Standing.TO_MARK: N_("To mark"),
    Standing.HELD: N_("Result held"),
    Standing.SUBMITTED: N_("Submitted"),
    Standing.FAILED: N_("Not passed"),
    Standing.PASSED: N_("Passed"),
    Standing.DONE: N_("Done"),
    Standing.EXCUSED: N_("Excused"),
}


def said(mark: Mark) -> list[str]:
    """The words of a cell: what the mark is worth, then what else to know of it."""
    extra = [
        _("changed by hand") if mark.is_set else "",
        _("late") if mark.is_late else "",
        _(WORDS[mark.waits]).lower() if mark.waits else "",
    ]
    return [_(WORDS[mark.standing]), *filter(None, extra)]


def _percent(value: int) -> str:
    shown: str = _("%(percent)s %%", percent=value)
    return shown


def learner_for(cohort_id: int, enrolment_id: int, permission: Permission) -> Enrolment:
    """A learner of this cohort, for who may do this there."""
    enrolment = access.enrolment_in_cohort_for(current_person(), enrolment_id, permission)
    if enrolment.cohort_id != cohort_id:
        raise NotFound
    return enrolment


def may_change(centre_id: int, course_id: int, cohort_id: int) -> bool:
    """Whether the reader may change marks and excuse in this cohort."""
    return allows(current_person().grants, Permission.GRADE_CHANGE, Scope(centre_id, course_id, cohort_id))


@bp.get(PLACE)
@requires(Permission.COHORT_READ)
def gradebook(cohort_id: int) -> ResponseReturnValue:
    """A page of learners with their marks in what is required, or in everything, in at most six statements."""
    cohort = access.cohort_for(current_person(), cohort_id)
    document = latest_of(cohort)
    asked = asked_of(document, View.SCORE)
    found = heads_of(document, View.SCORE, asked.module, is_open=cohort.is_open) if document else []
    heads = required_first(found, asked)
    return render_template(
        "followup/gradebook.html",
        lines=lines_of(cohort_id, heads, asked),
        sums=sums_of(cohort_id, heads),
        said=cache(said),  # three thousand cells say few things
        percent=cache(_percent),
        may_change=may_change(cohort.centre_id, cohort.course_id, cohort.id),
        **grid_of("followup.gradebook", cohort, document, asked, heads),
    )


@bp.get(LEARNER)
@requires(Permission.COHORT_READ)
def marks(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Every step of one learner with its state, its mark, and what was decided about it."""
    enrolment = learner_for(cohort_id, enrolment_id, Permission.COHORT_READ)
    return render_template(
        "followup/marks.html", enrolment=enrolment, one=individual(enrolment, clock.now()), said=said
    )


@bp.post(f"{PLACE}/export")
@requires(Permission.COHORT_READ)
def export_gradebook(cohort_id: int) -> ResponseReturnValue:
    """Every learner with every mark and its words; who took it and when is noted."""
    person, now = current_person(), clock.now()
    cohort = access.cohort_for(person, cohort_id)
    document, chosen = latest_of(cohort), format_of(request.form.get("format", ""))
    heads = heads_of(document, View.SCORE, None, is_open=cohort.is_open) if document else []
    with transaction():
        audit.record(
            "gradebook.exported",
            actor_id=person.id,
            centre_id=cohort.centre_id,
            on=("cohort", cohort.id),
            now=now,
            format=chosen.value,
        )
    name = f"{cohort.name} {_('Gradebook')}"
    return exported(name, [Column("name", _("Name")), *_columns(heads)], _rows(cohort.id, heads), chosen)


def _columns(heads: Sequence[Head]) -> Iterator[Column]:
    for head in heads:
        title = localize(head.item.title, language())[0]
        yield Column(head.item.id, _("%(title)s (in percent)", title=title))
        yield Column(f"{head.item.id}:state", _("%(title)s – state", title=title))


def _rows(cohort_id: int, heads: Sequence[Head]) -> Iterator[list[Cell]]:
    for line in every_line(cohort_id, heads):
        cells: list[Cell] = [line.name]
        for mark in line.marks:
            cells += [mark.percent, ", ".join(said(mark))]
        yield cells
