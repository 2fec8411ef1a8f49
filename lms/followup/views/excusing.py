"""Several learners of a cohort excused from one step, with one reason."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from lms.cohorts import access
from lms.cohorts.models import Cohort
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput, NotFound
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.followup.grid import Head, everyone, heads_of, known_of
from lms.followup.map_rules import View
from lms.followup.mark_forms import SeveralForm
from lms.followup.views import bp
from lms.followup.views.gradebook import PLACE
from lms.followup.views.grids import latest_of
from lms.progress import decisions

EXCUSE = f"{PLACE}/excuse"


@dataclass(frozen=True)
class Person:
    """A learner who has the step in their course."""

    enrolment_id: int
    name: str
    is_excused: bool


def _cohort(cohort_id: int) -> Cohort:
    return access.cohort_for(current_person(), cohort_id, Permission.GRADE_CHANGE)


def _heads(cohort: Cohort) -> list[Head]:
    """Every step that counts."""
    document = latest_of(cohort)
    return heads_of(document, View.DONE, None, is_open=cohort.is_open) if document else []


def _people(cohort_id: int, head: Head) -> list[Person]:
    """Two statements for five hundred learners."""
    found = []
    for people in everyone(cohort_id):
        known = known_of(people, [head])
        for row in people:
            facts = known.of(row, head.item.id)
            if facts is not None:
                found.append(Person(row.id, row.printed_name, facts.excused_at is not None))
    return found


def _chosen(heads: Sequence[Head]) -> Head | None:
    return next((head for head in heads if head.item.id == request.values.get("item")), None)


def _page(cohort: Cohort, heads: Sequence[Head], head: Head | None, form: SeveralForm) -> str:
    people = _people(cohort.id, head) if head else []
    return render_template(
        "followup/excuse.html", cohort=cohort, heads=heads, head=head, people=people, form=form
    )


@bp.get(EXCUSE)
@requires(Permission.GRADE_CHANGE)
def excuse_several(cohort_id: int) -> ResponseReturnValue:
    """Choose a step, then its learners."""
    cohort = _cohort(cohort_id)
    heads = _heads(cohort)
    return _page(cohort, heads, _chosen(heads), SeveralForm(formdata=None))


@bp.post(EXCUSE)
@requires(Permission.GRADE_CHANGE)
def do_excuse_several(cohort_id: int) -> ResponseReturnValue:
    """Excuse those who are ticked, all of them or none; who is excused already stays so."""
    cohort, form = _cohort(cohort_id), SeveralForm()
    heads = _heads(cohort)
    head = _chosen(heads)
    if head is None:
        raise NotFound
    form.who.choices = [(one.enrolment_id, one.name) for one in _people(cohort_id, head)]
    if not form.validate_on_submit():
        return _page(cohort, heads, head, form), 422
    try:
        count = _excuse(form, head.item.id)
    except InvalidInput as error:
        form.refuse(error)
        return _page(cohort, heads, head, form), 422
    flash(ngettext("%(num)s learner is excused.", "%(num)s learners are excused.", count), "success")
    return redirect(url_for("followup.gradebook", cohort_id=cohort_id), 303)


def _excuse(form: SeveralForm, key: str) -> int:
    ruling = decisions.Ruling(current_person().id, form.why.data or "")
    with transaction():
        return decisions.excuse_several(
            enrolment_ids=form.who.data or (), item_key=key, ruling=ruling, now=clock.now()
        )
