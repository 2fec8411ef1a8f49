"""Pure decisions of cohorts: join codes, local times, when a cohort takes people."""

import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from lms.core.reasons import Reason, reason
from lms.courses.document import Calendar

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""32 signs, without those that people mix up (I and L with 1, O with 0) or that make words (U): 5 bits each."""
CODE_LENGTH = 10
_LOOKALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})
SATURDAY = 5
OFFER_LASTS = timedelta(hours=48)
"""How long somebody who waits has to answer when a place is offered to them."""
LOCAL_FORMAT = "%Y-%m-%dT%H:%M"


class EventKind(StrEnum):
    """Kinds of learning event, as stored. Features above may record others; unknown kinds change no progress."""

    ENROLLED = "enrolled"
    ITEM_OPENED = "item_opened"
    ITEM_DONE = "item_done"
    SELF_CHECK_ANSWERED = "self_check_answered"
    WORK_SUBMITTED = "work_submitted"
    WORK_MARKED = "work_marked"
    WORK_RETURNED = "work_returned"
    ITEM_EXCUSED = "item_excused"
    EXCUSE_ENDED = "excuse_ended"
    MARK_SET = "mark_set"
    MARK_FREED = "mark_freed"


@dataclass(frozen=True)
class ItemDates:
    """When an item opens, is due (soft) and closes (hard) for a cohort: aware UTC, and the cohort's zone by name."""

    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    timezone: str = "UTC"


def local_dates_of(calendar: Calendar, starts_on: date) -> dict[str, str]:
    """A calendar's days as the local times of a cohort that starts that day, by the names of its date fields."""
    hours = {"opens": "00:00", "due": "23:59", "closes": "23:59"}
    days = calendar.model_dump(exclude_none=True)
    return {f"{name}_local": f"{starts_on + timedelta(days=day)}T{hours[name]}" for name, day in days.items()}


def new_join_code() -> str:
    """A fresh code of 50 random bits."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def normalise_code(typed: str) -> str:
    """The code that a person means: case, spaces and hyphens do not matter, nor O for 0 and I or L for 1."""
    letters = "".join(char for char in typed.upper() if char.isalnum())
    return letters.translate(_LOOKALIKES)


def shown_code(code: str) -> str:
    """A code in two halves, as people read it out."""
    return f"{code[:5]}-{code[5:]}"


def is_timezone(name: str) -> bool:
    """Whether `name` is an IANA zone that this program knows."""
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    """Their list walks the system's files: once a process, rather than at each change of a group."""
    return frozenset(available_timezones())


def utc_of(local: str, timezone: str) -> datetime:
    """The moment of a local time such as `2027-03-28T02:30`; ValueError on another format.

    A time that the change to summer time skips moves forward by the gap (02:30 is 03:30); one that happens twice
    is the first.
    """
    typed = datetime.strptime(local, LOCAL_FORMAT).replace(tzinfo=ZoneInfo(timezone), fold=0)
    return typed.astimezone(UTC)


def plainly_shifted(local: str, days: int) -> str:
    """A local time some days later, at the same hour of the clock."""
    day, hour = date.fromisoformat(local[:10]), local[10:]
    return f"{day + timedelta(days=days)}{hour}"


def shifted(local: str, days: int) -> str:
    """`plainly_shifted`, but what fell on a working day does not fall on a week-end: the next Monday takes it."""
    later = date.fromisoformat(plainly_shifted(local, days)[:10])
    is_working_day = date.fromisoformat(local[:10]).weekday() < SATURDAY
    if is_working_day and later.weekday() >= SATURDAY:
        days += 7 - later.weekday()
    return plainly_shifted(local, days)


def local_day(moment: datetime, timezone: str) -> date:
    """The day that a moment falls on, in a zone."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def has_ended(ends_on: date | None, timezone: str, now: datetime) -> bool:
    """Whether the last day of a cohort is over where it takes place."""
    return ends_on is not None and local_day(now, timezone) > ends_on


@dataclass(frozen=True)
class Ended:
    """A cohort that is over: its last day, and the last day on which its learners read."""

    on: date
    until: date
    is_readable: bool

    @property
    def why(self) -> Reason:
        """What it means for a learner, and until when."""
        code = "cohorts.over" if self.is_readable else "cohorts.shut"
        return reason(code, on=self.on, until=self.until)


def ended(ends_on: date | None, timezone: str, now: datetime, months: int) -> Ended | None:
    """What the end of a cohort means now, when its course stays readable for so many months; None while it runs."""
    if ends_on is None or not has_ended(ends_on, timezone, now):
        return None
    until = months_later(ends_on, months)
    return Ended(ends_on, until, local_day(now, timezone) <= until)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or the last one of a month that is too short."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    days = (date(first.year + first.month // 12, first.month % 12 + 1, 1) - first).days
    return first.replace(day=min(day.day, days))


def refusal_to_join(
    *, takes_people: bool, join_until: date | None, timezone: str, now: datetime
) -> Reason | None:
    """Why a cohort's code lets nobody in now, or None."""
    if not takes_people:
        return reason("cohorts.stopped")
    if has_ended(join_until, timezone, now):
        return reason("cohorts.code_expired")
    return None


def refusal_of_dates(
    opens_at: datetime | None, due_at: datetime | None, closes_at: datetime | None
) -> Reason | None:
    """Why these dates of an item can't be: it opens first, is due next, and closes last."""
    if opens_at and closes_at and closes_at <= opens_at:
        return reason("cohorts.closes_before_opening")
    if opens_at and due_at and due_at <= opens_at:
        return reason("cohorts.due_before_opening")
    if due_at and closes_at and closes_at < due_at:
        return reason("cohorts.closes_before_due")
    return None


def refusal_to_enrol(
    *, is_open_for_people: bool, is_published: bool, seats: int | None, taken: int
) -> Reason | None:
    """Why nobody more can join a cohort now, or None."""
    if not is_open_for_people:
        return reason("cohorts.ended")
    if not is_published:
        return reason("cohorts.not_published")
    if seats is not None and taken >= seats:
        return reason("cohorts.full", seats=seats)
    return None
