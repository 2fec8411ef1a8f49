"""Which tables learners may download: CSV that every spreadsheet opens, and that does nothing there but show."""

import csv
import io
from typing import Any

from lms.core.reasons import Reason, reason

MEDIA_TYPE = "text/csv"
MAX_ROWS = 20_000
MAX_CELL = 5_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def refusal_of_csv(data: bytes) -> tuple[Reason, int] | None:
    """Why this file can't be given to learners, with the line, or None.

    It is UTF-8, separated by commas or semicolons, every row as long as the first, no cell a formula.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return reason("file.not_utf8"), data.count(b"\n", 0, error.start) + 1
    if "\x00" in text:
        return reason("file.control_character"), text.count("\n", 0, text.index("\x00")) + 1
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;", key=head.count), strict=True)
    try:
        return _refusal_of_rows(reader)
    except csv.Error as error:
        if "field limit" in str(error):  # Python's own, which belongs to the process: rosters raise it
            return reason("csv.long_cell", limit=MAX_CELL), reader.line_num
        return reason("csv.syntax", detail=str(error)), reader.line_num


def _refusal_of_rows(reader: Any) -> tuple[Reason, int] | None:
    width = None
    for count, row in enumerate(reader, 1):
        if count > MAX_ROWS:
            return reason("csv.too_long", limit=MAX_ROWS), reader.line_num
        width = len(row) if width is None else width
        if len(row) != width:
            return reason("csv.uneven", cells=len(row), expected=width), reader.line_num
        for cell in row:
            if len(cell) > MAX_CELL:
                return reason("csv.long_cell", limit=MAX_CELL), reader.line_num
            if cell.startswith(_FORMULA) and not _is_number(cell):
                return reason("csv.formula", cell=cell[:40]), reader.line_num
    return None if width else (reason("csv.empty"), 1)


def _is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", ".").replace("\u202f", ""))
    except ValueError:
        return False
    return True
