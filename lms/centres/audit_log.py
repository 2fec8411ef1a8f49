"""The audit log of a centre as its managers read it: the newest first, a page after an event, filtered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from lms.accounts.models import User
from lms.core.db import session
from lms.core.models import AuditEvent

PAGE = 50
AT_ONCE = 500


@dataclass(frozen=True)
class Asked:
    """What is wanted of the log: an action (empty: all), who did it, and days of the centre's zone, both included."""

    action: str = ""
    actor_id: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Entry:
    """An act. `actor` is empty when the program did it."""

    id: int
    at: datetime
    action: str
    actor: str
    object_type: str
    object_id: int | None
    details: dict[str, Any]


_ENTRY = select(
    AuditEvent.id,
    AuditEvent.at,
    AuditEvent.action,
    User.name,
    AuditEvent.object_type,
    AuditEvent.object_id,
    AuditEvent.details,
).outerjoin(User, User.id == AuditEvent.actor_id)


def _filtered(centre_id: int, zone: str, asked: Asked) -> Any:
    found = _ENTRY.where(AuditEvent.centre_id == centre_id).order_by(AuditEvent.id.desc())
    if asked.action:
        found = found.where(AuditEvent.action == asked.action)
    if asked.actor_id is not None:
        found = found.where(AuditEvent.actor_id == asked.actor_id)
    if asked.since is not None:
        found = found.where(AuditEvent.at >= _midnight(asked.since, zone))
    if asked.until is not None and asked.until < date.max:
        found = found.where(AuditEvent.at < _midnight(asked.until + timedelta(days=1), zone))
    return found


def _midnight(day: date, zone: str) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(zone))


def entries(centre_id: int, zone: str, asked: Asked, before: int | None) -> tuple[list[Entry], int | None]:
    """A page of acts from before an event; and the event before which more is to be read. One statement."""
    found = _filtered(centre_id, zone, asked)
    if before is not None:
        found = found.where(AuditEvent.id < before)
    rows = [_entry(row) for row in session().execute(found.limit(PAGE + 1))]
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def every_entry(centre_id: int, zone: str, asked: Asked) -> Iterator[Entry]:
    """All acts that are wanted, read as they are sent."""
    for row in session().execute(_filtered(centre_id, zone, asked).execution_options(yield_per=AT_ONCE)):
        yield _entry(row)


def _entry(row: Any) -> Entry:
    id_, at, action, name, object_type, object_id, details = row
    return Entry(id_, at, action, name or "", object_type, object_id, details)


def actors(centre_id: int) -> list[tuple[int, str]]:
    """Everyone who did something, by name."""
    acted = select(AuditEvent.actor_id).where(AuditEvent.centre_id == centre_id).distinct()
    named = select(User.id, User.name).where(User.id.in_(acted)).order_by(User.name, User.id)
    return [(row.id, row.name) for row in session().execute(named)]
