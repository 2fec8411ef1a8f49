"""The record of a certificate: everything that its sheet says, frozen as JSON on the day it is issued."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from lms.certificates.pdf import DESIGN, PICTURES, CertificateSheet, Signatory
from lms.certificates.rules import Result, has_work_of_cohorts, result_of
from lms.cohorts.rules import local_day
from lms.core.texts import LOCALES, localize
from lms.courses.document import CourseDocument
from lms.progress.facts import Facts
from lms.progress.objectives import objectives_of

SCHEMA = 1
FALLBACK = "fr"


@dataclass(frozen=True)
class Issuer:
    """The centre, as it signs on that day; `pictures` are the digests of its stamp and signature, by name."""

    name: str
    legal_line: str
    signatory_name: str
    signatory_title: str
    pictures: Mapping[str, str]


@dataclass(frozen=True)
class Award:
    """What a certificate is issued from. `cohort` is None for a course open to all; `timezone` says which day it is."""

    name: str
    language: str
    document: CourseDocument
    facts: Facts
    revision: int
    digest: str
    cohort: str | None
    timezone: str
    completed_at: datetime
    issuer: Issuer


@lru_cache
def labels() -> Mapping[str, Mapping[str, str]]:
    """The words of the sheet by language, as the PDF prints them."""
    words: dict[str, dict[str, str]] = json.loads((DESIGN / "labels.json").read_text(encoding="utf-8"))
    return words


def words_of(record: Mapping[str, Any]) -> Mapping[str, str]:
    """The words of the sheet in the language of a record."""
    return labels()[record["language"]]


def make_record(award: Award, now: datetime) -> dict[str, Any]:
    """The record, as JSON values: `sheet` has the final texts, `pictures` what it is signed with, `facts` what they were made from."""
    language = award.language if award.language in labels() else FALLBACK
    result = result_of(award.document, award.facts)
    completed_on = local_day(award.completed_at, award.timezone)
    issued_on = local_day(now, award.timezone)
    return {
        "schema": SCHEMA,
        "language": language,
        "sheet": {
            **_course(award, result, language),
            "practical_note": _practical_note(award, language),
            "name": award.name,
            "cohort": award.cohort,
            "completed_on": format_date(completed_on, "long", locale=LOCALES.get(language, language)),
            "issued_on": format_date(issued_on, "long", locale=LOCALES.get(language, language)),
            "revision": str(award.revision),
            **_issuer(award.issuer),
        },
        "pictures": {name: digest for name, digest in award.issuer.pictures.items() if digest},
        "facts": {
            "revision": award.revision,
            "digest": award.digest,
            "planned_hours": str(award.document.sheet.hours),
            "result": asdict(result),
            "completed_at": award.completed_at.isoformat(),
            "completed_on": completed_on.isoformat(),
            "issued_on": issued_on.isoformat(),
            "objectives": _objectives(award, language),
        },
        "versions": versions(),
    }


def _course(award: Award, result: Result, language: str) -> dict[str, Any]:
    sheet = award.document.sheet
    return {
        "course_title": localize(sheet.title, language)[0],
        "objectives": [localize(goal, language)[0] for goal in sheet.objectives],
        "planned_hours": labels()[language]["hours"].format(hours=_decimal(sheet.hours, language)),
        "result": _result_in_words(award.document, result, language),
    }


def _practical_note(award: Award, language: str) -> str | None:
    """In an open course nobody assessed the works that an instructor assesses in a group: the sheet says so."""
    is_alone = award.cohort is None and has_work_of_cohorts(award.document)
    return labels()[language]["practical_alone"] if is_alone else None


def _result_in_words(document: CourseDocument, result: Result, language: str) -> str:
    title = localize(document.by_id[result.item_key][1].title, language)[0] if result.item_key else ""
    return labels()[language][f"result_{result.of}"].format(title=title, percent=result.percent)


def _decimal(value: Decimal, language: str) -> str:
    return format_decimal(value, locale=LOCALES.get(language, language))


def _issuer(issuer: Issuer) -> dict[str, Any]:
    """A centre that says nothing of its legal form is named there too."""
    return {
        "centre_name": issuer.name,
        "centre_legal_line": issuer.legal_line or issuer.name,
        "signatory": {"name": issuer.signatory_name or issuer.name, "title": issuer.signatory_title},
    }


def _objectives(award: Award, language: str) -> list[dict[str, str]]:
    """The modules' objectives, and what the learner showed of each."""
    return [
        {"key": key, "text": localize(goal.text, language)[0], "state": goal.state.value}
        for key, goal in objectives_of(award.document, award.facts).items()
    ]


@lru_cache
def versions() -> dict[str, str]:
    """What prints the sheet: with the same versions, the same record gives the same bytes."""
    return {
        "template": _digest("*.typ", "*.json"),
        "fonts": _digest("fonts/*.ttf"),
        "typst": version("typst"),
        "segno": version("segno"),
    }


def _digest(*patterns: str) -> str:
    digest = hashlib.sha256()
    for path in sorted(path for pattern in patterns for path in DESIGN.glob(pattern)):
        digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]


def pictures_of(record: Mapping[str, Any]) -> dict[str, str]:
    """The digests of the pictures that a certificate was issued with, by name; none before certificates bore any."""
    said = record.get("pictures", {})
    return {name: said[name] for name in PICTURES if name in said}


def sheet_of(
    record: Mapping[str, Any],
    pictures: Mapping[str, bytes],
    *,
    code: str,
    issued_at: datetime,
    verify_url: str,
) -> CertificateSheet:
    """The sheet to print from a record and the pictures that it names."""
    drawn: dict[str, Any] = dict(pictures)
    texts = dict(record["sheet"])
    return CertificateSheet(
        **{
            **texts,
            "objectives": tuple(texts["objectives"]),
            "signatory": Signatory(**texts["signatory"]),
        },
        **drawn,
        language=record["language"],
        issued_at=issued_at,
        code=code,
        verify_url=verify_url,
    )
