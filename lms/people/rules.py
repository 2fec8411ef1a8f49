"""Pure decisions about staff: where a role is held, what an invitation is worth now, whose role can't be taken."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from lms.core.permissions import Role
from lms.core.reasons import Reason, reason

LIFETIME = timedelta(days=7)
MOST_ADDRESSES = 100
LONGEST_EMPLOYER = 200
WHOLE_CENTRE = "centre"
SEPARATORS = re.compile(r"[,;]")


class State(StrEnum):
    """What an invitation is worth."""

    PENDING = "pending"
    EXPIRED = "expired"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Place:
    """Where in a centre a role is held: all of it, or one course or cohort; and whose people an employer's reader sees."""

    course_id: int | None = None
    cohort_id: int | None = None
    employer: str = ""

    @property
    def key(self) -> str:
        """As a form says it: `centre`, `course-3`, `cohort-4`."""
        if self.cohort_id is not None:
            return f"cohort-{self.cohort_id}"
        return WHOLE_CENTRE if self.course_id is None else f"course-{self.course_id}"


@dataclass(frozen=True)
class Offer:
    """A role in a centre, and where in it. `employer` belongs to an employer's reader alone."""

    centre_id: int
    role: Role
    place: Place


def place_of(key: str, employer: str = "") -> Place:
    """The place that a form says; the whole centre for what is no other place."""
    kind, _, number = key.partition("-")
    id_ = int(number) if number.isascii() and number.isdigit() and len(number) < 19 else None
    return Place(
        course_id=id_ if kind == "course" else None,
        cohort_id=id_ if kind == "cohort" else None,
        employer=employer.strip(),
    )


def refusal_to_offer(offer: Offer) -> tuple[str, Reason] | None:
    """The field that makes an offer impossible, and why; None when it can be made."""
    if offer.role is Role.EMPLOYER and not offer.place.employer:
        return "employer", reason("people.employer_needed")
    if len(offer.place.employer) > LONGEST_EMPLOYER or not offer.place.employer.isprintable():
        return "employer", reason("people.bad_employer", most=LONGEST_EMPLOYER)
    return None


def state_of(
    expires_at: datetime, accepted_at: datetime | None, withdrawn_at: datetime | None, now: datetime
) -> State:
    """What an invitation is worth at this moment."""
    if accepted_at is not None:
        return State.ACCEPTED
    if withdrawn_at is not None:
        return State.WITHDRAWN
    return State.PENDING if now < expires_at else State.EXPIRED


def addresses_of(text: str) -> list[tuple[int, str]]:
    """What stands on each line, with the line's number; several addresses may share a line."""
    return [
        (number, word)
        for number, line in enumerate(text.splitlines(), start=1)
        for word in (part.strip() for part in SEPARATORS.split(line))
        if word
    ]


def is_last_manager(user_id: int, managers: Iterable[int]) -> bool:
    """Whether this person alone, of those who manage a whole centre, is left to manage it."""
    return set(managers) == {user_id}
