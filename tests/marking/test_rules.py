"""Codes, who marks as what, safe names."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.marking.rules import LONGEST, RESERVED, code_of, decided, safe_name, unique_name
from lms.marking.services import _Exact


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("devoir.pdf", "devoir.pdf"),
        ("../../etc/passwd", "____etc_passwd"),
        ("C:\\Users\\x.txt", "C__Users_x.txt"),
        ("con.txt", "_con.txt"),
        ("COM1", "_COM1"),
        ("nul .tar.gz", "_nul .tar.gz"),
        ("a\r\nb\x00.png", "a b.png"),
        ("fin. . .", "fin"),
        ("12.3 ou 4.5 euros", "12.3 ou 4.5 euros"),
        ("...", "_"),
        ("", "work"),
        ("=1+1.csv", "=1+1.csv"),
    ],
)
def test_names_are_safe(name: str, expected: str) -> None:
    assert safe_name(name, "work") == expected


@given(st.text(max_size=300))
def test_any_name_is_one_part_that_every_system_takes(name: str) -> None:
    safe = safe_name(name, "work")
    assert safe
    assert len(safe.encode()) <= LONGEST + 1
    assert not set(safe) & set('<>:"/\\|?*')
    assert not any(unicodedata.category(char)[0] == "C" for char in safe)
    assert safe.strip(". ") == safe
    assert safe.split(".")[0].casefold() not in RESERVED


def test_like_names_get_numbers() -> None:
    taken: set[str] = set()
    assert [unique_name(name, taken) for name in ("A.pdf", "a.PDF", "a.pdf", "b")] == [
        "A.pdf",
        "a-2.PDF",
        "a-3.pdf",
        "b",
    ]


def test_a_code_says_nothing_of_the_order() -> None:
    codes = [code_of("secret", number) for number in range(200)]
    assert len(set(codes)) == 200
    assert codes != sorted(codes)
    assert code_of("secret", 1) != code_of("other", 1)


def test_two_marks_that_differ_by_a_tenth_are_averaged_and_no_more() -> None:
    def both(second: str) -> Decimal | None:
        markings = [_Exact("first", 1, Decimal("0.5"), True), _Exact("second", 2, Decimal(second), True)]
        return decided(2, markings)

    assert both("0.6") == Decimal("0.55")
    assert both("0.6001") is None
