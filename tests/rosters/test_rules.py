"""What a column holds, what a row says, what a roster would change."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.accounts.addresses import key_of, usable
from lms.rosters import rules
from lms.rosters.rules import FIELDS, Kind, Member, Row

pytestmark = pytest.mark.one_database
LEA = Member(1, "lea@example.org", "Léa", "fr", "", "", False, False)


def read(
    *lines: Sequence[str], columns: Sequence[str] = ("email", "name")
) -> tuple[list[Row], dict[int, str]]:
    rows, faults = rules.read_rows(lines, columns, 1, usable, key_of)
    return rows, {fault.number: fault.reason.code for fault in faults}


@pytest.mark.parametrize(
    ("first", "columns", "has_header"),
    [
        (["Adresse e-mail", "Nom", "Prénom"], ["email", "last_name", "first_name"], True),
        (["NOM", "Courriel", "Société", "N° de dossier"], ["name", "email", "employer", "reference"], True),
        (["Full name", "E-MAIL", "x", "Language"], ["name", "email", "", "language"], True),
        (["E-mail", "Mail", "Name"], ["email", "", "name"], True),
        (["lea@example.org", "Léa"], ["email", "name"], False),
        (["Léa", "lea@example.org", "x"], ["name", "email", ""], False),
        (["lea@example.org"], ["email"], False),
        (["a", "b"], ["", ""], False),
    ],
)
def test_columns_are_guessed(first: list[str], columns: list[str], has_header: bool) -> None:
    assert rules.columns_of(first, len(first)) == (columns, has_header)


def test_columns_that_no_row_can_be_read_with() -> None:
    codes = [
        getattr(rules.fault_of_columns(columns), "code", None)
        for columns in (["email", "email"], ["name", ""], ["email", ""], ["email", "last_name"])
    ]
    assert codes == [
        "rosters.column_twice",
        "rosters.email_column_needed",
        "rosters.name_column_needed",
        None,
    ]


def test_each_fault_has_its_row_and_its_reason() -> None:
    rows, faults = read(
        ["lea@example.org", "Léa"],
        ["", "Zoé"],
        ["nobody", "Zoé"],
        ["ａdmin@example.org", "Zoé"],
        ["mıke@example.org", "Zoé"],
        ["LEA@example.org", "Léa bis"],
        ["zoe@example.org", ""],
        ["zoe@example.org", "Z" * 301],
        ["zoe@example.org", "Zoé\u202eéoZ"],
        ["zoe@example.org", "x" * 2_001],
        ["", ""],
        ["max@example.org", "Max 🐝"],
    )
    assert [row.name for row in rows] == ["Léa", "Max 🐝"]
    assert faults == {
        2: "rosters.email_needed",
        3: "rosters.bad_email",
        4: "rosters.look_alike",
        5: "rosters.look_alike",
        6: "rosters.twice",
        7: "rosters.name_needed",
        8: "rosters.name_too_long",
        9: "rosters.bad_sign",
        10: "rosters.cell_too_long",
    }


def test_other_fields_are_read_and_judged() -> None:
    lines = (
        ["a@example.org", "Léa", "Martin", "Français", "Ruche", "12"],
        ["b@example.org", "Léa", "", "klingon", "", ""],
        ["c@example.org", "Léa", "", "", "x" * 201, ""],
        ["d@example.org", "Léa", "", "", "", "x" * 81],
    )
    rows, faults = read(
        *lines, columns=["email", "first_name", "last_name", "language", "employer", "reference"]
    )
    assert rows == [Row(1, "a@example.org", "a@example.org", "Léa Martin", "fr", "Ruche", "12")]
    assert list(faults.values()) == [
        "rosters.unknown_language",
        "rosters.employer_too_long",
        "rosters.reference_too_long",
    ]


def row(name: str, **changes: str) -> Row:
    return Row(1, f"{name}@example.org", f"{name}@example.org", name.title(), **changes)


def test_a_plan_says_who_comes_stays_changes_and_lacks() -> None:
    members = {
        "lea@example.org": LEA,
        "zoe@example.org": Member(2, "", "Zoé", "fr", "Ruche", "1", False, True),
        "max@example.org": Member(3, "", "Max", "fr", "", "", True, False),
        "tom@example.org": Member(4, "", "Tom", "fr", "", "", False, False),
    }
    plan = rules.plan_of([row("lea", employer="Ruche"), row("zoe"), row("max"), row("new")], members, 3)
    assert [entry.kind for entry in plan.entries] == [Kind.CHANGE, Kind.SAME, Kind.RETURN, Kind.ADD]
    assert plan.entries[0].changes == (("name", "Léa", "Lea"), ("employer", "", "Ruche"))
    assert plan.entries[1].keeps_name, "a certificate bears the name"
    assert [member.name for member in plan.absent] == ["Tom"]
    assert plan.lacks_seats is not None
    assert rules.plan_of([row("new")], members, 4).lacks_seats is None
    assert rules.plan_of([row("new")], members, None).lacks_seats is None


@given(
    st.lists(st.lists(st.text(max_size=12), max_size=4), max_size=8),
    st.lists(st.sampled_from(["", *FIELDS]), max_size=4),
)
def test_every_row_is_read_said_or_empty(lines: list[list[str]], columns: list[str]) -> None:
    rows, faults = rules.read_rows(lines, columns, 1, usable, key_of)
    told = {row.number for row in rows} | {fault.number for fault in faults}
    assert told == {number for number, line in enumerate(lines, 1) if any(line)}
    assert len({row.key for row in rows}) == len(rows)
