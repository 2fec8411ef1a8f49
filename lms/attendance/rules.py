"""Pure decisions of attendance: who may sign when, what the acts of a sheet come to, how many hours that is, whether the record is whole."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

from lms.core.reasons import Reason, reason

LONGEST_REASON = 300
HALF_DAY = timedelta(hours=5)
ACROSS_NOON = timedelta(hours=4)
NOON = time(13)
"""The hour that parts a day in two half-days."""
HUNDREDTH = Decimal("0.01")
FIRST = "0" * 64
"""What the first act of a session names as the one before."""


class Kind(StrEnum):
    """What an act says, as stored. A learner signs; staff state the others; who teaches countersigns."""

    SIGNED = "signed"
    PRESENT = "present"
    LATE = "late"
    LEFT = "left"
    ABSENT = "absent"
    COUNTERSIGNED = "countersigned"


STATED = (Kind.PRESENT, Kind.LATE, Kind.LEFT, Kind.ABSENT)
"""What staff may say of a learner."""
PARTLY = frozenset({Kind.LATE, Kind.LEFT})
"""Who was there for a part, to or from a moment."""


@dataclass(frozen=True)
class Slot:
    """From when to when a session is, or was when somebody signed."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True)
class Fact:
    """An act as the record keeps it. `enrolment_id` is None for a countersignature; `moment` is when somebody came or left."""

    session_id: int
    number: int
    enrolment_id: int | None
    kind: Kind
    at: datetime
    by_id: int
    moment: datetime | None
    reason: str
    slot: Slot
    address: str
    previous: str


def digest_of(fact: Fact) -> str:
    """The fingerprint of an act and of all those before it."""
    said = [
        fact.session_id,
        fact.number,
        fact.enrolment_id,
        str(fact.kind),
        _written(fact.at),
        fact.by_id,
        _written(fact.moment),
        fact.reason,
        _written(fact.slot.starts_at),
        _written(fact.slot.ends_at),
        fact.address,
        fact.previous,
    ]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="microseconds")


def first_broken(record: Iterable[tuple[Fact, str]]) -> int | None:
    """The number of the first act of a session that is not what was written, or that others are missing before; None when all is whole.

    `record` has each act with its stored fingerprint, in order.
    """
    previous = FIRST
    for number, (fact, digest) in enumerate(record, 1):
        if (fact.number, fact.previous, digest_of(fact)) != (number, previous, digest):
            return number
        previous = digest
    return None


@dataclass(frozen=True)
class Mark:
    """What the acts about one learner in one session come to: their signature, and the last thing that staff stated."""

    slot: Slot
    signed_at: datetime | None = None
    stated: Kind | None = None
    stated_at: datetime | None = None
    moment: datetime | None = None
    reason: str = ""

    @property
    def kind(self) -> Kind:
        """How it stands: what staff stated last counts before the signature."""
        return self.stated or Kind.SIGNED


def mark_after(mark: Mark | None, fact: Fact) -> Mark:
    """A learner's mark once one more act is known."""
    if fact.kind is Kind.SIGNED:
        if mark is None:
            return Mark(fact.slot, signed_at=fact.at)
        return replace(mark, signed_at=fact.at)
    before = mark or Mark(fact.slot)
    return replace(
        before,
        slot=fact.slot,
        stated=fact.kind,
        stated_at=fact.at,
        moment=fact.moment,
        reason=fact.reason,
    )


def marks_of(facts: Iterable[Fact]) -> dict[tuple[int, int], Mark]:
    """The marks by session and enrolment, from acts in their order."""
    marks: dict[tuple[int, int], Mark] = {}
    for fact in facts:
        if fact.enrolment_id is not None:
            place = fact.session_id, fact.enrolment_id
            marks[place] = mark_after(marks.get(place), fact)
    return marks


def time_there(mark: Mark | None, now: datetime) -> timedelta:
    """How long a learner was there, of a slot that is over: nothing is counted before it took place."""
    if mark is None or mark.kind is Kind.ABSENT or mark.slot.ends_at > now:
        return timedelta()
    begin, end = mark.slot.starts_at, mark.slot.ends_at
    if mark.kind is Kind.LATE and mark.moment is not None:
        begin = mark.moment
    if mark.kind is Kind.LEFT and mark.moment is not None:
        end = mark.moment
    return max(end - begin, timedelta())


