"""Join codes, local times, dates in order."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.cohorts import rules
from lms.cohorts.rules import CODE_ALPHABET, CODE_LENGTH
from lms.core.reasons import reason

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def test_a_code_holds_fifty_bits_and_no_sign_that_people_mix_up() -> None:
    assert len(set(CODE_ALPHABET)) ** CODE_LENGTH >= 2**50
    assert not set(CODE_ALPHABET) & set("ILOU")
    codes = {rules.new_join_code() for _ in range(1000)}
    assert len(codes) == 1000
    assert all(len(code) == CODE_LENGTH and set(code) <= set(CODE_ALPHABET) for code in codes)


@given(st.text(CODE_ALPHABET, min_size=10, max_size=10))
def test_a_code_survives_how_people_copy_it(code: str) -> None:
    shown = rules.shown_code(code)
    assert shown == f"{code[:5]}-{code[5:]}"
    typed = [shown, shown.lower(), f" {' '.join(code)} ", code.replace("0", "o"), code.replace("1", "l")]
    assert [rules.normalise_code(text) for text in typed] == [code] * 5


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2027-01-15T09:00", "2027-01-15T08:00"),
        ("2027-07-15T09:00", "2027-07-15T07:00"),
        ("2027-03-28T01:59", "2027-03-28T00:59"),
        ("2027-03-28T02:30", "2027-03-28T01:30"),  # skipped: 03:30 in summer time
        ("2027-03-28T03:00", "2027-03-28T01:00"),
        ("2027-10-31T02:30", "2027-10-31T00:30"),  # twice: the first, in summer time
        ("2027-10-31T03:00", "2027-10-31T02:00"),
    ],
)
def test_local_times_of_paris(local: str, utc: str) -> None:
    assert rules.utc_of(local, "Europe/Paris") == datetime.fromisoformat(f"{utc}+00:00")


@pytest.mark.parametrize("typed", ["", "2027-03-28", "2027-02-30T09:00", "2027-03-28T09:00Z", "demain"])
def test_other_formats_are_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r"time data|day is out of range|unconverted"):
        rules.utc_of(typed, "Europe/Paris")


def test_knows_the_zones() -> None:
    assert rules.is_timezone("Indian/Reunion")
    assert not rules.is_timezone("Europe/Lyon")


def test_a_cohort_lasts_to_the_end_of_its_last_day_where_it_is() -> None:
    last = date(2026, 11, 23)
    assert not rules.has_ended(last, "Europe/Paris", datetime(2026, 11, 23, 22, 59, tzinfo=UTC))
    assert rules.has_ended(last, "Europe/Paris", datetime(2026, 11, 23, 23, 0, tzinfo=UTC))
    assert not rules.has_ended(last, "America/Martinique", datetime(2026, 11, 23, 23, 0, tzinfo=UTC))
    assert not rules.has_ended(None, "Europe/Paris", NOW)


@pytest.mark.parametrize(
    ("opens", "due", "closes", "code"),
    [
        (None, None, None, None),
        (NOW, NOW + DAY, NOW + DAY, None),
        (NOW, None, NOW, "cohorts.closes_before_opening"),
        (NOW, NOW, None, "cohorts.due_before_opening"),
        (None, NOW, NOW - DAY, "cohorts.closes_before_due"),
    ],
)
def test_dates_come_in_order(
    opens: datetime | None, due: datetime | None, closes: datetime | None, code: str | None
) -> None:
    refusal = rules.refusal_of_dates(opens, due, closes)
    assert (refusal and refusal.code) == code


def test_why_nobody_more_can_join() -> None:
    def refusal(*, running: bool = True, published: bool = True, seats: int | None = None, taken: int = 0):  # type: ignore[no-untyped-def]
        return rules.refusal_to_enrol(
            is_open_for_people=running, is_published=published, seats=seats, taken=taken
        )

    assert refusal() is None
    assert refusal(seats=2, taken=1) is None
    assert refusal(seats=2, taken=2) == reason("cohorts.full", seats=2)
    assert refusal(running=False) == reason("cohorts.ended")
    assert refusal(published=False) == reason("cohorts.not_published")
