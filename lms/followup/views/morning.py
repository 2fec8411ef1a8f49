"""The morning's mail: a person's choice, and the link in each mail that stops them."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.core.db import transaction
from lms.core.errors import NotFound
from lms.core.permissions import GRANTS, Permission, public, requires
from lms.core.web import current_person
from lms.followup import morning
from lms.followup.risk_forms import MorningForm
from lms.followup.views import bp


@bp.get("/teach/morning")
@requires(Permission.COHORT_READ)
def morning_mail() -> ResponseReturnValue:
    """Whether and when this person has the mail."""
    form = MorningForm(formdata=None)
    wish = morning.wish_of(current_person().id)
    if wish is not None:
        form.is_on.data, form.hour.data = wish.is_on, wish.hour
    return render_template("followup/morning.html", form=form)


@bp.post("/teach/morning")
@requires(Permission.COHORT_READ)
def choose_morning() -> ResponseReturnValue:
    """Have the mail, or not."""
    form, person = MorningForm(), current_person()
    if not form.validate_on_submit():
        return render_template("followup/morning.html", form=form), 422
    centres = [one.centre_id for one in person.grants if Permission.COHORT_READ in GRANTS[one.role]]
    with transaction():
        wanted = {"is_on": form.is_on.data, "hour": form.hour.data}
        morning.choose(user_id=person.id, centre_id=min(centres), **wanted)
    flash(_("Saved."), "success")
    return redirect(url_for("followup.home"), 303)


@bp.get("/morning/<token>")
@public
def stop_morning(token: str) -> ResponseReturnValue:
    """Ask whether the mails are to stop; opening the link stops nothing, for mail scanners open links."""
    _reader(token)
    return render_template("followup/morning_stop.html", token=token, is_stopped=False)


@bp.post("/morning/<token>")
@public
def end_morning(token: str) -> ResponseReturnValue:
    """No more mails, whoever is signed in or not."""
    user_id = _reader(token)
    with transaction():
        morning.stop(user_id)
    return render_template("followup/morning_stop.html", token=token, is_stopped=True)


def _reader(token: str) -> int:
    user_id = morning.reader_of(token)
    if user_id is None:
        raise NotFound
    return user_id
