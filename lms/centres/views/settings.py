"""The settings of a centre (P39): who it is, how it looks, what counts in it; each group of fields is saved alone."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from lms.centres import access, configuring, identity_rules, keeping
from lms.centres.colour_rules import readable
from lms.centres.models import Centre
from lms.centres.queries import identity_of, settings_of
from lms.centres.setting_forms import (
    ActivityForm,
    ColoursForm,
    ContactsForm,
    IdentityForm,
    PartForm,
    SettingsForm,
    keep_form,
)
from lms.centres.settings_rules import DEFAULTS
from lms.centres.views import bp
from lms.core import clock
from lms.core.db import transaction
from lms.core.errors import InvalidInput, NotFound
from lms.core.permissions import Permission, requires
from lms.core.reasons import Reason, reason
from lms.core.retention import Kind
from lms.core.texts import clean
from lms.core.web import LARGE_FORM, current_person, takes_bodies_of

PLACE = "/centres/<int:centre_id>/settings"
MANAGE = Permission.CENTRE_MANAGE


@dataclass(frozen=True)
class Part:
    """A group of fields: its form, what fills it, and the service that saves it."""

    form: type[PartForm]
    held: Callable[[Centre], Any]
    save: Callable[[int, Mapping[str, Any], int, datetime], None]


PARTS = {
    "identity": Part(IdentityForm, identity_of, configuring.change_identity),
    "activity": Part(ActivityForm, identity_of, configuring.change_identity),
    "contacts": Part(ContactsForm, identity_of, configuring.change_identity),
    "look": Part(ColoursForm, lambda centre: centre, configuring.change_colours),
    "rules": Part(SettingsForm, lambda centre: settings_of(centre.id), configuring.change_settings),
}


def _kinds() -> list[Kind]:
    kinds: list[Kind] = current_app.extensions["lms"].retention
    return kinds


def _parts() -> dict[str, Part]:
    """All groups of fields; what is kept only for a time is known to the application alone."""
    kinds = _kinds()

    def save(centre_id: int, months: Mapping[str, Any], actor_id: int, now: datetime) -> None:
        keeping.change_periods(centre_id, months, kinds, actor_id, now)

    def held(centre: Centre) -> Any:
        return SimpleNamespace(**keeping.periods_of(centre, kinds))

    return {**PARTS, "keep": Part(keep_form(kinds), held, save)}


def centre_of_manager(centre_id: int) -> Centre:
    """The centre, for who manages it."""
    return access.centre_for(current_person(), centre_id, MANAGE)


@bp.get(PLACE)
@requires(MANAGE)
def settings(centre_id: int) -> ResponseReturnValue:
    """Everything that can be said and chosen, in groups of which one may be open."""
    return settings_page(centre_of_manager(centre_id), {}, request.args.get("open", ""))


@dataclass(frozen=True)
class Refused:
    """What came back: colours that can be read in place of those that can't, and why a picture can't be, by its name."""

    nearest: Mapping[str, str]
    pictures: Mapping[str, Reason | None] = field(default_factory=dict)


def settings_page(
    centre: Centre, typed: Mapping[str, PartForm], opened: str, refused: Refused | None = None
) -> ResponseReturnValue:
    """The page with what was typed; 422 when something was refused."""
    forms = {name: typed.get(name) or _filled(part, centre) for name, part in _parts().items()}
    identity = identity_of(centre)
    page = render_template(
        "centres/settings.html",
        centre=centre,
        forms=forms,
        opened=opened,
        failed=next(iter(typed.values()), None),
        refused=refused,
        declaration=identity_rules.declaration_of(identity),
        siren=identity.siren,
        identity=identity,
        lacks_vat_certificate=identity_rules.lacks_vat_certificate(identity),
        has_expired=identity_rules.has_expired(
            identity, clock.now().astimezone(ZoneInfo(centre.timezone)).date()
        ),
        defaults={**vars(DEFAULTS), **{kind.key: kind.months for kind in _kinds()}},
        due=[(one, one.count(centre.id)) for one in keeping.due_of(centre, _kinds(), clock.now())],
        most_kib=configuring.LOGO_KIB,
    )
    return (page, 422) if refused or typed else page


def _filled(part: Part, centre: Centre) -> PartForm:
    form = part.form(formdata=None)
    form.show(part.held(centre))
    return form


def _saved(centre_id: int, part: str) -> ResponseReturnValue:
    flash(_("Saved."), "success")
    return redirect(url_for("centres.settings", centre_id=centre_id, open=part, _anchor=part), 303)


@bp.post(f"{PLACE}/<part>")
@requires(MANAGE)
def save_settings(centre_id: int, part: str) -> ResponseReturnValue:
    """Save one group of fields."""
    centre, group = centre_of_manager(centre_id), _parts().get(part)
    if group is None:
        raise NotFound
    form = group.form()
    if not form.validate_on_submit():
        return settings_page(centre, {part: form}, part)
    try:
        with transaction():
            group.save(centre.id, form.part(), current_person().id, clock.now())
    except InvalidInput as error:
        form.refuse(error)
        return settings_page(centre_of_manager(centre_id), {part: form}, part, _near(form))
    return _saved(centre.id, part)


def _near(form: PartForm) -> Refused:
    """What may be offered in place of colours that were refused."""
    typed = form.part()
    return Refused(readable(typed["accent"], typed["accent_dark"]) if typed.get("accent") else {})


@bp.post(f"{PLACE}/logo")
@requires(MANAGE)
@takes_bodies_of(lambda: LARGE_FORM)
def set_logo(centre_id: int) -> ResponseReturnValue:
    """Show a picture in the header; or, with the page again, why this one can't be."""
    centre = centre_of_manager(centre_id)
    try:
        _keep_logo(centre.id)
    except InvalidInput as error:
        return settings_page(centre_of_manager(centre_id), {}, "look", Refused({}, {"logo": error.reason}))
    return _saved(centre.id, "look")


def _keep_logo(centre_id: int) -> None:
    sent = request.files.get("logo")
    if sent is None or not sent.filename:
        raise InvalidInput(reason("centres.no_logo"), "logo")
    name, data = clean(sent.filename), sent.read(configuring.LOGO_KIB * 1024 + 1)
    sent.close()
    by = {"actor_id": current_person().id, "now": clock.now()}
    with transaction():
        configuring.set_logo(centre_id=centre_id, name=name, data=data, **by)  # type: ignore[arg-type]


@bp.post(f"{PLACE}/logo/remove")
@requires(MANAGE)
def remove_logo(centre_id: int) -> ResponseReturnValue:
    """Show no picture any more."""
    centre = centre_of_manager(centre_id)
    with transaction():
        configuring.remove_logo(centre_id=centre.id, actor_id=current_person().id, now=clock.now())
    return _saved(centre.id, "look")
