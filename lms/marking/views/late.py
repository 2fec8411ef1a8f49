"""Answers that arrived once an attempt was over (P36): what counts beside what came, and the decision."""

from dataclasses import replace

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import Conflict, InvalidInput
from lms.core.permissions import Permission, requires
from lms.core.web import current_person
from lms.marking import access
from lms.marking.forms import read_verdict
from lms.marking.late import LatePage, decide, page_of
from lms.marking.views import bp


@bp.get("/teach/marking/<int:cohort_id>/<key>/<code>/late")
@requires(Permission.ATTEMPT_MARK)
def late(cohort_id: int, key: str, code: str) -> ResponseReturnValue:
    """Question by question: what was counted, what arrived, and when by which clock."""
    tray = access.tray_for(current_person(), cohort_id, key)
    return _shown(page_of(tray, tray.work(code), code))


def _shown(page: LatePage) -> str:
    return render_template("marking/late.html", page=page)


@bp.post("/teach/marking/<int:cohort_id>/<key>/<code>/late")
@requires(Permission.ATTEMPT_MARK)
def decide_late(cohort_id: int, key: str, code: str) -> ResponseReturnValue:
    """Count these answers or leave them out, with a reason for the learner; pressed twice, it is decided once."""
    tray = access.tray_for(current_person(), cohort_id, key)
    work, actor_id, now = tray.work(code), current_person().id, clock.now()
    try:
        verdict = read_verdict(request.form)
        with transaction():
            decide(attempt_id=work.id, verdict=verdict, actor_id=actor_id, now=now)
    except (InvalidInput, Conflict) as error:
        again = page_of(tray, work, code)
        return _shown(replace(again, error=error.reason, why=request.form.get("why", ""))), error.status
    flash(_("The answers count now.") if verdict.counts else _("The answers were left out."), "success")
    return redirect(url_for("marking.late", cohort_id=cohort_id, key=key, code=code), 303)
