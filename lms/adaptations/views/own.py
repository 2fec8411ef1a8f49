"""What a person needs, as they write it: sent, changed, withdrawn."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.adaptations import access, queries, services
from lms.adaptations.forms import NeedForm
from lms.adaptations.models import AdaptationNeed
from lms.adaptations.retention import ADAPTATIONS
from lms.adaptations.views import bp
from lms.centres.keeping import periods_of
from lms.centres.models import Centre
from lms.centres.officers import centres_read_by, readers_of
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import Conflict, InvalidInput
from lms.core.i18n import sentence
from lms.core.permissions import Permission, requires
from lms.core.web import current_person

PLACE = "/centres/<int:centre_id>/adaptation"
OWN = Permission.ACCOUNT_OWN


@bp.get("/account/adaptation")
@requires(OWN)
def mine() -> ResponseReturnValue:
    """The centres where this person may say what they need, and those of which they are the officer."""
    person = current_person()
    found, read = queries.centres_of(person.id), centres_read_by(person.id, person.grants)
    if len(found) == 1 and not read:
        return redirect(url_for("adaptations.own", centre_id=found[0].id), 303)
    return render_template("adaptations/mine.html", centres=found, read=read)


@bp.get(PLACE)
@requires(OWN)
def own(centre_id: int) -> ResponseReturnValue:
    """What this person wrote, who reads it and for how long it is kept."""
    centre, need = access.own_place(current_person(), centre_id)
    return _page(centre, need)


def _page(centre: Centre, need: AdaptationNeed | None, form: NeedForm | None = None, stale: str = "") -> str:
    held = services.contents_of(need) if need else services.NOTHING
    version = need.statement_version if need else 0
    if form is None:
        form = NeedForm(formdata=None, data={"text": held.statement, "version": version})
    elif stale:
        form.version.data, form.version.raw_data = version, None
    return render_template(
        "adaptations/own.html",
        centre=centre,
        need=need,
        held=held,
        form=form,
        stale=stale,
        readers=readers_of(centre.id),
        months=periods_of(centre, [ADAPTATIONS])[ADAPTATIONS.key],
    )


@bp.post(PLACE)
@requires(OWN)
def state(centre_id: int) -> ResponseReturnValue:
    """Send what is needed, or change it; the page again, with what was typed, when it can't be kept."""
    person, form = current_person(), NeedForm()
    centre, need = access.own_place(person, centre_id)
    if not form.validate_on_submit():
        return _page(centre, need, form), 422
    try:
        _keep(centre, form)
    except InvalidInput as error:
        form.refuse(error)
        return _page(*access.own_place(person, centre_id), form), 422
    except Conflict as error:
        why = sentence(error.reason) if error.reason else ""
        return _page(*access.own_place(person, centre_id), form, why), 409
    flash(_("What you need is sent. The accessibility officer hears of it by mail."), "success")
    return redirect(url_for("adaptations.own", centre_id=centre_id), 303)


def _keep(centre: Centre, form: NeedForm) -> None:
    about = {"centre_id": centre.id, "user_id": current_person().id, "version": form.version.data or 0}
    with transaction():
        services.state(text=form.said(), now=clock.now(), **about)


@bp.post(f"{PLACE}/withdraw")
@requires(OWN)
def withdraw(centre_id: int) -> ResponseReturnValue:
    """Erase what this person wrote."""
    person = current_person()
    access.own_place(person, centre_id)
    with transaction():
        services.withdraw(centre_id=centre_id, user_id=person.id, now=clock.now())
    flash(_("What you wrote is erased."), "success")
    return redirect(url_for("adaptations.mine"), 303)