def hours(spans: Iterable[timedelta]) -> Decimal:
    """Their sum in hours, in hundredths: rounded once, at the end."""
    whole = sum(spans, timedelta())
    return (Decimal(whole // timedelta(seconds=1)) / 3600).quantize(HUNDREDTH, ROUND_HALF_UP)


def window_of(slot: Slot, minutes_before: int, hours_after: int) -> Slot:
    """From when to when a learner signs."""
    return Slot(
        slot.starts_at - timedelta(minutes=minutes_before), slot.ends_at + timedelta(hours=hours_after)
    )


def refusal_of_signature(window: Slot, mark: Mark | None, *, is_frozen: bool, now: datetime) -> Reason | None:
    """Why a learner can't sign now; whoever signed already is not asked again, see `Mark.signed_at`."""
    if mark is not None and mark.kind is Kind.ABSENT:
        return reason("attendance.noted_absent")
    if is_frozen:
        return reason("attendance.frozen")
    if now < window.starts_at:
        return reason("attendance.too_early")
    if now > window.ends_at:
        return reason("attendance.too_late")
    return None


def may_state(window: Slot, now: datetime) -> bool:
    """Whether the time has come to say who is there."""
    return now >= window.starts_at


def needs_reason(kind: Kind, mark: Mark | None, *, was_countersigned: bool) -> bool:
    """Whether staff say why: of an absence, of what corrects something, and of any change once the sheet was countersigned."""
    return kind is Kind.ABSENT or mark is not None or was_countersigned


def is_same(mark: Mark | None, kind: Kind, moment: datetime | None, why: str) -> bool:
    """Whether this was stated last, so that a form that is sent twice is one act."""
    return mark is not None and (mark.stated, mark.moment, mark.reason) == (kind, moment, why)


def moment_in(slot: Slot, typed: str, timezone: str) -> datetime | None:
    """The first moment strictly inside a slot at which the clock of a zone shows this time; None when there is none.

    The slot may go past midnight; an hour that comes twice is the first one, and one that the clocks skip never comes.
    """
    try:
        wanted = time.fromisoformat(typed)
    except ValueError:
        return None
    zone = ZoneInfo(timezone)
    if wanted.tzinfo is not None:
        return None
    first = slot.starts_at.astimezone(zone).date()
    for days in range((slot.ends_at.astimezone(zone).date() - first).days + 1):
        for fold in (0, 1):
            local = datetime.combine(first + timedelta(days=days), wanted, zone).replace(fold=fold)
            moment = local.astimezone(UTC)
            is_shown = moment.astimezone(zone).time() == wanted
            if is_shown and slot.starts_at < moment < slot.ends_at:
                return moment
    return None


def is_two_half_days(slot: Slot, timezone: str) -> bool:
    """Whether a session is better planned as two, for the law signs by half-day: over 5 hours, or over 4 across 13:00."""
    length = slot.ends_at - slot.starts_at
    starts, ends = (one.astimezone(ZoneInfo(timezone)) for one in (slot.starts_at, slot.ends_at))
    noon = datetime.combine(starts.date(), NOON, starts.tzinfo)
    return length > HALF_DAY or (length > ACROSS_NOON and starts < noon < ends)


@dataclass(frozen=True)
class Standing:
    """Where a sheet stands: its last act, its last countersignature by number, and how many learners nothing is known of."""

    last: int = 0
    countersigned: int = 0
    unsettled: int = 0

    @property
    def is_frozen(self) -> bool:
        """Countersigned, and nothing changed since."""
        return bool(self.countersigned) and self.countersigned == self.last

    @property
    def was_countersigned(self) -> bool:
        """Countersigned once, whatever changed since."""
        return bool(self.countersigned)


def refusal_of_countersignature(slot: Slot, standing: Standing, now: datetime) -> Reason | None:
    """Why a sheet can't be countersigned now. One that is already, with no change since, is not asked again."""
    if now < slot.ends_at:
        return reason("attendance.not_over")
    if standing.unsettled:
        return reason("attendance.unsettled")
    if not standing.last:
        return reason("attendance.nobody")
    return None
