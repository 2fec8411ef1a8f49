"""Pure decisions about what a roster says of trainees' files: their category, who pays, and their date of birth."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from lms.core.reasons import Reason, reason

BIRTH_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y")


def _never(key: str, funding: str) -> bool:
    return False


@dataclass(frozen=True)
class Words:
    """What cells may say: keys by folded words (`word` folds one), whose birth may be asked (key of the address, funding), and why a day can't be one."""

    categories: Mapping[str, str] = field(default_factory=dict)
    fundings: Mapping[str, str] = field(default_factory=dict)
    word: Callable[[str], str] = str
    asks_birth: Callable[[str, str], bool] = _never
    fault_of_birth: Callable[[date], Reason | None] = lambda born_on: None


@dataclass(frozen=True)
class FileCells:
    """What the cells of a row say: keys, and a day as `YYYY-MM-DD`; empty for cells that say nothing."""

    category: str = ""
    funding: str = ""
    born_on: str = ""


def read_cells(said: Mapping[str, str], key: str, words: Words) -> FileCells | Reason:
    """The file of the person of this address, or why its cells can't be taken."""
    typed = said.get("category", "")
    category = words.categories.get(words.word(typed), "") if typed else ""
    if typed and not category:
        return reason("rosters.unknown_category", text=typed[:60], example=_example(words.categories))
    typed = said.get("funding", "")
    funding = words.fundings.get(words.word(typed), "") if typed else ""
    if typed and not funding:
        return reason("rosters.unknown_funding", text=typed[:60], example=_example(words.fundings))
    born_on = _born_on(said.get("born_on", ""), key, funding, words)
    return born_on if isinstance(born_on, Reason) else FileCells(category, funding, born_on)


def _born_on(typed: str, key: str, funding: str, words: Words) -> str | Reason:
    if not typed:
        return ""
    day = read_day(typed)
    if day is None:
        return reason("rosters.bad_birth", text=typed[:40])
    if not words.asks_birth(key, funding):
        return reason("training.birth_not_needed")
    return words.fault_of_birth(day) or day.isoformat()


def read_day(typed: str) -> date | None:
    """A day as people and spreadsheets write it: the year first, or the day."""
    for form in BIRTH_FORMATS:
        try:
            # A workbook gives midnight with its days.
            return datetime.strptime(typed.removesuffix("T00:00:00"), form).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
    return None


def _example(words: Mapping[str, str]) -> str:
    """A key that may be typed."""
    return next(iter(words.values()), "")
