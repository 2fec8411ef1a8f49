"""A file or a pasted text as a table of texts: any usual encoding and separator, and the first sheet of a workbook."""

import csv
import io
import zipfile
from collections import Counter
from datetime import date, datetime, time
from itertools import islice

from python_calamine import CalamineError, CalamineWorkbook

from lms.core.errors import InvalidInput
from lms.core.exports import unguarded
from lms.core.reasons import reason

MOST_ROWS, MOST_COLUMNS, LONGEST_CELL = 10_001, 60, 2_000
"""A header and ten thousand people."""
LARGEST_FILE = 10 * 1024 * 1024
LARGEST_BOOK, MOST_PARTS = 200 * 1024 * 1024, 2_000
"""Of a workbook once it is unpacked: bytes, and files in it."""
SEPARATORS = ";,\t|"
LOOKED_AT = 50
"""Rows from which the separator is told."""
Table = list[list[str]]


def read_table(data: bytes, name: str) -> Table:
    """The rows of a roster that say something, their cells without spaces around them.

    InvalidInput when it is too large, empty, or no table at all.
    """
    if len(data) > LARGEST_FILE:
        raise InvalidInput(reason("rosters.too_large", most=LARGEST_FILE // 1024 // 1024), "file")
    is_book = data[:4] == b"PK\x03\x04"
    if not is_book and name.lower().endswith((".xlsx", ".xls", ".ods", ".pdf", ".docx")):
        raise InvalidInput(reason("rosters.not_a_table"), "file")
    return _book(data) if is_book else read_text(_decoded(data))


def read_text(text: str) -> Table:
    """The rows of a text with separators; one address a line is a table too."""
    if "\x00" in text:
        raise InvalidInput(reason("rosters.not_a_table"), "file")
    text = text.removeprefix("\ufeff")
    csv.field_size_limit(LARGEST_FILE)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)))
    except csv.Error:
        raise InvalidInput(reason("rosters.not_a_table"), "file") from None
    return _tidy([[unguarded(cell) for cell in row] for row in rows])


def _decoded(data: bytes) -> str:
    """UTF-16 and UTF-8 say what they are; anything else is what a French Excel writes."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _separator(text: str) -> str:
    """The sign that cuts most of the first rows into the same number of cells, quoted ones whole."""

    def fit(sign: str) -> tuple[int, int]:
        rows = islice(csv.reader(io.StringIO(text, newline=""), delimiter=sign), LOOKED_AT)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, times = max(widths.items(), key=lambda one: (one[1], one[0]), default=(0, 0))
        return times, width

    return max(SEPARATORS, key=fit)


def _book(data: bytes) -> Table:
    _check_package(data)
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
        if sheet.height > 10 * MOST_ROWS or sheet.width > 10 * MOST_COLUMNS:
            raise InvalidInput(reason("rosters.too_many_rows", most=MOST_ROWS - 1), "file")
        rows = sheet.to_python(skip_empty_area=False)
    except (CalamineError, ValueError, IndexError):
        raise InvalidInput(reason("rosters.not_a_table"), "file") from None
    return _tidy([[_text_of(cell) for cell in row] for row in rows])


def _check_package(data: bytes) -> None:
    """A workbook is a ZIP: its declared sizes are looked at before anything is unpacked; none of its links is ever followed."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise InvalidInput(reason("rosters.not_a_table"), "file") from None
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_BOOK:
        raise InvalidInput(reason("rosters.too_large", most=LARGEST_FILE // 1024 // 1024), "file")


def _text_of(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)


def _tidy(rows: Table) -> Table:
    found = [[" ".join(cell.split()) for cell in row] for row in rows]
    while found and not any(found[-1]):
        found.pop()
    if not any(any(row) for row in found):
        raise InvalidInput(reason("rosters.empty"), "file")
    if len(found) > MOST_ROWS:
        raise InvalidInput(reason("rosters.too_many_rows", most=MOST_ROWS - 1), "file")
    if max(len(row) for row in found) > MOST_COLUMNS:
        raise InvalidInput(reason("rosters.too_many_columns", most=MOST_COLUMNS), "file")
    return [[cell[: LONGEST_CELL + 1] for cell in row] for row in found]
