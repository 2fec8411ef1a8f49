"""What is past its period: found, counted for the settings page, and forgotten once a day, a few hundred rows at a time.

Attempts, answers, marks, certificates and learning events are no `Kind`: nothing here removes them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms.centres.configuring import refuse, take_note
from lms.centres.keeping_rules import fault_of, is_due, longest, months_before
from lms.centres.models import Centre
from lms.centres.queries import centre_for_update
from lms.core import audit
from lms.core.db import session, transaction
from lms.core.retention import Kind, count_of

BATCH = 500


def periods_of(centre: Centre, kinds: Sequence[Kind]) -> dict[str, int]:
    """For how many months a centre keeps each kind."""
    return {kind.key: centre.retention.get(kind.key, kind.months) for kind in kinds}


def change_periods(
    centre_id: int, months: Mapping[str, int], kinds: Sequence[Kind], actor_id: int, now: datetime
) -> None:
    """Keep each kind for so many months. InvalidInput with the kind whose period the law does not allow."""
    centre = centre_for_update(centre_id)
    refuse(fault_of(months, {kind.key: (kind.least, kind.most) for kind in kinds}))
    before = periods_of(centre, kinds)
    centre.retention = {kind.key: months[kind.key] for kind in kinds if months[kind.key] != kind.months}
    changed = [key for key, count in months.items() if count != before[key]]
    take_note("centre.retention_changed", centre, changed, actor_id, now)


@dataclass(frozen=True)
class Due:
    """Rows of a kind that are past their period: of before a moment."""

    kind: Kind
    months: int
    before: datetime

    def count(self, centre_id: int) -> int:
        """How many there are. One statement."""
        return count_of(self.kind, centre_id, self.before)


def due_of(centre: Centre, kinds: Sequence[Kind], now: datetime) -> list[Due]:
    """What counts for a centre now. Rows that all centres share wait for the longest of their periods. One statement."""
    held = session().execute(select(Centre.id, Centre.retention)).all()
    found = []
    for kind in kinds:
        own = {id_: chosen.get(kind.key, kind.months) for id_, chosen in held}
        months = own[centre.id] if kind.of_centre else longest(own.values())
        found.append(Due(kind, months, months_before(now, months)))
    return found


def clean_due(kinds: Sequence[Kind], now: datetime) -> int:
    """Forget what is past its period in each centre that was not looked at for a day; how many rows went. Twice does no harm."""
    centres = session().scalars(select(Centre).order_by(Centre.id)).all()
    return sum(_clean(centre, kinds, now) for centre in centres if is_due(centre.cleaned_at, now))


def _clean(centre: Centre, kinds: Sequence[Kind], now: datetime) -> int:
    counts = {due.kind.key: _forget(due, centre.id) for due in due_of(centre, kinds, now)}
    went = {key: count for key, count in counts.items() if count}
    with transaction():
        centre_for_update(centre.id).cleaned_at = now
        if went:
            place = ("centre", centre.id)
            audit.record("retention.ran", actor_id=None, centre_id=centre.id, on=place, now=now, **went)
    return sum(went.values())


def _forget(due: Due, centre_id: int) -> int:
    """In a transaction for each batch, so that nobody else waits long to write."""
    count = 0
    while True:
        with transaction():
            ids = session().scalars(due.kind.find(centre_id, due.before).limit(BATCH)).all()
            if ids:
                due.kind.forget(ids)
        count += len(ids)
        if len(ids) < BATCH:
            return count
