"""Who waits for a place in a full group: a place offered, an offer withdrawn, an order changed with its reason."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.cohorts import access, offers, queries
from lms.cohorts import waiting as places
from lms.cohorts.models import Cohort
from lms.core import audit, clock
from lms.core.db import transaction
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.followup.views import bp

PLACE = "/teach/cohorts/<int:cohort_id>/waiting"
MANAGE = Permission.COHORT_MANAGE
WHY_LIMIT = 500


@bp.get(PLACE)
@requires(MANAGE)
def waiting(cohort_id: int) -> ResponseReturnValue:
    """The list in order, and how it works."""
    cohort = access.cohort_for(current_person(), cohort_id, MANAGE)
    taken = queries.seats_taken(cohort_id)
    return render_template(
        "followup/waiting.html",
        cohort=cohort,
        people=places.waiting_of(cohort_id),
        taken=taken,
        is_full=cohort.seats is not None and taken >= cohort.seats,
    )


def _record(action: str, cohort: Cohort, place_id: int, **details: str) -> None:
    audit.record(
        action,
        actor_id=current_person().id,
        centre_id=cohort.centre_id,
        on=("waiting_place", place_id),
        now=clock.now(),
        **details,
    )


@bp.post(f"{PLACE}/<int:place_id>/offer")
@requires(MANAGE)
def offer_place(cohort_id: int, place_id: int) -> ResponseReturnValue:
    """Offer a free place to somebody who waits, whatever their number; Conflict when the group is full."""
    cohort = access.cohort_for(current_person(), cohort_id, MANAGE)
    with transaction():
        if offers.offer(cohort_id=cohort_id, place_id=place_id, now=clock.now()):
            _record("waiting.offered", cohort, place_id)
    flash(_("The place is offered; a mail says so."), "success")
    return redirect(url_for("followup.waiting", cohort_id=cohort_id), 303)


@bp.post(f"{PLACE}/<int:place_id>/withdraw")
@requires(MANAGE)
def withdraw_offer(cohort_id: int, place_id: int) -> ResponseReturnValue:
    """Take an offer back: the place goes to the next."""
    cohort = access.cohort_for(current_person(), cohort_id, MANAGE)
    with transaction():
        if offers.withdraw(cohort_id=cohort_id, place_id=place_id, now=clock.now()):
            _record("waiting.offer_withdrawn", cohort, place_id)
    flash(_("The offer is withdrawn; the place goes to the next who waits."), "success")
    return redirect(url_for("followup.waiting", cohort_id=cohort_id), 303)


@bp.post(f"{PLACE}/<int:place_id>/up")
@requires(MANAGE)
def move_waiting(cohort_id: int, place_id: int) -> ResponseReturnValue:
    """Put somebody before the one ahead of them; the reason is kept."""
    cohort = access.cohort_for(current_person(), cohort_id, MANAGE)
    why = request.form.get("why", "").strip()[:WHY_LIMIT]
    with transaction():
        places.move_up(cohort_id=cohort_id, place_id=place_id, why=why)
        _record("waiting.moved_up", cohort, place_id, why=why)
    flash(_("The order is changed; the reason is in the centre’s log."), "success")
    return redirect(url_for("followup.waiting", cohort_id=cohort_id), 303)
