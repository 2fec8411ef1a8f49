"""Pure decisions about the training sheet of a course: its codes, what the law still asks for, what is shown to whom."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from lms.core.reasons import Reason, reason

TEXTS = (
    "objectives",
    "prerequisites",
    "audience",
    "methods",
    "assessment",
    "recognition",
    "access_delay",
    "accessibility",
)
"""What the course itself may say; the sheet asks only for those of which it says nothing."""
MODALITIES = ("in_person", "remote", "mixed", "workplace")
"""In a room, at a distance, both, or at work (AFEST)."""
TEXT_LIMIT, LINE_LIMIT, CODES = 4_000, 300, 12
MOST_HOURS, MOST_EUROS = Decimal(10_000), Decimal(1_000_000)
_CODE = re.compile(r"(RNCP|RS)\d{2,6}\Z")
_NSF = re.compile(r"\d{3}[a-z]\Z")
_FORMACODE = re.compile(r"\d{5}\Z")
_ROME = re.compile(r"[A-Z]\d{4}\Z")


@dataclass(frozen=True)
class Sheet:
    """What a centre says of a course as a training action: every field may be empty. Codes are kept without spaces."""

    nature: str = ""
    modality: str = ""
    hours: Decimal | None = None
    objectives: str = ""
    prerequisites: str = ""
    audience: str = ""
    methods: str = ""
    means: str = ""
    assessment: str = ""
    recognition: str = ""
    price: Decimal | None = None
    access_delay: str = ""
    accessibility: str = ""
    code: str = ""
    title: str = ""
    blocks: str = ""
    certifier: str = ""
    expires_on: date | None = None
    is_authorised: bool = False
    nsf: str = ""
    formacodes: tuple[str, ...] = ()
    romes: tuple[str, ...] = ()

    def stored(self) -> dict[str, Any]:
        """The fields that say something, as JSON values."""
        return {
            name: _as_json(value) for name, value in vars(self).items() if value not in ("", None, (), False)
        }


def _as_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def sheet_from(stored: Mapping[str, Any]) -> Sheet:
    """What `Sheet.stored` says; names that are no field any more are passed over."""
    own = {field.name: stored[field.name] for field in fields(Sheet) if field.name in stored}
    for name in ("hours", "price"):
        own[name] = Decimal(own[name]) if own.get(name) is not None else None
    for name in ("formacodes", "romes"):
        own[name] = tuple(own.get(name, ()))
    own["expires_on"] = date.fromisoformat(own["expires_on"]) if own.get("expires_on") else None
    return Sheet(**own)


def compact(typed: str) -> str:
    """A code as it is kept: without spaces, dots and hyphens, in capitals."""
    return re.sub(r"[\s.\-]+", "", typed).upper()


def codes_of(typed: str) -> tuple[str, ...]:
    """The codes of a list with commas, semicolons or spaces between them, each once, in capitals."""
    return tuple(dict.fromkeys(re.findall(r"[^\s,;]+", typed.upper())))


def fault_of(sheet: Sheet) -> tuple[str, Reason] | None:
    """The first field that can't be right, and why, with an example of what can; None when all may be."""
    return _fault_of_amounts(sheet) or _fault_of_codes(sheet) or _fault_of_texts(sheet)


def _fault_of_amounts(sheet: Sheet) -> tuple[str, Reason] | None:
    if sheet.hours is not None and not 0 < sheet.hours <= MOST_HOURS:
        return "hours", reason("training.bad_hours", most=MOST_HOURS)
    if sheet.price is not None and not 0 <= sheet.price <= MOST_EUROS:
        return "price", reason("training.bad_price", most=MOST_EUROS)
    return None


def _fault_of_codes(sheet: Sheet) -> tuple[str, Reason] | None:
    if sheet.code and not _CODE.match(sheet.code):
        return "code", reason("training.bad_code")
    if sheet.nsf and not _NSF.match(sheet.nsf):
        return "nsf", reason("training.bad_nsf")
    if not all(map(_FORMACODE.match, sheet.formacodes)) or len(sheet.formacodes) > CODES:
        return "formacodes", reason("training.bad_formacode", most=CODES)
    if not all(map(_ROME.match, sheet.romes)) or len(sheet.romes) > CODES:
        return "romes", reason("training.bad_rome", most=CODES)
    if sheet.is_authorised and not sheet.code:
        return "is_authorised", reason("training.nothing_to_be_authorised_for")
    return None


def _fault_of_texts(sheet: Sheet) -> tuple[str, Reason] | None:
    for name in (*TEXTS, "means", "blocks"):
        if len(getattr(sheet, name)) > TEXT_LIMIT:
            return name, reason("training.text_too_long", most=TEXT_LIMIT)
    for name in ("title", "certifier"):
        if len(getattr(sheet, name)) > LINE_LIMIT:
            return name, reason("training.text_too_long", most=LINE_LIMIT)
    return None


def missing_of(sheet: Sheet, said: Collection[str], vat: str) -> list[str]:
    """The names of the fields that a French training centre still needs; `said` names what the course says, `vat` what the centre says."""
    wanted = ["nature", "modality", *TEXTS, "means", "price", "nsf", "formacodes"]
    if sheet.code:
        wanted += ["title", "certifier", "expires_on"]
    lacking = [name for name in wanted if name not in said and getattr(sheet, name) in ("", None, ())]
    return lacking if vat else [*lacking, "vat"]


def has_expired(sheet: Sheet, today: date) -> bool:
    """Whether the certification has an end, and that is past."""
    return bool(sheet.code) and sheet.expires_on is not None and sheet.expires_on < today


def shows_certification(sheet: Sheet, today: date) -> bool:
    """Whether the public may read of the certification: the centre says that it is authorised, and its end is known and not past."""
    return bool(
        sheet.code and sheet.is_authorised and sheet.expires_on is not None and sheet.expires_on >= today
    )


def changes_of(before: Sheet, after: Sheet) -> dict[str, str]:
    """What changed, by the name of the field: what it said, an arrow, and what it says."""
    return {
        field.name: f"{_said(getattr(before, field.name))} → {_said(getattr(after, field.name))}"
        for field in fields(Sheet)
        if getattr(before, field.name) != getattr(after, field.name)
    }


def _said(value: Any) -> str:
    if value in ("", None, ()):
        return "–"
    return ", ".join(value) if isinstance(value, tuple) else str(value)
