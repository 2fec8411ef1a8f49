"""Changes of what a centre is, how it looks and what counts in it: each audited by the names of its fields, never by their contents."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from lms.centres import colour_rules, identity_rules, nomenclature_rules, nomenclatures, settings_rules
from lms.centres.models import Centre
from lms.centres.queries import centre_for_update, forget_settings, identity_of, settings_of
from lms.core import audit
from lms.core.db import session
from lms.core.errors import InvalidInput
from lms.core.images import MEDIA_TYPES, refusal_of_image
from lms.core.reasons import Reason, reason
from lms.core.storage import storage

LOGO_TYPES = frozenset({"image/png", "image/jpeg", "image/svg+xml"})
LOGO_KIB = 400
"""The most of a logo: it comes with every page of a course. The most of a stamp and a signature, too."""
LOGO_REFUSALS = (reason("centres.bad_logo_type"), reason("centres.logo_too_big", most=LOGO_KIB))
"""Why a logo can't be: its type, its size."""


def change_identity(centre_id: int, part: Mapping[str, Any], actor_id: int, now: datetime) -> None:
    """Change these fields of `Identity`; the others stay. InvalidInput with the field that can't be right."""
    centre = centre_for_update(centre_id)
    before = identity_of(centre)
    wanted = replace(before, **part)
    refuse(identity_rules.fault_of(wanted))
    for name in identity_rules.COLUMNS:
        setattr(centre, name, getattr(wanted, name))
    centre.identity = wanted.stored()
    take_note("centre.identity_changed", centre, identity_rules.changed_fields(before, wanted), actor_id, now)


def change_settings(centre_id: int, part: Mapping[str, int], actor_id: int, now: datetime) -> None:
    """Change these fields of `Settings`; the others stay. InvalidInput with the field that can't be."""
    centre = centre_for_update(centre_id)
    forget_settings()
    before = settings_of(centre_id)
    wanted = replace(before, **part)
    refuse(settings_rules.fault_of(wanted))
    centre.settings = wanted.stored()
    changed = [name for name, value in vars(wanted).items() if value != getattr(before, name)]
    take_note("centre.settings_changed", centre, changed, actor_id, now)
    forget_settings()


def change_wording(
    centre_id: int, wording: Mapping[str, Mapping[str, Mapping[str, Any]]], actor_id: int, now: datetime
) -> None:
    """Say of each list which entries the centre does not use and what it calls the others. InvalidInput with `list-key` of the first that can't be."""
    centre = centre_for_update(centre_id)
    for name, entries in nomenclatures.lists().items():
        fault = nomenclature_rules.fault_of(entries, wording.get(name, {}))
        if fault is not None:
            raise InvalidInput(fault[1], field=f"{name}-{fault[0]}")
    wanted = {name: nomenclature_rules.stored(said) for name, said in wording.items()}
    wanted = {name: said for name, said in wanted.items() if said}
    changed = [name for name in nomenclatures.lists() if wanted.get(name, {}) != centre.wording.get(name, {})]
    centre.wording = wanted
    take_note("centre.lists_changed", centre, changed, actor_id, now)


def change_colours(centre_id: int, part: Mapping[str, str], actor_id: int, now: datetime) -> None:
    """Change `accent` and `accent_dark`; empty for none. InvalidInput when text of that colour can't be read on a page, with the nearest that can."""
    centre = centre_for_update(centre_id)
    wanted = {name: part[name].upper() for name in ("accent", "accent_dark")}
    refuse(colour_rules.fault_of(wanted["accent"], wanted["accent_dark"]))
    changed = [name for name, colour in wanted.items() if colour != getattr(centre, name)]
    for name, colour in wanted.items():
        setattr(centre, name, colour)
    take_note("centre.colours_changed", centre, changed, actor_id, now)


def set_logo(*, centre_id: int, name: str, data: bytes, actor_id: int, now: datetime) -> None:
    """Show this picture in the header. InvalidInput says why a file can't be: another kind, too large, or more than a picture."""
    media_type = checked(name, data, LOGO_TYPES, "logo", LOGO_REFUSALS)
    centre = centre_for_update(centre_id)
    digest = hashlib.sha256(data).hexdigest()
    storage().put(logo_key(digest), data)
    changed = ["logo"] if digest != centre.logo else []
    centre.logo, centre.logo_type = digest, media_type
    take_note("centre.logo_changed", centre, changed, actor_id, now)


def remove_logo(*, centre_id: int, actor_id: int, now: datetime) -> None:
    """Show no picture any more; nothing changes when there was none."""
    centre = centre_for_update(centre_id)
    changed = ["logo"] if centre.logo else []
    centre.logo = centre.logo_type = ""
    take_note("centre.logo_removed", centre, changed, actor_id, now)


def logo_key(digest: str) -> str:
    """Where the storage keeps a logo."""
    return f"logos/{digest}"


def checked(
    name: str, data: bytes, types: Collection[str], field: str, refusals: tuple[Reason, Reason]
) -> str:
    """The media type of a picture that a centre may keep. InvalidInput for another one or one that is too large, as `refusals` say, or more than a picture."""
    media_type = MEDIA_TYPES.get(PurePosixPath(name).suffix.lower(), "")
    if media_type not in types:
        raise InvalidInput(refusals[0], field)
    if len(data) > LOGO_KIB * 1024:
        raise InvalidInput(refusals[1], field)
    refusal = refusal_of_image(data, media_type)
    if refusal is not None:
        raise InvalidInput(refusal[0], field)
    return media_type


def refuse(fault: tuple[str, Reason] | None) -> None:
    """Raise the InvalidInput of a rule's fault, if there is one."""
    if fault is not None:
        raise InvalidInput(fault[1], field=fault[0])


def take_note(action: str, centre: Centre, changed: Iterable[str], actor_id: int, now: datetime) -> None:
    """Note an act by the names of what it changed; nothing when nothing changed."""
    said = ", ".join(changed)
    session().flush()
    if said:
        place = ("centre", centre.id)
        audit.record(action, actor_id=actor_id, centre_id=centre.id, on=place, now=now, fields=said)
