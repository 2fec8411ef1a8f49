"""Tables as files: CSV and JSON sent while they are read, XLSX; for spreadsheets, whatever people typed into the cells."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from tempfile import TemporaryFile
from typing import IO, Any

from flask import Response, send_file, stream_with_context
from flask_babel import get_locale
from xlsxwriter import Workbook

from lms.core.errors import InvalidInput
from lms.core.reasons import reason
from lms.core.texts import fold

Cell = str | int | Decimal | bool | date | datetime | None
BOM = "\ufeff"
"""Without it Excel takes UTF-8 for Windows-1252."""
FORMULA = re.compile(r"[=+\-@\t\r\n|%\uff1d\uff0b\uff0d\uff20]")
"""How a text begins that a spreadsheet may run; full-width signs are run too (CWE-1236)."""
GUARDED = re.compile(rf"'(?='*{FORMULA.pattern})")
LONGEST_CELL = 32_767
"""Excel's limit, in characters (https://support.microsoft.com/office/excel-specifications-and-limits)."""
MOMENT, DAY = "yyyy-mm-dd hh:mm", "yyyy-mm-dd"
BLOCK = 500


class Format(StrEnum):
    """What a table can be had as."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON = "json"


@dataclass(frozen=True)
class Column:
    """A column: its name in JSON, which stays, and its heading, in the reader's language."""

    key: str
    heading: str


def format_of(asked: str) -> Format:
    """The format of this name; InvalidInput for another."""
    try:
        return Format(asked)
    except ValueError:
        raise InvalidInput(reason("core.unknown_format"), "format") from None


def exported(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], fmt: Format) -> Response:
    """A download called `name`. CSV and JSON leave while `rows` are read, so their memory does not grow with them.

    A text that a spreadsheet could run is led by an apostrophe in CSV (`unguarded` takes it away) and stays a text in XLSX; a number
    stays a number. Moments are written as they are given: give them in the reader's zone. In a French page CSV has
    semicolons and decimal commas, which is what a French Excel opens. XLSX holds 1,048,575 rows at most.
    """
    file_name = f"{re.sub(r'[^a-z0-9]+', '-', fold(name)).strip('-')[:80] or 'export'}.{fmt}"
    if fmt is Format.XLSX:
        return send_file(_xlsx(columns, rows), as_attachment=True, download_name=file_name)
    is_csv = fmt is Format.CSV
    parts = _csv(columns, rows, _is_french()) if is_csv else _json(columns, rows)
    mimetype = "text/csv; charset=utf-8" if is_csv else "application/json"
    response = Response(stream_with_context(_in_blocks(parts)), content_type=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=file_name)
    return response


def guarded(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet could run it."""
    return f"'{text}" if FORMULA.match(text) or GUARDED.match(text) else text


def unguarded(text: str) -> str:
    """The text that `guarded` was given."""
    return text[1:] if GUARDED.match(text) else text


def _is_french() -> bool:
    locale = get_locale()
    return locale is not None and locale.language == "fr"


def _in_blocks(parts: Iterator[str]) -> Iterator[str]:
    """Some hundred rows at once: a server writes each piece by itself."""
    block: list[str] = []
    for part in parts:
        block.append(part)
        if len(block) == BLOCK:
            yield "".join(block)
            block.clear()
    yield "".join(block)


class _Line:
    """What `csv.writer` writes to: it keeps one line."""

    def write(self, text: str) -> str:
        return text


def _csv(columns: Sequence[Column], rows: Iterable[Sequence[Cell]], is_french: bool) -> Iterator[str]:
    writer: Any = csv.writer(_Line(), delimiter=";" if is_french else ",")
    yield BOM + writer.writerow([guarded(column.heading) for column in columns])
    for row in rows:
        yield writer.writerow([_typed(cell, is_french) for cell in row])


def _typed(cell: Cell, is_french: bool) -> str:
    if isinstance(cell, str):
        return guarded(cell)
    if isinstance(cell, Decimal):
        return str(cell).replace(".", ",") if is_french else str(cell)
    return "" if cell is None else _plain(cell)


def _plain(cell: bool | int | date | datetime) -> str:
    """As JSON has it: `true`, `12`, `2027-05-04`, `2027-05-04T09:00+02:00`."""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="minutes")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _json(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """An array of objects, one a line."""
    keys, before = [column.key for column in columns], "[\n"
    for row in rows:
        values = dict(zip(keys, map(_value, row), strict=True))
        yield before + json.dumps(values, ensure_ascii=False)
        before = ",\n"
    yield "\n]\n" if before != "[\n" else "[]\n"


def _value(cell: Cell) -> str | int | float | bool | None:
    if isinstance(cell, Decimal):
        return float(cell)
    return _plain(cell) if isinstance(cell, date) else cell


def _xlsx(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> IO[bytes]:
    """The workbook in a temporary file: its rows are not held in memory, and it ends with the response."""
    target = TemporaryFile()  # noqa: SIM115 - the response closes it
    with Workbook(target, {"constant_memory": True, "default_date_format": MOMENT}) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        bold, day = book.add_format({"bold": True}), book.add_format({"num_format": DAY})
        for place, column in enumerate(columns):
            sheet.set_column(place, place, max(12, min(40, len(column.heading) + 2)))
            sheet.write_string(0, place, column.heading, bold)
        for number, row in enumerate(rows, 1):
            for place, cell in enumerate(row):
                _write(sheet, (number, place), cell, day)
    target.seek(0)
    return target


def _write(sheet: Any, place: tuple[int, int], cell: Cell, day: Any) -> None:
    if isinstance(cell, str):
        text = cell if len(cell) <= LONGEST_CELL else f"{cell[: LONGEST_CELL - 1]}…"
        sheet.write_string(*place, text)
    elif isinstance(cell, datetime):
        sheet.write_datetime(*place, cell.replace(tzinfo=None))
    elif isinstance(cell, date):
        sheet.write_datetime(*place, cell, day)
    elif isinstance(cell, bool):
        sheet.write_boolean(*place, cell)
    elif cell is not None:
        sheet.write_number(*place, cell)
