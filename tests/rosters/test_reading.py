"""Files as tables: encodings, separators, workbooks, and what is no table."""

import io
import zipfile
from datetime import date

import pytest
from xlsxwriter import Workbook

from lms.core.errors import InvalidInput
from lms.rosters.reading import LARGEST_BOOK, LARGEST_FILE, LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, read_table

pytestmark = pytest.mark.one_database
PEOPLE = [["Adresse e-mail", "Nom", "Employeur"], ["lea@example.org", "Léa Œuvrard", "L’Atelier ; Cie"]]
ROWS = 'Adresse e-mail{0}Nom{0}Employeur\r\nlea@example.org{0}Léa Œuvrard{0}"L’Atelier ; Cie"\r\n'


def workbook(rows: list[list[object]]) -> bytes:
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(number, place, cell, book.add_format({"num_format": "dd/mm/yyyy"}))
                elif isinstance(cell, str):
                    sheet.write_string(number, place, cell)
                else:
                    sheet.write(number, place, cell)
    return target.getvalue()


def refused(data: bytes, name: str = "a.csv") -> str:
    with pytest.raises(InvalidInput) as found:
        read_table(data, name)
    assert found.value.reason is not None
    return found.value.reason.code


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_every_usual_encoding_and_separator(separator: str, encoding: str) -> None:
    assert read_table(ROWS.format(separator).encode(encoding), "a.csv") == PEOPLE


def test_a_workbook_is_read_as_texts() -> None:
    rows: list[list[object]] = [
        ["E-mail", "Nom", "Dossier"],
        ["a@b.fr", " Léa  M ", 1234.0],
        ["c@d.fr", "Zoé", date(2027, 2, 3)],
    ]
    assert read_table(workbook(rows), "a.xlsx") == [
        ["E-mail", "Nom", "Dossier"],
        ["a@b.fr", "Léa M", "1234"],
        ["c@d.fr", "Zoé", "2027-02-03"],
    ]


def test_merged_cells_leave_the_others_empty() -> None:
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 1, 0, "a@b.fr")
        sheet.write_string(0, 1, "Léa")
        sheet.write_string(1, 1, "Zoé")
    assert read_table(target.getvalue(), "a.xlsx") == [["a@b.fr", "Léa"], ["", "Zoé"]]


def test_formulas_are_never_worked_out() -> None:
    target = io.BytesIO()
    with Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "a@b.fr")
        sheet.write_formula(0, 1, '=HYPERLINK("https://example.org","x")', None, "vu")
    assert read_table(target.getvalue(), "a.xlsx") == [["a@b.fr", "vu"]]
    assert read_table(b"a@b.fr;=1+1\n", "a.csv") == [["a@b.fr", "=1+1"]]
    assert read_table(b"a@b.fr;'=1+1\n", "a.csv") == [["a@b.fr", "=1+1"]], "our own export, read back"


def entity_bomb() -> bytes:
    """A workbook whose sheet declares an entity of the machine's files."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook([["a@b.fr", "x"]]))) as whole,
        zipfile.ZipFile(target, "w") as made,
    ):
        for part in whole.infolist():
            data = whole.read(part)
            if part.filename == "xl/sharedStrings.xml":
                head, _, rest = data.partition(b"?>")
                entity = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
                data = head + b"?>" + entity + rest.replace(b">x<", b">&x;<")
            made.writestr(part.filename, data)
    return target.getvalue()


def test_an_entity_reads_no_file() -> None:
    try:
        cells = [cell for row in read_table(entity_bomb(), "a.xlsx") for cell in row]
    except InvalidInput:
        return
    assert not any("root" in cell for cell in cells)


def zip_bomb() -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for number in range(3):
            with made.open(f"xl/{number}.xml", "w", force_zip64=True) as part:
                for _ in range(LARGEST_BOOK // 2 // (1 << 20)):
                    part.write(bytes(1 << 20))
    return target.getvalue()


def test_what_unpacks_too_large_is_not_unpacked() -> None:
    assert refused(zip_bomb(), "a.xlsx") == "rosters.too_large"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.csv", "rosters.empty"),
        (b"\n;;\n \n", "a.csv", "rosters.empty"),
        (b"x" * (LARGEST_FILE + 1), "a.csv", "rosters.too_large"),
        (b"%PDF-1.7", "a.pdf", "rosters.not_a_table"),
        (b"\xd0\xcf\x11\xe0", "a.xls", "rosters.not_a_table"),
        (b"PK\x03\x04 but no archive", "a.xlsx", "rosters.not_a_table"),
        (b"a\x00b", "a.csv", "rosters.not_a_table"),
        (b"a@b.fr\n" * (MOST_ROWS + 1), "a.csv", "rosters.too_many_rows"),
        (b";".join([b"a"] * (MOST_COLUMNS + 1)), "a.csv", "rosters.too_many_columns"),
    ],
)
def test_what_is_no_roster_is_refused_with_the_reason(data: bytes, name: str, code: str) -> None:
    assert refused(data, name) == code


def test_a_huge_cell_is_cut_and_said_later() -> None:
    cell = read_table(b"a@b.fr;" + b"x" * 1_000_000, "a.csv")[0][1]
    assert len(cell) == LONGEST_CELL + 1


def test_a_quote_that_never_ends_is_one_cell() -> None:
    assert read_table(b'a@b.fr;"L\xc3\xa9a\nb@b.fr;Zo\xc3\xa9\n', "a.csv") == [["a@b.fr", "Léa b@b.fr;Zoé"]]
