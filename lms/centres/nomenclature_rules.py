"""Pure decisions about what French law lists: which entries hold on a day, which a centre uses, and what it calls them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from lms.core.reasons import Reason, reason
from lms.core.texts import fold, localize

LABEL_LIMIT = 120
Wording = Mapping[str, Mapping[str, Any]]
"""What a centre says of the entries of one list, by key: `hidden`, and the `label` that it shows instead of ours."""


@dataclass(frozen=True)
class Entry:
    """One line of a list. It holds from `valid_from` to `valid_to`, both included, None where no day is known; `source` says where it is written.

    `asks_birth`: whoever pays by it asks for a date of birth.
    """

    key: str
    label: Mapping[str, str]
    valid_from: date | None
    valid_to: date | None
    source: str
    asks_birth: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether it may be chosen on this day."""
        has_begun = self.valid_from is None or self.valid_from <= day
        return has_begun and (self.valid_to is None or day <= self.valid_to)


def offered(entries: Iterable[Entry], wording: Wording, day: date, held: Iterable[str] = ()) -> list[Entry]:
    """What may be chosen: what holds on the day and the centre uses; and what is held already, whatever became of it."""
    kept = set(held)
    return [
        one
        for one in entries
        if one.key in kept or (one.holds_on(day) and not wording.get(one.key, {}).get("hidden"))
    ]


def label_of(entry: Entry, wording: Wording, language: str) -> str:
    """What an entry is called: by the centre where it says so, else by us, in this language."""
    return str(wording.get(entry.key, {}).get("label") or localize(entry.label, language)[0])


def word(typed: str) -> str:
    """A key for comparing labels: neither case, accents, spaces nor apostrophes count."""
    return " ".join(fold(typed).replace("’", "'").split())


def words_of(entries: Iterable[Entry], wording: Wording) -> dict[str, str]:
    """The keys of entries by everything that may be typed for one: its key, its labels in both languages and the centre's, which wins."""
    found: dict[str, str] = {}
    own: dict[str, str] = {}
    for one in entries:
        found.update({word(said): one.key for said in (one.key, *one.label.values())})
        if wording.get(one.key, {}).get("label"):
            own[word(wording[one.key]["label"])] = one.key
    return {**found, **own}


def stored(wording: Wording) -> dict[str, dict[str, Any]]:
    """What a centre says, without what is as it was."""
    said = {key: {name: value for name, value in own.items() if value} for key, own in wording.items()}
    return {key: own for key, own in said.items() if own}


def fault_of(entries: Sequence[Entry], wording: Wording) -> tuple[str, Reason] | None:
    """The key of the first entry whose words can't be, and why; a label that another entry bears could not be told from it."""
    for one in entries:
        label = wording.get(one.key, {}).get("label", "")
        if len(label) > LABEL_LIMIT:
            return one.key, reason("centres.label_too_long", most=LABEL_LIMIT)
        others = words_of((other for other in entries if other.key != one.key), wording)
        if label and word(label) in others:
            return one.key, reason("centres.label_taken")
    return None
