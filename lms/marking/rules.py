"""Pure decisions of marking: who is which marker, when two agree, what a work is called, names of files in an archive."""

import hmac
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from typing import Protocol

FIRST, SECOND, AGREED = "first", "second", "agreed"
TOLERANCE = Decimal("0.1")
"""By how much of the points two markers may differ: their average counts. Beyond, they agree on a mark."""
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MAX_COMMENT = 10_000


class Marked(Protocol):
    """What of a marking decides what comes next."""

    @property
    def role(self) -> str: ...
    @property
    def marker_id(self) -> int: ...
    @property
    def fraction(self) -> Decimal | None: ...
    @property
    def is_done(self) -> bool: ...


def code_of(secret: str, attempt_id: int) -> str:
    """What a work is called where nobody may know whose it is: eight signs that say nothing of the learner or of the order."""
    digest = hmac.new(secret.encode(), f"marking:{attempt_id}".encode(), sha256).digest()
    signs = "".join(SIGNS[byte % 32] for byte in digest[:8])
    return f"{signs[:4]}-{signs[4:]}"


def done(markings: Iterable[Marked], role: str) -> Marked | None:
    """The finished marking in a role."""
    return next((one for one in markings if one.role == role and one.is_done), None)


def role_for(marker_id: int, markers: int, markings: Sequence[Marked]) -> str | None:
    """As what a person marks an answer; None when two others mark it. Nobody is both markers.

    With one marker everyone shares the first role: whoever comes next goes on with what stands there.
    """
    if markers == 1:
        return FIRST
    if needs_agreement(markings) or done(markings, AGREED):
        return AGREED
    by_role = {one.role: one.marker_id for one in markings}
    for role in (FIRST, SECOND):
        if by_role.get(role) == marker_id:
            return role
    return next((role for role in (FIRST, SECOND) if role not in by_role), None)


def needs_agreement(markings: Iterable[Marked]) -> bool:
    """Whether both markers are done and too far apart, with no agreed mark yet."""
    listed = list(markings)
    both = _both(listed)
    return both is not None and done(listed, AGREED) is None and abs(both[0] - both[1]) > TOLERANCE


def _both(markings: Iterable[Marked]) -> tuple[Decimal, Decimal] | None:
    listed = list(markings)
    first, second = done(listed, FIRST), done(listed, SECOND)
    if first is None or second is None or first.fraction is None or second.fraction is None:
        return None
    return first.fraction, second.fraction


def decided(markers: int, markings: Iterable[Marked]) -> Decimal | None:
    """The fraction that counts, None while somebody still has to mark or to agree."""
    listed = list(markings)
    if markers == 1:
        first = done(listed, FIRST)
        return first.fraction if first else None
    agreed = done(listed, AGREED)
    if agreed is not None:
        return agreed.fraction
    both = _both(listed)
    if both is None or needs_agreement(listed):
        return None
    return (both[0] + both[1]) / 2


class WithLevels(Protocol):
    """A marking with its levels of the rubric."""

    @property
    def role(self) -> str: ...
    @property
    def levels(self) -> Mapping[str, str]: ...


def levels_of(markings: Sequence[WithLevels]) -> dict[str, str]:
    """Of finished markings, the levels that count: the agreed one's, else those on which all agree."""
    counted = [one for one in markings if one.role == AGREED] or list(markings)
    levels = dict(counted[0].levels) if counted else {}
    for one in counted[1:]:
        levels = {row: level for row, level in levels.items() if one.levels.get(row) == level}
    return levels


def is_blind(markers: int, role: str | None, markings: Iterable[Marked]) -> bool:
    """Whether this marker may not see the other's marking: until both are done."""
    return markers == 2 and role != AGREED and _both(markings) is None


@dataclass(frozen=True)
class Kept:
    """What learners read of the markings of an answer: the comments, and the levels that count."""

    comment: str
    levels: dict[str, str]


RESERVED = frozenset(
    ["con", "prn", "aux", "nul"] + [f"{port}{number}" for port in ("com", "lpt") for number in range(10)]
)
FORBIDDEN = frozenset('<>:"/\\|?*')
LONGEST, LONGEST_ENDING = 80, 10


def safe_name(name: str, fallback: str) -> str:
    """A file or folder name that every system takes: one part, no control or format characters, short, not reserved."""
    kept = "".join(
        " " if unicodedata.category(char)[0] in "CZ" else "_" if char in FORBIDDEN else char
        for char in unicodedata.normalize("NFC", name)
    )
    whole = re.sub(r"\.{2,}", "_", " ".join(kept.split())).strip(". ")
    stem, _, last = whole.rpartition(".")
    is_ending = bool(stem) and last.isalnum() and len(last) <= LONGEST_ENDING
    stem, ending = (stem, f".{last}") if is_ending else (whole, "")
    stem = _cut(stem.strip(". "), LONGEST - len(ending.encode()))
    if not stem:
        return fallback
    return f"_{stem}{ending}" if stem.split(".")[0].strip().casefold() in RESERVED else f"{stem}{ending}"


def _cut(text: str, limit: int) -> str:
    return text.encode()[:limit].decode(errors="ignore").rstrip(". ")


def unique_name(name: str, taken: set[str]) -> str:
    """The name, numbered when one like it is taken; `taken` holds folded names and learns this one."""
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    number, chosen = 1, name
    while chosen.casefold() in taken:
        number += 1
        chosen = f"{stem}-{number}{dot}{ending}"
    taken.add(chosen.casefold())
    return chosen
