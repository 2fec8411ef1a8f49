"""The lists of French law as a centre uses them: entries that it does not need, and what it calls the others."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.centres import access, configuring, nomenclatures
from lms.centres.models import Centre
from lms.centres.nomenclature_rules import LABEL_LIMIT
from lms.centres.views import bp
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput
from lms.core.permissions import Permission, requires
from lms.core.reasons import N_
from lms.core.texts import clean, one_line
from lms.core.web import current_person

PLACE = "/centres/<int:centre_id>/lists"
MANAGE = Permission.CENTRE_MANAGE
NAMES = {
    nomenclatures.NATURES: N_("Kinds of action"),
    nomenclatures.CATEGORIES: N_("Categories of trainees"),
    nomenclatures.FUNDINGS: N_("Who pays, and by what"),
}
Wording = Mapping[str, Mapping[str, Mapping[str, Any]]]


@bp.get(PLACE)
@requires(MANAGE)
def lists(centre_id: int) -> ResponseReturnValue:
    """Every entry, with since when it holds and where it is written."""
    centre = access.centre_for(current_person(), centre_id, MANAGE)
    return _page(centre, centre.wording)


def _page(centre: Centre, wording: Wording, refused: InvalidInput | None = None) -> str:
    return render_template(
        "centres/lists.html",
        centre=centre,
        lists=nomenclatures.lists(),
        list_names=NAMES,
        wording=wording,
        refused=refused,
        longest=LABEL_LIMIT,
    )


@bp.post(PLACE)
@requires(MANAGE)
def save_lists(centre_id: int) -> ResponseReturnValue:
    """Save what the centre says of the lists; the page again, with what was typed, when it can't be."""
    person = current_person()
    centre = access.centre_for(person, centre_id, MANAGE)
    wording = _typed()
    try:
        with transaction():
            configuring.change_wording(centre.id, wording, person.id, clock.now())
    except InvalidInput as error:
        return _page(access.centre_for(person, centre_id, MANAGE), wording, error), 422
    flash(_("Saved."), "success")
    return redirect(url_for("centres.lists", centre_id=centre_id), 303)


def _typed() -> Wording:
    form = request.form
    return {
        name: {
            one.key: {
                "hidden": bool(form.get(f"hidden-{name}-{one.key}")),
                "label": one_line(clean(form.get(f"label-{name}-{one.key}", ""))),
            }
            for one in entries
        }
        for name, entries in nomenclatures.lists().items()
    }
