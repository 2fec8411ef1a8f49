"""Pure decisions about what a centre is in law: its numbers, its statement of activity, its certificate of quality."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from lms.core.reasons import Reason, reason

COLUMNS = (
    "name",
    "legal_line",
    "contact_email",
    "phone",
    "address",
    "accessibility_contact",
    "signatory_name",
    "signatory_title",
)
"""What certificates and programme sheets read from columns of the centre; the rest is in its `identity`."""
VAT = ("exempt", "franchise", "taxable")
"""Exempt by article 261-4-4° a of the tax code, below the threshold of its article 293 B, or taxable."""
ACTIONS = ("training", "assessment", "experience", "apprenticeship")
"""The four kinds of action (L.6313-1) that a certificate of quality may be for."""
_ACTIVITY = re.compile(r"\d{2}[0-9AB]{2}\d{7}\Z")
_NAF = re.compile(r"\d{4}[A-Z]\Z")
_POST_OFFICE = "356000000"
REGIONS = {
    "Auvergne-Rhône-Alpes": "d’Auvergne-Rhône-Alpes",
    "Bourgogne-Franche-Comté": "de Bourgogne-Franche-Comté",
    "Bretagne": "de Bretagne",
    "Centre-Val de Loire": "du Centre-Val de Loire",
    "Corse": "de Corse",
    "Grand Est": "du Grand Est",
    "Guadeloupe": "de Guadeloupe",
    "Guyane": "de Guyane",
    "Hauts-de-France": "des Hauts-de-France",
    "Île-de-France": "d’Île-de-France",
    "La Réunion": "de La Réunion",
    "Martinique": "de Martinique",
    "Mayotte": "de Mayotte",
    "Normandie": "de Normandie",
    "Nouvelle-Aquitaine": "de Nouvelle-Aquitaine",
    "Occitanie": "d’Occitanie",
    "Pays de la Loire": "des Pays de la Loire",
    "Provence-Alpes-Côte d’Azur": "de Provence-Alpes-Côte d’Azur",
}
"""The regions whose prefect keeps the register, and how the sentence names each."""


@dataclass(frozen=True)
class Identity:
    """Who a centre is: every field may be empty but the name. Numbers are kept without spaces.

    `stamp` and `signature` are the digests of the pictures that its certificates bear.
    """

    name: str
    legal_line: str = ""
    contact_email: str = ""
    phone: str = ""
    address: str = ""
    accessibility_contact: str = ""
    signatory_name: str = ""
    signatory_title: str = ""
    legal_name: str = ""
    legal_form: str = ""
    siret: str = ""
    activity_number: str = ""
    region: str = ""
    naf: str = ""
    representative_name: str = ""
    representative_title: str = ""
    vat: str = ""
    vat_certificate: str = ""
    quality_number: str = ""
    quality_by: str = ""
    quality_for: tuple[str, ...] = ()
    quality_until: date | None = None
    teaching_contact: str = ""
    administrative_contact: str = ""
    complaints_contact: str = ""
    safety_contact: str = ""
    privacy_contact: str = ""
    stamp: str = ""
    signature: str = ""

    @property
    def siren(self) -> str:
        """The number of the company, whichever of the two was given."""
        return self.siret[:9]

    def stored(self) -> dict[str, Any]:
        """What goes into the column `identity`: fields that are not empty, as JSON values."""
        own = {name: value for name, value in vars(self).items() if name not in COLUMNS and value}
        return {name: _as_json(value) for name, value in own.items()}


def _as_json(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def identity_from(columns: Mapping[str, str], stored: Mapping[str, Any]) -> Identity:
    """What the columns and `Identity.stored` say; names that are no field any more are passed over."""
    known = {field.name for field in fields(Identity)} - set(COLUMNS)
    own = {name: value for name, value in stored.items() if name in known}
    until = own.get("quality_until")
    own["quality_for"] = tuple(own.get("quality_for", ()))
    own["quality_until"] = date.fromisoformat(until) if until else None
    return Identity(**{**columns, **own})


def compact(number: str) -> str:
    """A number as it is kept: without spaces, dots and hyphens, letters in capitals."""
    return re.sub(r"[\s.\-]+", "", number).upper()


def fault_of(identity: Identity) -> tuple[str, Reason] | None:
    """The first field that can't be right, and why; None when all may be."""
    if identity.siret and not is_company_number(identity.siret):
        return "siret", reason("centres.bad_siret")
    if identity.activity_number and not _ACTIVITY.match(identity.activity_number):
        return "activity_number", reason("centres.bad_activity_number")
    if identity.naf and not _NAF.match(identity.naf):
        return "naf", reason("centres.bad_naf")
    return None


def is_company_number(number: str) -> bool:
    """Whether this is a SIREN (9 digits) or a SIRET (14) whose last digit is right."""
    if not (number.isascii() and number.isdigit() and len(number) in (9, 14)):
        return False
    # The post office has more establishments than the check digit leaves: their digits add up to a multiple of five.
    is_post = number.startswith(_POST_OFFICE) and len(number) == 14 and sum(map(int, number)) % 5 == 0
    return passes_luhn(number) or is_post


def passes_luhn(digits: str) -> bool:
    """Whether the last digit is the one that Luhn's sum asks for."""
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def declaration_of(identity: Identity) -> str:
    """The sentence that French law asks for on what a centre sends out, in French whatever the reader's language; empty without a number."""
    if not identity.activity_number:
        return ""
    numbered = f"Déclaration d’activité enregistrée sous le numéro {identity.activity_number}"
    where = f" auprès du préfet de région {REGIONS[identity.region]}" if identity.region else ""
    return f"{numbered}{where} — cet enregistrement ne vaut pas agrément de l’État."


def has_expired(identity: Identity, today: date) -> bool:
    """Whether the certificate of quality is over."""
    return identity.quality_until is not None and identity.quality_until < today


def lacks_vat_certificate(identity: Identity) -> bool:
    """Whether a centre says that it is exempt, and not by which certificate no. 3511."""
    return identity.vat == "exempt" and not identity.vat_certificate


def changed_fields(before: Identity, after: Identity) -> list[str]:
    """The names of the fields that differ, in their order."""
    return [
        field.name for field in fields(Identity) if getattr(before, field.name) != getattr(after, field.name)
    ]
