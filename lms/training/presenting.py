"""A training sheet as its readers see it: what the centre says and what the course says, put together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from lms.centres import nomenclatures
from lms.centres.models import Centre
from lms.centres.queries import identity_of
from lms.courses.document import CourseDocument
from lms.courses.models import Course
from lms.training import queries
from lms.training.sheet_rules import TEXTS, Sheet, shows_certification


@dataclass(frozen=True)
class Shown:
    """What the public reads. `texts` are course texts (by language) or plain ones of the centre, in its `language`."""

    nature: str
    modality: str
    hours: Decimal
    texts: Mapping[str, Any]
    means: str
    price: Decimal | None
    vat: str
    certification: Sheet | None
    updated_on: date


def shown_of(course: Course, document: CourseDocument, centre: Centre, today: date, language: str) -> Shown:
    """The sheet of a published course, in the reader's language where there is a choice. One statement."""
    held = queries.sheet_of(course.id)
    sheet, said = held.sheet, queries.said_by(document)
    own = {name: {centre.language: getattr(sheet, name)} for name in TEXTS if getattr(sheet, name)}
    wording = nomenclatures.wording_of(centre.id)
    changed_on = held.updated_at and held.updated_at.astimezone(ZoneInfo(centre.timezone)).date()
    return Shown(
        nomenclatures.label(nomenclatures.NATURES, sheet.nature, wording, language),
        sheet.modality,
        sheet.hours or document.sheet.hours,
        {**own, **said},
        sheet.means,
        sheet.price,
        identity_of(centre).vat,
        sheet if shows_certification(sheet, today) else None,
        max(document.sheet.updated_on, changed_on) if changed_on else document.sheet.updated_on,
    )
