"""What the staff's home says of marking (P20): how many answers wait, and for how long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import format_timedelta

from lms.cohorts.models import Cohort
from lms.core.person import Person
from lms.marking.access import may_mark
from lms.marking.queries import waiting


@dataclass(frozen=True)
class ToMark:
    """Answers that wait for a marker; `since` is how long the oldest does, in words."""

    answers: int
    since: str


def to_mark(person: Person, cohorts: Iterable[Cohort], now: datetime) -> ToMark:
    """What waits for a person in those of these cohorts that they mark. One statement."""
    mine = [cohort.id for cohort in cohorts if may_mark(person, cohort)]
    found = waiting(mine, person.id)
    oldest = min((one.oldest for one in found if one.oldest), default=now)
    return ToMark(sum(one.answers for one in found), format_timedelta(now - oldest))
