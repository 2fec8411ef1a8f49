"""Centre today: sending again the mail with which somebody who never came begins."""

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.centres.queries import centre_by_id
from lms.cohorts import access
from lms.cohorts.models import Enrolment
from lms.core import clock, throttle
from lms.core.db import transaction
from lms.core.errors import Conflict, NotFound
from lms.core.permissions import Permission, requires
from lms.core.reasons import reason
from lms.core.texts import localize
from lms.core.web import current_person
from lms.courses.queries import revision_document
from lms.followup import at_risk, watching
from lms.followup.views import bp


@bp.post("/teach/cohorts/<int:cohort_id>/learners/<int:enrolment_id>/invite")
@requires(Permission.COHORT_MANAGE)
def invite_again(cohort_id: int, enrolment_id: int) -> ResponseReturnValue:
    """Send the invitation again: a few times in an hour for one learner, and never to one who came."""
    person, now = current_person(), clock.now()
    enrolment = access.enrolment_in_cohort_for(person, enrolment_id, Permission.COHORT_MANAGE)
    if enrolment.cohort_id != cohort_id or enrolment.ended_at is not None:
        raise NotFound
    if at_risk.has_come(enrolment):
        raise Conflict(reason("watch.came"))
    throttle.hit("confirm-mail", f"invite-{enrolment.user_id}")
    with transaction():
        about = {"title": _title(enrolment), "centre": centre_by_id(enrolment.centre_id).name}
        watching.invite_again(enrolment=enrolment, actor_id=person.id, now=now, **about)
    flash(_("The invitation to %(name)s is on its way.", name=enrolment.printed_name), "success")
    return redirect(url_for("followup.home", _anchor="today"), 303)


def _title(enrolment: Enrolment) -> str:
    title = revision_document(enrolment.revision_id).sheet.title
    return localize(title, enrolment.language)[0]
