"""Leases: one process at a time does a task, and another takes over when that one is gone. The database decides."""

import os
import secrets
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from lms.core.db import session, transaction
from lms.core.models import Lease

LASTS = timedelta(seconds=25)
"""How long a holder that does not come back keeps others out."""
_token = secrets.token_hex(4)


def this_process() -> str:
    """This process among all others, also beside those that it was forked from."""
    return f"{os.getpid()}-{_token}"


def is_held(name: str, now: datetime) -> bool:
    """Whether somebody holds this lease now. One statement, no write."""
    held = select(Lease.id).where(
        Lease.name == name, Lease.expires_at > now, Lease.expires_at <= now + 2 * LASTS
    )
    return session().scalar(held) is not None


def take(name: str, holder: str, now: datetime) -> bool:
    """Take a lease that is free, or renew one's own, in a transaction of its own; whether `holder` has it now.

    Of two that try at once one gets it. An end much further off than a lease lasts was written by a clock that has been set
    back since: it counts for nothing.
    """
    with transaction() as current:
        free = or_(Lease.holder == holder, Lease.expires_at <= now, Lease.expires_at > now + 2 * LASTS)
        values = {"holder": holder, "expires_at": now + LASTS}
        taken = current.execute(
            update(Lease).where(Lease.name == name, free).values(**values).returning(Lease.id)
        )
        if taken.scalar() is not None:
            return True
        insert = sqlite.insert if current.get_bind().dialect.name == "sqlite" else postgresql.insert
        first = insert(Lease).values(name=name, **values).on_conflict_do_nothing(index_elements=[Lease.name])
        return current.execute(first.returning(Lease.id)).scalar() is not None
