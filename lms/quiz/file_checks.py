"""What a file is, by its content. Its name only says what its sender believes, and both must agree.

Pure: bytes in, a verdict out. Images come back re-encoded and texts in UTF-8; PDF and office files are kept as they came, and
only ever leave as downloads.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

from lms.core.reasons import Reason, reason
from lms.quiz.engine.file_kinds import FileKind, endings_of, kind_of_ending

MAX_NAME = 120
OLD_OFFICE = {".doc", ".xls", ".ppt"}
MACROS = {".docm", ".xlsm", ".pptm", ".dotm", ".xltm", ".potm", ".xlam", ".ppam"}
PHONE_PHOTOS = {".heic", ".heif", ".avif"}
_UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}
"""Unicode's control, format (right-to-left overrides), private, surrogate and line separator characters."""
_BINARY = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
TEXT_TYPES = {".txt": "text/plain", ".md": "text/markdown", ".csv": "text/csv"}


class RefusedFile(Exception):
    """This file can't be taken, for this reason."""

    def __init__(self, why: Reason) -> None:
        super().__init__(why.code)
        self.reason = why


@dataclass(frozen=True)
class CheckedFile:
    """A file as it will be kept. `pages` is known for PDF only."""

    name: str
    kind: FileKind
    media_type: str
    data: bytes
    pages: int | None = None


def clean_name(name: str) -> str:
    """What a page may print of a file's name: no folder, nothing invisible, at most `MAX_NAME` characters, the ending kept."""
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(" " if unicodedata.category(char) in _UNSEEN else char for char in last)
    tidy = unicodedata.normalize("NFC", " ".join(seen.split())).rstrip(" .")
    tidy = f"file{tidy}" if tidy.startswith(".") else tidy
    ending = PurePosixPath(tidy).suffix
    stem = tidy.removesuffix(ending).rstrip(" .") if len(ending) <= 10 else tidy
    ending = ending.rstrip() if len(ending) <= 10 else ""
    return f"{stem[: MAX_NAME - len(ending)] or 'file'}{ending}"


def expected_kind(name: str, accept: Collection[FileKind]) -> FileKind:
    """The kind that a clean name promises; `RefusedFile` with advice when this question takes no such file."""
    ending = PurePosixPath(name).suffix.lower()
    kind = kind_of_ending(ending)
    if kind in accept and kind is not None:
        return kind
    raise RefusedFile(_refusal_of_ending(ending, accept))


def _refusal_of_ending(ending: str, accept: Collection[FileKind]) -> Reason:
    if ending in MACROS and "office" in accept:
        return reason("file.macros")
    if ending in OLD_OFFICE and "office" in accept:
        return reason("file.old_office", ending=ending)
    if ending in PHONE_PHOTOS and "image" in accept:
        return reason("file.phone_photo")
    return reason("file.kind", endings=", ".join(endings_of(accept)))


def sniffed(data: bytes) -> FileKind | None:
    """What the first bytes say; None for a text, or for what we don't know."""
    if data.startswith(b"%PDF-"):
        return "pdf"
    if data.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")) or (data[:4], data[8:12]) == (
        b"RIFF",
        b"WEBP",
    ):
        return "image"
    return "office" if data.startswith(b"PK\x03\x04") else None


def disagreement(name: str, data: bytes, kind: FileKind) -> Reason | None:
    """Why the content is not what the name says, None when it is."""
    ending = PurePosixPath(name).suffix.lower()
    if not data:
        return reason("file.empty")
    if kind == "office" and data.startswith(b"\xd0\xcf\x11\xe0"):
        return reason("file.locked_office")
    if sniffed(data) != (None if kind == "text" else kind):
        return reason("file.not_what_it_says", ending=ending)
    return None


def checked_text(name: str, data: bytes) -> CheckedFile:
    """A text in UTF-8 or Windows-1252, kept in UTF-8; `RefusedFile` when it is no text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            raise RefusedFile(reason("file.not_text")) from None
    if _BINARY.search(text):
        raise RefusedFile(reason("file.not_text"))
    media_type = TEXT_TYPES[PurePosixPath(name).suffix.lower()]
    return CheckedFile(name, "text", media_type, text.encode())
