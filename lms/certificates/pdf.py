"""The certificate as a PDF: a pure function from a sheet of texts to bytes.

Nothing here reads the database, the clock or the machine's fonts, so the same sheet gives the same bytes
everywhere with the same versions of typst and segno.
"""

from __future__ import annotations

import io
import json
import os
import re
import unicodedata
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import segno
import typst

DESIGN = Path(__file__).parent / "design"
PICTURES = ("stamp", "signature")
STANDARDS: list[typst.PDFStandard] = ["ua-1", "a-2a"]
# Directional overrides and isolates can make a name read as another; controls and private characters have
# no agreed shape. The marks that Persian, Arabic and Hebrew spelling needs (U+200C to U+200F) are kept.
REORDERING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
SHAPELESS = frozenset({"Cc", "Co", "Cs", "Cn"})
REFUSED_TEXT = re.compile(r'the text `"((?:[^`\\]|\\.|`(?!\s+could))*)"` could not be displayed')
RUST_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}|\\(.)")


class UnprintableTextError(ValueError):
    """A sheet holds characters that no shipped font can print; `characters` lists them."""

    def __init__(self, characters: list[str]) -> None:
        super().__init__(f"no shipped font can print: {' '.join(map(ascii, characters))}")
        self.characters = characters


@dataclass(frozen=True)
class Signatory:
    """The person who answers for the certificate, as printed under the signature line."""

    name: str
    title: str


@dataclass(frozen=True)
class CertificateSheet:
    """Everything that a certificate prints, as final texts in `language`.

    `issued_at` (aware) is the date in the PDF's metadata; `issued_on` and `completed_on` are that day and the
    day of completion as a person reads them. `planned_hours` is printed under the label "planned duration".
    `stamp` and `signature` are PNG pictures, set above the signatory's name.
    """

    name: str
    course_title: str
    centre_name: str
    centre_legal_line: str
    objectives: tuple[str, ...]
    planned_hours: str
    result: str
    completed_on: str
    issued_on: str
    issued_at: datetime
    revision: str
    code: str
    verify_url: str
    signatory: Signatory
    language: Literal["fr", "en"]
    cohort: str | None = None
    practical_note: str | None = None
    stamp: bytes | None = None
    signature: bytes | None = None


def render_certificate(sheet: CertificateSheet) -> bytes:
    """One A4 landscape page, valid to PDF/UA-1 and PDF/A-2a; the same sheet gives the same bytes.

    Texts are set as they are, in NFC and on one line: long ones shrink or wrap, nothing in them is code.
    Raises `UnprintableTextError` when a text has a character that no shipped font prints.
    """
    inputs = {"sheet": json.dumps(_printed(sheet), ensure_ascii=False), "qr": _qr_svg(sheet.verify_url)}
    try:
        return _compile("certificate.typ", inputs, int(sheet.issued_at.timestamp()))
    except typst.TypstError as error:
        characters = _refused(error)
        if not characters:
            raise
        raise UnprintableTextError(characters) from error


def missing_glyphs(name: str) -> list[str]:
    """The characters of `name` that a certificate cannot print, each once, in their order; empty when all can.

    A character that only fails together with the mark on it is listed with that mark. Line breaks and tabs are
    spaces here, as in `render_certificate`; directional overrides count as unprintable.
    """
    flat = _flat(name)
    shapeless = {character for character in flat if _is_shapeless(character)}
    try:
        _compile("probe.typ", {"text": _without_shapeless(flat)}, 0)
        refused = []
    except typst.TypstError as error:
        refused = _refused(error)
        if not refused:
            raise
    return sorted(shapeless.union(refused), key=flat.find)


def _flat(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _is_shapeless(character: str) -> bool:
    return character in REORDERING or unicodedata.category(character) in SHAPELESS


def _without_shapeless(text: str) -> str:
    return "".join(character for character in text if not _is_shapeless(character))


def _printed(sheet: CertificateSheet) -> dict[str, Any]:
    """The template's data: clean texts, the code in groups of four, and the scripts that run right to left."""
    pictures = {name: list(getattr(sheet, name) or b"") for name in PICTURES}
    data: dict[str, Any] = _clean(asdict(sheet) | {"issued_at": None}) | pictures
    letters = re.sub(r"[\s-]", "", data["code"])
    data["code"] = " ".join(letters[i : i + 4] for i in range(0, len(letters), 4))
    data["name_script"] = _rtl_language(data["name"])
    data["title_script"] = _rtl_language(data["course_title"])
    return data


def _clean(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _clean(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_clean(item) for item in value]
    return _without_shapeless(_flat(value)) if isinstance(value, str) else value


def _rtl_language(text: str) -> str | None:
    """The language to declare for a text whose first letter runs right to left, by its script."""
    directions = (unicodedata.bidirectional(character) for character in text)
    first = next((direction for direction in directions if direction in {"L", "R", "AL"}), "L")
    return {"R": "he", "AL": "ar"}.get(first)


def _qr_svg(url: str) -> str:
    svg = io.BytesIO()
    segno.make(url, error="m", micro=False).save(svg, kind="svg", dark="#1B1F24", light="#FFFFFF", border=0)
    return svg.getvalue().decode()


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[DESIGN / "fonts"]
    )


@lru_cache(maxsize=1)
def _process_with_threads() -> int:
    """The process that typst's thread pool was begun in, which is the one that compiled first."""
    return os.getpid()


def _compile(template: str, inputs: dict[str, str], timestamp: int) -> bytes:
    if _process_with_threads() != os.getpid():  # it would wait for ever for threads that a fork leaves behind
        raise RuntimeError(
            "this process was forked from one that had printed already: print in one of the two only"
        )
    pdf = typst.compile(
        DESIGN / template,
        root=DESIGN,
        font_paths=_fonts(),
        sys_inputs=inputs,
        pdf_standards=STANDARDS,
        timestamp=timestamp,
    )
    assert isinstance(pdf, bytes)
    return pdf


def _refused(error: typst.TypstError) -> list[str]:
    """The texts that typst names as having no glyph; it quotes them as Rust strings."""
    quoted = REFUSED_TEXT.findall(error.diagnostic)
    return list(dict.fromkeys(RUST_ESCAPE.sub(_unescaped, text) for text in quoted))


def _unescaped(escape: re.Match[str]) -> str:
    return chr(int(escape[1], 16)) if escape[1] else escape[2]
