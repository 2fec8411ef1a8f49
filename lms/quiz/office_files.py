"""Office documents that learners hand in. They are ZIP archives: the directory is judged before anything is unpacked.

Nothing of them is ever shown or run here; what passes is kept as it came and leaves as a download.
"""

import io
import re
import stat
import struct
import zipfile
import zlib
from pathlib import PurePosixPath

from lms.core.reasons import reason
from lms.quiz.file_checks import CheckedFile, RefusedFile

MAX_ENTRIES = 2000
MAX_DIRECTORY = 512 * 1024
MAX_UNPACKED = 100 * 1024 * 1024
MAX_RATIO = 200
SMALL = 1024 * 1024
"""Under this size unpacked, a ratio says nothing: an empty sheet packs very well."""
CHUNK = 64 * 1024
_END = struct.Struct("<4s4H2LH")
_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
MEDIA_TYPES = {
    ".docx": f"{_OOXML}.wordprocessingml.document",
    ".xlsx": f"{_OOXML}.spreadsheetml.sheet",
    ".pptx": f"{_OOXML}.presentationml.presentation",
    ".odt": f"{_ODF}.text",
    ".ods": f"{_ODF}.spreadsheet",
    ".odp": f"{_ODF}.presentation",
}
_MACRO_PARTS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml)$|^(basic|scripts)/", re.I)


class _Damaged(Exception):
    """The archive contradicts itself, or hides something."""


def checked_office(name: str, data: bytes) -> CheckedFile:
    """The document as it came; `RefusedFile` for macros, bombs, hidden paths, lies about sizes, and what is another kind."""
    ending = PurePosixPath(name).suffix.lower()
    try:
        _check_end(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries, len(data))
            _check_kind(archive, ending)
            _check_contents(archive, entries)
    except (
        _Damaged,
        zipfile.BadZipFile,
        zlib.error,
        struct.error,
        OSError,
        ValueError,
        EOFError,
        NotImplementedError,  # what zipfile says of a compression that it does not know
    ):
        raise RefusedFile(reason("file.bad_office", ending=ending)) from None
    return CheckedFile(name, "office", MEDIA_TYPES[ending], data)


def _check_end(data: bytes) -> None:
    """The archive's last record, read by hand: `zipfile` would first build an object for each of a million entries."""
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - _END.size - 65_535))
    if at < 0:
        raise _Damaged
    _, disk, start_disk, here, entries, size, offset, comment = _END.unpack_from(data, at)
    if disk or start_disk or here != entries or at + _END.size + comment != len(data):
        raise _Damaged
    if entries > MAX_ENTRIES or size > MAX_DIRECTORY or data[:at][-20:].startswith(b"PK\x06\x07"):
        raise RefusedFile(reason("file.bomb"))
    if offset + size != at:  # something else stands before the archive, or inside it
        raise _Damaged


def _check_entries(entries: list[zipfile.ZipInfo], packed: int) -> None:
    names = [entry.filename.casefold() for entry in entries]
    if not entries or len(entries) > MAX_ENTRIES or len(set(names)) < len(names):
        raise _Damaged
    if any(_is_odd(entry) for entry in entries) or sum(entry.compress_size for entry in entries) > packed:
        raise _Damaged
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > MAX_UNPACKED or (unpacked > SMALL and unpacked > packed * MAX_RATIO):
        raise RefusedFile(reason("file.bomb"))
    if any(_MACRO_PARTS.search(entry.filename) for entry in entries):
        raise RefusedFile(reason("file.macros"))


def _is_odd(entry: zipfile.ZipInfo) -> bool:
    """A path that leaves the folder, a link, an encrypted or an unknown compression: no office program writes these."""
    name = entry.orig_filename
    parts = name.split("/")
    is_path = name.startswith("/") or ".." in parts or any(char in name for char in "\\:\x00")
    is_link = stat.S_ISLNK(entry.external_attr >> 16)
    known = entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    return is_path or is_link or bool(entry.flag_bits & 0x1) or not known


def _check_kind(archive: zipfile.ZipFile, ending: str) -> None:
    expected = MEDIA_TYPES[ending]
    if ending.startswith(".od"):
        if _start_of(archive, "mimetype", 100).strip() != expected.encode():
            raise RefusedFile(reason("file.not_what_it_says", ending=ending))
        return
    types = _start_of(archive, "[Content_Types].xml", MAX_DIRECTORY)
    if b"macroenabled" in types.lower():
        raise RefusedFile(reason("file.macros"))
    if expected.encode() not in types:
        raise RefusedFile(reason("file.not_what_it_says", ending=ending))


def _start_of(archive: zipfile.ZipFile, name: str, limit: int) -> bytes:
    try:
        with archive.open(name) as part:
            return part.read(limit)
    except KeyError:
        raise _Damaged from None


def _check_contents(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> None:
    """Unpack everything once, to nowhere: an entry gives what it announced (so the total holds), and its checksum is right."""
    for entry in entries:
        with archive.open(entry) as part:
            while part.read(CHUNK):
                pass
