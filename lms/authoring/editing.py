"""What the editors send, as the body of a node; and what to show when two people wrote over the same version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from lms.core.errors import InvalidInput
from lms.core.reasons import reason
from lms.core.texts import clean, one_line
from lms.courses.models import DraftItem

LAST_DAY = 3650
Fields = Mapping[str, Sequence[str]]
"""A submitted form: each field's values, in their order."""
LONGEST_BODY = 400_000
"""Characters of a lesson in one language."""


def lesson_body(node: DraftItem, form: Fields, languages: Sequence[str]) -> dict[str, Any]:
    """A lesson as its form has it; fields that the form lacks stay as they were. InvalidInput for text that can't be stored."""
    body = dict(node.body)
    body["title"] = {one: line_of(form, f"title-{one}", node.body["title"].get(one, "")) for one in languages}
    body["body"] = {one: text_of(form, f"body-{one}", node.body["body"].get(one, "")) for one in languages}
    if "minutes" in form:
        body |= item_facts(form)
    return body


def as_typed(node: DraftItem, form: Fields, languages: Sequence[str]) -> dict[str, Any]:
    """What a lesson's or a quiz's form says, whether or not it can be saved: to show it again."""
    typed: dict[str, Any] = {
        **node.body,
        "title": {one: one_of(form, f"title-{one}") for one in languages},
        "minutes": one_of(form, "minutes"),
        "optional": bool(one_of(form, "optional")),
        "objectives": list(form.get("objectives", ())),
        "requires": list(form.get("requires", ())),
        "calendar": {name: one_of(form, f"day-{name}") for name in ("opens", "due", "closes")},
    }
    if node.kind == "lesson":
        typed["body"] = {one: one_of(form, f"body-{one}") for one in languages}
    return typed


def item_facts(form: Fields) -> dict[str, Any]:
    """What lessons and quizzes share: duration, whether it counts, its objectives, what must be done before it."""
    return {
        "minutes": minutes_of(one_of(form, "minutes")),
        "optional": bool(one_of(form, "optional")),
        "objectives": list(form.get("objectives", ())),
        "requires": list(form.get("requires", ())),
        "calendar": calendar_of(form),
    }


def calendar_of(form: Fields) -> dict[str, int] | None:
    """Days after a cohort's start from the fields `day-opens`, `day-due` and `day-closes`; None when all are empty.

    InvalidInput for what is no number of days, or days in the wrong order.
    """
    days: dict[str, int] = {}
    for name in ("opens", "due", "closes"):
        typed = one_of(form, f"day-{name}").strip()
        if not typed:
            continue
        if not typed.isascii() or not typed.isdigit() or len(typed) > 4 or int(typed) > LAST_DAY:
            raise InvalidInput(reason("editor.day", most=LAST_DAY), f"day-{name}")
        days[name] = int(typed)
    if list(days.values()) != sorted(days.values()):
        raise InvalidInput(reason("field.days_order"), "day-due")
    return days or None


def one_of(form: Fields, name: str) -> str:
    """The first value of a field; empty when it was not sent."""
    return next(iter(form.get(name, ())), "")


def line_of(form: Fields, name: str, former: str) -> str:
    """A field as one line, without spaces around it; `former` when the form lacks it."""
    return one_line(text_of(form, name, former))


def text_of(form: Fields, name: str, former: str) -> str:
    """A field as text with plain line ends; `former` when the form lacks it. InvalidInput when it is too long."""
    if name not in form:
        return former
    text = clean(one_of(form, name)).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST_BODY:
        raise InvalidInput(reason("editor.too_long", most=LONGEST_BODY), name)
    return text


def minutes_of(typed: str) -> int:
    """A duration from 1 to 600 minutes; InvalidInput for anything else."""
    if not typed.isascii() or not typed.isdigit() or len(typed) > 3 or not 1 <= int(typed) <= 600:
        raise InvalidInput(reason("editor.minutes"), "minutes")
    return int(typed)


@dataclass(frozen=True)
class Line:
    """A line of a comparison: what stood there before, what stands there after; None where one side has nothing."""

    before: str | None
    after: str | None

    @property
    def is_same(self) -> bool:
        """Whether nothing changed here."""
        return self.before == self.after


def compared(before: str, after: str, around: int = 2) -> list[Line | None]:
    """Two texts side by side, line by line; stretches that did not change are cut to the lines `around`, None in their place."""
    old, new = before.splitlines(), after.splitlines()
    lines: list[Line | None] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            same = [Line(one, one) for one in old[i1:i2]]
            lines += same if len(same) <= 2 * around + 1 else [*same[:around], None, *same[-around:]]
            continue
        height = max(i2 - i1, j2 - j1)
        left = [*old[i1:i2], *[None] * (height - (i2 - i1))]
        right = [*new[j1:j2], *[None] * (height - (j2 - j1))]
        lines += [Line(*pair) for pair in zip(left, right, strict=True)]
    return lines


@dataclass(frozen=True)
class Part:
    """A text of a node under its name (`title-fr`, `body-en`, `questions`), before and after."""

    name: str
    lines: list[Line | None]


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Part]:
    """The texts in which two bodies of a node differ."""
    old, new = _texts(before), _texts(after)
    return [
        Part(name, compared(old.get(name, ""), new.get(name, "")))
        for name in dict.fromkeys([*old, *new])
        if old.get(name, "") != new.get(name, "")
    ]


def _texts(value: Any, name: str = "") -> dict[str, str]:
    """Every leaf of a body as text, by its path."""
    if isinstance(value, list | tuple):
        value = {_name_in_list(one, index): one for index, one in enumerate(value, 1)}
    if not isinstance(value, Mapping):
        return {name: "" if value is None else str(value)}
    found: dict[str, str] = {}
    for key, one in value.items():
        found |= _texts(one, f"{name}.{key}" if name else str(key))
    return found


def _name_in_list(one: Any, index: int) -> str:
    """By its id where it has one, so that what stands after a part that went is still the same part."""
    return str(one["id"]) if isinstance(one, Mapping) and "id" in one else str(index)


@dataclass(frozen=True)
class Conflicting:
    """What someone saved meanwhile (before), and what this author typed (after)."""

    parts: list[Part]


def conflict_of(node: DraftItem, typed: Mapping[str, Any]) -> Conflicting:
    """The difference between the node as it is now and what was typed over an older version of it."""
    return Conflicting(differences(node.body, typed))
