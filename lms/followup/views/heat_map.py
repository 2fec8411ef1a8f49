"""The heat map of a cohort (P31): learners by items, as what is done, as scores, as when it was last looked at; and its export."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.cohorts import access
from lms.cohorts.models import Cohort
from lms.core import audit, clock
from lms.core.db import transaction
from lms.core.exports import Cell as Exported
from lms.core.exports import Column, exported, format_of
from lms.core.i18n import language
from lms.core.permissions import Permission, requires
from lms.core.reasons import N_
from lms.core.texts import localize
from lms.core.web import current_person
from lms.courses.document import CourseDocument
from lms.courses.queries import revision_document
from lms.followup.heat_map import (
    LEARNERS_AT_ONCE,
    Asked,
    Head,
    every_line,
    heads_of,
    learners_in,
    lines_of,
    sums_of,
)
from lms.followup.map_rules import State, View
from lms.followup.views import bp

PLACE = "/teach/cohorts/<int:cohort_id>/map"
WORDS = {
    State.ABSENT: N_("Not in their course"),
    State.UNTOUCHED: N_("Not started"),
    State.BEGUN: N_("In progress"),
    State.TO_MARK: N_("To mark"),
    State.FAILED: N_("Not passed"),
    State.PASSED: N_("Passed"),
    State.DONE: N_("Done"),
}
VIEWS = {View.DONE: N_("Done"), View.SCORE: N_("Scores"), View.SEEN: N_("Last seen")}


def _view() -> View:
    asked = request.values.get("view", "")
    return View(asked) if asked in set(View) else View.DONE


def _document(cohort: Cohort) -> CourseDocument | None:
    latest = cohort.course.latest_revision_id
    return revision_document(latest) if latest is not None else None


def _asked(document: CourseDocument | None) -> Asked:
    """What the address asks for; what it can't mean is left out."""
    get = request.args.get
    sort, page = get("sort", "name"), get("page", 1, type=int)
    items = document.by_id if document else {}
    modules = {module.id for module in document.modules} if document else set()
    return Asked(
        view=_view(),
        module=get("module") if get("module") in modules else None,
        sort=sort.lstrip("-") if sort.lstrip("-") in items else "name",
        is_descending=sort.startswith("-"),
        offset=(min(max(page, 1), 10_000) - 1) * LEARNERS_AT_ONCE,
    )


@bp.get(PLACE)
@requires(Permission.COHORT_READ)
def learners_map(cohort_id: int) -> ResponseReturnValue:
    """A page of learners with every item that counts, in at most six statements."""
    cohort = access.cohort_for(current_person(), cohort_id)
    document = _document(cohort)
    asked = _asked(document)
    heads = heads_of(document, asked.view, asked.module) if document else []
    return render_template(
        "followup/map.html",
        cohort=cohort,
        document=document,
        asked=asked,
        heads=heads,
        spans=_spans(heads),
        lines=lines_of(cohort_id, heads, asked, clock.now()),
        sums=sums_of(cohort_id, heads),
        total=learners_in(cohort_id),
        at_once=LEARNERS_AT_ONCE,
        words=WORDS,
        views=VIEWS,
        url=partial(_url, cohort_id, asked),
        sorted_url=partial(_sorted, cohort_id, asked),
    )


def _spans(heads: Sequence[Head]) -> list[tuple[Head, int]]:
    """The modules over the columns, each with how many columns it has."""
    found: list[tuple[Head, int]] = []
    for head in heads:
        if found and found[-1][0].module is head.module:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((head, 1))
    return found


def _url(cohort_id: int, asked: Asked, **changes: Any) -> str:
    """This map's address with some of what it asks for changed; another order or view begins on the first page."""
    sort = f"-{asked.sort}" if asked.is_descending else asked.sort
    here: dict[str, Any] = {"view": asked.view.value, "module": asked.module, "sort": sort}
    return url_for("followup.learners_map", cohort_id=cohort_id, **{**here, **changes})


def _sorted(cohort_id: int, asked: Asked, key: str) -> str:
    """The map sorted by this column: names from A first, items from the highest first, and the other way the second time."""
    is_descending = not asked.is_descending if key == asked.sort else key != "name"
    return _url(cohort_id, asked, sort=f"-{key}" if is_descending else key)


@bp.post(f"{PLACE}/export")
@requires(Permission.COHORT_READ)
def export_map(cohort_id: int) -> ResponseReturnValue:
    """Every learner by every item that counts, in the chosen view; who took it and when is noted."""
    person, now = current_person(), clock.now()
    cohort = access.cohort_for(person, cohort_id)
    document, view, chosen = _document(cohort), _view(), format_of(request.form.get("format", ""))
    heads = heads_of(document, view, None) if document else []
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
