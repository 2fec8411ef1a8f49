"""Moving a learner to another group of the same course: seen before it is done, and undone by moving back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.cohorts import access, transfers
from lms.cohorts.models import Cohort, Enrolment
from lms.core import audit, clock
from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.followup.views import bp

PLACE = "/teach/cohorts/<int:cohort_id>/learners/<int:enrolment_id>/move"
MANAGE = Permission.COHORT_MANAGE


def _enrolment(cohort_id: int, enrolment_id: int) -> Enrolment:
    found = access.enrolment_in_cohort_for(current_person(), enrolment_id, MANAGE)
    if found.cohort_id != cohort_id:
        raise NotFound
    return found


def _targets(enrolment: Enrolment) -> dict[str, Cohort]:
    """By their ids, as a form sends them: those of the person's own reach."""
    mine = {one.id for one in access.visible_cohorts(current_person(), MANAGE)}
    return {str(one.id): one for one in transfers.targets_of(enrolment) if one.id in mine}


@bp.get(PLACE)
@requires(MANAGE)
def move(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Choose a group, then see what changes."""
    enrolment = _enrolment(cohort_id, enrolment_id)
    targets, chosen = _targets(enrolment), request.args.get("to", "")
    target = targets.get(chosen)
    return render_template(
        "followup/move.html",
        enrolment=enrolment,
        targets=targets.values(),
        target=target,
        preview=transfers.preview(enrolment, target, clock.now()) if target else None,
        history=transfers.history_of(enrolment_id),
        names={one.id: one.name for one in [enrolment.cohort, *targets.values()]},
    )


@bp.post(PLACE)
@requires(MANAGE)
def do_move(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Move them; Conflict says why it can't be."""
    enrolment = _enrolment(cohort_id, enrolment_id)
    target = _targets(enrolment).get(request.form.get("to", ""))
    if target is None:
        raise NotFound
    person, now = current_person(), clock.now()
    with transaction():
        transfers.move(enrolment_id=enrolment_id, cohort_id=target.id, actor_id=person.id, now=now)
        audit.record(
            "enrolment.moved",
            actor_id=person.id,
            centre_id=enrolment.centre_id,
            on=("enrolment", enrolment_id),
            now=now,
            former=cohort_id,
            to=target.id,
        )
    flash(_("Moved, with everything that was done. To undo it, move the learner back."), "success")
    return redirect(url_for("followup.learner", cohort_id=target.id, enrolment_id=enrolment_id), 303)
