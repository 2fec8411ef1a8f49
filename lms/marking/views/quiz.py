"""A quiz of a cohort for its markers: questions and what waits, results to let go, works to hand back."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import Conflict, InvalidInput
from lms.core.permissions import Permission, requires
from lms.core.reasons import Reason, reason
from lms.core.texts import localize
from lms.core.web import current_person
from lms.marking import access, services
from lms.marking.access import Tray
from lms.marking.late import late_by_code
from lms.marking.pages import url_of
from lms.marking.queries import Work
from lms.marking.views import bp

MAX_NOTE = 5_000


@bp.get("/teach/marking/<int:cohort_id>/<key>")
@requires(Permission.ATTEMPT_MARK)
def quiz(cohort_id: int, key: str) -> ResponseReturnValue:
    """The questions that people mark, the works, and how many results wait."""
    return shown(access.tray_for(current_person(), cohort_id, key))


def shown(tray: Tray, error: Reason | None = None, noted: str | None = None) -> str:
    """The page; `noted` is the code of the work whose note was refused."""
    codes = sorted(tray.works, key=lambda code: _place(tray, code))
    return render_template(
        "marking/quiz.html",
        tray=tray,
        codes=[code for code in codes if tray.works[code].returned_at is None],
        ready=ready(tray),
        held=sum(bool(one.pending) and one.returned_at is None for one in tray.works.values()),
        late=late_by_code(tray),
        first=next((url_of(tray, one) for one in tray.entries if one.waits), None),
        url_of=lambda entry: url_of(tray, entry),
        error=error,
        noted=noted,
    )


def _place(tray: Tray, code: str) -> tuple[bool, str]:
    """Named works by name; those without a name by their code, which says nothing of the order."""
    work = tray.works[code]
    hides = tray.is_anonymous(work)
    return hides, code if hides else work.name.casefold()


def ready(tray: Tray) -> list[Work]:
    """The works whose results wait to be let go."""
    return [
        work
        for work in tray.works.values()
        if work.marked_at and not work.pending and work.released_at is None and work.returned_at is None
        if tray.content_of(work).policy.results == "when_released"
    ]


def title_for_mail(tray: Tray) -> str:
    """The quiz's name in the course's own language: mail has one."""
    return localize(tray.content.item.title, tray.content.document.language)[0]


@bp.post("/teach/marking/<int:cohort_id>/<key>/release")
@requires(Permission.ATTEMPT_MARK)
def release(cohort_id: int, key: str) -> ResponseReturnValue:
    """Let the marked results go, after a tick that says so."""
    tray = access.tray_for(current_person(), cohort_id, key)
    if request.form.get("confirm") != "y":
        return shown(tray, reason("marking.confirm")), 422
    ids = [work.id for work in ready(tray)]
    try:
        with transaction():
            count = services.release(
                attempt_ids=ids, title=title_for_mail(tray), actor_id=current_person().id, now=clock.now()
            )
    except Conflict as error:
        return shown(tray, error.reason), 409
    flash(ngettext("%(num)s result released.", "%(num)s results released.", count), "success")
    return redirect(url_for("marking.quiz", cohort_id=cohort_id, key=key), 303)


@bp.post("/teach/marking/<int:cohort_id>/<key>/<code>/return")
@requires(Permission.ATTEMPT_MARK)
def send_back(cohort_id: int, key: str, code: str) -> ResponseReturnValue:
    """Hand a work back with a note."""
    tray = access.tray_for(current_person(), cohort_id, key)
    work, title = tray.work(code), title_for_mail(tray)
    note = request.form.get("note", "").replace("\r\n", "\n").strip()
    actor_id, now = current_person().id, clock.now()
    try:
        if len(note) > MAX_NOTE:
            raise InvalidInput(reason("marking.note_too_long", limit=MAX_NOTE))
        with transaction():
            services.send_back(attempt_id=work.id, note=note, title=title, actor_id=actor_id, now=now)
    except (InvalidInput, Conflict) as error:
        return shown(tray, error.reason, code), error.status
    flash(_("The work was handed back. A new version is open for its learner."), "success")
    return redirect(url_for("marking.quiz", cohort_id=cohort_id, key=key), 303)
