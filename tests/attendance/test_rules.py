"""Pure rules of attendance: windows, marks, hours, times on the clock, half-days, the chain."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from lms.attendance import rules
from lms.attendance.rules import Fact, Kind, Mark, Slot, Standing

START = datetime(2026, 12, 1, 17, 0, tzinfo=UTC)
SLOT = Slot(START, START + timedelta(minutes=90))
HOUR = timedelta(hours=1)
WINDOW = rules.window_of(SLOT, 15, 24)
PARIS = "Europe/Paris"


def fact(kind: Kind, number: int = 1, **more: object) -> Fact:
    values: dict[str, object] = {
        "session_id": 1,
        "number": number,
        "enrolment_id": 7,
        "kind": kind,
        "at": START,
        "by_id": 3,
        "moment": None,
        "reason": "",
        "slot": SLOT,
        "address": "",
        "previous": rules.FIRST,
    }
    return Fact(**{**values, **more})  # type: ignore[arg-type]


def chained(*facts: Fact) -> list[tuple[Fact, str]]:
    record, previous = [], rules.FIRST
    for one in facts:
        linked = replace(one, previous=previous)
        previous = rules.digest_of(linked)
        record.append((linked, previous))
    return record


def code_of(mark: Mark | None, now: datetime, *, is_frozen: bool = False) -> str | None:
    refusal = rules.refusal_of_signature(WINDOW, mark, is_frozen=is_frozen, now=now)
    return refusal.code if refusal else None


def test_one_signs_within_the_window_to_the_second() -> None:
    second = timedelta(seconds=1)
    opens, closes = START - timedelta(minutes=15), SLOT.ends_at + 24 * HOUR
    assert code_of(None, opens - second) == "attendance.too_early"
    assert code_of(None, opens) is code_of(None, closes) is None
    assert code_of(None, closes + second) == "attendance.too_late"
    assert code_of(None, START, is_frozen=True) == "attendance.frozen"
    assert code_of(Mark(SLOT, stated=Kind.ABSENT), START) == "attendance.noted_absent"
    assert code_of(Mark(SLOT, stated=Kind.LATE), START) is None
    assert rules.may_state(WINDOW, opens)
    assert not rules.may_state(WINDOW, opens - second)


def test_the_last_statement_counts_and_the_signature_stays() -> None:
    facts = [
        fact(Kind.SIGNED),
        fact(Kind.ABSENT, 2, reason="Malade"),
        fact(Kind.LATE, 3, moment=START + HOUR),
        fact(Kind.COUNTERSIGNED, 4, enrolment_id=None),
    ]
    ((place, mark),) = rules.marks_of(facts).items()
    assert place == (1, 7)
    assert (mark.kind, mark.signed_at, mark.reason, mark.moment) == (Kind.LATE, START, "", START + HOUR)
    stated_first = rules.mark_after(rules.mark_after(None, fact(Kind.PRESENT)), fact(Kind.SIGNED, 2))
    assert (stated_first.kind, stated_first.signed_at) == (Kind.PRESENT, START)


@pytest.mark.parametrize(
    ("mark", "hours"),
    [
        (None, "0.00"),
        (Mark(SLOT, signed_at=START), "1.50"),
        (Mark(SLOT, stated=Kind.ABSENT), "0.00"),
        (Mark(SLOT, stated=Kind.LATE, moment=START + timedelta(minutes=20)), "1.17"),
        (Mark(SLOT, stated=Kind.LEFT, moment=START + timedelta(minutes=20)), "0.33"),
        (Mark(SLOT, stated=Kind.LATE), "1.50"),
        (Mark(SLOT, stated=Kind.LEFT), "1.50"),
        (Mark(SLOT, stated=Kind.LEFT, moment=START - HOUR), "0.00"),
    ],
)
def test_hours_are_those_that_took_place_in_hundredths(mark: Mark | None, hours: str) -> None:
    assert rules.hours([rules.time_there(mark, SLOT.ends_at)]) == Decimal(hours)
    assert rules.time_there(mark, SLOT.ends_at - timedelta(seconds=1)) == timedelta()


def test_hours_are_rounded_once() -> None:
    assert rules.hours([timedelta(minutes=20)] * 3) == Decimal("1.00")


def test_who_says_why() -> None:
    mark = Mark(SLOT, signed_at=START)
    assert rules.needs_reason(Kind.ABSENT, None, was_countersigned=False)
    assert not rules.needs_reason(Kind.LATE, None, was_countersigned=False)
    assert rules.needs_reason(Kind.LATE, mark, was_countersigned=False)
    assert rules.needs_reason(Kind.PRESENT, None, was_countersigned=True)
    assert rules.is_same(Mark(SLOT, stated=Kind.PRESENT), Kind.PRESENT, None, "")
    assert not rules.is_same(Mark(SLOT, stated=Kind.PRESENT), Kind.PRESENT, None, "Vu")
    assert not rules.is_same(None, Kind.PRESENT, None, "")


def moment(typed: str, starts: datetime, hours: int) -> str | None:
    found = rules.moment_in(Slot(starts, starts + hours * HOUR), typed, PARIS)
    return found.isoformat()[5:16] if found else None


def test_a_time_is_found_within_the_session_on_the_groups_clock() -> None:
    assert moment("18:20", START, 2) == "12-01T17:20"
    night = datetime(2026, 12, 1, 21, 0, tzinfo=UTC)
    assert moment("01:30", night, 8) == "12-02T00:30", "after midnight"
    for wrong in ("18:00", "20:00", "17:59", "25:00", "", "six", "18:20+02:00"):
        assert moment(wrong, START, 2) is None, wrong


def test_a_time_that_the_clocks_repeat_is_the_first_and_one_they_skip_is_none() -> None:
    autumn = datetime(
        2027, 10, 30, 23, 0, tzinfo=UTC
    )  # 01:00 in Paris; 02:30 comes at 00:30 and at 01:30 UTC
    assert moment("02:30", autumn, 6) == "10-31T00:30"
    assert moment("02:30", datetime(2027, 10, 31, 1, 0, tzinfo=UTC), 4) == "10-31T01:30", "only the second"
    spring = datetime(2027, 3, 27, 23, 0, tzinfo=UTC)
    assert moment("02:30", spring, 6) is None
    assert moment("03:30", spring, 6) == "03-28T01:30"


def test_the_night_when_the_clocks_change_has_its_real_hours() -> None:
    slot = Slot(datetime(2027, 3, 27, 23, 0, tzinfo=UTC), datetime(2027, 3, 28, 4, 0, tzinfo=UTC))
    assert rules.hours([rules.time_there(Mark(slot, signed_at=START), slot.ends_at)]) == Decimal("5.00")


@pytest.mark.parametrize(
    ("starts", "hours", "two"),
    [(9, 4, False), (9, 5, True), (9, 6, True), (13, 5, False), (14, 6, True), (8, 5, False), (10, 4, False)],
)
def test_a_day_is_two_half_days(starts: int, hours: int, two: bool) -> None:
    begin = datetime(2026, 12, 1, starts - 1, tzinfo=UTC)
    assert rules.is_two_half_days(Slot(begin, begin + hours * HOUR), PARIS) is two


def test_a_sheet_is_countersigned_once_it_is_over_and_complete() -> None:
    def code(standing: Standing, now: datetime) -> str | None:
        refusal = rules.refusal_of_countersignature(SLOT, standing, now)
        return refusal.code if refusal else None

    assert code(Standing(3), START) == "attendance.not_over"
    assert code(Standing(3, 0, 1), SLOT.ends_at) == "attendance.unsettled"
    assert code(Standing(), SLOT.ends_at) == "attendance.nobody"
    assert code(Standing(3), SLOT.ends_at) is None
    assert Standing(3, 3).is_frozen
    assert not Standing(4, 3).is_frozen
    assert Standing(4, 3).was_countersigned
    assert not Standing().is_frozen


def test_every_change_of_a_record_is_found() -> None:
    facts = [fact(Kind.SIGNED), fact(Kind.LATE, 2, moment=START + HOUR), fact(Kind.COUNTERSIGNED, 3)]
    record = chained(*facts)
    assert rules.first_broken(record) is None
    assert rules.first_broken([]) is None
    for number, (one, digest) in enumerate(record):
        for change in ({"at": START + HOUR}, {"reason": "x"}, {"by_id": 9}, {"enrolment_id": 8}):
            altered = [*record]
            altered[number] = (replace(one, **change), digest)  # type: ignore[arg-type]
            assert rules.first_broken(altered) == number + 1
            made_again = replace(one, **change)  # type: ignore[arg-type]
            altered[number] = (made_again, rules.digest_of(made_again))
            broken = rules.first_broken(altered)
            assert broken == (number + 2 if number < 2 else None), "only the end can be written anew"
    assert rules.first_broken(record[1:]) == 1, "the beginning is missing"
