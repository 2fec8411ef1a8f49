"""What the forms of the course's sheet and of a module say, as the body of their node."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from lms.authoring.copies import free_key
from lms.authoring.editing import Fields, line_of, one_of, text_of
from lms.core.errors import InvalidInput
from lms.core.reasons import N_, reason
from lms.courses.models import DraftItem

LINES: Mapping[str, str] = {"title": N_("Title"), "tagline": N_("Tagline, in one sentence")}
BLOCKS: Mapping[str, str] = {
    "summary": N_("Summary"),
    "audience": N_("For whom"),
    "prerequisites": N_("Prerequisites"),
    "methods": N_("Methods"),
    "assessment": N_("Assessment"),
    "recognition": N_("What it is worth"),
    "price": N_("Price"),
    "access_delay": N_("Delay of access"),
    "accessibility": N_("Accessibility"),
}
LEVELS: Mapping[str, str] = {
    "beginner": N_("Beginner"),
    "intermediate": N_("Intermediate"),
    "advanced": N_("Advanced"),
}
NEEDED = ("title", "tagline", "summary")
NEW_ROWS = 3
"""Empty rows for objectives to add."""


def sheet_body(node: DraftItem, form: Fields, languages: Sequence[str], today: date) -> dict[str, Any]:
    """The public programme sheet as its form has it. InvalidInput with the field that is wrong."""
    sheet = dict(node.body["sheet"])
    for name in (*LINES, *BLOCKS):
        read = line_of if name in LINES else text_of
        texts = {one: read(form, f"{name}-{one}", sheet[name].get(one, "")) for one in languages}
        if name in NEEDED and not all(texts.values()):
            raise InvalidInput(reason("text.empty_field"), name)
        sheet[name] = texts if any(texts.values()) else {}
    sheet["objectives"] = _goals(form, languages)
    sheet["hours"] = _hours(one_of(form, "hours"))
    sheet["level"] = one_of(form, "level")
    sheet["updated_on"] = today.isoformat()
    return {**node.body, "sheet": sheet}


def _goals(form: Fields, languages: Sequence[str]) -> list[dict[str, str]]:
    """One objective a line, the same ones in each language."""
    lines = {
        one: [line for line in text_of(form, f"goals-{one}", "").split("\n") if line.strip()]
        for one in languages
    }
    if len({len(found) for found in lines.values()}) > 1:
        raise InvalidInput(reason("sheet.goals_differ"), "goals")
    return [
        {one: lines[one][index].strip() for one in languages} for index in range(len(lines[languages[0]]))
    ]


def _hours(typed: str) -> str:
    try:
        hours = Decimal(typed.strip().replace(",", "."))
    except InvalidOperation:
        raise InvalidInput(reason("sheet.hours"), "hours") from None
    if not hours.is_finite() or not 0 < hours <= 10_000 or len(typed) > 10:
        raise InvalidInput(reason("sheet.hours"), "hours")
    return str(hours)


def module_body(node: DraftItem, form: Fields, languages: Sequence[str], taken: set[str]) -> dict[str, Any]:
    """A module's title, summary, objectives and prerequisites; an objective that lost all its words goes, one in a new row gets an id.

    `taken` are the ids of every objective of the course.
    """
    body = dict(node.body)
    body["title"] = {one: line_of(form, f"title-{one}", "") for one in languages}
    if not all(body["title"].values()):
        raise InvalidInput(reason("outline.title_needed"), "title")
    summary = {one: text_of(form, f"summary-{one}", "") for one in languages}
    body["summary"] = summary if any(summary.values()) else {}
    known = [goal["id"] for goal in body["objectives"]]
    rows = [*known, *(f"new{number}" for number in range(NEW_ROWS))]
    goals = []
    for row in rows:
        text = {one: line_of(form, f"goal-{row}-{one}", "") for one in languages}
        if not any(text.values()):
            continue
        if not all(text.values()):
            raise InvalidInput(reason("sheet.goals_differ"), f"goal-{row}")
        key = row if row in known else free_key(f"{node.key}-{text[languages[0]]}"[:40], taken)
        taken.add(key)
        goals.append({"id": key, "text": text})
    body["objectives"] = goals
    body["requires"] = list(form.get("requires", ()))
    return body
