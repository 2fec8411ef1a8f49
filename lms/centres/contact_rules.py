"""Pure decisions about whom to turn to in a centre: which contacts it named, and where a text has an address or a number to follow."""

import re
from dataclasses import dataclass

from lms.centres.identity_rules import Identity

MATTERS = ("teaching", "administrative", "accessibility", "complaints", "safety", "privacy")
"""What a centre names somebody for, in the order in which people ask."""
_BETWEEN = r"[ .\-\u00a0\u202f]?"
_REACHED = re.compile(
    r"(?P<mail>[\w.+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+)"
    rf"|(?<![\w+])(?P<phone>(?:\+\d{{2,3}}{_BETWEEN}(?:\(0\){_BETWEEN})?\d|0[1-9])(?:{_BETWEEN}\d\d){{4}})(?!\d)"
)


@dataclass(frozen=True)
class Piece:
    """Part of a text, with the address that it leads to; empty for words."""

    text: str
    url: str = ""


def contacts_of(identity: Identity) -> dict[str, str]:
    """Whom the centre named, by matter; matters without anybody are left out."""
    named = {matter: getattr(identity, f"{matter}_contact") for matter in MATTERS}
    return {matter: text for matter, text in named.items() if text}


def pieces_of(text: str) -> list[Piece]:
    """A text whose addresses of mail and French or international phone numbers lead to them. Joined, the pieces are the text."""
    pieces, end = [], 0
    for found in _REACHED.finditer(text):
        pieces.append(Piece(text[end : found.start()]))
        pieces.append(Piece(found[0], _url(found)))
        end = found.end()
    pieces.append(Piece(text[end:]))
    return [piece for piece in pieces if piece.text]


def _url(found: re.Match[str]) -> str:
    if found["mail"]:
        return f"mailto:{found['mail']}"
    return "tel:" + re.sub(r"[^\d+]", "", found["phone"].replace("(0)", ""))
