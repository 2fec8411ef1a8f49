"""What a training sheet may say, what it still lacks, and what the public reads of a certification."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from lms.training import file_rules, sheet_rules
from lms.training.file_rules import TraineeFile
from lms.training.sheet_rules import Sheet

TODAY = date(2026, 11, 23)
WHOLE = Sheet(
    nature="training",
    modality="remote",
    hours=Decimal("36.5"),
    means="Une salle",
    price=Decimal(1450),
    code="RNCP41364",
    title="Community manager",
    certifier="Doranco",
    expires_on=date(2030, 9, 24),
    is_authorised=True,
    nsf="320m",
    formacodes=("46252", "46347"),
    romes=("E1101",),
)


def test_a_sheet_is_kept_as_it_is() -> None:
    assert sheet_rules.sheet_from({**WHOLE.stored(), "former": 1}) == WHOLE
    assert sheet_rules.sheet_from({}) == Sheet()
    assert Sheet().stored() == {}


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("hours", Decimal(0), "training.bad_hours"),
        ("hours", Decimal(10_001), "training.bad_hours"),
        ("price", Decimal(-1), "training.bad_price"),
        ("code", "41364", "training.bad_code"),
        ("code", "RNCP 41364", "training.bad_code"),
        ("nsf", "320", "training.bad_nsf"),
        ("nsf", "320M", "training.bad_nsf"),
        ("formacodes", ("4625",), "training.bad_formacode"),
        ("formacodes", tuple(str(10_000 + number) for number in range(13)), "training.bad_formacode"),
        ("romes", ("1101E",), "training.bad_rome"),
        ("romes", tuple(f"E{1000 + number}" for number in range(13)), "training.bad_rome"),
        ("code", "", "training.nothing_to_be_authorised_for"),
        ("means", "a" * 4_001, "training.text_too_long"),
        ("title", "a" * 301, "training.text_too_long"),
    ],
)
def test_what_can_t_be_is_refused_with_an_example(field: str, value: object, code: str) -> None:
    fault = sheet_rules.fault_of(replace(WHOLE, **{field: value}))
    assert fault is not None
    assert fault[1].code == code
    assert fault[0] == ("is_authorised" if "authorised" in code else field)


def test_what_can_be_is_taken() -> None:
    assert sheet_rules.fault_of(WHOLE) is None
    assert sheet_rules.fault_of(Sheet()) is None
    assert sheet_rules.fault_of(replace(WHOLE, code="RS1234", price=Decimal(0))) is None


def test_codes_are_read_however_they_are_typed() -> None:
    assert sheet_rules.compact(" rncp 41.364 ") == "RNCP41364"
    assert sheet_rules.codes_of("e1101, E1103;e1101\nM1705") == ("E1101", "E1103", "M1705")
    assert sheet_rules.codes_of(" ") == ()


def test_the_sheet_says_what_it_lacks_and_never_what_the_course_says() -> None:
    everything = {*sheet_rules.TEXTS, "price"}
    assert sheet_rules.missing_of(WHOLE, everything, "exempt") == []
    assert sheet_rules.missing_of(WHOLE, everything, "") == ["vat"]
    assert sheet_rules.missing_of(replace(WHOLE, title="", means=""), everything, "taxable") == [
        "means",
        "title",
    ]
    lacking = sheet_rules.missing_of(Sheet(), {"objectives", "price"}, "exempt")
    assert lacking[:3] == ["nature", "modality", "prerequisites"]
    assert not {"objectives", "price", "title"} & set(lacking)


@pytest.mark.parametrize(
    ("changes", "expired", "shown"),
    [
        ({}, False, True),
        ({"expires_on": TODAY}, False, True),
        ({"expires_on": date(2026, 11, 22)}, True, False),
        ({"expires_on": None}, False, False),
        ({"is_authorised": False}, False, False),
        ({"code": "", "expires_on": date(2026, 1, 1)}, False, False),
    ],
)
def test_a_certification_shows_only_while_it_holds_and_the_centre_is_authorised(
    changes: dict[str, object], expired: bool, shown: bool
) -> None:
    sheet = replace(WHOLE, **changes)  # type: ignore[arg-type]
    assert sheet_rules.has_expired(sheet, TODAY) == expired
    assert sheet_rules.shows_certification(sheet, TODAY) == shown


def test_changes_say_what_was_and_what_is() -> None:
    after = replace(WHOLE, price=None, romes=("E1101", "M1705"))
    assert sheet_rules.changes_of(WHOLE, after) == {"price": "1450 → –", "romes": "E1101 → E1101, M1705"}
    assert sheet_rules.changes_of(WHOLE, WHOLE) == {}


@pytest.mark.parametrize(
    ("file", "asks", "fault"),
    [
        (TraineeFile(born_on=date(1990, 1, 1)), True, None),
        (TraineeFile(), False, None),
        (TraineeFile(born_on=date(1990, 1, 1)), False, ("born_on", "training.birth_not_needed")),
        (TraineeFile(born_on=TODAY), True, ("born_on", "training.bad_birth")),
        (TraineeFile(born_on=date(1890, 1, 1)), True, ("born_on", "training.bad_birth")),
        (TraineeFile(employer="a" * 201), True, ("employer", "training.text_too_long")),
        (TraineeFile(reference="a" * 81), True, ("reference", "training.text_too_long")),
    ],
)
def test_a_file_holds_what_it_may(file: TraineeFile, asks: bool, fault: tuple[str, str] | None) -> None:
    found = file_rules.fault_of(file, asks, TODAY)
    assert (found and (found[0], found[1].code)) == fault


def test_a_date_of_birth_is_asked_for_the_cpf_or_a_certification_alone() -> None:
    assert file_rules.asks_birth(True, "")
    assert file_rules.asks_birth(False, "RS1234")
    assert not file_rules.asks_birth(False, "")
