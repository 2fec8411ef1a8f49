"""Tables that learners download: CSV that spreadsheets open and that does nothing there."""

import csv

import pytest

from lms.authoring.tables import MAX_CELL, MAX_ROWS, refusal_of_csv

BOM = b"\xef\xbb\xbf"


@pytest.mark.parametrize(
    "data",
    [
        b"date,clics\n2026-03-02,12\n",
        BOM + "réseau;portée\r\n« Miel maison »;1\u202f200\r\n".encode(),
        b'a,b\n"deux\nlignes","x, y"\n',
        b"solde\n-12\n-3.5\n+7\n",
        b"solde;note\n-12,5;ok\n",
    ],
)
def test_a_table_is_taken_as_it_is(data: bytes) -> None:
    assert refusal_of_csv(data) is None


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        (b"a\n\xe9t\xe9\n", "file.not_utf8", 2),
        (b"a\n\x00\n", "file.control_character", 2),
        (b"a,b\n1,2\n1,2,3\n", "csv.uneven", 3),
        (b"a,b\n\n", "csv.uneven", 2),
        (b"", "csv.empty", 1),
        (b'a\n"open\n', "csv.syntax", 2),
        (b'a\n=HYPERLINK("https://e.example")\n', "csv.formula", 2),
        (b"a\n@SUM(A1)\n", "csv.formula", 2),
        (b"a\n-1+cmd|' /C calc'!A0\n", "csv.formula", 2),
        (b'a\n"\tx"\n', "csv.formula", 2),
        (b"a\n" + b"x" * (MAX_CELL + 1) + b"\n", "csv.long_cell", 2),
        (b"a\n" * (MAX_ROWS + 1), "csv.too_long", MAX_ROWS + 1),
        (b"a\n" + b"x" * 200_000, "csv.long_cell", 2),
    ],
)
def test_anything_else_is_refused_with_its_line(data: bytes, code: str, line: int) -> None:
    refusal = refusal_of_csv(data)
    assert refusal is not None
    assert (refusal[0].code, refusal[1]) == (code, line)


def test_a_longer_limit_of_the_process_changes_nothing() -> None:
    before = csv.field_size_limit(1_000_000)
    try:
        refusal = refusal_of_csv(b"a\n" + b"x" * 200_000)
    finally:
        csv.field_size_limit(before)
    assert refusal is not None
    assert (refusal[0].code, refusal[1]) == ("csv.long_cell", 2)
