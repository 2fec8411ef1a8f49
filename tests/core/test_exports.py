"""Tables as files: what was given comes back, in each format, and no spreadsheet runs it."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from flask import Flask, Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from lms.core.errors import InvalidInput
from lms.core.exports import (
    BLOCK,
    BOM,
    LONGEST_CELL,
    Cell,
    Column,
    Format,
    exported,
    format_of,
    guarded,
    unguarded,
)

pytestmark = pytest.mark.one_database
COLUMNS = [Column("name", "Nom"), Column("mark", "Note"), Column("on", "Le")]
MOMENT = datetime(2027, 5, 4, 9, 30, tzinfo=UTC)
DANGEROUS = ["=1+1", "+33 6", "-Léa", "@cmd", "\tx", "\rx", "|calc", "%0A", "＝1", "'=1", "''=1"]
HARMLESS = ["Léa", "l’été", "'x", "", "1,5"]


@pytest.fixture(params=["fr", "en"])
def language(request: pytest.FixtureRequest, app: Flask) -> Iterator[str]:
    with app.test_request_context(headers={"Accept-Language": request.param}):
        yield request.param


def body(rows: list[list[Cell]], fmt: Format) -> Response:
    return exported("Carnet d’été", COLUMNS, rows, fmt)


def read_csv(response: Response) -> list[list[str]]:
    text = response.get_data(as_text=True)
    assert text.startswith(BOM)
    return list(
        csv.reader(io.StringIO(text.removeprefix(BOM)), delimiter=";" if ";" in text.split("\n")[0] else ",")
    )


def read_xlsx(response: Response) -> list[list[object]]:
    response.direct_passthrough = False
    book = CalamineWorkbook.from_filelike(io.BytesIO(response.get_data()))
    response.close()
    return book.get_sheet_by_index(0).to_python()


def test_csv_opens_in_the_excel_of_the_reader(language: str) -> None:
    response = body(
        [["Léa", Decimal("-12.5"), date(2027, 5, 4)], ["Zoé", None, MOMENT], ["Max", True, None]], Format.CSV
    )
    number = "-12,5" if language == "fr" else "-12.5"
    assert read_csv(response) == [
        ["Nom", "Note", "Le"],
        ["Léa", number, "2027-05-04"],
        ["Zoé", "", "2027-05-04T09:30+00:00"],
        ["Max", "true", ""],
    ]
    assert response.headers["Content-Disposition"] == "attachment; filename=carnet-d-ete.csv"
    assert response.content_type == "text/csv; charset=utf-8"


@pytest.mark.parametrize("text", DANGEROUS)
def test_what_a_spreadsheet_could_run_is_led_by_an_apostrophe(app: Flask, text: str) -> None:
    assert guarded(text) == f"'{text}"
    with app.test_request_context():
        assert read_csv(body([[text, 1, None]], Format.CSV))[1][0] == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert guarded(text) == unguarded(text) == text


@given(st.text(alphabet=st.characters(codec="utf-8")))
def test_guarding_can_be_taken_back(text: str) -> None:
    assert unguarded(guarded(text)) == text


def test_xlsx_holds_texts_numbers_and_days(app: Flask) -> None:
    rows: list[list[Cell]] = [
        ["=1+1", Decimal("-12.5"), date(2027, 5, 4)],
        ["x" * 40_000, 3, MOMENT],
        ["", True, None],
    ]
    with app.test_request_context():
        found = read_xlsx(body(rows, Format.XLSX))
    assert found[0] == ["Nom", "Note", "Le"]
    assert found[1] == ["=1+1", -12.5, date(2027, 5, 4)]
    assert found[2] == ["x" * (LONGEST_CELL - 1) + "…", 3, MOMENT.replace(tzinfo=None)]
    assert found[3][1] is True


def test_json_is_an_array_of_objects(app: Flask) -> None:
    with app.test_request_context():
        found = json.loads(body([["=1", Decimal("0.5"), MOMENT], ["é", False, None]], Format.JSON).get_data())
        assert json.loads(body([], Format.JSON).get_data()) == []
    assert found == [
        {"name": "=1", "mark": 0.5, "on": "2027-05-04T09:30+00:00"},
        {"name": "é", "mark": False, "on": None},
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r")), max_size=5))
def test_texts_come_back_from_csv_and_json(app: Flask, texts: list[str]) -> None:
    rows: list[list[Cell]] = [[text, 1, None] for text in texts]
    with app.test_request_context():
        found = [unguarded(row[0]) for row in read_csv(body(rows, Format.CSV))[1:]]
        assert found == texts
        assert [row["name"] for row in json.loads(body(rows, Format.JSON).get_data())] == texts


@pytest.mark.parametrize("fmt", [Format.CSV, Format.JSON])
def test_rows_are_read_while_they_are_sent(app: Flask, fmt: Format) -> None:
    read: list[int] = []

    def rows() -> Iterator[list[Cell]]:
        for number in range(3 * BLOCK):
            read.append(number)
            yield [str(number), number, None]

    with app.test_request_context():
        parts = exported("x", COLUMNS, rows(), fmt).iter_encoded()
        next(parts)
        assert len(read) < 2 * BLOCK
        assert len(list(parts)) > 1
        assert len(read) == 3 * BLOCK


def test_another_format_is_refused() -> None:
    assert format_of("xlsx") is Format.XLSX
    with pytest.raises(InvalidInput):
        format_of("ods")
