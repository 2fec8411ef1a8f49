"""What the staff's home says of marking (P20): how many answers wait, and for how long."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_timedelta

from lms.cohorts.queries import within_reach
from lms.core.permissions import Permission
from lms.core.person import Person
from lms.marking.queries import waiting


@dataclass(frozen=True)
class ToMark:
    """Answers that wait for a marker; `since` is how long the oldest does, in words."""

    answers: int
    since: str


def to_mark(person: Person, now: datetime) -> ToMark:
    """What waits for a person in the cohorts that they mark. One statement."""
    found = waiting(within_reach(person.grants, Permission.ATTEMPT_MARK), person.id)
    oldest = min((one.oldest for one in found if one.oldest), default=now)
    return ToMark(sum(one.answers for one in found), format_timedelta(now - oldest))
