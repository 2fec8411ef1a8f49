"""What the pages send: plain forms and the JSON of a save. Trusts nothing about their shape."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.core.errors import InvalidInput, NotFound
from lms.core.reasons import reason
from lms.quiz.engine.question_type import Fields
from lms.quiz.saving import Typed

MAX_SLOTS = 500
MAX_JSON = 64 * 1024
_NUMBER = re.compile(r"[0-9]{1,9}\Z")
_SLOT = re.compile(r"[1-9][0-9]{0,8}\Z")
_OWN = re.compile(r"q([0-9]+)-")
_KEY = re.compile(r"[A-Za-z0-9-]{8,40}\Z")


def prefix_of(slot: int) -> str:
    """How the names of a question's own controls begin on the page."""
    return f"q{slot}-"


def unreadable() -> InvalidInput:
    """What was sent is not what a page of ours sends."""
    return InvalidInput(reason("save.unreadable"))


def read_number(text: str | None) -> int:
    """A small whole number from a hidden field."""
    if text is None or not _NUMBER.match(text):
        raise unreadable()
    return int(text)


def read_form(form: MultiDict[str, str]) -> list[Typed]:
    """The questions that the page showed: each sends `base-N`, its own `qN-…` fields, and `flag-N` when flagged."""
    slots = [name.removeprefix("base-") for name in form if name.startswith("base-")]
    if len(slots) > MAX_SLOTS or not all(_SLOT.match(slot) for slot in slots):
        raise unreadable()
    cleared = form.get("go", "").removeprefix("clear-")
    sent = _fields_by_slot(form)
    return [_read_slot(form, int(slot), {} if slot == cleared else sent.get(slot, {})) for slot in slots]


def _fields_by_slot(form: MultiDict[str, str]) -> Mapping[str, Fields]:
    """Each question's own fields (`qN-…`) by its number, in one pass: a form may name 500 questions and 40,000 fields."""
    sent: dict[str, dict[str, Sequence[str]]] = {}
    for name in form:
        own = _OWN.match(name)
        if own:
            sent.setdefault(own[1], {})[name[own.end() :]] = form.getlist(name)
    return sent


def _read_slot(form: MultiDict[str, str], slot: int, fields: Fields) -> Typed:
    return Typed(slot, fields, read_number(form.get(f"base-{slot}")), is_flagged=f"flag-{slot}" in form)


def read_json(body: bytes, slot: int) -> Typed:
    """One save of the page's script: `{sequence, key, fields: {name: [values]}, flagged?}`."""
    if slot > MAX_SLOTS:
        raise NotFound
    try:
        sent: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise unreadable() from None
    if not isinstance(sent, dict):
        raise unreadable()
    sequence, key, flagged = sent.get("sequence"), sent.get("key"), sent.get("flagged")
    if type(sequence) is not int or not 0 <= sequence < 10**9:
        raise unreadable()
    if not isinstance(key, str) or not _KEY.match(key) or not isinstance(flagged, bool | None):
        raise unreadable()
    return Typed(slot, _json_fields(sent.get("fields")), sequence, is_flagged=flagged, key=key)


def _json_fields(sent: Any) -> dict[str, list[str]]:
    if not isinstance(sent, dict) or len(sent) > MAX_SLOTS:
        raise unreadable()
    if not all(isinstance(values, list) for values in sent.values()):
        raise unreadable()
    return sent
