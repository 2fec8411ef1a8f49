"""The audit log of a centre (P38)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import current_app, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import to_user_timezone

from lms.centres import access, audit_log
from lms.centres.audit_actions import ACTIONS
from lms.centres.audit_log import Asked, Entry
from lms.centres.audit_words import DETAILS, NAMES, OBJECTS, UNTOLD, VALUES
from lms.centres.models import Centre
from lms.centres.views import bp
from lms.core import audit, clock
from lms.core.db import transaction
from lms.core.exports import Cell, Column, exported, format_of
from lms.core.hooks import Named
from lms.core.permissions import Permission, requires
from lms.core.reasons import N_
from lms.core.web import current_person

PLACE = "/centres/<int:centre_id>/log"
BIGGEST_ID = 2**63 - 1
ORDER = {name: place for place, name in enumerate(DETAILS)}
HEADINGS = {
    "at": N_("When"),
    "who": N_("Who"),
    "what": N_("Act"),
    "on": N_("On what"),
    "id": N_("Number"),
    "details": N_("Details"),
}


def _asked() -> Asked:
    """What the page or the export is asked for; what it can't mean is left out."""
    get = request.values.get
    action, actor = get("action", ""), get("actor", "")
    return Asked(
        action=action if action in ACTIONS else "",
        actor_id=int(actor) if actor.isascii() and actor.isdigit() and len(actor) < 19 else None,
        since=_day(get("since", "")),
        until=_day(get("until", "")),
    )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


@bp.get(PLACE)
@requires(Permission.AUDIT_READ)
def log(centre_id: int) -> ResponseReturnValue:
    """What the staff did, the newest first."""
    centre = access.centre_for(current_person(), centre_id, Permission.AUDIT_READ)
    asked, before = _asked(), request.args.get("before", type=int)
    reaches = before if before is not None and 0 < before <= BIGGEST_ID else None
    found, older = audit_log.entries(centre.id, centre.timezone, asked, reaches)
    return render_template(
        "centres/log.html",
        centre=centre,
        asked=asked,
        entries=found,
        older=older,
        actions=ACTIONS,
        actors=audit_log.actors(centre.id),
        told=_told(found),
        objects=OBJECTS,
        url=lambda **more: url_for("centres.log", centre_id=centre.id, **_words(asked), **more),
    )


@dataclass(frozen=True)
class Told:
    """What a line says beside its act: what it was done to, and details as words and values or names."""

    about: Named | int | str
    details: Sequence[tuple[str, Any]]


def _told(entries: Iterable[Entry]) -> dict[int, Told]:
    """By entry; one statement for each kind of object that these entries are about."""
    ids: dict[str, set[int]] = {}
    for one in entries:
        for kind, id_ in _things(one):
            ids.setdefault(kind, set()).add(id_)
    names = current_app.extensions["lms"].named
    found = {kind: names[kind](wanted) for kind, wanted in ids.items() if kind in names}
    return {one.id: _line(one, found) for one in entries}


def _things(one: Entry) -> Iterator[tuple[str, int]]:
    """What an entry is about: kinds and ids."""
    if one.object_id is not None:
        yield one.object_type, one.object_id
    for name, value in one.details.items():
        if name in NAMES and isinstance(value, int):
            yield NAMES[name], value


def _line(one: Entry, found: Mapping[str, Mapping[int, Named]]) -> Told:
    about = found.get(one.object_type, {}).get(one.object_id or 0, one.object_id)
    details = [
        (_(DETAILS.get(name, name)), _value(name, value, found))
        for name, value in sorted(one.details.items(), key=_place)
        if name not in UNTOLD and value not in (None, "", [])
    ]
    return Told("" if about is None else about, details)


def _place(detail: tuple[str, Any]) -> tuple[int, str]:
    """Where a detail stands in its line: PostgreSQL keeps no order of them."""
    return ORDER.get(detail[0], len(ORDER)), detail[0]


def _value(name: str, value: Any, found: Mapping[str, Mapping[int, Named]]) -> Any:
    """A detail by its name, or in words, or as it is."""
    if isinstance(value, int):
        return found.get(NAMES.get(name, ""), {}).get(value, value)
    words = VALUES.get(name, {})
    return _(words[value]) if isinstance(value, str) and value in words else value


def _words(asked: Asked) -> dict[str, Any]:
    """The words of an address that ask for the same."""
    said = {"action": asked.action, "actor": asked.actor_id, "since": asked.since, "until": asked.until}
    return {name: str(value) for name, value in said.items() if value}


@bp.post(f"{PLACE}/export")
@requires(Permission.AUDIT_READ)
def export_log(centre_id: int) -> ResponseReturnValue:
    """The log as the page is filtered, as a file; that it was taken is an act, too."""
    person = current_person()
    centre = access.centre_for(person, centre_id, Permission.AUDIT_READ)
    asked, chosen = _asked(), format_of(request.form.get("format", ""))
    with transaction():
        _note(centre, person.id, {"format": chosen.value, **_words(asked)})
    columns = [Column(key, _(heading)) for key, heading in HEADINGS.items()]
    return exported(f"{centre.name} {_('Audit log')}", columns, _rows(centre, asked), chosen)


def _note(centre: Centre, person_id: int, asked: dict[str, Any]) -> None:
    said = ", ".join(f"{name}={value}" for name, value in asked.items())
    place = ("centre", centre.id)
    audit.record(
        "log.exported", actor_id=person_id, centre_id=centre.id, on=place, now=clock.now(), asked=said
    )


def _rows(centre: Centre, asked: Asked) -> Iterator[list[Cell]]:
    for one in audit_log.every_entry(centre.id, centre.timezone, asked):
        said = "; ".join(f"{name}: {value}" for name, value in one.details.items())
        what = _(ACTIONS.get(one.action, one.action))
        yield [to_user_timezone(one.at), one.actor, what, one.object_type, one.object_id, said]
