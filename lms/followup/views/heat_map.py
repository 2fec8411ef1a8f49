"""The heat map of a cohort (P31): learners by items, as what is done, as scores, as when it was last looked at; and its export."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.cohorts import access
from lms.core import audit, clock
from lms.core.db import transaction
from lms.core.exports import Cell as Exported
from lms.core.exports import Column, exported, format_of
from lms.core.i18n import language
from lms.core.permissions import Permission, requires
from lms.core.reasons import N_
from lms.core.texts import localize
from lms.core.web import current_person
from lms.followup.grid import Head, heads_of, sums_of
from lms.followup.heat_map import every_line, lines_of
from lms.followup.map_rules import State, View
from lms.followup.views import bp
from lms.followup.views.grids import asked_of, grid_of, latest_of

PLACE = "/teach/cohorts/<int:cohort_id>/map"
WORDS = {
    State.ABSENT: N_("Not in their course"),
    State.UNTOUCHED: N_("Not started"),
    State.BEGUN: N_("In progress"),
    State.TO_MARK: N_("To mark"),
    State.FAILED: N_("Not passed"),
    State.PASSED: N_("Passed"),
    State.DONE: N_("Done"),
    State.EXCUSED: N_("Excused"),
}
VIEWS = {View.DONE: N_("Done"), View.SCORE: N_("Scores"), View.SEEN: N_("Last seen")}


def _view() -> View:
    asked = request.values.get("view", "")
    return View(asked) if asked in set(View) else View.DONE


@bp.get(PLACE)
@requires(Permission.COHORT_READ)
def learners_map(cohort_id: int) -> ResponseReturnValue:
    """A page of learners with every item that counts, in at most six statements."""
    cohort = access.cohort_for(current_person(), cohort_id)
    document = latest_of(cohort)
    asked = asked_of(document, _view())
    heads = heads_of(document, asked.view, asked.module, is_open=cohort.is_open) if document else []
    return render_template(
        "followup/map.html",
        lines=lines_of(cohort_id, heads, asked, clock.now()),
        sums=sums_of(cohort_id, heads),
        words=WORDS,
        views=VIEWS,
        **grid_of("followup.learners_map", cohort, document, asked, heads),
    )


@bp.post(f"{PLACE}/export")
@requires(Permission.COHORT_READ)
def export_map(cohort_id: int) -> ResponseReturnValue:
    """Every learner by every item that counts, in the chosen view; who took it and when is noted."""
    person, now = current_person(), clock.now()
    cohort = access.cohort_for(person, cohort_id)
    document, view, chosen = latest_of(cohort), _view(), format_of(request.form.get("format", ""))
    heads = heads_of(document, view, None, is_open=cohort.is_open) if document else []
    with transaction():
        about = {"view": view.value, "format": chosen.value}
        audit.record(
            "map.exported",
            actor_id=person.id,
            centre_id=cohort.centre_id,
            on=("cohort", cohort.id),
            now=now,
            **about,
        )
    columns = [
        Column("name", _("Name")),
        *(Column(head.item.id, localize(head.item.title, language())[0]) for head in heads),
    ]
    return exported(f"{cohort.name} {_(VIEWS[view])}", columns, _rows(cohort.id, heads, view, now), chosen)


def _rows(cohort_id: int, heads: Sequence[Head], view: View, now: datetime) -> Iterator[list[Exported]]:
    """A number where there is one, else the word."""
    words = {state: _(word) for state, word in WORDS.items()}
    for line in every_line(cohort_id, heads, view, now):
        yield [line.name, *(words[cell.state] if cell.value is None else cell.value for cell in line.cells)]
