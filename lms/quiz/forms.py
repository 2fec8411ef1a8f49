"""What the pages send: plain forms and the JSON of a save. Trusts nothing about their shape."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from werkzeug.datastructures import MultiDict

from lms.core.errors import InvalidInput, NotFound
from lms.core.reasons import reason
from lms.quiz.engine.question_type import Fields
from lms.quiz.saving import Typed
from lms.quiz.starting import Sent

MAX_SLOTS = 500
MAX_CODE = 60
LAST_MOMENT = 4_102_444_800_000
"""The year 2100, in milliseconds as scripts count them."""
LEVELS: Mapping[object, int] = {1: 1, 2: 2, 3: 3, "1": 1, "2": 2, "3": 3}
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
    base, certainty = read_number(form.get(f"base-{slot}")), form.get(f"certainty-{slot}")
    level = None if not certainty else _level(certainty)
    return Typed(slot, fields, base, is_flagged=f"flag-{slot}" in form, certainty=level)


def _level(sent: object) -> int:
    """1, 2 or 3, as text or number."""
    if sent not in LEVELS or isinstance(sent, bool | float):
        raise unreadable()
    return LEVELS[sent]


@dataclass(frozen=True)
class Going:
    """What the button of a page asks for. `here` is a question of the page, `slot` (or 0) the one that the button names.

    `verb` is `next`, `previous`, `review`, `finish`, `check`, `hint`, or anything else, which stays. `bought` are the hints
    that the page shows of the question.
    """

    verb: str
    here: int
    slot: int = 0
    bought: int | None = None


def read_going(form: MultiDict[str, str], typed: Sequence[Typed]) -> Going:
    """The button that was pressed; nonsense stays on the page."""
    sent = form.get("go", "")
    here = read_number(form["here"]) if "here" in form else typed[0].slot if typed else 1
    if sent == "check":
        return Going("review", here)
    verb, _, number = sent.rpartition("-")
    if not _SLOT.match(number) or len(number) > 4:
        return Going(sent, here)
    slot, bought = int(number), form.get(f"hints-{number}")
    if verb not in ("", "check", "hint", "clear"):
        return Going("stay", here)
    return Going(verb, here, slot, None if bought is None else read_number(bought))


def read_bought(body: bytes) -> int | None:
    """`{"bought": 1}`: how many hints the page shows already; None when it does not say."""
    bought = read_map(body).get("bought")
    if bought is not None and (type(bought) is not int or not 0 <= bought < 10):
        raise unreadable()
    return bought


def read_start(form: MultiDict[str, str]) -> Sent:
    """What the start card sends; anything else in it is ignored."""
    return Sent(is_ready=form.get("ready") == "y", access_code=form.get("access_code", "")[:MAX_CODE])


def read_json(body: bytes, slot: int) -> Typed:
    """One save of the page's script: `{sequence, key, fields: {name: [values]}, flagged?, certainty?, typed_at?}`."""
    if slot > MAX_SLOTS:
        raise NotFound
    sent = read_map(body)
    sequence, key, flagged = sent.get("sequence"), sent.get("key"), sent.get("flagged")
    certainty = sent.get("certainty")
    if not isinstance(certainty, str | int | None):
        raise unreadable()
    if type(sequence) is not int or not 0 <= sequence < 10**9:
        raise unreadable()
    if not isinstance(key, str) or not _KEY.match(key) or not isinstance(flagged, bool | None):
        raise unreadable()
    fields, level = _json_fields(sent.get("fields")), None if certainty is None else _level(certainty)
    typed_at = _moment(sent.get("typed_at"))
    return Typed(slot, fields, sequence, is_flagged=flagged, key=key, certainty=level, typed_at=typed_at)


def _moment(sent: object) -> datetime | None:
    """Milliseconds of a device's clock. What no clock says is left out: a device whose clock is wrong must not lose an answer."""
    if type(sent) is not int or not 0 < sent < LAST_MOMENT:
        return None
    return datetime.fromtimestamp(sent / 1000, UTC)


def read_map(body: bytes) -> dict[str, Any]:
    """A JSON object; anything else is not what a page of ours sends."""
    try:
        sent: Any = json.loads(body)
    except (ValueError, RecursionError):
        raise unreadable() from None
    if not isinstance(sent, dict):
        raise unreadable()
    return sent


def _json_fields(sent: Any) -> dict[str, list[str]]:
    if not isinstance(sent, dict) or len(sent) > MAX_SLOTS:
        raise unreadable()
    if not all(isinstance(values, list) for values in sent.values()):
        raise unreadable()
    return sent
